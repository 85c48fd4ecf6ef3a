"""A change of the rules: proposed with its reason, tried on the past, decided by a head."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import Proposal
from ..rules import changes
from ..rules.changes import ChangeUnusable, Kind, Wanted
from . import trying

WHY_MAX = 2000


def propose(*, viewer: Viewer, place_id: UUID, wanted: Wanted, why: str, now: datetime) -> Proposal:
    """Enter a change with its reason. Raises RuleBroken naming the field that is wrong."""
    why = why.strip()
    if not why or len(why) > WHY_MAX or "\x00" in why:
        raise RuleBroken("proposal_field", field="why")
    place = territory.place_by_id(place_id)
    post = policy.proposes(viewer, place.path)
    if post is None:
        raise Forbidden("review_no_post")
    book = matters.catalogue(calendar.today(now))
    try:
        wanted = changes.checked(wanted, frozenset(c.code for c in book.categories))
    except ChangeUnusable as broken:
        raise RuleBroken("proposal_field", field=broken.field) from None
    if wanted.kind in changes.IN_CATALOGUE:
        _check_adoptable(matters.dump_catalogue(book), wanted, book.valid_from)
    with transaction.atomic():
        made = Proposal.objects.create(
            place=place, path=place.path, kind=wanted.kind.value, change=changes.stored(wanted),
            why=why, made_at=now, made_by_id=post.post_id,
        )  # fmt: skip
        audit.record(viewer=viewer, verb="review.propose", thing=made, now=now)
        return made


def _check_adoptable(content: dict[str, Any], wanted: Wanted, day: date) -> None:
    """Raises RuleBroken naming the field for what the catalogue would refuse when it is adopted."""
    changed = changes.applied(content, wanted, version="trial", valid_from=day)
    fields = {"names": "name_two", "keywords": "keywords", "categories": "kind"}
    for fault in matters.catalogue_faults(changed):
        named = [fields[str(key)] for key in reversed(fault.path) if str(key) in fields]
        field = named[0] if named else "kind"
        if wanted.kind is Kind.SPLIT and field == "keywords":
            field = "keywords_two"
        raise RuleBroken("proposal_field", field=field)


def replay(*, viewer: Viewer, proposal_id: UUID, now: datetime) -> Proposal:
    """Try it on the last MONTHS months of its place and keep what would have been. Outside any
    transaction: it reads up to 200,000 timelines."""
    proposal = queries.proposal_for(viewer, proposal_id)
    wanted = changes.read(proposal.change)
    try:
        result = trying.tried(proposal, wanted, now)
    except ChangeUnusable:
        raise RuleBroken("proposal_overtaken") from None
    proposal.replay = result | {"months": trying.MONTHS, "stands": _stands(wanted, now)}
    proposal.replayed_at = now
    with transaction.atomic():
        proposal.save(update_fields=["replay", "replayed_at"])
        audit.record(viewer=viewer, verb="review.replay", thing=proposal, now=now)
    return proposal


def adopt(*, viewer: Viewer, proposal_id: UUID, now: datetime) -> Proposal:
    """Adopt it from tomorrow on. What the catalogue holds becomes a new version of it, and is carried
    into every version that was adopted already for a later day; posts are given by people. The day is
    kept so that the next reviews show what it did.

    Raises RuleBroken when what it changes is not what it was when it was tried: try it again first.
    """
    with transaction.atomic():
        proposal = _open(viewer, proposal_id)
        if proposal.replayed_at is None:
            raise RuleBroken("proposal_not_replayed")
        day = calendar.today(now) + timedelta(days=1)
        wanted = changes.read(proposal.change)
        if wanted.kind in changes.IN_CATALOGUE:
            proposal.version = _new_versions(viewer, proposal, wanted, day, now)
        proposal.in_force_from = day
        return _decided(viewer, proposal, "adopted", now)


def decline(*, viewer: Viewer, proposal_id: UUID, now: datetime) -> Proposal:
    with transaction.atomic():
        return _decided(viewer, _open(viewer, proposal_id), "declined", now)


def _open(viewer: Viewer, proposal_id: UUID) -> Proposal:
    found = queries.proposal_for(viewer, proposal_id)
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not policy.decides(viewer, territory.root().path):
        raise Forbidden("proposal_needs_head")
    if proposal.decision != "open":
        raise RuleBroken("proposal_decided")
    return proposal


def _decided(viewer: Viewer, proposal: Proposal, decision: str, now: datetime) -> Proposal:
    proposal.decision, proposal.decided_at = decision, now
    proposal.save(update_fields=["decision", "decided_at", "in_force_from", "version"])
    audit.record(viewer=viewer, verb=f"review.{decision}", thing=proposal, now=now)
    return proposal


def _stands(wanted: Wanted, now: datetime) -> list[dict[str, Any]]:
    """What the change would overwrite, from tomorrow on: each state once, in the order of days."""
    found: list[dict[str, Any]] = []
    for book in _books(now) if wanted.kind in changes.IN_CATALOGUE else []:
        touched = changes.touched(matters.dump_catalogue(book), wanted)
        if not found or found[-1] != touched:
            found.append(touched)
    return found


def _books(now: datetime) -> list[matters.Catalogue]:
    return matters.catalogues_from(calendar.today(now) + timedelta(days=1))


def _new_versions(
    viewer: Viewer, proposal: Proposal, wanted: Wanted, day: date, now: datetime
) -> str:
    """One version for tomorrow and one for each later one that is adopted already, so that neither
    another proposal of today nor a workbook for next month takes the change back. The name of the first."""
    matters.one_adoption_at_a_time()
    books = _books(now)
    tried_on = (proposal.replay or {}).get("stands")
    if tried_on is None:
        raise RuleBroken("proposal_not_replayed")
    days = [day, *(book.valid_from for book in books[1:])]
    names = [f"{at:%Y-%m-%d}.{str(proposal.pk)[-6:]}" for at in days]
    try:
        contents = [
            changes.applied(matters.dump_catalogue(book), wanted, version=name, valid_from=at)
            for book, at, name in zip(books, days, names, strict=True)
        ]
    except ChangeUnusable:
        raise RuleBroken("proposal_overtaken") from None
    stands = _stands(wanted, now)
    if stands != tried_on:
        raise RuleBroken(
            "proposal_conflict",
            before=queries.stands_words(tried_on),
            now=queries.stands_words(stands),
        )
    for content in contents:
        matters.adopt_catalogue(viewer=viewer, content=content, why=proposal.why, now=now)
    return names[0]
