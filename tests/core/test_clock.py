"""Duties: due by the wall clock, caught up after downtime, never run by two workers at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import clock
from maplebridge.core.clock import Cadence, CatchUp, daily, every
from maplebridge.core.models import Duty
from maplebridge.core.values import uuid7
from tests.core import wiring

CHINA = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 3, 4, 12, tzinfo=CHINA)
DUTY, FAILING, SLOW = (f"tests.core.wiring.{n}" for n in ("duty", "failing_duty", "slow_duty"))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
cadences = st.one_of(
    st.integers(1, 3000).map(lambda minutes: every(minutes=minutes)),
    st.times().map(lambda at: daily(at.strftime("%H:%M"))),
)


@pytest.fixture(autouse=True)
def _our_wiring(settings: Any) -> None:
    settings.WIRING = "tests.core.wiring"
    wiring.ran.clear()


def planned(cadence: Cadence, duty: str = DUTY) -> None:
    wiring.CLOCK[:] = [(cadence, duty)]


@given(cadences, moments)
def test_the_latest_slot_is_past_and_the_next_one_is_not(cadence: Cadence, now: datetime) -> None:
    latest = cadence.latest(now)
    assert latest <= now < cadence.after(latest)
    assert cadence.latest(latest) == latest


def test_a_daily_slot_stands_on_the_wall_clock_of_the_jurisdiction() -> None:
    assert daily("03:10").latest(NOON) == datetime(2026, 3, 4, 3, 10, tzinfo=CHINA)
    early = datetime(2026, 3, 4, 3, 9, tzinfo=CHINA)
    assert daily("03:10").latest(early) == datetime(2026, 3, 3, 3, 10, tzinfo=CHINA)


@pytest.mark.django_db
def test_a_new_duty_waits_for_its_next_slot_and_runs_once() -> None:
    planned(every(minutes=5))
    assert clock.run_due(NOON) == 0
    assert clock.run_due(NOON + timedelta(minutes=4)) == 0
    assert clock.run_due(NOON + timedelta(minutes=5)) == 1
    assert clock.run_due(NOON + timedelta(minutes=6)) == 0
    assert wiring.ran == [NOON + timedelta(minutes=5)]


@pytest.mark.django_db
def test_a_sweep_that_missed_three_days_runs_once() -> None:
    planned(daily("03:10"))
    clock.run_due(NOON)
    back = NOON + timedelta(days=3)
    assert clock.run_due(back) == 1
    assert wiring.ran == [back]
    assert clock.run_due(back) == 0


@pytest.mark.django_db
def test_a_daily_notice_that_missed_three_days_runs_for_each_day_oldest_first() -> None:
    planned(daily("03:10", catch_up=CatchUp.EACH))
    clock.run_due(NOON)
    assert clock.run_due(NOON + timedelta(days=3)) == 3
    assert wiring.ran == [datetime(2026, 3, day, 3, 10, tzinfo=CHINA) for day in (5, 6, 7)]


@pytest.mark.django_db
def test_a_failed_duty_is_tried_again_for_the_same_slot() -> None:
    planned(every(minutes=60), FAILING)
    clock.run_due(NOON)
    due = NOON + timedelta(minutes=60)
    assert clock.run_due(due) == 0
    row = Duty.objects.get()
    assert (row.failures, row.error.split()[0]) == (1, "ConnectionError")
    Duty.objects.update(lease_until=due)
    assert clock.run_due(due + timedelta(seconds=1)) == 0
    assert len(wiring.ran) == 2


@pytest.mark.django_db
def test_a_duty_whose_worker_died_is_taken_over_when_the_lease_runs_out() -> None:
    planned(every(minutes=5))
    clock.run_due(NOON)
    due = NOON + timedelta(minutes=5)
    Duty.objects.update(leased_by=uuid7(), lease_until=due + timedelta(seconds=60))
    assert clock.run_due(due) == 0
    assert clock.run_due(due + timedelta(seconds=61)) == 1


@pytest.mark.django_db
def test_a_living_worker_keeps_a_long_duty() -> None:
    planned(every(minutes=5))
    clock.run_due(NOON)
    due, me = NOON + timedelta(minutes=5), uuid7()
    Duty.objects.update(leased_by=me, lease_until=due + timedelta(seconds=60))
    clock.renew(me, due + timedelta(seconds=50))
    assert clock.run_due(due + timedelta(seconds=61)) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("catch_up", list(CatchUp))
def test_eight_workers_at_once_run_each_slot_once(catch_up: CatchUp) -> None:
    planned(every(minutes=5, catch_up=catch_up), SLOW)
    clock.run_due(NOON)
    due = NOON + timedelta(minutes=10)

    def work() -> None:
        clock.run_due(due)
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wiring.ran) == (
        [due] if catch_up is CatchUp.LATEST else [NOON + timedelta(minutes=5), due]
    )
