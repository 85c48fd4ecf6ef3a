"""Every fact that crosses modules: past tense, frozen, ids and integers only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class MatterReported:
    """A resident's concern was received and routed to a grid or a community."""

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class MatterAnswered:
    """The handler answered; the reporter may confirm or dispute it."""

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class MatterClosed:
    """A matter was closed: by the reporter's rating, or because its answer stood undisputed.

    `reporter_id` is None for an anonymous report; `helper_ids` are the residents and volunteers
    who took part (never the paid handler). `closing` numbers the closings of one matter from 1,
    so that a reopened matter is not rewarded twice.
    """

    matter_id: UUID
    place_id: UUID
    closing: int
    closing_code: str
    reporter_id: UUID | None
    helper_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class MatterSorted:
    """Somebody said that a matter is of another kind than it was reported as."""

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class MatterPlaced:
    """Somebody said that a matter lies at another place than it was thought to. `place_id` is the
    grid or community of the new one."""

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class PublicMatterPublished:
    """A person in a post released a matter to everybody, or released it again with something new.

    `place_id` is its community, or the narrowest place that is known when it lies in none.
    """

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class MatterReopened:
    """The reporter disputed the answer; the matter is being worked on again."""

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class MatterHandedOn:
    """The matter was handed to another post: by its handler, or by those above."""

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class MatterEscalated:
    """Somebody above is asked: to decide where a matter belongs, or because a deadline passed.

    `place_id` is the place of the post that is asked.
    """

    matter_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class TaskAsked:
    """A post was asked for one part of a matter, or of a group of them. `place_id` is the place of
    that post."""

    task_id: UUID
    place_id: UUID


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """A part of a matter or of a group was done, or dropped with a reason."""

    task_id: UUID


@dataclass(frozen=True, slots=True)
class PostAsked:
    """Whoever acts in a post should know: somebody has to decide, a deadline passed, or those above
    decided. `why` is "decide", "overdue" or "decided"."""

    matter_id: UUID
    post_id: UUID
    why: str


@dataclass(frozen=True, slots=True)
class DeadlinesChanged:
    """Deadlines of open matters may be others now: the calendar changed, or a version of the catalogue
    was adopted for what is open, too (`version`, else ""). `after` is the last matter that was counted
    anew, None before the first."""

    version: str
    after: UUID | None


@dataclass(frozen=True, slots=True)
class HelpMoved:
    """Who took a matter upon themselves did so, said that it is done, heard that it is not or that it
    is, or no longer has it. `what` is "claimed", "done", "sent_back", "confirmed", "free" or "lapsed"."""

    matter_id: UUID
    claim_id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class DelegateInvited:
    """Somebody was asked to act for an organisation."""

    delegate_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class OrganisationEnded:
    """An organisation takes no part any more; nobody acts for it."""

    organisation_id: UUID


@dataclass(frozen=True, slots=True)
class TermEnded:
    """The last day of a post was set or changed."""

    post_id: UUID


@dataclass(frozen=True, slots=True)
class BuildingsMoved:
    """Buildings came to stand in other grids when lines were drawn anew; their paths changed.

    `territory.public.path_changes(move_ids)` says from which path to which.
    """

    move_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class HomesEnded:
    """Homes were torn down or joined with others; nobody lives there from that day on.

    The day and the reason stand with each home.
    """

    home_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AccountClosed:
    """A person erased every way to sign in."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A line that the reporter of a matter hears of was written to its timeline."""

    matter_id: UUID
    line_id: UUID


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """Somebody wrote to us by a channel; what they sent is stored, with its pictures."""

    incoming_id: UUID


@dataclass(frozen=True, slots=True)
class PictureAnnounced:
    """Somebody sent a picture that is still with the channel's provider."""

    incoming_id: UUID


@dataclass(frozen=True, slots=True)
class MessageQueued:
    """A message to one address waits to be handed to its channel."""

    outgoing_id: UUID


@dataclass(frozen=True, slots=True)
class WebhookQueued:
    """A message to a program outside waits to be sent; `tries` failed before."""

    delivery_id: UUID
    tries: int


@dataclass(frozen=True, slots=True)
class TrainingRequested:
    """Somebody asked for a sorting model to be learned from the own closed matters."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class BankImportRequested:
    """A workbook of a village bank waits to be read or entered, or to be read or entered on."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class SlipsRequested:
    """All slips of a village's month wait to be printed, or to be printed on."""

    run_id: UUID


@dataclass(frozen=True, slots=True)
class ImportUploaded:
    """A workbook of an old hotline waits to be looked through, before anybody says what it means."""

    draft_id: UUID


@dataclass(frozen=True, slots=True)
class ImportRequested:
    """A workbook of an old hotline waits to be read, or to be read on."""

    run_id: UUID
