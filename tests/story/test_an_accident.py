"""Two insured cars and a cyclist: from intake over the computed sheet to a sealed agreement paid in parts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.mediation.models import AgreedPayment, ClaimItem, MediationFile, Party
from maplebridge.mediation.rules.screening import QUESTIONS
from tests.mediation.cast import build_room
from tests.mediation.test_intake import BASE, intake
from tests.mediation.test_signing import ENTRY, Sent, texts
from tests.world import client_for, photo

__all__ = ["texts"]
INSURERS = {"甲保险": ("周理赔", "13900000061"), "乙保险": ("许理赔", "13900000062")}


class Desk:
    """He at the mediation desk, with the file that he writes."""

    def __init__(self) -> None:
        self.room = build_room()
        self.client = client_for(self.room.he)

    def do(self, path: str, **sent: Any) -> None:
        answer = self.client.post(f"{BASE}{path}", sent)
        assert answer.status_code == 302, (path, answer.content.decode()[-6000:])

    def file(self, path: str, **sent: Any) -> None:
        self.do(f"{MediationFile.objects.get().pk}/{path}", **sent)

    def fill(self, path: str, **sent: Any) -> None:
        self.file(f"reckoning/fill/{path}/", **sent)


@pytest.mark.django_db
def test_a_broken_wrist_is_reckoned_and_paid_by_two_insurers_and_one_driver_in_parts(
    texts: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    desk = Desk()
    taken_in(desk)
    reckoned(desk)
    assert ClaimItem.objects.get(head="disability").claimed_fen == 12_642_200
    insurers_join(desk)
    payments(desk)
    paid = AgreedPayment.objects.order_by("payer__position", "amount_fen")
    # 62,000 of treatment less two limits of 18,000 leaves 26,000: 18,200 and 7,800. Chen's 8,000 come back
    # out of what his insurer pays.
    assert [(one.payer.name, one.payee_name, one.amount_fen, one.parts.count()) for one in paid] == [
        ("谭司机", "王奶奶", 780_000, 6),
        ("甲保险", "陈邻居", 800_000, 1), ("甲保险", "王奶奶", 9_481_100, 1),
        ("乙保险", "王奶奶", 8_461_100, 1),
    ]  # fmt: skip
    signed(desk, texts)
    file = MediationFile.objects.get()
    assert file.state == "agreed"
    shown = desk.client.get(f"{BASE}{file.pk}/").content.decode()
    assert shown.count("已签字") == len(INSURERS), "who signs agrees, asked before or not"
    assert "还没有询问" not in shown
    assert "较早的" in shown, "the record's beginning is folded away"
    sealed = client_for(desk.room.world.wang).get(f"{BASE}{file.pk}/agreement/sealed.pdf")
    assert "柒仟捌佰元整" in b"".join(sealed.streaming_content).decode()


def taken_in(desk: Desk) -> None:
    """The cyclist Wang, the drivers Chen and Tan; each said yes."""
    both = intake(desk.room, lane="staged", b_name="陈邻居", b_phone="13900000002")
    desk.do("desk/take/", **both)
    desk.file("parties/add/", **{**ENTRY, "name": "谭司机", "phone": "13900000063"})
    tan = Party.objects.get(name="谭司机")
    desk.file(f"parties/{tan.pk}/say/", said="yes", how="in_person")
    desk.file("screen/", **dict.fromkeys(QUESTIONS, "no"))
    desk.file("decide/accept/", words="")
    desk.file("appoint/", post=str(desk.room.he_post.pk))
    desk.file("step/begin/", words="")


def reckoned(desk: Desk) -> None:
    """By the figures of Jiangsu, with shares as the three agreed; then into the item sheet."""
    wang, chen, tan = (str(one.pk) for one in Party.objects.order_by("position"))
    desk.fill("accident", accident_on="2023-06-01", settled_on="2024-05-01", jurisdiction="jiangsu")
    desk.fill("vehicle/new", who=chen, kind="motor", blame="main", insurer_name="甲保险")
    desk.fill(f"cover/v-{chen}", insurer_name="甲保险", limit="1000000", usual="on")
    desk.fill("vehicle/new", who=tan, kind="motor", blame="minor", insurer_name="乙保险")
    desk.fill("vehicle/new", who=wang, kind="nonmotor", blame="none")
    desk.fill(
        "person/new", party=wang, side=f"v-{wang}", position="driver", outcome="disabled",
        born="1980-01-01", assessed_on="2024-01-10", levels="10", mental_first="yes",
    )  # fmt: skip
    desk.fill(f"treatment/{wang}", medical_amount="62000", transport_amount="600")
    desk.fill(f"income/{wang}", mental_amount="5000")
    desk.fill(f"things/{wang}", repair_amount="1200")
    desk.fill("shares", share_0_0="70", share_0_1="30", by="parties")
    desk.fill("advances", by_0=f"side:v-{chen}", to_0=wang, sum_0="8000")
    desk.file("reckoning/compute/")
    desk.file("reckoning/versions/1/items/")


def insurers_join(desk: Desk) -> None:
    """They pay, so they are parties and sign through who shows a power of attorney."""
    for name, (agent, phone) in INSURERS.items():
        desk.file("parties/add/", **{**ENTRY, "side": "third", "name": name, "body": "insurer"})
        party = Party.objects.get(name=name)
        desk.file(
            f"parties/{party.pk}/speaker/", name=agent, phone=phone, stands="staff",
            power="settle", paper=photo(),
        )  # fmt: skip


def payments(desk: Desk) -> None:
    """What is still to be paid goes into the draft; Tan pays in six parts."""
    way = f"{MediationFile.objects.get().pk}/reckoning/versions/1/payments/"
    rows = desk.client.get(f"{BASE}{way}").context["payments"]
    day = (timezone.localdate() + timedelta(days=20)).isoformat()
    sent: dict[str, Any] = {}
    for at, row in enumerate(rows, start=1):
        parts = "6" if row["payer"] == "谭司机" else "1"
        one = {"take": "on", "first_on": day, "parts": parts, "manner": "cash", "account": ""}
        sent |= {f"pay{at}-{name}": value for name, value in one.items()}
    desk.do(way, **sent)


def signed(desk: Desk, texts: Sent) -> None:
    """Words stand still, everybody signs by code, the mediator last, and the paper is sealed."""
    desk.file("agreement/fix/")
    caches["limits"].clear()  # nobody sends so much within one minute
    for party in Party.objects.order_by("position"):
        name = INSURERS.get(party.name, (party.name, ""))[0]
        desk.file(f"agreement/sign/{party.pk}/code/")
        desk.file(f"agreement/sign/{party.pk}/", name=name, code=texts[-1][1], strokes="")
    desk.file("agreement/sign/", strokes="")
    desk.file("agreement/effect/")
