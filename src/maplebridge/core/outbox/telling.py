"""Telling: one fact and a delivery for each of its handlers, in the caller's transaction."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from ..models import Delivery, Fact
from .payloads import encode

Handler = Callable[..., None]


def tell(fact: Any, *, now: datetime, due: datetime | None = None) -> None:
    """Write `fact`, an instance of a class in events.py, and a delivery for each of its handlers.

    They are delivered at once, or not before `due`. What the wiring names under AT_ONCE runs here,
    in the caller's transaction: it is for what must never be seen undone, and fails with the caller.
    """
    assert connection.in_atomic_block, "outbox.tell belongs into the action's transaction"
    row = Fact.objects.create(kind=type(fact).__name__, payload=encode(fact), told_at=now)
    handlers = wiring().HANDLERS.get(type(fact), [])
    Delivery.objects.bulk_create(
        Delivery(fact=row, handler=handler, due_at=due or now) for handler in handlers
    )
    for name in getattr(wiring(), "AT_ONCE", {}).get(type(fact), []):
        import_string(name)(fact, now=now)


def outside(handler: Handler) -> Handler:
    """Mark a handler whose effect lies outside the database: a message to a broker, an SMS.

    It runs without a transaction (a slow broker must not hold the database), so its effect is at
    least once; everything else is exactly once.
    """
    handler.outside = True  # type: ignore[attr-defined]  # a mark on a plain function
    return handler


def wiring() -> Any:
    """The module that names handlers and duties: settings.WIRING."""
    return importlib.import_module(settings.WIRING)
