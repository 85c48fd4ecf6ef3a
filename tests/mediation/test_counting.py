"""Days that count: entered, read by whom they concern, ended; added by all; and every clock rings in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import calendar
from maplebridge.mediation import actions, queries
from maplebridge.mediation.actions.duties import empty
from maplebridge.mediation.messages import ALERTS, CLOCKS
from maplebridge.mediation.models import CountedDay, MediationFile, MoreDays, Party, Step
from maplebridge.mediation.queries.clocks import started
from maplebridge.mediation.rules.counting import Counted, Day, Known, ringing_of
from maplebridge.mediation.rules.stages import State
from maplebridge.mediation.rules.terms import DAY, TERMS, Code, Days, last_day, ringing
from maplebridge.people import actions as people
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.test_alerts import given
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_terms import five_years
from tests.world import NOON, viewer

BEGAN = date(2026, 3, 2)
PLAIN = Days({}, frozenset(range(2026, 2031)))


def entered(kind: Counted, day: date) -> Known:
    return Known(days=(Day(kind, day),))


# What is known, the file's own columns, the clock, and after how many days it is reminded of.
CLOCKS_TO_RING: list[tuple[Code, Known, dict[str, Any], list[int]]] = [
    (Code.CERTIFICATE_REVIEW, entered(Counted.CERTIFICATE, BEGAN), {}, [1, 2, 3]),
    (Code.POLICE_AFTER_CERTIFICATE, entered(Counted.CERTIFICATE, BEGAN), {}, [7, 9, 10]),
    (Code.INSURER_PAPERS, entered(Counted.INSURER_TOLD, BEGAN), {}, [1]),
    (Code.INSURER_DECIDES, entered(Counted.INSURER_HAS_ALL, BEGAN), {}, [4, 4]),
    (Code.INSURER_PAYS, entered(Counted.INSURER_AGREED, BEGAN), {}, [8, 10]),
    (Code.SUE_AFTER_PRESERVATION, entered(Counted.PRESERVED, BEGAN), {}, [18, 25, 28, 30]),
    (Code.FILE_SUIT, entered(Counted.FILED, BEGAN), {}, [4, 7]),
    (Code.LIMITATION, entered(Counted.KNOWN, BEGAN), {}, [915, 1066, 1089]),
    (Code.COURT_TAKES, Known(applied_on=BEGAN),
     {"state": "agreed", "confirmation": "applied"}, [2, 3]),
    (Code.COURT_RULES, Known(applied_on=BEGAN, taken_on=BEGAN),
     {"state": "agreed", "confirmation": "applied"}, [11, 15]),
    (Code.COURT_RULES, Known(applied_on=BEGAN, taken_on=BEGAN, ruling_longer=True),
     {"state": "agreed", "confirmation": "applied"}, [22, 25]),
    (Code.MEDIATE, Known(more_days=10), {"accepted_at": datetime(2026, 3, 2, 4, tzinfo=UTC)},
     [30, 37, 39]),
    (Code.VISIT, Known(last_due=BEGAN), {"state": "performing"}, [15]),
    (Code.SECOND_VISIT, Known(last_due=BEGAN, visits=(BEGAN,)),
     {"state": "performed", "ended_at": datetime(2026, 3, 2, 4, tzinfo=UTC)}, [184]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "known", "columns", "after"), CLOCKS_TO_RING)
def test_each_clock_rings_on_its_days(
    code: Code, known: Known, columns: dict[str, Any], after: list[int]
) -> None:
    file = MediationFile(**({"state": "in_session", "kind": "traffic"} | columns))
    found = [
        (alert.day - BEGAN).days
        for start, alert in ringing_of(started(file, known), PLAIN)
        if start.term.code is code
    ]
    assert found == after
    assert code in CLOCKS
    assert code in ALERTS


@pytest.mark.parametrize("offset", [3, 17])
def test_in_five_years_of_holidays_each_entered_day_rings_before_its_last_day(offset: int) -> None:
    """Every ninth day of five years something begins; each reminder comes once, none too late."""
    days, tried = five_years(offset, 8, 3, 1, 2029), 0
    for number in range(0, 4 * 365, 9):
        day = date(2026, 1, 1) + timedelta(days=number)
        known = Known(days=tuple(Day(kind, day) for kind in Counted if kind is not Counted.FILED
                                 and kind is not Counted.POLICE_ASKED))  # fmt: skip
        file = MediationFile(state="in_session", kind="traffic")
        for start, alert in ringing_of(started(file, known), days):
            end = last_day(start.term, start.day, days, start.gaps)
            assert end is not None
            assert day < alert.day <= end.day, (start.term.code, day)
            assert ringing((alert,), (), alert.day - DAY) == ()
            assert ringing((alert,), (), alert.day) == (alert,)
            tried += 1
    assert tried > 2_000


def test_every_clock_that_is_in_the_table_of_terms_can_begin() -> None:
    """A term that nothing starts would be a promise without a caller."""
    begun = {code for code, *_ in CLOCKS_TO_RING} | {
        Code.DECIDE, Code.ASK_OTHER, Code.APPOINT, Code.MEDIATE, Code.CONFIRM,
        Code.POLICE_AFTER_FAILURE,
    }  # fmt: skip
    elsewhere = {Code.NOTICE, Code.CHANGE, Code.CHOOSE}  # sessions and choices have their own
    others = {  # see test_court
        Code.LEGAL_AID, Code.LAWYER, Code.FILE_SUIT_HERE, Code.TRIED_ORDINARY, Code.TRIED_SUMMARY,
        Code.TRIED_SMALL,
    }  # fmt: skip
    assert set(TERMS) == begun | elsewhere | others


def test_what_ends_a_clock_ends_it() -> None:
    file = MediationFile(state="in_session", kind="traffic")
    both = entered(Counted.CERTIFICATE, BEGAN)
    asked = replace(both, days=(*both.days, Day(Counted.POLICE_ASKED, BEGAN)))
    done = Known(days=(Day(Counted.CERTIFICATE, BEGAN, done_on=BEGAN),))
    sued = Known(days=(Day(Counted.KNOWN, BEGAN, "a", 1), Day(Counted.FILED, BEGAN, "a", 1)))
    codes = {name: {one.term.code for one in started(file, known)} for name, known in
             {"both": both, "asked": asked, "done": done, "sued": sued}.items()}  # fmt: skip
    assert codes["both"] == {Code.CERTIFICATE_REVIEW, Code.POLICE_AFTER_CERTIFICATE}
    assert codes["asked"] == {Code.CERTIFICATE_REVIEW}
    assert codes["done"] == {Code.POLICE_AFTER_CERTIFICATE}
    assert codes["sued"] == {Code.FILE_SUIT}
    away = MediationFile(state=State.ARCHIVED.value, accepted_at=timezone.now())
    assert [one.term.code for one in started(away, entered(Counted.KNOWN, BEGAN))] == [
        Code.LIMITATION
    ]
    assert away.failed
    away.agreed_on = BEGAN
    assert not away.failed
    assert Code.LIMITATION not in {
        one.term.code for one in started(away, entered(Counted.KNOWN, BEGAN))
    }
    over = MediationFile(state=State.PERFORMED.value, kind="traffic")
    assert started(over, entered(Counted.KNOWN, BEGAN)) == []


def test_the_lead_enters_a_day_and_is_reminded_and_a_day_written_anew_counts_anew(
    room: Room, settings: Any
) -> None:
    settings.MAIL_BOX = "house@example.org"
    for who in (room.world.wang, room.he):
        Sender.objects.create(
            channel="mail", address=f"{who.pk}@example.org", person=who, proved_at=timezone.now()
        )
    file = talking(room, now=NOON, kind="traffic")
    he, day = viewer(room.he, now=NOON), calendar.today(NOON)

    def enter(on: date, at: datetime) -> None:
        actions.enter_day(viewer=he, file_id=file.pk, kind=Counted.INSURER_HAS_ALL, day=on, now=at)

    enter(day - timedelta(days=1), NOON)
    actions.ring(now=NOON + timedelta(days=4))
    assert "insurer_decides_4" in given(file)
    told = Outgoing.objects.filter(label=file.reference, text__contains="保险公司")
    assert {one.to for one in told} == {f"{room.he.pk}@example.org"}, "the desk's clock"
    count = given(file).count("insurer_decides_4")
    enter(day + timedelta(days=4), NOON + timedelta(days=4))
    actions.ring(now=NOON + timedelta(days=9))
    assert given(file).count("insurer_decides_4") == count + 1
    file.refresh_from_db()
    assert file.ring_at is not None


def test_the_time_to_sue_is_read_by_its_party_and_the_mediator_alone(room: Room) -> None:
    file, cast = talking(room), room.world
    wang, way = party_of(file, cast.wang), f"{file.pk}/days/enter/"
    known = {"kind": "known", "party": str(wang.pk), "day": "2026-01-05"}
    assert send(cast.chen, way, **known).status_code == 422, "not among Chen's choices"
    assert send(cast.wang, way, **(known | {"day": "2036-01-05"})).status_code == 422
    assert send(cast.wang, way, **known).status_code == 302
    for who, sees in ((cast.wang, True), (room.he, True), (cast.chen, False)):
        assert ("1月5日" in page(who, f"{file.pk}/days/")) is sees
        assert ("诉讼时效" in page(who, f"{file.pk}/")) is sees
    assert not Step.objects.filter(file=file, verb="day_entered").exists()
    row = CountedDay.objects.get()
    done = f"{file.pk}/days/{row.pk}/done/"
    assert send(cast.chen, done, done_on="2026-02-01").status_code == 404
    assert send(cast.wang, done, done_on="2026-02-01").status_code == 302
    assert "诉讼时效" not in page(cast.wang, f"{file.pk}/")
    copies = [people.export_my_data(viewer=viewer(who), now=timezone.now())[1]
              for who in (cast.wang, cast.chen)]  # fmt: skip
    texts = [str([list(one.plain()) for one in copy if one.name == "mediation_days"]) for copy in copies]  # fmt: skip
    assert "date(2026, 1, 5)" in texts[0]
    assert "date(2026, 1, 5)" not in texts[1]
    empty([file.pk])
    assert not CountedDay.objects.exists()


def test_more_days_count_when_all_said_yes_and_a_no_ends_it_without_a_name(room: Room) -> None:
    file, cast = talking(room, now=NOON), room.world
    wang, chen = party_of(file, cast.wang), party_of(file, cast.chen)
    assert send(cast.wang, f"{file.pk}/days/more/", days="15").status_code == 302
    assert send(cast.wang, f"{file.pk}/days/more/", days="15").status_code == 422
    assert send(cast.chen, f"{file.pk}/days/more/{wang.pk}/", said="yes").status_code == 403
    send(cast.chen, f"{file.pk}/days/more/{chen.pk}/", said="no")
    assert queries.known_of(file).more_days == 0
    assert not Step.objects.filter(verb="more_days", code="dropped", thing_id=chen.pk).exists()
    send(room.he, f"{file.pk}/days/more/", days="15")
    for who, party in ((cast.wang, wang), (cast.chen, chen)):
        send(who, f"{file.pk}/days/more/{party.pk}/", said="yes")
    assert queries.known_of(file).more_days == 15
    file.refresh_from_db()
    clock = next(
        one for one in queries.running(file, queries.days_of(NOON), calendar.today(NOON))
        if one.term.code is Code.MEDIATE
    )  # fmt: skip
    assert clock.end is not None
    assert clock.end.day == calendar.today(NOON) + timedelta(days=45)
    empty([file.pk])
    assert not MoreDays.objects.exists()


def test_the_joint_request_to_the_police_is_printed_and_noted_as_handed_over(room: Room) -> None:
    file = talking(room, kind="traffic")
    assert get(room.world.wang, f"{file.pk}/papers/police.docx").status_code == 200
    way = f"{file.pk}/days/enter/"
    today = timezone.localdate().isoformat()
    for kind in ("certificate", "police_asked"):
        assert send(room.he, way, kind=kind, day=today).status_code == 302
    shown = page(room.he, f"{file.pk}/")
    assert "申请复核事故认定" in shown
    assert "共同申请交警调解" not in shown


def test_days_count_once_the_last_who_had_not_answered_left(room: Room) -> None:
    file, now, cast = talking(room), timezone.now(), room.world
    third, fourth = (
        Party.objects.create(file=file, position=9 + number, side="third", name=name, added_at=now)
        for number, name in enumerate("丙丁")
    )
    actions.propose_days(viewer=viewer(cast.wang), file_id=file.pk, days=10, now=now)
    for party in (party_of(file, cast.chen), fourth):
        actions.answer_days(
            viewer=viewer(room.he), file_id=file.pk, party_id=party.pk, said=True, now=now
        )
    assert MoreDays.objects.get().agreed_at is None, "one has not answered yet"
    actions.leave(viewer=viewer(room.he), file_id=file.pk, party_id=third.pk, words="口头", now=now)
    assert MoreDays.objects.get().agreed_at is not None
