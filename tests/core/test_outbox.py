"""Facts reach each handler, effects happen once, and what cannot be delivered is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import outbox
from maplebridge.core.models import AuditEntry, Delivery, Fact
from maplebridge.core.outbox.delivery import ATTEMPTS_MAX, RECOVERIES_MAX, backoff
from maplebridge.core.outbox.payloads import FactChanged, decode, encode
from maplebridge.core.values import Points, uuid7
from tests.core import wiring

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
NOTE, FAIL, SEND = (f"tests.core.wiring.{name}" for name in ("note", "note_and_fail", "send"))


@pytest.fixture(autouse=True)
def _our_wiring(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WIRING = "tests.core.wiring"
    wiring.sent.clear()


def told(*handlers: str, times: int = 1) -> Fact:
    wiring.HANDLERS[wiring.Rang] = list(handlers)
    with transaction.atomic():
        outbox.tell(wiring.Rang(door_id=uuid7(), times=times), now=NOW)
    return Fact.objects.latest("id")


@pytest.mark.django_db
def test_a_fact_is_delivered_once_to_each_handler() -> None:
    told(NOTE)
    assert outbox.deliver_all(NOW) == outbox.Tally(done=1)
    assert outbox.deliver_all(NOW) == outbox.Tally()
    assert AuditEntry.objects.filter(verb="noted").count() == 1


@pytest.mark.django_db
def test_a_fact_goes_with_its_transaction() -> None:
    def change_of_mind() -> None:
        with transaction.atomic():
            told(NOTE)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()
    assert not Fact.objects.exists()
    assert outbox.deliver_all(NOW) == outbox.Tally()


@pytest.mark.django_db
def test_a_failing_handler_leaves_nothing_and_undoes_nothing() -> None:
    fact = told(FAIL, NOTE)
    assert outbox.deliver_all(NOW) == outbox.Tally(done=1, failed=1)
    assert AuditEntry.objects.count() == 1
    waiting = Delivery.objects.get(fact=fact, handler=FAIL)
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert waiting.due_at > NOW


@pytest.mark.django_db
def test_an_error_is_kept_without_the_words_that_were_typed() -> None:
    fact = told(FAIL)
    outbox.deliver_all(NOW)
    error = Delivery.objects.get(fact=fact).error
    assert error.startswith("ConnectionError at core/wiring.py:")
    assert "resident" not in error


@pytest.mark.django_db
def test_after_the_last_attempt_it_is_a_dead_letter_until_somebody_retries() -> None:
    fact = told(FAIL)
    moment = NOW
    for _ in range(ATTEMPTS_MAX):
        outbox.deliver_all(moment)
        moment += timedelta(hours=8)
    dead = Delivery.objects.get(fact=fact)
    assert (dead.state, dead.attempts) == ("dead", ATTEMPTS_MAX)
    wiring.note_and_fail, kept = wiring.note, wiring.note_and_fail
    try:
        assert outbox.retry(dead.pk, now=moment)
        assert not outbox.retry(dead.pk, now=moment)
        assert outbox.deliver_all(moment) == outbox.Tally(done=1)
    finally:
        wiring.note_and_fail = kept


@pytest.mark.django_db
@pytest.mark.parametrize("handler", ["tests.core.wiring.gone", "tests.gone.handler"])
def test_a_handler_that_an_upgrade_removed_is_a_dead_letter_that_says_so(handler: str) -> None:
    fact = told(handler)
    outbox.deliver_all(NOW)
    dead = Delivery.objects.get(fact=fact)
    assert (dead.state, dead.error) == ("dead", f"there is no {handler}")


@pytest.mark.django_db
def test_a_handler_that_the_wiring_dropped_is_a_dead_letter_that_says_so() -> None:
    fact = told(NOTE)
    wiring.HANDLERS[wiring.Rang] = []
    outbox.deliver_all(NOW)
    assert "the wiring names no" in Delivery.objects.get(fact=fact).error


@pytest.mark.django_db
def test_a_fact_whose_fields_changed_is_a_dead_letter_that_says_so() -> None:
    fact = told(NOTE)
    Fact.objects.update(payload={"door_id": str(uuid7()), "rings": 3})
    outbox.deliver_all(NOW)
    dead = Delivery.objects.get(fact=fact)
    assert (dead.state, dead.error) == ("dead", "Rang changed since this was told: rings, times")


@pytest.mark.django_db
def test_a_dead_workers_delivery_comes_back_when_its_lease_runs_out() -> None:
    fact = told(NOTE)
    Delivery.objects.update(leased_by=uuid7(), lease_until=NOW + timedelta(seconds=60))
    assert outbox.deliver_due(now=NOW) == outbox.Tally()
    assert outbox.deliver_due(now=NOW + timedelta(seconds=61)) == outbox.Tally(done=1)
    assert Delivery.objects.get(fact=fact).recoveries == 1


@pytest.mark.django_db
def test_a_delivery_that_kills_every_worker_is_buried() -> None:
    fact = told(NOTE)
    past = NOW - timedelta(seconds=1)
    Delivery.objects.update(leased_by=uuid7(), lease_until=past, recoveries=RECOVERIES_MAX)
    outbox.deliver_due(now=NOW)
    dead = Delivery.objects.get(fact=fact)
    assert (dead.state, dead.error) == ("dead", "the worker died each time")
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_handler_with_an_outside_effect_holds_no_transaction() -> None:
    told(SEND, times=2)
    told(SEND, times=13)
    assert outbox.deliver_all(NOW) == outbox.Tally(done=1, failed=1)
    assert wiring.sent == [2, 13]


@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_double_nothing() -> None:
    for _ in range(60):
        told(NOTE)

    def work() -> None:
        while outbox.deliver_due(4) != outbox.Tally():
            pass
        connection.close()

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delivery.objects.filter(state="done").count() == 60
    assert AuditEntry.objects.count() == 60


@pytest.mark.django_db
def test_delivered_facts_are_removed_after_a_month_and_dead_letters_stay() -> None:
    old, dead, fresh = told(NOTE), told("tests.gone"), told(NOTE)
    wiring.HANDLERS[wiring.Rang] = [NOTE, "tests.gone"]
    outbox.deliver_all(NOW)
    later = NOW + timedelta(days=31)
    Fact.objects.filter(pk=fresh.pk).update(told_at=later)
    Delivery.objects.filter(fact=fresh).update(finished_at=later)
    outbox.purge_delivered(now=later)
    assert set(Fact.objects.values_list("pk", flat=True)) == {dead.pk, fresh.pk}
    assert not Delivery.objects.filter(fact=old).exists()


@given(st.integers(1, 60))
def test_backoff_grows_and_stays_below_a_working_day(attempts: int) -> None:
    assert timedelta(seconds=5) <= backoff(attempts) <= timedelta(hours=7.5)


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Everything:
    one: UUID
    maybe: UUID | None
    some: tuple[UUID, ...]
    pair: tuple[int, str]
    day: date
    moment: datetime
    points: Points
    word: str
    yes: bool
    colour: Colour


@given(
    st.builds(
        Everything,
        one=st.uuids(),
        maybe=st.none() | st.uuids(),
        some=st.lists(st.uuids(), max_size=3).map(tuple),
        pair=st.tuples(st.integers(), st.text()),
        day=st.dates(),
        moment=st.datetimes(timezones=st.just(UTC)),
        points=st.integers().map(Points),
        word=st.text(),
        yes=st.booleans(),
        colour=st.just(Colour.RED),
    )
)
def test_a_fact_survives_the_way_through_json(fact: Everything) -> None:
    import json

    back = decode(Everything, json.loads(json.dumps(encode(fact))))
    assert back == fact
    assert [type(getattr(back, name)) for name in ("day", "moment", "colour")] == [
        date, datetime, Colour,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        {"door_id": "no uuid", "times": 1},
        {"door_id": None, "times": 1},
        {"door_id": 7, "times": 1},
        {"door_id": str(UUID(int=1)), "times": "1"},
        {"door_id": str(UUID(int=1)), "times": True},
        {"door_id": str(UUID(int=1))},
        {"door_id": str(UUID(int=1)), "times": 1, "more": 2},
    ],
)
def test_a_payload_that_does_not_fit_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(FactChanged):
        decode(wiring.Rang, payload)


def test_a_float_does_not_travel() -> None:
    @dataclass(frozen=True)
    class Share:
        part: float

    with pytest.raises(TypeError):
        encode(Share(part=0.1))


@pytest.mark.django_db
def test_what_must_never_be_seen_undone_runs_with_the_step_that_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """AT_ONCE: in the caller's transaction, before any worker, and a fault undoes the step."""
    monkeypatch.setattr(wiring, "AT_ONCE", {wiring.Rang: [NOTE]}, raising=False)
    told()
    assert AuditEntry.objects.filter(verb="noted").count() == 1
    assert outbox.deliver_all(NOW) == outbox.Tally()
    monkeypatch.setattr(wiring, "AT_ONCE", {wiring.Rang: [FAIL]})
    with pytest.raises(ConnectionError):
        told(NOTE)
    assert Fact.objects.count() == 1
    assert AuditEntry.objects.filter(verb="noted").count() == 1
