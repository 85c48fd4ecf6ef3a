"""The steps of the flow from taking on to the archive, and a party's way out at any of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Role, Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import Party
from ..queries.access import Loaded
from ..queries.agreements import agreement_of
from ..queries.next_things import What
from ..rules.stages import AGREEMENTS, PENDING, Ending, Pause, Verb
from .counting import days_after_leaving
from .moving import fetch, keep, move, note, tidy
from .offers import end_of

AGREES = frozenset({Verb.AGREE, Verb.AGREE_ORALLY})
OWN_VERBS = frozenset({
    Verb.SUBMIT, Verb.SCREEN, Verb.ACCEPT, Verb.DECLINE, Verb.REFER, Verb.APPOINT, Verb.LEAVE, Verb.NOTIFY,
})  # fmt: skip
"""Those with a function of their own."""
REST_MAX_DAYS = 730


def step(
    *, viewer: Viewer, file_id: UUID, verb: Verb, words: str = "", code: str = "",
    day: date | None = None, now: datetime,
) -> None:  # fmt: skip
    """Take one step. `code` is why a file rests or ends; `day` when an agreement took effect, or on
    which a file that rests goes on by itself.

    Raises Forbidden, RuleBroken (not now; something is lacking; a reason or day is).
    """
    assert verb not in OWN_VERBS
    words = tidy(words)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        missing = queries.lacking(loaded)
        before = move(loaded, viewer, verb, now)
        if verb is Verb.BEGIN:
            _begin(loaded, missing, now)
        elif verb is Verb.SUSPEND:
            loaded.file.paused_for = _known(Pause, code)
            loaded.file.paused_on = calendar.today(now)
            loaded.file.resume_on = _comes(day, now)
        elif verb is Verb.TERMINATE:
            loaded.file.ending = _known(Ending, code)
            if code == Ending.PARTY_LEFT:
                raise RuleBroken("mediation_reason")  # that is said party by party, see `leave`
        elif verb in AGREES:
            if verb is Verb.AGREE:
                _nothing_to_sign(loaded)
            _agree(loaded, before in AGREEMENTS, day, now)
        note(loaded, viewer, verb, now, words=words, code=code, before=before)
        keep(loaded, now)


def _begin(loaded: Loaded, missing: list[queries.Lacking], now: datetime) -> None:
    """Talks begin when both sides are there, all agreed, a mediator leads and every ward has a
    guardian."""
    if missing:
        codes = {
            What.OTHER_SIDE: "mediation_no_other_side", What.CONSENT: "mediation_no_consent",
            What.GUARDIAN: "mediation_no_guardian", What.LEAD: "mediation_no_lead",
        }  # fmt: skip
        first = missing[0]
        facts = {"name": first.party.name} if first.party else {}
        raise RuleBroken(codes[first.what], **facts)
    loaded.file.began_at = loaded.file.began_at or now


def _agree(loaded: Loaded, before: bool, day: date | None, now: datetime) -> None:
    """The day on which it took effect; one that was oral and is written down now keeps its day."""
    today = calendar.today(now)
    if before and loaded.file.agreed_on is not None:
        return
    day = day or today
    first = calendar.today(loaded.file.began_at) if loaded.file.began_at else today
    if not first <= day <= today:
        raise RuleBroken("mediation_agreed_on")
    loaded.file.agreed_on = day


def _comes(day: date | None, now: datetime) -> date | None:
    """The day on which a rest ends by itself: a day to come, within two years."""
    today = calendar.today(now)
    if day is not None and not today < day <= today + timedelta(days=REST_MAX_DAYS):
        raise RuleBroken("rest_day", first=today)
    return day


def _nothing_to_sign(loaded: Loaded) -> None:
    """An agreement that is written here holds once all signed, not because somebody says so."""
    found = agreement_of(loaded.file)
    if found is not None and found.state != "in_effect":
        raise RuleBroken("agreement_on_its_page")


def _known(codes: type[Pause] | type[Ending], code: str) -> str:
    if code not in {one.value for one in codes}:
        raise RuleBroken("mediation_reason")
    return code


def leave(*, viewer: Viewer, file_id: UUID, party_id: UUID, words: str = "", now: datetime) -> None:
    """A party leaves. No reason is asked, nothing follows but that the other ways are named.

    When nobody is left on its side, the mediation ends. For somebody without an account whoever leads
    notes it, with `words` about how they said so.

    Law: 人民調解法 art. 23, 26 (in force 2011-01-01).
    """
    words = tidy(words)
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        party = loaded.party(party_id)
        own = party.pk in loaded.standing.settles
        if not policy.may_leave_for(loaded.standing, party):
            raise Forbidden("mediation_not_yours")
        if not own and not words:
            raise RuleBroken("mediation_leave_how", name=party.name)
        if party.left_at is not None:
            raise RuleBroken("mediation_left_already")
        if loaded.file.stage not in PENDING:  # what was agreed binds whoever agreed
            raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
        party.left_at = now
        Party.objects.filter(pk=party.pk).update(left_at=now)
        end_of(party, viewer, now)
        before = loaded.file.stage
        if any(one.side == party.side for one in loaded.present):
            note(loaded, viewer, "party_left", now, words=words, thing_id=party.pk)
        else:
            verb = Verb.LEAVE if own else Verb.TERMINATE
            before = move(loaded, viewer, verb, now)
            loaded.file.ending = Ending.PARTY_LEFT.value
            note(
                loaded, viewer, verb, now, words=words, code=Ending.PARTY_LEFT.value,
                thing_id=party.pk, before=before,
            )  # fmt: skip
        days_after_leaving(loaded, viewer, now)
        keep(loaded, now)


def appoint(*, viewer: Viewer, file_id: UUID, post_id: UUID, now: datetime) -> None:
    """Who leads: a mediator of the place, of one around it, or called in with everybody's yes, whose
    post is held today, who is no party, speaks for none, and was refused by none that is still there.

    Law: 人民調解法 art. 19 (in force 2011-01-01).
    """
    with transaction.atomic():
        loaded = fetch(viewer, file_id, now)
        acting = mediators_of(loaded, now)
        chosen = next((one for one in acting if one.post.pk == post_id), None)
        before = move(loaded, viewer, Verb.APPOINT, now)
        if chosen is None:
            raise RuleBroken("mediation_no_such_mediator")
        if chosen.person.pk in tied(loaded, now):
            raise RuleBroken("mediation_mediator_is_party", name=chosen.person.name)
        if post_id in refused(loaded):
            raise RuleBroken("mediation_mediator_refused", name=chosen.person.name)
        loaded.file.lead_id = post_id
        note(loaded, viewer, Verb.APPOINT, now, thing_id=post_id, before=before)
        keep(loaded, now)


def mediators_of(loaded: Loaded, now: datetime) -> list[people.Acting]:
    """The mediators of the place and around it, then those of elsewhere to whose seat all agreed."""
    today = calendar.today(now)
    found = people.workers_for(loaded.file.path, Role.MEDIATOR, today=today)
    near = {one.post.pk for one in found}
    for seat in loaded.seats:
        if seat.post_id is None or seat.post_id in near:
            continue
        if queries.seat_is_open(seat, loaded.parties):
            called = people.acting_for(seat.post_id, today)
            found += [called] if called is not None else []
    return found


def refused(loaded: Loaded) -> set[UUID]:
    """The posts that led when a party that is still there asked for somebody else."""
    out: set[UUID] = set()
    lead: UUID | None = None
    here = {one.pk for one in loaded.present}
    lines = loaded.file.steps.filter(verb__in=[Verb.APPOINT, "chosen", "refuse_lead"])
    for verb, thing in lines.values_list("verb", "thing_id"):
        if verb != "refuse_lead":
            lead = thing
        elif thing in here and lead is not None:
            out.add(lead)
    return out


def tied(loaded: Loaded, now: datetime) -> set[UUID]:
    """The people who are a party, speak for one or act for one: none of them mediates."""
    own = {one.person_id for one in loaded.parties if one.person_id}
    speak = {
        speaker.person_id
        for one in loaded.parties
        for speaker in one.representatives.all()
        if speaker.person_id and speaker.ended_at is None
    }
    today = calendar.today(now)
    acting = set[UUID]().union(*(queries.acting_for(one, today) for one in loaded.parties))
    return own | speak | acting
