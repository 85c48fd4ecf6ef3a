"""The quick lane: from the empty form to the sealed paper in twelve screens, with a clock that stops."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.core.values import uuid7
from maplebridge.mediation import actions
from maplebridge.mediation.actions import express
from maplebridge.mediation.models import (
    AgreedPayment,
    MediationFile,
    Party,
    Reckoning,
    Signature,
    Step,
)
from maplebridge.mediation.rules.express import Clock, Mark, Stop, clock, opened
from maplebridge.mediation.rules.stages import State
from tests.mediation.cast import Room
from tests.mediation.test_intake import BASE, get, page, send
from tests.mediation.test_signing import Sent, texts
from tests.world import client_for, photo, viewer

__all__ = ["texts"]
MOST = 12


def at_scene(room: Room, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "facts": "电动车与轿车在路口相碰", "place": str(room.world.community.pk),
        "source": "police", "happened_on": timezone.localdate().isoformat(), "a_name": "王奶奶",
        "a_phone": "13900000001", "a_agrees": "on", "b_name": "陈邻居", "b_phone": "13900000002",
        "b_agrees": "on",
    } | more  # fmt: skip


VEHICLES = {
    "jurisdiction": "jiangsu", "blame": "minor", "a_kind": "nonmotor", "b_kind": "motor",
    "b_insurer": "甲保险",
}  # fmt: skip
LOSSES = {
    "a_repair": "800",
    "a_medical": "20000",
    "a_days": "3",
    "a_rate": "200",
    "b_repair": "0.01",
}


def paying(count: int) -> dict[str, Any]:
    day = (timezone.localdate() + timedelta(days=10)).isoformat()
    one = {"take": "on", "first_on": day, "parts": "1", "manner": "cash", "account": ""}
    return {f"pay{at}-{name}": value for at in range(1, count + 1) for name, value in one.items()}


def press(client: Client, way: str, **data: Any) -> Any:
    """Send the screen that is due, as its page does."""
    return client.post(way, {"due": client.get(way).context["due"], **data})


def begun(room: Room) -> tuple[Client, str]:
    """On the lane with both vehicles entered: the mediator’s client, and the address of the lane."""
    he = client_for(room.he)
    send(room.he, "express/", **at_scene(room))
    way = f"{BASE}{MediationFile.objects.get().pk}/express/"
    press(he, way, asked="on")
    return he, way


def test_from_the_empty_form_to_the_sealed_paper_in_twelve_screens(
    room: Room, texts: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    he, shown = client_for(room.he), list[str]()

    def screen(stop: str, **data: Any) -> None:
        """Look at the screen that is due, and send it."""
        seen = he.get(shown_at())
        assert seen.status_code == 200, seen
        assert seen.context["stop"] == stop
        shown.append(stop)
        answer = he.post(shown_at(), {"due": seen.context.get("due", ""), **data})
        assert answer.status_code == 302, (stop, answer.context.get("problem"))

    def shown_at() -> str:
        file = MediationFile.objects.first()
        return f"{BASE}{file.pk}/express/" if file else f"{BASE}express/"

    screen("scene", **at_scene(room))
    screen("fit", asked="on")
    screen("vehicles", **VEHICLES)
    screen("losses", **{**LOSSES, "b_repair": ""})
    screen("shares", share_0_1="75", by="parties")
    signs = {"insurer1-agent": "李理赔", "insurer1-phone": "13900000055"}
    assert press(he, shown_at(), **signs).status_code == 422  # without a power of attorney
    screen("sheet", **signs, **{"insurer1-paper": photo()})
    unpaid = press(he, shown_at(), **{**paying(2), "pay1-manner": "transfer"})
    assert unpaid.status_code == 422  # a transfer without an account: said on the same screen
    assert [one["stops"] for one in unpaid.context["doubts"]] == [True]
    screen("terms", **paying(2), clauses="陈邻居当面道歉。")
    for name in ("王奶奶", "陈邻居", "李理赔"):
        press(he, shown_at(), code_please="1")
        due = he.get(shown_at()).context["due"]
        screen("sign", name=name, code=texts[-1][1], strokes="M1 2 L3 4")
        he.post(shown_at(), {"due": due, "name": name, "strokes": "M1 2 L3 4"})
        assert not Signature.objects.filter(party=None).exists(), "sent twice, nobody else signs"
    screen("sign", strokes="M1 2 L30 40")
    last = he.get(shown_at())
    shown.append(last.context["stop"])
    assert len(shown) <= MOST, shown
    assert shown[-1] == "done"
    file = MediationFile.objects.get()
    assert file.state == "agreed"
    sealed = get(room.world.wang, f"{file.pk}/agreement/sealed.pdf")
    assert b"".join(sealed.streaming_content).startswith(b"%PDF")
    # 20,000 medical: 18,000 of compulsory cover and 75% of the rest; wages 600 and the bicycle 800
    assert sorted(AgreedPayment.objects.values_list("payer__name", "amount_fen")) == [
        ("甲保险", 1_940_000), ("陈邻居", 150_000),
    ]  # fmt: skip
    times = [words for words, _minute in last.context["times"]]
    assert len(times) == len(shown) - 1
    assert last.context["stopped"] is True
    with time_machine.travel(timezone.now() + timedelta(hours=20)):
        assert he.get(shown_at()).context["minutes"] < 30  # it does not run on


def test_the_first_screen_says_for_what_it_is_and_presets_no_police(room: Room) -> None:
    seen = page(room.he, "express/")
    assert "只用于交通事故" in seen
    assert f'href="{BASE}desk/take/"' in seen
    assert re.search(r'value="party"\s+selected', seen)
    assert not re.search(r'value="police"\s+selected', seen)


def test_a_refused_first_form_does_not_move_the_end_of_the_half_hour(room: Room) -> None:
    he, way = client_for(room.he), f"{BASE}express/"
    first = he.get(way)
    # other tests travelled ahead, and keys never go back: one of now
    key = UUID(int=int(timezone.now().timestamp() * 1000) << 80 | 7 << 76 | 2 << 62)
    sent = at_scene(room, id=str(key), a_agrees="")
    with time_machine.travel(timezone.now() + timedelta(minutes=7)):
        refused = he.post(way, sent)
        assert refused.status_code == 422
        assert abs(refused.context["ends"] - first.context["ends"]) < timedelta(seconds=5)
        assert refused.context["minutes"] in {6, 7}


def test_after_half_an_hour_it_says_so_once_and_time_is_found_step_by_step(room: Room) -> None:
    send(room.he, "express/", **at_scene(room))
    file = MediationFile.objects.get()
    he, lane = client_for(room.he), f"{BASE}{file.pk}/express/"
    press(he, lane, asked="on")
    bells = Step.objects.filter(verb="lane_alarm").values_list("code", flat=True)
    with time_machine.travel(timezone.now() + timedelta(minutes=26)):
        assert "还剩五分钟" in page(room.he, f"{file.pk}/express/")
        press(he, lane, **VEHICLES)
        assert list(bells.all()) == ["25"]
    with time_machine.travel(timezone.now() + timedelta(hours=20)):
        for way in (f"{file.pk}/", f"{file.pk}/express/"):
            seen = page(room.he, way)
            assert "半小时已到" in seen
            assert not re.search(r">1[12]\d\d<", seen)
        answer = press(client_for(room.he), lane, **LOSSES)
        assert answer.status_code == 302
        assert list(bells.all()) == ["25", "30"]
        assert send(room.world.wang, f"{file.pk}/express/leave/").status_code == 403
        assert send(room.he, f"{file.pk}/express/leave/").status_code == 302
        file.refresh_from_db()
        assert file.lane == "staged"
        assert "半小时已到" not in page(room.he, f"{file.pk}/")
        assert get(room.he, f"{file.pk}/express/").status_code == 302


def test_what_belongs_elsewhere_leaves_the_lane_with_the_ways_that_stay_open(room: Room) -> None:
    send(room.he, "express/", **at_scene(room))
    file = MediationFile.objects.get()
    he, way = client_for(room.he), f"{BASE}{file.pk}/express/"
    assert press(he, way, found="crime").status_code == 422
    answer = press(he, way, found="crime", asked="on")
    assert answer.url == f"{BASE}{file.pk}/screen/"
    assert "110" in page(room.he, f"{file.pk}/screen/")
    file.refresh_from_db()
    assert file.state == "screening"


def test_a_screen_sent_twice_does_nothing_the_second_time(room: Room) -> None:
    he, way = begun(room)
    press(he, way, **{**VEHICLES, "blame": "none"})
    lost = {"due": he.get(way).context["due"], **LOSSES, "b_repair": ""}
    for _tap in range(2):
        assert he.post(way, lost).status_code == 302
    assert he.get(way).context["stop"] == "sheet"
    row = Reckoning.objects.get(number=0)
    fund = [{"by": "fund", "to": row.document["claimants"][0]["id"], "amount": "300.00"}]
    row.document["advances"] = fund
    row.save()
    assert he.get(f"{way}?again=losses").context["form"]["a_paid"].value() is None
    assert not Reckoning.objects.filter(number__gt=0).exists(), "nobody saw the figures yet"
    seen = {"due": he.get(way).context["due"]}
    assert he.post(f"{way}?again=losses", {**lost, "a_repair": "900"}).status_code == 302
    assert Reckoning.objects.get(number=0).document["advances"] == fund
    he.post(way, seen)
    assert not Reckoning.objects.filter(number__gt=0).exists(), "they are others than were seen"


def test_figures_accepted_twice_at_once_make_the_insurer_one_party(room: Room) -> None:
    he, way = begun(room)
    press(he, way, **{**VEHICLES, "blame": "none"})
    press(he, way, **{**LOSSES, "b_repair": ""})
    for _device in range(2):
        express.accept_sheet(
            viewer=viewer(room.he), file_id=MediationFile.objects.get().pk, now=timezone.now(),
            insurers=[express.Insurer("甲保险")],
        )  # fmt: skip
    assert Party.objects.filter(name="甲保险").count() == 1


def test_after_a_side_left_the_lane_leads_to_the_file(room: Room) -> None:
    he, way = begun(room)
    file, chen = MediationFile.objects.get(), Party.objects.get(name="陈邻居")
    actions.leave(
        viewer=viewer(room.world.chen), file_id=file.pk, party_id=chen.pk, now=timezone.now()
    )
    assert he.get(way).url == f"{BASE}{file.pk}/"


def test_the_clock_stops_when_talks_rest_and_believes_no_key_from_the_future() -> None:
    now = timezone.now()
    key = UUID(int=int(now.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62)
    assert abs(opened(key, now + timedelta(minutes=3)) - now) < timedelta(seconds=5)
    assert opened(key, now - timedelta(minutes=3)) == now - timedelta(minutes=3)
    assert opened(key, now + timedelta(hours=3)) == now + timedelta(hours=3)
    rests = Mark("suspend", "treatment", State.SUSPENDED, now + timedelta(minutes=12))
    stood = clock(now, [Mark("lane_step", Stop.FIT, State.IN_SESSION, now), rests])
    assert stood.minutes(now + timedelta(days=1)) == 12
    assert Clock(now).bells(now + timedelta(minutes=31), ["25"]) == [30]
