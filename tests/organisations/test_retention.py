"""Who acted for whom is forgotten once it is long over, and not a day before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.organisations import actions
from maplebridge.organisations.models import Delegate
from maplebridge.retention import RETENTION
from tests.organisations.ground import ask, delegate, enter
from tests.world import World

DAYS = next(line.days for line in RETENTION if line.model == "organisations.Delegate") or 0


@pytest.mark.parametrize(("days", "left"), [(0, True), (1, False)])
def test_a_term_goes_its_days_after_the_last_one(world: World, days: int, left: bool) -> None:
    now = timezone.now()
    delegate(world, enter(world), world.chen)
    Delegate.objects.update(until=calendar.today(now) - timedelta(days=DAYS + days))
    actions.purge_expired(now=now)
    assert Delegate.objects.exists() is left


@pytest.mark.parametrize(("days", "left"), [(0, True), (1, False)])
def test_one_that_was_ended_goes_its_days_after_that(world: World, days: int, left: bool) -> None:
    now = timezone.now()
    delegate(world, enter(world), world.chen)
    Delegate.objects.update(ended_at=now - timedelta(days=DAYS + days))
    actions.purge_expired(now=now)
    assert Delegate.objects.exists() is left


@pytest.mark.parametrize(("days", "left"), [(30, True), (31, False)])
def test_a_question_that_nobody_answers_goes_after_a_month(
    world: World, days: int, left: bool
) -> None:
    now = timezone.now()
    ask(world, enter(world), world.chen)
    Delegate.objects.update(invited_at=now - timedelta(days=days))
    actions.purge_expired(now=now)
    assert Delegate.objects.exists() is left
