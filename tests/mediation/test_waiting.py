"""The first page tells what waits in mediation: whom it concerns, and nothing of the other side."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.mediation.models import CourtConfirmation, MediationFile
from maplebridge.mediation.public import waits_for
from maplebridge.mediation.queries.waiting import LINES_MAX, Kind
from maplebridge.people.models import Person
from tests.mediation.cast import Room, accepted, agreed_to, party_of, taken, talking
from tests.mediation.test_court import applied
from tests.mediation.test_intake import page, send
from tests.mediation.test_signing import Sent, fixed, in_effect, sign, texts
from tests.world import client_for, viewer

__all__ = ["texts"]


def first_page(who: Person) -> str:
    return str(client_for(who).get("/").content.decode())


def kinds(who: Person) -> list[Kind]:
    return [one.kind for one in waits_for(viewer(who), timezone.now())]


def test_a_party_is_asked_on_its_first_page_and_not_any_more_once_it_said(room: Room) -> None:
    file, cast = accepted(room), room.world
    assert "您是否愿意调解" in first_page(cast.chen)
    assert f"/mediation/{file.pk}/" in first_page(cast.chen)
    assert "王" not in "".join(
        first_page(cast.chen).partition("待您处理的调解")[2].partition("</section>")[0]
    )
    agreed_to(room, file)
    assert Kind.SAY not in kinds(cast.chen)
    assert kinds(cast.stranger) == []


def test_who_leads_sees_their_files_and_who_keeps_the_books_what_nobody_leads(room: Room) -> None:
    taken(room)
    assert Kind.TO_LEAD in kinds(room.world.qian)
    file = talking(room)
    assert [one.reference for one in waits_for(viewer(room.he), timezone.now())].count(
        file.reference
    ) == 1
    assert file.reference in first_page(room.he)
    for who in (room.world.wang, room.world.chen):
        send(who, f"{file.pk}/parties/{party_of(file, who).pk}/leave/", words="不调了")
    assert Kind.LEADS not in kinds(room.he)


def test_a_signature_is_asked_until_it_is_given(room: Room, texts: Sent) -> None:
    file, cast = fixed(room), room.world
    assert kinds(cast.chen) == kinds(cast.wang) == [Kind.SIGN]
    assert "协议等您签名" in first_page(cast.chen)
    sign(file, cast.chen, cast.chen, texts)
    assert kinds(cast.chen) == []
    assert kinds(cast.wang) == [Kind.SIGN]


def test_who_pays_and_who_gets_see_the_next_part_until_it_is_paid(room: Room, texts: Sent) -> None:
    file, cast = in_effect(room, texts), room.world
    owes, gets = (
        waits_for(viewer(cast.chen), timezone.now()),
        waits_for(viewer(cast.wang), timezone.now()),
    )
    assert [one.kind for one in (*owes, *gets)] == [Kind.PAYS, Kind.GETS]
    assert owes[0].amount == gets[0].amount == 100_000, "the first of three parts"
    assert "您应付 1,000.00 元" in first_page(cast.chen)
    assert f"/mediation/{file.pk}/kept/" in first_page(cast.wang)
    payment = file.agreements.get().payments.get()
    today = calendar.today(timezone.now()).isoformat()
    first = owes[0].day
    for amount in ("400", "600"):
        data = {"amount": amount, "paid_on": today}
        done = send(cast.chen, f"{file.pk}/kept/pay/{payment.pk}/", **data)
        assert done.status_code == 302, done.content.decode()
        (owed,) = waits_for(viewer(cast.chen), timezone.now())
        assert owed.amount == (60_000 if amount == "400" else 100_000)
    assert owed.day is not None
    assert first is not None
    assert owed.day > first, "the next part"
    later = timezone.now() + timedelta(days=400)
    assert waits_for(viewer(cast.chen), later)[0].late


def test_a_court_sees_what_waits_and_until_when_on_its_first_page_and_in_its_list(
    room: Room, texts: Sent
) -> None:
    applied(room, texts)
    (waits,) = [one for one in waits_for(viewer(room.judge), timezone.now()) if not one.file_id]
    assert (waits.kind, waits.count) == (Kind.CONFIRM, 1)
    assert waits.day == calendar.today(timezone.now()) + timedelta(days=3), "法釋〔2011〕5 art. 4"
    assert "1 件共同申请等您的法院答复" in first_page(room.judge)
    assert f"{waits.day.month}月{waits.day.day}日" in page(room.judge, "docket/")
    made, today = CourtConfirmation.objects.get(), timezone.localdate().isoformat()
    for said in ("taken", "confirmed"):
        answer = {"answer": said, "day": today, "case_number": "（2026）枫民特1号"}
        assert send(room.judge, f"docket/{made.pk}/answer/", **answer).status_code == 302
        assert kinds(room.judge) == ([Kind.CONFIRM] if said == "taken" else [])


def test_the_first_page_asks_the_same_however_many_files_there_are(room: Room) -> None:
    now, cast = timezone.now(), room.world
    accepted(room)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            waits_for(viewer(cast.chen), now)
        return len(asked)

    few = count()
    for _ in range(LINES_MAX + 2):
        accepted(room)
    assert count() == few <= 12
    assert kinds(cast.chen).count(Kind.SAY) == LINES_MAX
    assert party_of(MediationFile.objects.latest("id"), cast.chen)


def test_large_type_leaves_nothing_out(room: Room) -> None:
    file, cast = accepted(room), room.world
    shown = client_for(cast.chen).get("/", {"elder": "1"}).content.decode()
    assert f"/mediation/{file.pk}/" in shown
    assert "h-mediation" not in client_for(cast.stranger).get("/", {"elder": "1"}).content.decode()
