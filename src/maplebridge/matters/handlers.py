"""What matters do when others tell of a fact. Runs in the delivery's transaction."""

from __future__ import annotations

from datetime import datetime

from maplebridge import events
from maplebridge.channels.public import HookType
from maplebridge.core import outbox
from maplebridge.core.viewer import SYSTEM
from maplebridge.territory.public import path_changes

from . import actions
from .actions import announce, importing, importing_drafts, tasks
from .actions.announcing import announce_step
from .actions.joining import sign
from .actions.moving import follow_buildings
from .actions.posting import write_to_post
from .actions.recounting import recount_open
from .actions.telling_joined import tell_all_joined


def follow_moved_buildings(fact: events.BuildingsMoved, *, now: datetime) -> None:
    """Matters of a building go with it to its new grid."""
    follow_buildings(viewer=SYSTEM, changes=path_changes(fact.move_ids), now=now)


TOLD = {
    events.MatterReported: HookType.REPORTED,
    events.MatterAnswered: HookType.ANSWERED,
    events.MatterClosed: HookType.CLOSED,
    events.MatterReopened: HookType.REOPENED,
}


def tell_programs(
    fact: events.MatterReported
    | events.MatterAnswered
    | events.MatterClosed
    | events.MatterReopened,
    *,
    now: datetime,
) -> None:
    """Programs that an operator connected learn that a matter moved."""
    announce(matter_id=fact.matter_id, kind=TOLD[type(fact)], now=now)


def tell_programs_of_a_step(fact: events.StepTaken, *, now: datetime) -> None:
    """Of what no other fact of a matter says."""
    announce_step(matter_id=fact.matter_id, line_id=fact.line_id, now=now)


def take_message(fact: events.MessageReceived, *, now: datetime) -> None:
    """What somebody wrote becomes a matter, or part of one, and gets a reply."""
    actions.take_message(incoming_id=fact.incoming_id, now=now)


def tell_the_reporter(fact: events.StepTaken, *, now: datetime) -> None:
    """The reporter hears of the step on their own way."""
    actions.tell_reporter(matter_id=fact.matter_id, line_id=fact.line_id, now=now)


def tell_it_was_received(fact: events.MatterReported, *, now: datetime) -> None:
    """Who did not write by a channel reads on their own way that it was received."""
    actions.tell_received(matter_id=fact.matter_id, now=now)


def tell_those_who_joined(fact: events.StepTaken, *, now: datetime) -> None:
    """Whose own report was joined to the matter hears of the step as its reporter does, who said
    "me too" by the way that they chose or linked."""
    tell_all_joined(line_id=fact.line_id, now=now)


def sign_for_twins(
    fact: events.MatterReported | events.MatterReopened | events.MatterPlaced, *, now: datetime
) -> None:
    """What a matter's words are recognised by is written after the request, not in it."""
    sign(fact.matter_id)


@outbox.outside
def import_workbook(fact: events.ImportRequested, *, now: datetime) -> None:
    """Read a workbook on. It has transactions of its own, one a piece, and each is made once."""
    importing.read_on(run_id=fact.run_id, now=now)


@outbox.outside
def look_through_workbook(fact: events.ImportUploaded, *, now: datetime) -> None:
    """See what stands in its columns; done twice, it is seen once."""
    importing_drafts.look_through(draft_id=fact.draft_id, now=now)


@outbox.outside
def learn_the_model(fact: events.TrainingRequested, *, now: datetime) -> None:
    """Learning takes a minute and has transactions of its own."""
    actions.learn_on_request(run_id=fact.run_id, now=now)


def nudge_the_reporter(
    fact: events.MatterAnswered | events.MatterClosed | events.MatterSorted, *, now: datetime
) -> None:
    """Who wished so learns on a device that there is news."""
    actions.nudge_reporter(matter_id=fact.matter_id, now=now)


def count_deadlines_anew(fact: events.DeadlinesChanged, *, now: datetime) -> None:
    """One batch of open matters; the next one is a fact of its own, so a stop loses nothing."""
    recount_open(version=fact.version, after=fact.after, now=now)


def pass_on_what_it_had(fact: events.TermEnded, *, now: datetime) -> None:
    """What an ended post was answering goes to its successor, else to the wider place."""
    actions.pass_on_ended(now=now)


def write_to_the_post(fact: events.PostAsked, *, now: datetime) -> None:
    """Those who have to decide, or whom a missed deadline concerns, read of it where they are."""
    write_to_post(matter_id=fact.matter_id, post_id=fact.post_id, why=fact.why, now=now)


def nudge_the_worker(
    fact: events.MatterReported | events.MatterReopened | events.MatterHandedOn, *, now: datetime
) -> None:
    """Who wished so learns on a device that something is new in the inbox."""
    actions.nudge_worker(matter_id=fact.matter_id, now=now)


def nudge_who_is_asked(fact: events.TaskAsked, *, now: datetime) -> None:
    """Who acts in the post that was asked for a part learns of it on a device."""
    tasks.nudge_asked(task_id=fact.task_id, now=now)


def nudge_the_keeper(fact: events.TaskEnded, *, now: datetime) -> None:
    """Who answers for the matter learns that a part of it ended."""
    tasks.nudge_keeper(task_id=fact.task_id, now=now)


def end_what_is_not_needed(fact: events.MatterClosed, *, now: datetime) -> None:
    """What a reporter took back needs no more work."""
    tasks.drop_left(matter_id=fact.matter_id, now=now)
