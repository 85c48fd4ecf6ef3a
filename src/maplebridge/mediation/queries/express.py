"""Where a file stands on the quick lane: its clock, the times of its screens, the screen that is due."""

from __future__ import annotations

from dataclasses import dataclass

from ..models import Agreement, MediationFile, Step
from ..rules import express as rules
from ..rules.express import Clock, Mark, Stop
from ..rules.parts import Lane
from ..rules.reckonings import Document, Screen, sides, where
from ..rules.stages import AGREEMENTS, State
from ..rules.talks import AFTER
from .access import Loaded
from .agreements import Place, agreement_of, places
from .reckonings import Looked, at_work, digest_of, latest, look

STEPS_MAX = 400


@dataclass(frozen=True, slots=True)
class OnLane:
    """All that a screen of the lane needs to know."""

    clock: Clock
    times: list[tuple[Stop, int]]
    rung: set[str]


@dataclass(frozen=True, slots=True)
class Due:
    """The screen that comes next, with what it stands on."""

    stop: Stop
    document: Document
    looked: Looked
    agreement: Agreement | None
    signs: Place | None = None
    """Who signs next."""

    def mark(self, stop: Stop) -> str:
        """What a form of a screen is about: the screen, whose signature, which figures. One that was
        sent twice, or grew old meanwhile, is about something that is not due any more."""
        if stop is Stop.SIGN:
            party = self.signs.party if self.signs else None
            return f"{stop.value}:{party.pk if party else 'mediator' if self.signs else 'seal'}"
        if stop in {Stop.SHEET, Stop.TERMS} and self.looked.found is not None:
            return f"{stop.value}:{digest_of(self.looked.found)[:16]}"
        return stop.value


def on_lane(file: MediationFile) -> OnLane | None:
    """None for a file that never was on the lane, or that was not taken in yet. One query."""
    if file.submitted_at is None:
        return None
    rows = Step.objects.filter(file=file).order_by("id")
    marks = [
        Mark(verb, code, State(state), at)
        for verb, code, state, at in rows.values_list("verb", "code", "to_state", "at")[:STEPS_MAX]
    ]
    left = any(one.verb == rules.LANE_LEFT for one in marks)
    if file.lane != Lane.EXPRESS and not left:
        return None
    started = rules.opened(file.pk, file.submitted_at)
    return OnLane(
        rules.clock(started, marks), rules.times(started, marks),
        {one.code for one in marks if one.verb == rules.LANE_ALARM},
    )  # fmt: skip


def due(loaded: Loaded) -> Due:
    """The screen that comes next on the lane."""
    file = loaded.file
    document = at_work(file)
    looked = look(loaded, document)
    found = agreement_of(file)
    if file.stage in AGREEMENTS | AFTER:
        return Due(Stop.DONE, document, looked, found)
    if file.stage in {
        State.SUBMITTED,
        State.SCREENING,
        State.ACCEPTED,
        State.CHOOSING,
        State.NOTICED,
    }:
        return Due(Stop.FIT, document, looked, found)
    if found is not None and found.state == "signing":
        unsigned = next((one for one in places(loaded, found) if one.signature is None), None)
        return Due(Stop.SIGN, document, looked, found, unsigned)
    return Due(_reckoning(file, document, looked), document, looked, found)


def _reckoning(file: MediationFile, document: Document, looked: Looked) -> Stop:
    if not sides(document):
        return Stop.VEHICLES
    if not document.get("claimants"):
        return Stop.LOSSES
    pages = {where(one, document).screen for one in looked.faults}
    if Screen.SHARES in pages:
        return Stop.SHARES
    if Screen.RULES in pages:
        return Stop.RULES
    row = latest(file)
    if looked.found is None or row is None or row.digest != digest_of(looked.found):
        return Stop.SHEET
    return Stop.TERMS
