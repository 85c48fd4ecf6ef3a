"""Who may do what in a file: pure over what somebody is to it. Wrong place 404, wrong post 403."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from maplebridge.core.viewer import Role, Viewer

from .rules.advances import Kind as Advanced
from .rules.papers import Kind
from .rules.scene import OF_PARTIES, Record
from .rules.stages import State, Verb, allowed, verbs
from .rules.visibility import Access, Hat, Thing, When, access

if TYPE_CHECKING:
    from .models import Party

FOR_PARTIES = frozenset({
    Kind.APPLICATION, Kind.RIGHTS, Kind.AGREEMENT, Kind.CONFIRMATION, Kind.POLICE, Kind.AID, Kind.ADVANCE, Kind.FUND,
})  # fmt: skip
ALONE = frozenset({Kind.AID, Kind.ADVANCE, Kind.FUND, Kind.RIGHTS})
"""Papers for which a party needs nobody else."""
KEEPERS = (Role.OPERATOR, Role.HEAD)
DESK = (Role.MEDIATOR, Role.OPERATOR, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody is to one file: hats, what is true for them, and the parties they are or speak
    for (`own`); for those in `settles` they may also give in and agree. `left_at` is when the last
    of them left talks that went on: what came later is not theirs to see."""

    hats: frozenset[Hat] = frozenset()
    true: frozenset[When] = frozenset()
    own: frozenset[UUID] = frozenset()
    settles: frozenset[UUID] = frozenset()
    filed: frozenset[UUID] = frozenset()
    """The parties whose number and address stand on an application to the viewer's court."""
    still: frozenset[UUID] = frozenset()
    """Of those that left, the parties for which they decide what stays theirs: suing, own days, aid."""
    left_at: datetime | None = None


NOBODY = Standing()


def at_the_desk(viewer: Viewer, path: str | None = None) -> bool:
    """Mediators, operators and heads take quarrels in, each for their place."""
    return viewer.holds(*DESK, path=path) is not None


def may_enter_figures(viewer: Viewer) -> bool:
    """Published figures count for the whole jurisdiction: its operators and heads enter them."""
    return viewer.holds(*KEEPERS, path="") is not None


def keeps_books(viewer: Viewer, path: str | None = None) -> bool:
    """Operators and heads keep the committee's books: they see every file of the place."""
    return viewer.holds(*KEEPERS, path=path) is not None


def sees(standing: Standing, thing: Thing) -> Access:
    return access(thing, standing.hats, standing.true)


def may_read(standing: Standing) -> bool:
    return sees(standing, Thing.FILE) >= Access.READ


def may_write(standing: Standing) -> bool:
    """Whoever leads it, or keeps the books, enters parties, powers and consents."""
    return sees(standing, Thing.FILE) is Access.WRITE or Hat.COMMITTEE in standing.hats


def may_step(standing: Standing, state: State, verb: Verb) -> bool:
    """A party leaves by itself or by somebody who may settle for it."""
    if verb is Verb.LEAVE and not standing.settles:
        return False
    return allowed(state, verb, standing.hats)


def open_steps(standing: Standing, state: State) -> tuple[Verb, ...]:
    return tuple(v for v in verbs(state, standing.hats) if may_step(standing, state, v))


def sees_contact(standing: Standing, party_id: UUID) -> Access:
    """A party's number and address: its own in full, the other side's by the table."""
    if party_id in standing.own:
        return Access.READ
    filed = {When.FILED} if party_id in standing.filed else set()
    return access(Thing.IDENTITY, standing.hats, standing.true | filed)


def may_open_contact(standing: Standing, party_id: UUID) -> bool:
    return sees_contact(standing, party_id) >= Access.READ


def sees_readings(standing: Standing) -> bool:
    """Who read the file is read by its parties, and by those who mediate or keep the books."""
    return bool(standing.own) or may_write(standing)


def sees_reason(standing: Standing, party_id: UUID | None) -> bool:
    """Why a number was opened may tell what that party fears: the other side does not read it."""
    return party_id is None or party_id in standing.own or may_write(standing)


def sees_note(standing: Standing, party_id: UUID, shared: bool) -> bool:
    """A note of what a party said alone: that party, the lead, and a co-mediator when it was ticked."""
    true = standing.true | ({When.TICKED} if shared else set())
    most = access(Thing.CAUCUS, standing.hats, true)
    if most is Access.OWN:
        return party_id in standing.own
    return most >= Access.READ


def sees_notes(standing: Standing) -> bool:
    """Whether there may be any note at all that they see."""
    return access(Thing.CAUCUS, standing.hats, {*standing.true, When.TICKED}) > Access.NOTHING


def may_write_note(standing: Standing, party_id: UUID) -> bool:
    """The lead for each party, a party for itself."""
    if party_id in standing.own:
        return sees(standing, Thing.CAUCUS) is Access.OWN
    return sees(standing, Thing.CAUCUS) is Access.WRITE


def may_say_for(standing: Standing, party_id: UUID) -> bool:
    """Yes or no of a party: the party here, or whoever leads writes down what it said."""
    return party_id in standing.settles or may_write(standing)


def may_act_alone(standing: Standing, party_id: UUID) -> bool:
    """What a party does for itself, whether it talks or left: legal aid, how far its case is."""
    return party_id in standing.still or may_say_for(standing, party_id)


def may_sue_for(standing: Standing, party: Party) -> bool:
    """The way to court stays open to who left, also while the others talk on or agree."""
    return party.pk in standing.still or may_leave_for(standing, party)


def sees_own_day(standing: Standing, party_id: UUID | None) -> bool:
    """A day that counts for one party alone: that party, and whoever leads or keeps the books."""
    return party_id is None or party_id in standing.own or may_write(standing)


def may_enter_day(standing: Standing, party_id: UUID | None) -> bool:
    """Days of everybody: whoever leads or keeps the books; one's own: the party too."""
    if party_id is None:
        return may_write(standing)
    return may_act_alone(standing, party_id)


def may_leave_for(standing: Standing, party: Party) -> bool:
    """The party here; for somebody without an account whoever leads writes down that they leave, or
    that they do not ask a court any more."""
    elsewhere = party.person_id is None and party.organisation_id is None
    return party.pk in standing.settles or (elsewhere and may_write(standing))


def may_say_it_happened(standing: Standing) -> bool:
    """That what a rest waited for happened: a party or who may settle for it, or whoever leads."""
    return bool(standing.settles) or may_write(standing)


def may_hold(standing: Standing) -> bool:
    """Keep a file beyond its days because of a lawsuit."""
    return Hat.COMMITTEE in standing.hats


# Talks and agreements


def mediates(standing: Standing) -> bool:
    """Whoever leads or mediates along: they alone note what both settled on, and write the draft."""
    return bool(standing.hats & {Hat.LEAD, Hat.CO_MEDIATOR})


def may_answer_item(standing: Standing, others: Iterable[UUID]) -> bool:
    """Those of the other side who may settle, or whoever mediates writes down what they said."""
    return bool(standing.settles & set(others)) or mediates(standing)


def knows_offers(standing: Standing, asks_id: UUID, pays_id: UUID) -> bool:
    """The two who play, and whoever leads: of the state, never of a figure."""
    return bool(standing.own & {asks_id, pays_id}) or runs_offers(standing)


def runs_offers(standing: Standing) -> bool:
    """Whoever leads proposes them and ends a round; a second mediator does not know of them."""
    return sees(standing, Thing.OFFER) is Access.STATE


def may_play(standing: Standing, party_id: UUID, signs_in: bool) -> bool:
    """A party for itself; for one without an account the mediator's own device is handed over."""
    return party_id in standing.settles or (not signs_in and runs_offers(standing))


def reads_loss(standing: Standing, party_id: UUID | None, *, pays: bool, shown: bool) -> bool:
    """The lines of somebody's loss tell of injuries and income: they are read by that party, by who
    pays it and by who mediates; by others here while the party shows an extract (`shown`)."""
    if mediates(standing) or party_id in standing.own or (pays and bool(standing.own)):
        return True
    true = standing.true | ({When.EXTRACT} if shown else set())
    return access(Thing.MEDICAL, standing.hats, true) >= Access.READ


def may_note_advance(standing: Standing, kind: Advanced, payer_id: UUID | None = None) -> bool:
    """Whoever leads or keeps the books; who sits in for an insurer what it paid; a party what it paid."""
    if may_write(standing):
        return True
    if kind is Advanced.INSURER and Hat.INSURER in standing.hats:
        return may_read(standing)
    return kind is Advanced.PARTY and _among(payer_id, standing.settles)


def may_take_advance_back(standing: Standing, payee_id: UUID, *, entered: bool) -> bool:
    """Who entered it, for whom it is said to be paid, and whoever leads or keeps the books."""
    return entered or payee_id in standing.settles or may_write(standing)


def may_record_scene(standing: Standing, kind: Record, *, police: bool) -> bool:
    """Whoever leads or keeps the books, and the police at the table; a party what it made itself."""
    if may_write(standing) or (police and may_read(standing)):
        return True
    return kind in OF_PARTIES and bool(standing.settles)


def may_end_record(standing: Standing, *, entered: bool) -> bool:
    """Who added it, while they may read the file, and whoever leads or keeps the books."""
    return (entered and may_read(standing)) or may_write(standing)


def _among(party_id: UUID | None, settles: frozenset[UUID]) -> bool:
    """Any of them where none is named yet."""
    return bool(settles) if party_id is None else party_id in settles


def reads_agreement(standing: Standing) -> bool:
    return sees(standing, Thing.FILE) >= Access.READ


def may_print(standing: Standing, kind: Kind) -> bool:
    """Parties print what is theirs; the desk's own papers are printed by who keeps the file. Who left
    prints what they ask for alone."""
    if not reads_agreement(standing):
        return False
    if standing.left_at is not None:
        return kind in ALONE
    return may_write(standing) or kind in FOR_PARTIES


def may_take_dossier(standing: Standing) -> bool:
    """The whole dossier is taken by who keeps the file, and by whoever leads it."""
    return bool(standing.hats & {Hat.LEAD, Hat.COMMITTEE})


def sees_sitting(standing: Standing, party_id: UUID | None) -> bool:
    """A session with one side alone is seen by that side and by the mediators."""
    return party_id is None or party_id in standing.own or mediates(standing)
