"""Reminders are given once, in time, to those who can still do something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import calendar
from maplebridge.mediation import actions
from maplebridge.mediation.models import MediationFile, Step
from maplebridge.mediation.rules.stages import Verb
from tests.mediation.cast import Room, accepted, taken, talking
from tests.mediation.test_intake import page, send
from tests.world import NOON, viewer


def given(file: MediationFile, of: str = "") -> list[str]:
    lines = Step.objects.filter(file=file, verb="alert", code__startswith=of).order_by("id")
    return list(lines.values_list("code", flat=True))


def each_day(start: datetime, days: int) -> list[datetime]:
    morning = calendar.start_of(calendar.today(start)) + timedelta(hours=9)
    return [morning + timedelta(days=number) for number in range(days)]


def agreed(room: Room) -> MediationFile:
    file = talking(room, now=NOON)
    actions.step(viewer=viewer(room.he, now=NOON), file_id=file.pk, verb=Verb.AGREE, now=NOON)
    return MediationFile.objects.get(pk=file.pk)


def test_an_agreement_is_reminded_of_four_times_before_thirty_days_are_over(room: Room) -> None:
    file = agreed(room)
    seen = {}
    for now in each_day(NOON, 40):
        before = given(file, "confirm")
        actions.ring(now=now)
        for code in given(file, "confirm")[len(before) :]:
            seen[code] = (calendar.today(now) - calendar.today(NOON)).days
    # 23 November: the 13th, 18th and 21st of December, and the 23rd; the 13th is a Sunday
    assert seen == {"confirm_20": 18, "confirm_25": 25, "confirm_28": 28, "confirm_30": 30}
    file.refresh_from_db()
    assert file.ring_at is None


def test_a_clock_that_stood_still_catches_up_and_says_each_once(room: Room) -> None:
    file = agreed(room)
    late = NOON + timedelta(days=26)
    for _ in range(3):
        actions.ring(now=late)
    assert given(file) == ["confirm_20", "confirm_25", "visit_15"]


def test_nothing_is_said_any_more_once_it_is_carried_out_and_confirmed(room: Room) -> None:
    file = agreed(room)
    MediationFile.objects.filter(pk=file.pk).update(confirmation="confirmed")
    he = viewer(room.he, now=NOON)
    actions.step(viewer=he, file_id=file.pk, verb=Verb.PERFORM, now=NOON)
    for now in each_day(NOON, 40):
        actions.ring(now=now)
    assert given(file, "confirm") == []
    assert given(file) == ["visit_15"], "that somebody asks how it went is due all the same"


def test_an_application_without_an_answer_is_reminded_of_within_three_working_days(
    room: Room,
) -> None:
    file = taken(room, now=NOON)
    for now in each_day(NOON, 9):
        actions.ring(now=now)
    assert given(file) == ["decide_2", "decide_3"]


def test_those_concerned_are_written_to_and_nothing_of_the_quarrel_stands_in_it(
    room: Room, settings: Any
) -> None:
    settings.MAIL_BOX = "house@example.org"
    for who in (room.world.wang, room.he):
        Sender.objects.create(
            channel="mail", address=f"{who.pk}@example.org", person=who, proved_at=timezone.now()
        )
    file = agreed(room)
    actions.ring(now=NOON + timedelta(days=25))
    sent = Outgoing.objects.filter(
        channel="mail", label=file.reference, text__contains="2026-12-23"
    )
    assert {one.to for one in sent} == {
        f"{room.world.wang.pk}@example.org", f"{room.he.pk}@example.org",
    }  # fmt: skip
    for one in sent:
        assert file.reference in one.text
        assert "漏水" not in one.text
        assert "王奶奶" not in one.text


def test_the_page_says_until_when_and_by_which_article(room: Room) -> None:
    file = accepted(room)
    shown = page(room.he, f"{file.pk}/")
    for words in ("调解期限", "《人民法院在线调解规则》第 24 条", "指定调解员"):
        assert words in shown
    send(room.he, f"{file.pk}/appoint/", post=str(room.he_post.pk))
    assert "《人民法院在线调解规则》第 10 条" not in page(room.he, f"{file.pk}/")
