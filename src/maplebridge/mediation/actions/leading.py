"""Who leads: what mediators say of themselves, whom the parties rank, ties that are declared, a no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people import public as people

from .. import queries
from ..models import LeadChoice, MediatorProfile, Tie
from ..queries.access import Loaded
from ..rules.choosing import CHOICES_MAX, Bond, common
from ..rules.stages import PENDING, State
from ..rules.visibility import Hat
from .moving import fetch, keep, note, tidy
from .stepping import mediators_of, refused, tied

ABOUT_MAX = 200
LANGUAGES_MAX = 120


def say_of_oneself(
    *, viewer: Viewer, post_id: UUID, kinds: Sequence[str], languages: str, about: str,
    now: datetime,
) -> None:  # fmt: skip
    """A mediator says in which quarrels and languages they feel at home; for nobody else."""
    own = next(
        (one for one in viewer.posts if one.post_id == post_id and one.deputy_for is None), None
    )
    if own is None or own.role is not Role.MEDIATOR:
        raise Forbidden("mediation_not_yours")
    known = queries.kinds().kinds
    if not set(kinds) <= set(known):
        raise RuleBroken("mediation_kind")
    columns = {
        "kinds": [one for one in known if one in kinds], "languages": tidy(languages, LANGUAGES_MAX),
        "about": tidy(about, ABOUT_MAX), "changed_at": now,
    }  # fmt: skip
    with transaction.atomic():
        profile, _ = MediatorProfile.objects.update_or_create(post_id=post_id, defaults=columns)
        audit.record(viewer=viewer, verb="mediation.say_of_oneself", thing=profile, now=now)


def choose(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, posts: Sequence[UUID], now: datetime
) -> UUID | None:
    """A party ranks up to three mediators. Once every party did and all named one, that one leads.

    Returns the post that leads now by this, None while others have not chosen or nobody was named by
    all: the committee then appoints.
    """
    ranked = list(dict.fromkeys(posts))
    if not 0 < len(ranked) <= CHOICES_MAX:
        raise RuleBroken("mediation_choices", most=CHOICES_MAX)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if party.pk not in loaded.standing.settles:
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage not in {State.ACCEPTED, State.CHOOSING} or loaded.file.lead_id:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        free = {one.post.pk for one in free_mediators(loaded, now)}
        if not set(ranked) <= free:
            raise RuleBroken("mediation_no_such_mediator")
        LeadChoice.objects.filter(party=party).delete()
        LeadChoice.objects.bulk_create(
            LeadChoice(party=party, post_id=one, rank=number)
            for number, one in enumerate(ranked, start=1)
        )
        note(loaded, viewer, "choose_lead", now, thing_id=party.pk)
        found = _agreed_on(loaded, free)
        if found is not None:
            loaded.file.lead_id = found
            note(loaded, SYSTEM, "chosen", now, thing_id=found)
        keep(loaded, now)
    return found


def free_mediators(loaded: Loaded, now: datetime) -> list[people.Acting]:
    """Those who hold a post for the place today or were called in and agreed to, the nearest first, and
    are no party of it."""
    acting = mediators_of(loaded, now)
    out, unwanted = tied(loaded, now), refused(loaded)
    return [one for one in acting if one.person.pk not in out and one.post.pk not in unwanted]


def _agreed_on(loaded: Loaded, free: set[UUID]) -> UUID | None:
    """Whom every party that is there named; a ranking counts as far as those in it are still free."""
    ranked: dict[UUID, list[UUID]] = {one.pk: [] for one in loaded.present}
    rows = LeadChoice.objects.filter(party__in=ranked).order_by("rank")
    for row in rows:
        if row.post_id in free:
            ranked[row.party_id].append(row.post_id)
    return common(ranked) if all(ranked.values()) else None


def refuse_lead(
    *, viewer: Viewer, file_id: UUID, party_id: UUID, words: str = "", now: datetime
) -> None:
    """A party does not trust who leads. No reason is asked; somebody else is appointed.

    Law: 人民調解法 art. 23 (in force 2011-01-01).
    """
    words = tidy(words)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if party.pk not in loaded.standing.settles:
            raise Forbidden("mediation_not_yours")
        if loaded.file.lead_id is None or loaded.file.stage not in PENDING:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        gone, loaded.file.lead_id = loaded.file.lead_id, None
        LeadChoice.objects.filter(party__file=loaded.file, post=gone).delete()
        note(loaded, viewer, "refuse_lead", now, words=words, thing_id=party.pk)
        keep(loaded, now)


def declare_tie(
    *, viewer: Viewer, file_id: UUID, bond: Bond, words: str = "", now: datetime
) -> None:
    """Who leads says what ties them to a party. They go on only when every party wants that.

    Law: 人民調解法 art. 15 (in force 2011-01-01).
    """
    words = tidy(words, ABOUT_MAX)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        if Hat.LEAD not in loaded.standing.hats or loaded.file.lead_id is None:
            raise Forbidden("mediation_not_yours")
        if loaded.file.stage not in PENDING:
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        Tie.objects.filter(file=loaded.file, post=loaded.file.lead_id).delete()
        Tie.objects.create(
            file=loaded.file, post_id=loaded.file.lead_id, bond=bond.value, words=words,
            declared_at=now,
        )  # fmt: skip
        note(loaded, viewer, "declare_tie", now, code=bond.value)
        keep(loaded, now)


def keep_lead(*, viewer: Viewer, file_id: UUID, party_id: UUID, now: datetime) -> None:
    """A party wants who leads all the same, knowing the tie."""
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        if party.pk not in loaded.standing.settles:
            raise Forbidden("mediation_not_yours")
        tie = queries.open_tie(loaded.file)
        if tie is None:
            raise RuleBroken("mediation_no_tie")
        if str(party.pk) not in tie.kept:
            tie.kept = [*tie.kept, str(party.pk)]
            tie.save(update_fields=["kept"])
            note(loaded, viewer, "keep_lead", now, thing_id=party.pk)
        keep(loaded, now)
