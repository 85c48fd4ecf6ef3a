"""The reckoning of a file is filled in page by page, computed, and kept as a version that stands."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import Reckoning
from ..queries import reckonings as queries
from ..queries.access import Loaded
from ..rules.damages import reading
from ..rules.reckonings import VERSIONS_MAX, Change, bound
from ..rules.stages import PENDING
from ..rules.taking import reserved
from .moving import fetch, note

RECKONED = "reckoned"
BYTES_MOST = 200_000
"""Far more than any claim of people needs, far less than what the engine reads at most."""


def fill_in(*, viewer: Viewer, file_id: UUID, change: Change, now: datetime) -> None:
    """Change the copy at work by one page; it may stay half done.

    Raises Forbidden, RuleBroken (the talks are over; more than a claim can hold).
    """
    with transaction.atomic():
        loaded = _reckoning(viewer, file_id, now)
        _keep(loaded, viewer, change(queries.at_work(loaded.file)), now)


def take_in(*, viewer: Viewer, file_id: UUID, content: bytes, now: datetime) -> None:
    """A claim file becomes the copy at work; whoever is called like a party becomes that party.

    Raises ClaimRefused with everything that is wrong with the file, RuleBroken (reckoning_reserved), and what `fill_in` raises.
    """
    claim = reading.read_claim(content)
    with transaction.atomic():
        loaded = _reckoning(viewer, file_id, now)
        document = bound(reading.write_claim(claim), queries.names_of(loaded))
        if key := reserved(document):
            raise RuleBroken("reckoning_reserved", key=key)
        _keep(loaded, viewer, document, now)


def compute(*, viewer: Viewer, file_id: UUID, now: datetime) -> Reckoning:
    """Keep the copy at work, computed, as the next version. The same document twice is one version.

    Raises RuleBroken: reckoning_lacks while something is missing, reckoning_full.
    """
    with transaction.atomic():
        loaded = _reckoning(viewer, file_id, now)
        looked = queries.look(loaded, queries.at_work(loaded.file), now)
        if looked.found is None:
            raise RuleBroken("reckoning_lacks", count=len(looked.faults))
        last = queries.latest(loaded.file)
        digest = queries.digest_of(looked.found)
        if last is not None and last.digest == digest:
            return last
        number = last.number + 1 if last else 1
        if number > VERSIONS_MAX:
            raise RuleBroken("reckoning_full", most=VERSIONS_MAX)
        made = Reckoning.objects.create(
            file=loaded.file, number=number, document=reading.write_claim(looked.found.claim),
            digest=digest, rulebook=looked.found.book.version, year=looked.found.year,
            made_by_id=viewer.person_id, made_at=now,
        )  # fmt: skip
        note(loaded, viewer, RECKONED, now, code=str(number), thing_id=made.pk)
    return made


def _reckoning(viewer: Viewer, file_id: UUID, now: datetime) -> Loaded:
    loaded = fetch(viewer, file_id, now)
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if loaded.file.stage not in PENDING:
        raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
    return loaded


def _keep(loaded: Loaded, viewer: Viewer, document: dict[str, object], now: datetime) -> None:
    if len(json.dumps(document, ensure_ascii=False).encode()) > BYTES_MOST:
        raise RuleBroken("reckoning_too_large")
    made, _created = Reckoning.objects.update_or_create(
        file=loaded.file, number=0,
        defaults={"document": document, "made_by_id": viewer.person_id, "made_at": now},
    )  # fmt: skip
    audit.record(viewer=viewer, verb="mediation.fill_in", thing=made, now=now)
