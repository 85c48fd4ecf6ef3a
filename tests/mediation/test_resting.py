"""Talks that rest go on by themselves: on their day, or when what they waited for is entered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maplebridge.core.viewer import SYSTEM
from maplebridge.mediation import actions
from maplebridge.mediation.models import MediationFile, Step
from maplebridge.mediation.rules.parts import About, How, Power, Stands
from tests.mediation.cast import Room, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.world import viewer

pytestmark = pytest.mark.django_db


def resting(room: Room, code: str = "treatment", days: int | None = 20) -> MediationFile:
    file = talking(room, kind="traffic")
    day = (timezone.localdate() + timedelta(days=days)).isoformat() if days else ""
    assert send(room.he, f"{file.pk}/step/suspend/", code=code, day=day).status_code == 302
    return MediationFile.objects.get(pk=file.pk)


def test_on_its_day_the_file_goes_on_by_itself_and_advances_are_noted_meanwhile(room: Room) -> None:
    file = resting(room)
    assert "自动继续" in page(room.world.wang, f"{file.pk}/")
    assert get(room.he, f"{file.pk}/reckoning/fill/advances/").status_code == 200
    now = timezone.now()
    actions.resume_due(now=now + timedelta(days=19))
    file.refresh_from_db()
    assert file.state == "suspended"
    actions.resume_due(now=now + timedelta(days=21))
    file.refresh_from_db()
    assert (file.state, file.resume_on, file.paused_for) == ("in_session", None, "")
    line = Step.objects.filter(verb="resume").get()
    assert (line.actor_id, line.code) == (SYSTEM.person_id, "treatment")


def test_a_party_enters_that_the_opinion_is_here_and_the_days_of_it_do_not_count(
    room: Room,
) -> None:
    file = resting(room, "appraisal", None)
    assert get(room.world.stranger, f"{file.pk}/happened/").status_code == 404
    wang = party_of(file, room.world.wang)
    actions.add_speaker(
        viewer=viewer(room.world.wang), file_id=file.pk, party_id=wang.pk, now=timezone.now(),
        one=actions.Spoken(name=room.judge.name, phone=room.judge.phone, stands=Stands.AGENT, power=Power.ATTEND),
    )  # fmt: skip
    assert get(room.judge, f"{file.pk}/happened/").status_code == 403, (
        "comes along, decides nothing"
    )
    assert get(room.judge, f"{file.pk}/").status_code == 200
    MediationFile.objects.filter(pk=file.pk).update(
        paused_on=timezone.localdate() - timedelta(days=9)
    )
    assert "鉴定意见已出" in page(room.world.wang, f"{file.pk}/")
    assert send(room.world.wang, f"{file.pk}/happened/", words="今天收到").status_code == 302
    file.refresh_from_db()
    assert file.state == "in_session"
    assert len(file.gaps) == 1
    assert get(room.world.wang, f"{file.pk}/happened/").status_code == 404


def test_nobody_who_took_their_yes_back_is_led_on_by_a_clock(room: Room) -> None:
    file, now = resting(room, days=1), timezone.now()
    chen = party_of(file, room.world.chen)
    actions.say(
        viewer=viewer(room.world.chen), file_id=file.pk, party_id=chen.pk, about=About.MEDIATION,
        said=False, how=How.HERE, now=now,
    )  # fmt: skip
    actions.resume_due(now=now + timedelta(days=2))
    file.refresh_from_db()
    assert (file.state, file.resume_on) == ("suspended", None)
    assert send(room.he, f"{file.pk}/happened/").status_code == 422


def test_a_day_that_is_over_is_no_day_to_go_on(room: Room) -> None:
    file = talking(room)
    today = timezone.localdate().isoformat()
    answer = send(room.he, f"{file.pk}/step/suspend/", code="funeral", day=today)
    assert answer.status_code == 422
    file.refresh_from_db()
    assert file.state == "in_session"
