"""Delivering: lease what is due, run each handler with its mark, retry, bury."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from ..models import Delivery, Fact
from ..values import uuid7
from . import tasks
from .payloads import FactChanged, decode
from .telling import Handler, wiring

log = structlog.get_logger("maplebridge.outbox")

BATCH = 10
ATTEMPTS_MAX = 8
RECOVERIES_MAX = 25
"""So many workers may die holding one delivery; then it is a dead letter, or it would kill on."""
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Tally:
    """What one round of deliveries came to."""

    done: int = 0
    failed: int = 0


def deliver_due(
    limit: int = BATCH,
    now: datetime | None = None,
    worker: UUID | None = None,
    stopping: Callable[[], bool] = bool,
) -> Tally:
    """Lease up to `limit` due deliveries, then run and commit each by itself.

    A worker that is `stopping` ends after the delivery at hand; see let_go.
    """
    moment = now or timezone.now()
    holder = worker or uuid7()
    done = failed = 0
    for delivery_id in _claim(limit, moment, holder):
        if stopping():
            break
        outcome = _deliver(delivery_id, holder, now or timezone.now())
        done += outcome is True
        failed += outcome is False
    return Tally(done, failed)


def let_go(worker: UUID) -> None:
    """Give back what a worker leased and did not start, so that nobody waits for its lease."""
    Delivery.objects.filter(leased_by=worker, state="waiting").update(
        lease_until=None, leased_by=None
    )


def deliver_all(now: datetime | None = None) -> Tally:
    """Deliver until nothing is due; for tests and for seeding. Failures are retried later."""
    done = failed = 0
    while (tally := deliver_due(100, now)) != Tally():
        done, failed = done + tally.done, failed + tally.failed
    return Tally(done, failed)


def retry(delivery_id: UUID, *, now: datetime) -> bool:
    """Put a dead letter back in the queue with a clean count. False when it is not dead."""
    changed = Delivery.objects.filter(pk=delivery_id, state="dead").update(
        state="waiting", attempts=0, recoveries=0, due_at=now, finished_at=None, lease_until=None
    )
    return bool(changed)


def purge_delivered(*, now: datetime) -> None:
    """Remove facts that every handler had KEPT_DAYS ago. Dead letters and their facts stay."""
    old = now - timedelta(days=KEPT_DAYS)
    while True:
        ids = list(
            Delivery.objects.filter(state="done", finished_at__lt=old).values_list("pk")[:2000]
        )
        if not ids:
            break
        Delivery.objects.filter(pk__in=[pk for (pk,) in ids]).delete()
    while True:
        facts = Fact.objects.filter(told_at__lt=old, deliveries__isnull=True)
        ids = list(facts.order_by("pk").values_list("pk")[:2000])
        if not ids:
            break
        Fact.objects.filter(pk__in=[pk for (pk,) in ids], deliveries__isnull=True).delete()


def lease() -> timedelta:
    """How long a worker that was not heard of keeps what it holds."""
    return timedelta(seconds=settings.LEASE_SECONDS)


def _claim(limit: int, now: datetime, holder: UUID) -> list[UUID]:
    """Lease due deliveries in one short transaction. Looks first, so that idling writes nothing."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = Delivery.objects.filter(free, state="waiting", due_at__lte=now).order_by("due_at", "id")
    if not due.exists():
        return []
    with transaction.atomic():
        rows = due.select_for_update(skip_locked=True).values_list(
            "pk", "lease_until", "recoveries"
        )
        found = list(rows[:limit])
        ids = [pk for pk, _, _ in found]
        leased = Delivery.objects.filter(pk__in=ids)
        orphans = [pk for pk, until, _ in found if until is not None]
        if orphans:
            leased.filter(pk__in=orphans).update(recoveries=F("recoveries") + 1)
        leased.update(lease_until=now + lease(), leased_by=holder)
        for pk in [pk for pk, _, recoveries in found if recoveries >= RECOVERIES_MAX]:
            ids.remove(pk)
            _bury(pk, holder, now, "the worker died each time")
    return ids


def _deliver(delivery_id: UUID, holder: UUID, now: datetime) -> bool | None:
    """Run one delivery: True done, False failed, None when another worker has it by now."""
    try:
        with transaction.atomic():
            delivery = _held(delivery_id, holder)
            if delivery is None:
                return None
            handler, fact = _resolve(delivery)
            if not getattr(handler, "outside", False):
                handler(fact, now=now)
                _finish(delivery_id, now)
        if getattr(handler, "outside", False):
            handler(fact, now=now)
            _finish(delivery_id, now)
    except (HandlerMissing, FactChanged) as problem:
        _bury(delivery_id, holder, now, str(problem))
    except Exception as problem:
        _fail(delivery_id, holder, now, problem)
    else:
        log.info("delivered", delivery=str(delivery_id), handler=delivery.handler)
        return True
    return False


def _held(delivery_id: UUID, holder: UUID) -> Delivery | None:
    held = Delivery.objects.filter(pk=delivery_id, state="waiting", leased_by=holder)
    return held.select_for_update(of=("self",)).select_related("fact").first()


class HandlerMissing(Exception):
    """The wiring no longer names this handler, or its code is gone."""


def _resolve(delivery: Delivery) -> tuple[Handler, Any]:
    """The handler's code and the fact as an object. Raises HandlerMissing, FactChanged."""
    if delivery.fact.kind == tasks.KIND:
        return tasks.Call(_imported(delivery.handler), delivery.fact.payload), None
    named = [wiring().HANDLERS, getattr(wiring(), "AT_ONCE", {})]  # what waited when it moved there
    kinds: dict[str, type] = {kind.__name__: kind for handlers in named for kind in handlers}
    kind = kinds.get(delivery.fact.kind)
    if kind is None or not any(delivery.handler in handlers.get(kind, []) for handlers in named):
        raise HandlerMissing(f"the wiring names no {delivery.handler} for {delivery.fact.kind}")
    return _imported(delivery.handler), decode(kind, delivery.fact.payload)


def _imported(path: str) -> Any:
    try:
        return import_string(path)
    except ImportError as problem:
        raise HandlerMissing(f"there is no {path}") from problem


def _finish(delivery_id: UUID, now: datetime) -> None:
    Delivery.objects.filter(pk=delivery_id).update(
        state="done", finished_at=now, lease_until=None, leased_by=None, error=""
    )


def _fail(delivery_id: UUID, holder: UUID, now: datetime, problem: Exception) -> None:
    """Count the attempt and try again later, or give up and show it to the operator."""
    error = where(problem)
    with transaction.atomic():
        delivery = _held(delivery_id, holder)
        if delivery is None:
            return
        attempts = delivery.attempts + 1
        log.warning(
            "delivery failed",
            delivery=str(delivery_id),
            handler=delivery.handler,
            attempts=attempts,
            error=error,
        )
        if attempts >= ATTEMPTS_MAX:
            Delivery.objects.filter(pk=delivery_id).update(attempts=attempts)
            _bury(delivery_id, holder, now, error)
            return
        Delivery.objects.filter(pk=delivery_id).update(
            attempts=attempts,
            due_at=now + backoff(attempts),
            error=error,
            lease_until=None,
            leased_by=None,
        )


def _bury(delivery_id: UUID, holder: UUID, now: datetime, error: str) -> None:
    Delivery.objects.filter(pk=delivery_id, leased_by=holder).update(
        state="dead", finished_at=now, error=error[:300], lease_until=None, leased_by=None
    )
    log.error("dead letter", delivery=str(delivery_id), error=error[:300])


def backoff(attempts: int) -> timedelta:
    """5 s, 20 s, 80 s ... at most 6 h, each made up to a quarter longer at random."""
    seconds = min(5 * 4 ** (attempts - 1), 6 * 3600)
    return timedelta(seconds=seconds * random.uniform(1, 1.25))


def where(problem: BaseException) -> str:
    """The kind of an exception and the line that raised it; its message may quote a resident."""
    frames = traceback.extract_tb(problem.__traceback__)
    if not frames:
        return type(problem).__name__
    file = "/".join(Path(frames[-1].filename).parts[-2:])
    return f"{type(problem).__name__} at {file}:{frames[-1].lineno}"[:300]
