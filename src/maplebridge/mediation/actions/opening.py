"""A quarrel comes to the desk: somebody applies, or a mediator takes it in at the scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.references import next_reference
from maplebridge.core.viewer import Level, Viewer
from maplebridge.matters import public as matters
from maplebridge.organisations import public as organisations
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import MediationFile, Party
from ..policy import Standing
from ..queries.access import Loaded
from ..rules.parts import (
    ADDRESS_MAX,
    FACTS_MAX,
    NAME_MAX,
    PARTIES_MAX,
    REQUESTS_MAX,
    Body,
    Capacity,
    Lane,
    Side,
    Source,
)
from ..rules.stages import State, Verb
from ..rules.visibility import Hat
from .duties import throw_away
from .moving import fetch, keep, move, note, set_clocks, tidy

NEEDS_MAX = 200
OLDEST = 120
BODIES = {
    organisations.OrganisationKind.COMPANY: Body.COMPANY,
    organisations.OrganisationKind.PROPERTY: Body.COMPANY,
    organisations.OrganisationKind.INSURER: Body.INSURER,
}
TIMED = 7
"""The version of UUID that sorts by time."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A party as it is written down. `person_id` for who is known here; `body` for an organisation."""

    side: Side
    name: str
    phone: str = ""
    address: str = ""
    job: str = ""
    birth_year: int | None = None
    capacity: Capacity = Capacity.FULL
    needs: str = ""
    person_id: UUID | None = None
    organisation_id: UUID | None = None
    body: Body = Body.PERSON
    credit_code: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What is written down of a quarrel. `id` is made with the page: sent twice, it is one file."""

    id: UUID
    kind: str
    facts: str
    requests: str = ""
    happened_on: date | None = None
    source: Source = Source.PARTY
    lane: Lane = Lane.STAGED
    place_id: UUID | None = None
    matter_id: UUID | None = None


def apply(
    *, viewer: Viewer, sent: Sent, me: Someone, others: tuple[Someone, ...], send: bool = True,
    now: datetime,
) -> MediationFile:  # fmt: skip
    """A resident asks for mediation: free of charge, and nobody has to come. Not to `send` keeps a
    draft that nobody else sees.

    Raises RuleBroken (no place, a kind that is none, nobody on the other side), Missing.

    Law: 人民調解法 art. 4 (in force 2011-01-01).
    """
    if viewer.person_id is None:
        raise Forbidden("mediation_sign_in")
    if not others:
        raise RuleBroken("mediation_other_side")

    def write() -> MediationFile:
        place = _place_of(viewer, sent, now)
        file = _open(viewer, sent, place, now, send=send)
        mine = _applicant(viewer, me, now)
        add_all(file, (mine, *others), now)
        if send:
            alone = Loaded(file, (), (), Standing(frozenset({Hat.PARTY})))
            note(alone, viewer, Verb.SUBMIT, now, before=State.DRAFT)
        return file

    return _once(viewer, sent.id, write)


def _applicant(viewer: Viewer, me: Someone, now: datetime) -> Someone:
    """Whoever applies, or the organisation for which they may act. Raises Forbidden."""
    if me.organisation_id is None:
        return replace(
            me, side=Side.APPLICANT, capacity=Capacity.FULL, person_id=viewer.person_id,
            body=Body.PERSON, credit_code="", representative="",
        )  # fmt: skip
    acting = organisations.acts_for(viewer.person_id, calendar.today(now))
    found = next((x.organisation for x in acting if x.organisation_id == me.organisation_id), None)
    if found is None:
        raise Forbidden("mediation_not_yours")
    return Someone(
        side=Side.APPLICANT, name=found.name, phone=me.phone, address=me.address, needs=me.needs,
        organisation_id=found.pk, body=BODIES.get(organisations.OrganisationKind(found.kind), Body.OTHER),
        credit_code=found.credit_code, representative=me.representative,
    )  # fmt: skip


def send_draft(*, viewer: Viewer, file_id: UUID, now: datetime) -> None:
    """What was kept as a draft goes to the desk."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        before = move(loaded, viewer, Verb.SUBMIT, now)
        loaded.file.submitted_at = now
        note(loaded, viewer, Verb.SUBMIT, now, before=before)
        keep(loaded, now)


def discard_draft(*, viewer: Viewer, file_id: UUID, now: datetime) -> None:
    """A draft is thrown away, and nothing of it is kept."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if loaded.file.stage is not State.DRAFT:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        throw_away((loaded.file.pk,))


def take(
    *, viewer: Viewer, sent: Sent, parties: tuple[Someone, ...], now: datetime
) -> MediationFile:
    """Somebody at the desk writes a quarrel down for the parties, at the scene or on the phone.

    Raises Forbidden, Missing (a place that is not theirs), RuleBroken.
    """
    if not policy.at_the_desk(viewer):
        raise Forbidden("mediation_desk_only")

    def write() -> MediationFile:
        if sent.place_id is None:
            raise RuleBroken("mediation_place")
        place = territory.place_by_id(sent.place_id)
        if not policy.at_the_desk(viewer, place.path):
            raise Missing("mediation_missing")
        file = _open(viewer, sent, place, now)
        add_all(file, parties, now)
        alone = Loaded(file, (), (), Standing(frozenset({Hat.COMMITTEE})))
        note(alone, viewer, Verb.SUBMIT, now, before=State.DRAFT)
        return file

    return _once(viewer, sent.id, write)


def _once(viewer: Viewer, file_id: UUID, write: Callable[[], MediationFile]) -> MediationFile:
    """What `write` makes, or the file that this form made before or makes at this very moment."""
    if found := _sent_before(viewer, file_id):
        return found
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        if found := _sent_before(viewer, file_id):
            return found
        raise


def _sent_before(viewer: Viewer, file_id: UUID) -> MediationFile | None:
    """The file that this very form made before; Missing when the id is somebody else's.

    Lists are in the order of ids, so only one that carries its time is taken.
    """
    if file_id.version != TIMED:
        raise RuleBroken("mediation_id")
    found = MediationFile.objects.filter(pk=file_id).first()
    if found is not None and found.opened_by_id != viewer.person_id:
        raise Missing("mediation_missing")
    return found


def _place_of(viewer: Viewer, sent: Sent, now: datetime) -> territory.Place:
    """Where a resident's quarrel belongs: as chosen, that of the concern, else where they live."""
    if sent.place_id is not None:
        place = territory.place_by_id(sent.place_id)
        if place.level not in {Level.COMMUNITY, Level.GRID} or place.valid_to is not None:
            raise RuleBroken("mediation_place")
        return place
    if sent.matter_id is not None:
        return matters.get_summary(viewer, sent.matter_id).place
    assert viewer.person_id is not None
    home = people.home_grid(viewer.person_id)
    if home is None:
        raise RuleBroken("mediation_place")
    return territory.place_by_id(home.pk)


def _open(
    viewer: Viewer, sent: Sent, place: territory.Place, now: datetime, *, send: bool = True
) -> MediationFile:
    catalogue = queries.kinds()
    if sent.kind not in catalogue.kinds:
        raise RuleBroken("mediation_kind")
    facts = tidy(sent.facts, FACTS_MAX)
    if not facts:
        raise RuleBroken("mediation_facts")
    if sent.happened_on is not None and sent.happened_on > calendar.today(now):
        raise RuleBroken("mediation_future")
    community = territory.ancestor_at(place, Level.COMMUNITY)
    street = territory.ancestor_at(place, Level.STREET)
    file = MediationFile(
        id=sent.id, reference=next_reference("T", now), kind=sent.kind, kinds=catalogue.version,
        source=sent.source.value, lane=sent.lane.value, facts=facts,
        requests=tidy(sent.requests, REQUESTS_MAX), happened_on=sent.happened_on, place=place,
        path=place.path, community=community, street=street,
        matter_id=_matter(viewer, sent.matter_id), opened_by_id=viewer.person_id,
        state=(State.SUBMITTED if send else State.DRAFT).value, opened_at=now,
        submitted_at=now if send else None, last_activity_at=now,
    )  # fmt: skip
    set_clocks(file, now)
    file.save(force_insert=True)
    return file


def _matter(viewer: Viewer, matter_id: UUID | None) -> UUID | None:
    """Only a concern that the viewer may read. Raises Missing."""
    if matter_id is None:
        return None
    return matters.get_summary(viewer, matter_id).pk


def add_all(file: MediationFile, parties: tuple[Someone, ...], now: datetime) -> list[Party]:
    """Write parties down behind those that are there. Raises RuleBroken."""
    start = Party.objects.filter(file=file).count()
    if start + len(parties) > PARTIES_MAX:
        raise RuleBroken("mediation_parties", most=PARTIES_MAX)
    made = []
    for position, one in enumerate(parties, start=start + 1):
        columns = columns_of(one, now)
        made.append(Party.objects.create(
            file=file, position=position, side=one.side.value, person_id=_known(file, one, now),
            organisation_id=registered(one), added_at=now, **columns,
        ))  # fmt: skip
    return made


def columns_of(one: Someone, now: datetime) -> dict[str, str | int | None]:
    """Name, number and the rest as they are kept. An organisation has no year of birth and decides
    through those who speak for it. Raises RuleBroken for what cannot be."""
    name = tidy(one.name, NAME_MAX)
    if not name:
        raise RuleBroken("mediation_name")
    phone = people.normalise_phone(one.phone) if one.phone.strip() else ""
    if phone is None:
        raise RuleBroken("mediation_phone", name=name)
    year = calendar.today(now).year
    if one.birth_year is not None and not year - OLDEST <= one.birth_year <= year:
        raise RuleBroken("mediation_birth_year", name=name, first=year - OLDEST, last=year)
    return {
        "name": name, "phone": phone, "address": tidy(one.address, ADDRESS_MAX),
        "job": tidy(one.job, NAME_MAX), "birth_year": one.birth_year,
        "capacity": one.capacity.value, "needs": tidy(one.needs, NEEDS_MAX),
        **_body_of(one, name),
    }  # fmt: skip


def _body_of(one: Someone, name: str) -> dict[str, str | int | None]:
    if one.body is Body.PERSON:
        return {"body": "", "credit_code": "", "representative": ""}
    code = organisations.credit_code(one.credit_code) if one.credit_code.strip() else ""
    if code is None:
        raise RuleBroken("mediation_credit_code", name=name)
    return {
        "body": one.body.value, "credit_code": code, "job": "", "birth_year": None,
        "representative": tidy(one.representative, NAME_MAX), "capacity": Capacity.FULL.value,
    }  # fmt: skip


def registered(one: Someone) -> UUID | None:
    """The organisation of the register that bears this credit code and this name: those who may act
    for it find the file."""
    if one.organisation_id is not None or one.body is Body.PERSON or not one.credit_code.strip():
        return one.organisation_id
    code = organisations.credit_code(one.credit_code)
    found = organisations.by_credit_code(code, tidy(one.name, NAME_MAX)) if code else None
    return found.pk if found is not None else None


def _known(file: MediationFile, one: Someone, now: datetime) -> UUID | None:
    """Who has proved this number and carries this name, so that they see the file themselves."""
    if one.person_id is not None or one.organisation_id is not None or one.body:
        return one.person_id
    phone = people.normalise_phone(one.phone) if one.phone.strip() else None
    found = people.person_by_number(phone, now) if phone else None
    if found is None or found.name != tidy(one.name, NAME_MAX):
        return None
    taken = Party.objects.filter(file=file, person=found).exists()
    return None if taken else found.pk
