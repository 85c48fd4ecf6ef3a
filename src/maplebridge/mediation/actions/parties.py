"""Parties are added and put right, with who speaks for them and by which paper they were known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from maplebridge.core import calendar, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Party, Representative
from ..queries.access import Loaded
from ..queries.agreements import in_force
from ..rules.parts import NAME_MAX, REPRESENTATIVES_MAX, Identity, Power, Side, Stands
from ..rules.stages import PENDING, State
from .moving import fetch, keep, note, tidy, writes
from .opening import Someone, add_all, columns_of, registered

AGREED = frozenset({
    "side", "name", "birth_year", "job", "capacity", "body", "credit_code", "representative",
})  # fmt: skip
"""What the paper of an agreement says of a party."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who speaks for a party, as it is written down."""

    name: str
    stands: Stands
    power: Power
    phone: str = ""
    until: date | None = None


def add_party(*, viewer: Viewer, file_id: UUID, one: Someone, now: datetime) -> Party:
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        writes(loaded)
        if loaded.file.stage not in PENDING | {State.DRAFT}:  # what was agreed binds who agreed
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        (made,) = add_all(loaded.file, (one,), now)
        _on_one_side(file_id, now)
        note(loaded, viewer, "add_party", now, thing_id=made.pk)
        keep(loaded, now)
    return made


def change_party(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, one: Someone, now: datetime
) -> None:
    """Put right what is written about a party: by the desk, or by who may settle for the party.

    The desk does not see number and address here; what it leaves empty stays as it is.
    """
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        own = party.pk in loaded.standing.settles
        if not own:
            writes(loaded)
        columns: dict[str, Any] = columns_of(one, now)
        if policy.may_write(loaded.standing):
            columns["side"] = one.side.value
        else:
            columns.pop("capacity")
        for name in () if own else ("phone", "address"):
            if not columns[name]:
                del columns[name]
        if one.body and party.person_id is not None:
            raise RuleBroken("mediation_body_is_person", name=party.name)
        _agreed_stays(loaded, party, columns)
        known, said = registered(one), ("name", "credit_code")
        if known is not None or any(getattr(party, key) != columns[key] for key in said):
            columns["organisation_id"] = (
                known  # else it stays bound: whose file it is did not change
            )
        for name, value in columns.items():
            setattr(party, name, value)
        party.save(update_fields=list(columns))
        _on_one_side(file_id, now)
        note(loaded, viewer, "change_party", now, thing_id=party.pk)


def _agreed_stays(loaded: Loaded, party: Party, columns: Mapping[str, Any]) -> None:
    """What an agreement in effect says of a party is not written anew."""
    if in_force(loaded.file) is None:
        return
    if any(getattr(party, name) != value for name, value in columns.items() if name in AGREED):
        raise RuleBroken("agreement_names_stand", name=party.name)


def saw_identity(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, by: Identity, now: datetime
) -> None:
    """Note by which paper a party was identified. Its number is not asked for."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        writes(loaded)
        party = loaded.party(party_id)
        party.identity, party.identity_seen_by_id = by.value, viewer.person_id
        party.identity_seen_at = now
        party.save(update_fields=["identity", "identity_seen_by", "identity_seen_at"])
        note(loaded, viewer, "saw_identity", now, code=by.value, thing_id=party.pk)


def add_speaker(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, one: Spoken,
    paper: UploadedFile[Any] | None = None, now: datetime,
) -> Representative:  # fmt: skip
    """Somebody speaks for a party. A guardian may settle; for anybody else the party says so itself,
    or whoever leads keeps its paper."""
    name, phone = tidy(one.name, NAME_MAX), _phone(one)
    if not name:
        raise RuleBroken("mediation_name")
    if one.until is not None and one.until < calendar.today(now):
        raise RuleBroken("mediation_until")
    kept = files.ingest(paper, kinds=("image", "pdf"), now=now) if paper else None
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if party.pk not in loaded.standing.settles:
            writes(loaded)
            if one.power is Power.SETTLE and one.stands is not Stands.GUARDIAN and kept is None:
                raise RuleBroken("mediation_power_paper", name=name)
        live = [row for row in party.representatives.all() if row.ended_at is None]
        if len(live) >= REPRESENTATIVES_MAX:
            raise RuleBroken("mediation_speakers", most=REPRESENTATIVES_MAX)
        person = people.person_by_number(phone, now) if phone else None
        same = person is not None and person.name == name
        if same and person is not None and any(p.person_id == person.pk for p in loaded.parties):
            raise RuleBroken("mediation_speaker_is_party", name=name)
        made = Representative.objects.create(
            party=party, person_id=person.pk if same and person else None, name=name, phone=phone,
            stands=one.stands.value, power=one.power.value, paper=kept, until=one.until,
            added_at=now,
        )  # fmt: skip
        _on_one_side(file_id, now)
        note(loaded, viewer, "add_speaker", now, code=one.stands.value, thing_id=party.pk)
        keep(loaded, now)
    return made


def _on_one_side(file_id: UUID, now: datetime) -> None:
    """Raises RuleBroken when somebody would stand or speak on the side that applied and on another:
    they would read what each of them says alone."""
    sides: dict[object, bool] = {}
    for party in Party.objects.filter(file=file_id).prefetch_related("representatives"):
        applied = party.side == Side.APPLICANT
        speaking = queries.speaking(party, calendar.today(now))
        around: list[Party | Representative] = [party, *speaking]
        for one in around:
            known = one.person_id or (one.phone and (one.name, one.phone))
            if known and sides.setdefault(known, applied) != applied:
                raise RuleBroken("mediation_both_sides", name=one.name)
        for acting in queries.acting_for(party, calendar.today(now)):
            if sides.setdefault(acting, applied) != applied:
                raise RuleBroken("mediation_both_sides", name=party.name)


def end_speaker(*, viewer: Viewer, file_id: UUID, speaker_id: UUID, now: datetime) -> None:
    """A power ends: by the party that gave it, by the desk, or by who holds it."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        for party in loaded.parties:
            for speaker in party.representatives.all():
                if speaker.pk != speaker_id or speaker.ended_at is not None:
                    continue
                own = speaker.person_id is not None and speaker.person_id == viewer.person_id
                allowed = own or party.pk in loaded.standing.settles
                if not allowed and not policy.may_write(loaded.standing):
                    raise Forbidden("mediation_not_yours")
                speaker.ended_at = now
                speaker.save(update_fields=["ended_at"])
                note(loaded, viewer, "end_speaker", now, thing_id=party.pk)
                return
    raise Missing("mediation_missing")


def _phone(one: Spoken) -> str:
    phone = people.normalise_phone(one.phone) if one.phone.strip() else ""
    if phone is None:
        raise RuleBroken("mediation_phone", name=one.name[:NAME_MAX])
    return phone
