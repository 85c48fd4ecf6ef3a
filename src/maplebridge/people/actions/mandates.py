"""Let another act for oneself, in the app, by word or on paper."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries, rules
from ..models import Mandate, Person
from .checks import oneself


@transaction.atomic
def give_mandate(
    *, viewer: Viewer, agent_id: UUID, valid_from: date, valid_to: date, now: datetime
) -> Mandate:
    """Let a housemate, or somebody who works for one's place, act for oneself."""
    today = calendar.today(now)
    if agent_id not in {person.pk for person in queries.possible_agents(viewer, today)}:
        raise RuleBroken("mandate_agent")
    return _mandate(viewer, oneself(viewer), agent_id, valid_from, valid_to, None, now)


@transaction.atomic
def take_mandate(
    *,
    viewer: Viewer,
    grantor_id: UUID,
    agent_phone: str,
    valid_from: date,
    valid_to: date,
    now: datetime,
) -> Mandate:
    """Write down, as a witness, what a resident of one's place said or signed on paper.

    The agent is whoever answers `agent_phone`, or the witness when it is empty.
    """
    grantor = queries.get_person(viewer, grantor_id)
    if not policy.may_witness(viewer, getattr(grantor, "stay_path", None)):
        raise Forbidden("not_allowed_here")
    agent = oneself(viewer)
    if agent_phone.strip():
        digits = rules.normalise_phone(agent_phone)
        found = Person.objects.filter(phone=digits).first() if digits else None
        if found is None or found.pk == grantor.pk:
            raise RuleBroken("phone_unusable" if digits is None else "no_such_person")
        agent = found
    return _mandate(viewer, grantor, agent.pk, valid_from, valid_to, viewer.person_id, now)


def _mandate(
    viewer: Viewer,
    grantor: Person,
    agent_id: UUID,
    first: date,
    last: date,
    witness_id: UUID | None,
    now: datetime,
) -> Mandate:
    today = calendar.today(now)
    if not rules.mandate_fits(first, last, today):
        raise RuleBroken("mandate_dates")
    live = Mandate.objects.filter(grantor=grantor, agent=agent_id, revoked_at__isnull=True)
    if live.filter(valid_to__gte=first, valid_from__lte=last).exists():
        raise RuleBroken("mandate_exists")
    mandate = Mandate.objects.create(
        grantor=grantor,
        agent_id=agent_id,
        witness_id=witness_id,
        valid_from=first,
        valid_to=last,
    )
    audit.record(viewer=viewer, verb="give_mandate", thing=mandate, now=now, agent=agent_id)
    return mandate


@transaction.atomic
def revoke_mandate(*, viewer: Viewer, mandate_id: UUID, now: datetime) -> None:
    """Grantor, agent or witness end a mandate at once; a second time changes nothing."""
    me = oneself(viewer)
    mandate = (
        Mandate.objects.select_for_update()
        .filter(Q(grantor=me) | Q(agent=me) | Q(witness=me), pk=mandate_id)
        .first()
    )
    if mandate is None:
        raise Missing("no_such_thing")
    if mandate.revoked_at is None:
        mandate.revoked_at = now
        mandate.save(update_fields=["revoked_at"])
        audit.record(viewer=viewer, verb="revoke_mandate", thing=mandate, now=now)
