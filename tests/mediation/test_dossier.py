"""The dossier: everything in the order of the archive, nothing of what was said alone."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.mediation.messages.papers import COURT_SAYS
from maplebridge.mediation.models import (
    AgreedPayment,
    Agreement,
    CaucusNote,
    CourtConfirmation,
    FileReading,
    MediationFile,
)
from maplebridge.mediation.models.performance import OUTCOMES
from maplebridge.people.models import Person
from tests.budgets import BUDGETS
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import Sent, in_effect, texts
from tests.mediation.test_sittings import begun, made
from tests.world import client_for, photo

__all__ = ["texts"]


@pytest.fixture
def _papers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here depends on how a page is drawn; the drawing has a test of its own."""
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: page.encode())


def taken_by(who: Person, file: MediationFile) -> dict[str, bytes]:
    client = client_for(who)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/mediation/{file.pk}/dossier.zip")
    assert len(asked) <= BUDGETS["mediation:dossier"]
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    return {name: archive.read(name) for name in archive.namelist()}


def with_a_history(room: Room, texts: Sent) -> MediationFile:
    """Two sessions, one of them alone, an agreement, a payment with its receipt, a visit."""
    file = in_effect(room, texts)
    wang, chen = party_of(file, room.world.wang), party_of(file, room.world.chen)
    payment, today = AgreedPayment.objects.get(), timezone.localdate().isoformat()
    paid: dict[str, Any] = {"amount": "1000", "paid_on": today, "proof": photo()}
    send(room.world.chen, f"{file.pk}/kept/pay/{payment.pk}/", **paid)
    asked = {
        "party": str(wang.pk),
        "performed": "in_part",
        "content": "satisfied",
        "visited_on": today,
    }
    send(room.he, f"{file.pk}/kept/visit/", words="水管已修", **asked)
    CaucusNote.objects.create(
        file=file, party=chen, author=room.he, text="其实愿意付四千", at=timezone.now()
    )
    return file


@pytest.mark.usefixtures("_papers_at_once")
def test_all_papers_stand_in_the_order_of_the_archive_with_what_was_kept_beside_them(
    room: Room, texts: Sent
) -> None:
    file = with_a_history(room, texts)
    held = taken_by(room.he, file)
    names = list(held)
    assert names[0] == "00 卷宗.pdf"
    assert [name[3:7] for name in names[1:]] == ["盖章协议", "付款凭证"]
    text = held[names[0]].decode()
    titles = re.findall(r"<h1>([^<]+)</h1>", text)
    assert titles == [
        "人民调解卷宗", "目录", "人民调解申请书", "人民调解受理登记表", "人民调解权利义务告知书",
        "身份、同意与授权", "履行情况", "人民调解回访记录", "案卷经过",
    ]  # fmt: skip
    assert "1,000.00" in text
    assert "水管已修" in text
    for secret in ("愿意付四千", "13900000001", "枫林苑 3 栋"):
        assert secret not in text


@pytest.mark.usefixtures("_papers_at_once")
def test_minutes_that_were_read_back_are_printed_and_a_session_alone_is_not(room: Room) -> None:
    file = talking(room)
    joint = made(room, file)
    begun(joint)
    read = {"text": "双方愿意再谈", "read_back": "on"}
    send(room.he, f"{file.pk}/sessions/{joint.pk}/minutes/", **read)
    chen = party_of(file, room.world.chen)
    made(room, file, kind="caucus", party=str(chen.pk), where="只有一方的小屋")
    alone = page(room.he, f"{file.pk}/").count("安排了调解会")
    text = taken_by(room.he, file)["00 卷宗.pdf"].decode()
    assert "双方愿意再谈" in text
    assert "小屋" not in text
    assert text.count("安排了调解会") < max(alone, 2)


@pytest.mark.usefixtures("_papers_at_once")
def test_who_keeps_or_leads_the_file_takes_it_and_the_parties_read_who_did(room: Room) -> None:
    file, cast = talking(room), room.world
    for who, status in ((cast.wang, 403), (cast.stranger, 404), (room.lu, 404), (cast.sun, 200)):
        assert get(who, f"{file.pk}/dossier.zip").status_code == status
    assert FileReading.objects.filter(what="dossier").count() == 1
    assert "整份卷宗" in page(cast.wang, f"{file.pk}/readings/")
    assert "dossier.zip" not in page(cast.wang, f"{file.pk}/papers/")


@pytest.mark.skipif(bool(documents.pdf_problem()), reason="no Pango or fonts here")
def test_the_printed_part_is_one_pdf(room: Room) -> None:
    held = taken_by(room.he, talking(room))
    assert held["00 卷宗.pdf"].startswith(b"%PDF")


@pytest.mark.usefixtures("_papers_at_once")
@pytest.mark.parametrize("outcome", [one for one in OUTCOMES if one])
def test_whatever_a_court_answered_stands_in_the_dossier(
    room: Room, texts: Sent, outcome: str
) -> None:
    file, today = in_effect(room, texts), timezone.localdate()
    CourtConfirmation.objects.create(
        agreement=Agreement.objects.get(), court="东区法院", applied_on=today, outcome=outcome,
        answered_on=today, made_at=timezone.now(),
    )  # fmt: skip
    text = taken_by(room.he, file)["00 卷宗.pdf"].decode()
    assert str(COURT_SAYS[outcome]) in text


@pytest.mark.usefixtures("_papers_at_once")
def test_a_dossier_asks_the_same_however_many_sessions_it_holds(room: Room) -> None:
    file, client = talking(room), client_for(room.he)

    def held() -> int:
        joint = made(room, file)
        begun(joint)
        read = {"text": "愿意再谈", "read_back": "on"}
        send(room.he, f"{file.pk}/sessions/{joint.pk}/minutes/", **read)
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/mediation/{file.pk}/dossier.zip")
        return len(asked)

    held()
    assert held() == held()
