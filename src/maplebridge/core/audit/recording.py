"""Recording: one entry for each verb, in the transaction of the change it tells of."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, models

from ..models import AuditEntry
from ..viewer import Viewer

FactValue = int | str | UUID | bool | None | list[str] | list[int] | list[UUID]


def record(
    *,
    viewer: Viewer,
    verb: str,
    thing: models.Model | tuple[str, UUID],
    now: datetime,
    deputy_for: UUID | None = None,
    **facts: FactValue,
) -> None:
    """Write one entry in the caller's transaction. `facts` are ids, integers and codes, no names.

    `thing` is a saved row, or its kind ("matters.matter") and id. `deputy_for` is the person whose
    post the viewer covers; staff mode is noted by itself.
    """
    assert connection.in_atomic_block, "audit.record belongs into the action's transaction"
    if isinstance(thing, models.Model):
        kind, thing_id = thing._meta.label_lower, thing.pk
    else:
        kind, thing_id = thing
    if viewer.staff_until is not None:
        facts["staff_mode"] = True
    AuditEntry.objects.create(
        at=now,
        actor_kind="system" if viewer.system else "person" if viewer.person_id else "visitor",
        actor_id=None if viewer.system else viewer.person_id,
        on_behalf_of=viewer.on_behalf_of,
        deputy_for=deputy_for,
        verb=verb,
        thing_kind=kind,
        thing_id=thing_id,
        facts={name: _plain(value) for name, value in facts.items()},
    )


def _plain(value: FactValue) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a fact of the audit is an id, an integer or a code, not {value!r}")
