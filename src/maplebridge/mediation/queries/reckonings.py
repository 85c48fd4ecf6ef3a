"""The reckoning of a file: the copy at work, its versions, and what the engine says of a document."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from maplebridge.core.errors import Missing

from .. import policy
from ..models import MediationFile, Reckoning
from ..rules import reckonings as rules
from ..rules.advances import fits, pair_of, with_noted
from ..rules.damages import output, reading, shipped
from ..rules.damages.assessment import Assessment, assess
from ..rules.damages.values import ClaimRefused, Fault
from ..rules.parts import About
from ..rules.reckonings import Document
from ..rules.taking import wanted
from .access import Loaded, agrees
from .advances import noted_of
from .figures import known_figures

__all__ = [
    "Looked",
    "at_work",
    "closed_to",
    "digest_of",
    "known_figures",
    "latest",
    "look",
    "looked_at",
    "names_of",
    "noted_pairs",
    "reckoned",
    "replaced",
    "version",
    "versions_of",
]


@dataclass(frozen=True, slots=True)
class Looked:
    """What the engine says: a result, or everything that is missing for one."""

    document: Document
    found: Assessment | None
    faults: tuple[Fault, ...]


def names_of(loaded: Loaded) -> dict[str, str]:
    """The names of the parties by their keys."""
    return {str(one.pk): one.name for one in loaded.parties if one.name}


def at_work(file: MediationFile) -> Document:
    """The copy at work; empty before anybody began."""
    found = Reckoning.objects.filter(file=file, number=0).first()
    return dict(found.document) if found else {}


def versions_of(file: MediationFile) -> list[Reckoning]:
    """The versions that stand, the newest first. One query."""
    rows = Reckoning.objects.filter(file=file, number__gt=0).select_related("made_by")
    return list(rows.defer("document").order_by("-number")[: rules.VERSIONS_MAX])


def latest(file: MediationFile) -> Reckoning | None:
    return Reckoning.objects.filter(file=file, number__gt=0).order_by("-number").first()


def closed_to(loaded: Loaded, found: Assessment) -> frozenset[str]:
    """The persons of whose loss the viewer reads the sum alone."""
    parties = {str(one.pk): one for one in loaded.parties}
    own = [one for key, one in parties.items() if one.pk in loaded.standing.own]
    sides, names = (
        {rules.side_key(str(one.pk)) for one in own},
        {one.name for one in own if one.name},
    )
    paid = {
        due.claimant for due in found.allocation.dues
        if due.payer.side in sides or due.payer.name in names
    }  # fmt: skip
    closed = set()
    for who in found.claim.claimants:
        party = parties.get(who.id)
        shown = party is not None and agrees(party, About.EXTRACT) is True
        if not policy.reads_loss(
            loaded.standing, party.pk if party else None, pays=who.id in paid, shown=shown
        ):
            closed.add(who.id)
    return frozenset(closed)


def noted_pairs(loaded: Loaded, document: Document) -> frozenset[tuple[str, str, str]]:
    """Between whom the file has advances that count in this document. One query."""
    return frozenset(one.pair for one in noted_of(loaded.file) if fits(one, document))


def replaced(typed: Document, counted: Document) -> bool:
    """Whether something that was typed in counts no more, because the file has another sum for it."""
    counts = [(pair_of(one), one.get("amount")) for one in counted.get("advances", [])]
    return any((pair_of(one), one.get("amount")) not in counts for one in typed.get("advances", []))


def version(file: MediationFile, number: int) -> Reckoning:
    """Raises Missing for one that there is not."""
    found = Reckoning.objects.filter(file=file, number=number or -1).select_related("made_by")
    one = found.first()
    if one is None:
        raise Missing("mediation_missing")
    return one


def look(loaded: Loaded, document: Document, at: datetime | None = None) -> Looked:
    """Compute a document with the names of the parties and what was paid in advance; by the figures
    known `at`, else now."""
    whole = with_noted(document, noted_of(loaded.file))
    ready = rules.named(whole, names_of(loaded), loaded.file.reference)
    return looked_at(ready, at)


def looked_at(document: Document, at: datetime | None = None) -> Looked:
    """Compute a document as it stands. One query."""
    try:
        claim = reading.read_claim(json.dumps(document, ensure_ascii=False))
        return Looked(document, assess(claim, known_figures(at), shipped.rulebooks()), ())
    except ClaimRefused as refused:
        return Looked(document, None, refused.faults)


def reckoned(loaded: Loaded) -> dict[tuple[str, str], int]:
    """The sums of the newest version by party and head; nothing where there is none."""
    row = latest(loaded.file)
    found = looked_at(row.document, row.made_at).found if row else None
    return {(one.claimant, one.head): one.fen for one in wanted(found)} if found else {}


def digest_of(found: Assessment) -> str:
    """SHA-256 of the whole result: every line, rule and figure, and the claim."""
    text = json.dumps(
        output.as_data(found), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()
