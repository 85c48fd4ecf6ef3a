"""How far the words of a file are, and what the rules of its next step look at."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from .. import policy
from ..models import ClaimItem, MediationFile, Party
from ..rules.next_step import AFTER, Seen
from ..rules.parts import About
from ..rules.stages import TALKS, State
from ..rules.visibility import Hat
from .access import Loaded, agrees
from .agreements import AS_MEDIATOR, AS_PARTY
from .next_things import lacking


@dataclass(frozen=True, slots=True)
class Signing:
    """State of the words ("" without any), who still has to sign, whether the mediator has, and
    whether anything is claimed."""

    state: str = ""
    missing: tuple[Party, ...] = ()
    mediator: bool = False
    items: bool = False
    signed: frozenset[UUID] = frozenset()
    """The parties that signed these words."""

    @property
    def complete(self) -> bool:
        return self.state == "signing" and not self.missing and self.mediator


def signing_of(loaded: Loaded) -> Signing:
    """One query for the words that hold, or else the newest, who signed them, and whether there are
    items. Before the talks there is neither, and nothing is asked."""
    if State(loaded.file.state) not in TALKS | AFTER:
        return Signing()
    items = ClaimItem.objects.filter(file=OuterRef("pk"))
    rows = MediationFile.objects.filter(pk=loaded.file.pk).order_by("-agreements__id")
    found = list(
        rows.values_list(
            "agreements", "agreements__state", "agreements__oral",
            "agreements__signatures__party_id", "agreements__signatures__as_what", Exists(items),
        )
    )  # fmt: skip
    promised = State(loaded.file.state) in AFTER
    row = next((one for one in found if promised and one[1] == "in_effect"), found[0])
    newest, state, oral, _party, _what, asked = row
    if newest is None:
        return Signing(items=asked)
    mine = [row for row in found if row[0] == newest]
    signed = {party for *_rest, party, what, _asked in mine if what == AS_PARTY}
    mediator = any(what == AS_MEDIATOR for *_rest, what, _asked in mine)
    waits = () if oral else tuple(one for one in loaded.present if one.pk not in signed)
    return Signing(state, waits, mediator, asked, frozenset(signed))


def seen_of(loaded: Loaded, signing: Signing) -> Seen:
    """What the rules of the next step look at."""
    file, standing = loaded.file, loaded.standing
    state, leads = State(file.state), Hat.LEAD in standing.hats
    mine = [one for one in loaded.present if one.pk in standing.settles]
    handed = [
        one for one in signing.missing if one.person_id is None and one.organisation_id is None
    ]
    unsigned = any(one.pk in standing.settles for one in signing.missing) or (
        leads and (bool(handed) or (not signing.missing and not signing.mediator))
    )
    return Seen(
        state=state, leads=leads, keeps=Hat.COMMITTEE in standing.hats, party=bool(mine),
        unasked=any(agrees(one, About.MEDIATION) is None for one in mine),
        lacks=bool(lacking(loaded)), led=file.lead_id is not None,
        items=signing.items,
        agreement=signing.state if policy.mediates(standing) or signing.state != "draft" else "",
        unsigned=unsigned, complete=signing.complete,
    )  # fmt: skip
