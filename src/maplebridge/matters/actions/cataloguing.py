"""The jurisdiction adopts its own catalogue: checked as a whole, dated ahead, kept for ever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import CatalogueVersion
from ..rules import catalogue as catalogues
from ..rules.catalogue_faults import Fault, faults
from ..rules.input import WORDS_MAX, storable, tidy


class CatalogueRefused(RuleBroken):
    """Something is wrong with a proposed catalogue; `faults` say all of it and where."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("catalogue_refused", number=len(found))
        self.faults = found


def adopt_catalogue(
    *,
    viewer: Viewer,
    content: Mapping[str, Any],
    why: str,
    also_open: bool = False,
    now: datetime,
) -> CatalogueVersion:
    """Adopt a version, in force from its day on, tomorrow at the earliest.

    So no promise changes under what is reported already, and every process knows the version before
    it counts. With `also_open` what is open on that day is counted by it too, wherever that loses
    the resident nothing. Raises Forbidden, CatalogueRefused with all faults, RuleBroken for the day, the name
    or the missing reason.
    """
    allow_catalogue(viewer)
    why = tidy(why)
    if not why or len(why) > WORDS_MAX or not storable(why):
        raise RuleBroken("catalogue_why_missing", most=WORDS_MAX)
    book = checked_catalogue(content)
    with transaction.atomic():
        one_adoption_at_a_time()
        check_new(book, now)
        version = CatalogueVersion(
            version=book.version,
            valid_from=book.valid_from,
            content=catalogues.dump(book),
            why=why,
            adopted_at=now,
            adopted_by_id=viewer.person_id,
        )
        version.save(force_insert=True)
        audit.record(
            viewer=viewer, verb="catalogue.adopt", thing=version, now=now,
            version=book.version, valid_from=book.valid_from.isoformat(),
        )  # fmt: skip
        if also_open:
            day = calendar.start_of(book.valid_from)
            outbox.tell(facts.DeadlinesChanged(book.version, None), now=now, due=day)
        queries.forget_catalogues()
        transaction.on_commit(queries.forget_catalogues)
    return version


def one_adoption_at_a_time() -> None:
    """Until the transaction ends nobody else adopts a version; what is read of the catalogue after
    this is what stands, not what this process remembers. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtext('maplebridge.matters.catalogue'))"
            )
    queries.forget_catalogues()


def allow_catalogue(viewer: Viewer) -> None:
    if not policy.may_adopt_catalogue(viewer):
        raise Forbidden("catalogue_needs_head")


def checked_catalogue(content: Mapping[str, Any]) -> catalogues.Catalogue:
    """The catalogue that `content` describes. Raises CatalogueRefused with everything wrong."""
    found = faults(content)
    if found:
        raise CatalogueRefused(found)
    return catalogues.parse(content)


def check_new(book: catalogues.Catalogue, now: datetime) -> None:
    """Its day lies ahead and its name is free. Raises RuleBroken."""
    if book.valid_from <= calendar.today(now):
        raise RuleBroken("catalogue_day_too_early", day=book.valid_from.isoformat())
    taken = CatalogueVersion.objects.filter(version=book.version).exists()
    if taken or any(one.version == book.version for one in queries.shipped()):
        raise RuleBroken("catalogue_version_taken", version=book.version)
