"""What every verb does with a file: lock it, ask who is there, write the line, set its clocks anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import CaucusNote, CountedDay, LeadChoice, MediationFile, Step, StepWords
from ..queries.access import Loaded
from ..rules.counting import STARTS, Counted
from ..rules.keeping import ends_notes
from ..rules.parts import WORDS_MAX, About
from ..rules.stages import OVER, PENDING, State, Verb, then
from ..rules.terms import ALERT, code_of
from ..rules.visibility import Hat
from .forgetting import end_figures

UNTIED = frozenset({
    Verb.BEGIN, Verb.RESUME, Verb.PROPOSE, Verb.AGREE, Verb.AGREE_ORALLY,
})  # fmt: skip
"""What a mediator who declared a tie does only when every party wants them all the same."""
WILLING = UNTIED - {Verb.BEGIN} | {Verb.TALK_ON}
"""What nobody is led on to who said no. Talks that begin ask for more: see `queries.lacking`."""
_ORDER = (
    Hat.LEAD, Hat.CO_MEDIATOR, Hat.COMMITTEE, Hat.PARTY, Hat.REPRESENTATIVE, Hat.COURT,
)  # fmt: skip


def fetch(viewer: Viewer, file_id: UUID, now: datetime, *, left_too: bool = False) -> Loaded:
    """The file, locked: its steps come one after the other. Raises Missing, and RuleBroken for who
    left: the others go on without them. `left_too`: what stays theirs, such as going to court."""
    held = MediationFile.objects.select_for_update(of=("self",)).filter(pk=file_id)
    if held.values_list("pk", flat=True).first() is None:
        raise Missing("mediation_missing")
    loaded = queries.get_file(viewer, file_id, now)
    if loaded.standing.left_at is not None and not left_too:
        raise RuleBroken("mediation_left_already")
    return loaded


def writes(loaded: Loaded) -> None:
    """Raises Forbidden for who reads only, RuleBroken once the file is over."""
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    if loaded.file.is_over:
        raise RuleBroken("mediation_over", reference=loaded.file.reference)


def tidy(text: str, most: int = WORDS_MAX) -> str:
    """Words as they are kept. Raises RuleBroken for what is too long or cannot be shown."""
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines()).strip()
    if len(words) > most or "\0" in words or "\ufffd" in words:
        raise RuleBroken("mediation_words", most=most)
    return words


def pending(viewer: Viewer, file_id: UUID, now: datetime) -> Loaded:
    """A file before its agreement, also while it rests, locked; what comes later stands there.

    Raises what `fetch` raises, RuleBroken once the talks are over.
    """
    loaded = fetch(viewer, file_id, now)
    if loaded.file.stage not in PENDING:
        raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
    return loaded


def note(
    loaded: Loaded, viewer: Viewer, verb: str, now: datetime, *, words: str = "", code: str = "",
    articles: Iterable[str] = (), thing_id: UUID | None = None, before: State | None = None,
    **facts: UUID,
) -> None:  # fmt: skip
    """The line of the record and the entry of the audit, in the caller's transaction. The record
    begins when a file is sent: a draft has the entry alone, so that it can be thrown away."""
    file = loaded.file
    hat = next((one for one in _ORDER if one in loaded.standing.hats), None)
    covers = next((one.deputy_for for one in viewer.posts if one.post_id == file.lead_id), None)
    if file.stage is not State.DRAFT:
        made = Step.objects.create(
            file=file, verb=verb, from_state=(before or file.stage).value, to_state=file.state,
            actor_id=viewer.person_id, deputy_for_id=covers, hat=hat.value if hat else "",
            code=code, articles=list(articles), thing_id=thing_id, at=now,
        )  # fmt: skip
        if words:
            StepWords.objects.create(step=made, text=words)
    audit.record(
        viewer=viewer, verb=f"mediation.{verb}", thing=file, now=now, deputy_for=covers,
        state=file.state, **({"code": code} if code else {}), **facts,
    )  # fmt: skip


def move(loaded: Loaded, viewer: Viewer, verb: Verb, now: datetime) -> State:
    """Take a step of the flow: may?, where to, what follows from being there. Not saved yet: `keep`
    writes it. Returns the state before.

    Raises Forbidden for who may not, RuleBroken where it may not follow.
    """
    file, before = loaded.file, loaded.file.stage
    if verb not in policy.open_steps(loaded.standing, before):
        if any(policy.may_step(loaded.standing, one, verb) for one in State):
            raise RuleBroken("mediation_not_now", reference=file.reference)
        raise Forbidden("mediation_not_yours")
    if verb in UNTIED:
        _no_open_tie(loaded)
    if verb in WILLING:
        _all_willing(loaded, verb)
    after = then(before, verb)
    file.state = after.value
    if before is State.SUSPENDED and after is not State.SUSPENDED:
        _close_gap(file, now)
    if after in OVER and before not in OVER:
        file.ended_at = now
    elif after not in OVER:
        file.ended_at = None
    if ends_notes(after):
        CaucusNote.objects.filter(file=file).delete()
        LeadChoice.objects.filter(party__file=file).delete()
        end_figures(file.pk)
    return before


def go_on(loaded: Loaded, now: datetime) -> None:
    """What rested goes on, because its day came or what it waited for happened. Not saved yet.

    Raises RuleBroken where it does not rest, a tie is open, or somebody took their yes back.
    """
    if loaded.file.stage is not State.SUSPENDED:
        raise RuleBroken("mediation_not_now", reference=loaded.file.reference)
    _no_open_tie(loaded)
    _all_willing(loaded, Verb.RESUME)
    loaded.file.state = then(State.SUSPENDED, Verb.RESUME).value
    _close_gap(loaded.file, now)


def keep(loaded: Loaded, now: datetime) -> None:
    """Write the file's columns, with its clocks set anew."""
    file = loaded.file
    file.last_activity_at = now
    set_clocks(file, now)
    file.save(update_fields=[
        "state", "paused_for", "paused_on", "resume_on", "gaps", "ending", "confirmation", "answers", "lead",
        "lane", "kind", "facts", "requests", "happened_on", "submitted_at", "accepted_at",
        "began_at", "agreed_on", "ended_at", "ring_at", "last_activity_at",
    ])  # fmt: skip


def set_clocks(file: MediationFile, now: datetime) -> None:
    file.ring_at = queries.next_ring(file, queries.days_of(now), rung(file))


def rung(file: MediationFile) -> set[str]:
    """The reminders that were given; those of a day that was written anew since do not count."""
    entered: dict[str, datetime] = {}
    for kind, at in CountedDay.objects.filter(file=file).values_list("kind", "entered_at"):
        for code in STARTS[Counted(kind)]:
            entered[code.value] = max(at, entered.get(code.value, at))
    given = Step.objects.filter(file=file, verb=ALERT).values_list("code", "at")
    return {key for key, at in given if code_of(key) not in entered or at > entered[code_of(key)]}


def _close_gap(file: MediationFile, now: datetime) -> None:
    """What rested for an appraisal or a review is kept as days that do not count."""
    from ..queries.clocks import UNCOUNTED
    from ..rules.stages import Pause

    assert file.paused_on is not None
    today = calendar.today(now)
    if Pause(file.paused_for) in UNCOUNTED and today > file.paused_on:
        file.gaps = [*file.gaps, [file.paused_on.isoformat(), today.isoformat()]]
    file.paused_for, file.paused_on, file.resume_on = "", None, None


def _no_open_tie(loaded: Loaded) -> None:
    tie = queries.open_tie(loaded.file)
    if tie is not None and not {str(one.pk) for one in loaded.present} <= set(tie.kept):
        raise RuleBroken("mediation_tie_open")


def _all_willing(loaded: Loaded, verb: Verb) -> None:
    """Whoever said no is mediated no further. What all signed needs no yes beside the signature;
    everything else does.
    """
    for party in loaded.present:
        said = queries.agrees(party, About.MEDIATION)
        if said is False or (said is None and verb is not Verb.AGREE):
            raise RuleBroken("mediation_no_consent", name=party.name)
