"""Matters: what residents report, and the append-only timeline of what was done about each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from maplebridge.core.values import uuid7

from ..rules.ladder import OVERDUE_HOURS
from ..rules.states import OPEN, ClosingCode, State, Verb
from .attributes import MatterAttribute as MatterAttribute
from .catalogue import CatalogueVersion as CatalogueVersion
from .joined import CoReporter as CoReporter
from .joined import MatterBand as MatterBand
from .open311 import ContactReading as ContactReading
from .open311 import ProgramReport as ProgramReport
from .open311 import ProgramUpdate as ProgramUpdate
from .signs import PlaceSign as PlaceSign
from .uploads import PhotoPiece as PhotoPiece
from .uploads import PhotoUpload as PhotoUpload

CHANNELS = ("web", "phone", "sms", "chat", "mail", "desk", "api")
VISIBILITIES = ("private", "neighbours", "public")
"""Each includes the one before; "public" means that the reporter allows it, not that it is out."""
OPENED = ("neighbours", "public")


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DECIDED = Coalesce("decide_by", Value(EPOCH))
"""The order of what waits for a decision: what nobody can decide stands in front of all."""


_WHOSE = {
    "handler": ["handler"],
    "community": ["community"],
    "street": ["street"],
    "all": list[str](),
}


def _desk(name: str, *columns: Any, condition: Q) -> list[models.Index]:
    """A list of a worker's desk: for a post, a community, a street, and for all."""
    return [
        models.Index(*place, *columns, name=f"matter_{name}_{whose}", condition=condition)
        for whose, place in _WHOSE.items()
    ]


class Matter(models.Model):
    """A concern that needs an answer, and where it stands now.

    `id` may be made by the client: sending it again finds the same matter. `path` repeats the path
    of `place`. `handler` is a post, not a person: a deputy acts in it; None waits in the inbox of
    the place's operators. `first_asked` is the post that answers for a matter which it handed on
    until the other takes it on. `decide_by` is by when a hand-over is taken on,
    or somebody above decides; None when nobody is there to decide. `act_at` is when the clock acts
    next (rules.ladder), `rung` how many above were told that a deadline passed. `recourse_since`: a petition, a review
    or a lawsuit that its reporter named is going on. `promised_as` is the kind whose promise still
    holds after somebody sorted it anew, "" for the kind itself. `wrote_at`: the reporter wrote then and
    nobody has replied; `reply_due_at` is by when.
    `helped_at`: who took it upon themselves said then that it is done, and nobody has said yet if so. `closing` counts how often the matter was closed. All instants UTC.

    Personal data: what a resident typed and who reported, to answer the concern. Basis: the
    resident's request (個人信息保護法 art. 13). Words and reporter are emptied 1,095 days after
    the last activity of a closed matter; figures stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reference = models.CharField(max_length=24, unique=True)
    words = models.TextField()
    category = models.CharField(max_length=20)
    rulebook = models.CharField(max_length=20)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place_text = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    path = models.CharField(max_length=64)
    grid = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    street = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reporter = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    on_behalf_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    receipt_hash = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=8, default="web")
    visibility = models.CharField(max_length=10, default="private")
    state = models.CharField(max_length=10, default=State.RECEIVED.value)
    handler = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    first_asked = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decide_by = models.DateTimeField(null=True)
    act_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    recourse_since = models.DateTimeField(null=True)
    promised_as = models.CharField(max_length=20, blank=True, default="")
    wrote_at = models.DateTimeField(null=True)
    reply_due_at = models.DateTimeField(null=True)
    helped_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField()
    first_answer_due_at = models.DateTimeField()
    settle_due_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    due_certain = models.BooleanField(default=True)
    first_answered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    proposed_code = models.CharField(max_length=12, blank=True)
    closing_code = models.CharField(max_length=12, blank=True)
    closing = models.PositiveSmallIntegerField(default=0)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="duplicates", db_index=False
    )
    last_activity_at = models.DateTimeField()

    bond: str = ""
    """Not stored: what binds the viewer whom it was loaded for to its reporter; see policy.Bond."""

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[s.value for s in State]), name="matter_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED.value, closed_at__isnull=False)
                & Q(closing_code__in=[c.value for c in ClosingCode])
                | ~Q(state=State.CLOSED.value) & Q(closed_at__isnull=True, closing_code=""),
                name="a_closed_matter_says_how_and_when",
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="matter_lies_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=CHANNELS) & Q(visibility__in=VISIBILITIES),
                name="matter_channel_and_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(reporter__isnull=True) | Q(receipt_hash=""),
                name="a_receipt_is_for_strangers",
            ),
            models.CheckConstraint(
                condition=~Q(duplicate_of=F("id")), name="no_matter_repeats_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["handler", "-reported_at", "-id"], name="matter_inbox"),
            models.Index(fields=["grid", "-reported_at", "-id"], name="matter_grid"),
            models.Index(fields=["community", "-reported_at", "-id"], name="matter_community"),
            models.Index(fields=["street", "-reported_at", "-id"], name="matter_street"),
            models.Index(
                fields=["reporter", "-reported_at", "-id"],
                name="matter_reporter",
                condition=Q(reporter__isnull=False),
            ),
            models.Index(fields=["-reported_at", "-id"], name="matter_all"),
            models.Index(fields=["category", "-reported_at", "-id"], name="matter_kind"),
            models.Index(fields=["-last_activity_at", "-id"], name="matter_changed"),
            models.Index(
                fields=["receipt_hash"], name="matter_receipt", condition=~Q(receipt_hash="")
            ),
            models.Index(
                fields=["handler", "due_at", "id"],
                name="matter_due",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["community", "due_at", "id"],
                name="matter_due_community",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["street", "due_at", "id"],
                name="matter_due_street",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(
                fields=["due_at", "id"], name="matter_due_all", condition=Q(due_at__isnull=False)
            ),
            models.Index(
                fields=["act_at", "id"], name="matter_alarm", condition=Q(act_at__isnull=False)
            ),
            models.Index(
                fields=["first_asked", "-reported_at", "-id"],
                name="matter_handed_on",
                condition=Q(first_asked__isnull=False),
            ),
            models.Index(
                fields=["closed_at"], name="matter_closed", condition=Q(closed_at__isnull=False)
            ),
            models.Index(
                fields=["duplicate_of"],
                name="matter_repetitions",
                condition=Q(duplicate_of__isnull=False),
            ),
            models.Index(
                fields=["answered_at", "id"],
                name="matter_undisputed",
                condition=Q(state=State.ANSWERED.value),
            ),
            *_desk("owed", "state", "due_at", "id", condition=Q(due_at__isnull=False)),
            *_desk("undecided", FIRST_DECIDED, "id", condition=Q(state=State.RETURNED.value)),
            *_desk(
                *("answered", F("reported_at").desc(), F("id").desc()),
                condition=Q(state=State.ANSWERED.value),
            ),
            models.Index(
                fields=["due_at", "id"],
                name="matter_at_the_end",
                condition=Q(due_at__isnull=False)
                & (Q(state=State.RETURNED.value) | Q(rung__gte=len(OVERDUE_HOURS))),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class AppendOnly(models.Model):
    """A row that is written once. Only the purge of old personal data may empty its text."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        assert self._state.adding, "a line of a timeline is never changed"
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AssertionError("a line of a timeline is never removed")


class MatterEvent(AppendOnly):
    """One line of the timeline: who did what, and for whom while the holder was on leave.

    `code` is the ending of an answer, the reason of a return or a rest, what those above were asked
    for (rules.ladder.Asked), or the category that a matter was sorted into (then `earlier_code` is
    the one before); on the first line the category that was read from the words because nobody
    chose one. `until` ends a rest. `place` is where somebody found that the matter lies, and
    `earlier_place` where it was thought to lie before.

    Personal data: words of residents and workers. Basis and days: those of the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=20)
    actor = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    by_reporter = models.BooleanField(default=False)
    deputy_for = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.TextField(blank=True)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    code = models.CharField(max_length=20, blank=True)
    earlier_code = models.CharField(max_length=20, blank=True, default="")
    until = models.DateTimeField(null=True)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    earlier_place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closing = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["at", "id"], name="matter_event_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(verb__in=[v.value for v in Verb]), name="event_verb_known"
            ),
            models.CheckConstraint(
                condition=Q(to_state__in=[s.value for s in State])
                & Q(from_state__in=["", *(s.value for s in State)]),
                name="event_states_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


class MatterPhoto(AppendOnly):
    """A picture that came with a line of the timeline, in the order it was chosen.

    Personal data: what a photograph shows. Basis and days: those of the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event = models.ForeignKey(MatterEvent, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("core.StoredFile", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["event", "order"]
        constraints = [
            models.UniqueConstraint(fields=["event", "order"], name="one_photo_a_position")
        ]

    def __str__(self) -> str:
        return f"{self.order} of {self.event_id}"


class Rating(AppendOnly):
    """How the reporter found one closing of a matter: one to five, and whether it is solved.

    Personal data: the resident's opinion, to improve the service. Basis and days: the matter's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="ratings")
    closing = models.PositiveSmallIntegerField()
    stars = models.PositiveSmallIntegerField()
    solved = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["matter", "closing"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "closing"], name="one_rating_a_closing"),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stars} for {self.matter_id}"


class Helper(models.Model):
    """Somebody who says they helped with a matter, and whether its handler confirmed it.

    Personal data: who helped, to thank and to reward them. Basis: the helper's own statement.
    Kept as long as the matter's words.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="helpers")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    said_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "person"], name="one_helper_once_a_matter")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.matter_id}"


class MatterWords(models.Model):
    """What a matter is found by: its words, its place and what was said of it, as pairs of characters.

    See rules.grams and rules.found_by. The database keeps a full-text index over `grams` (migration
    0005). `whole` is None for a row written before the lines of the timeline were part of it; a
    duty writes it anew.

    Personal data: the resident's words, in another form. Basis and days: those of the matter.
    """

    id = models.BigAutoField(primary_key=True)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="found_by")
    grams = models.TextField()
    whole = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], name="words_of_old", condition=Q(whole__isnull=True))
        ]

    def __str__(self) -> str:
        return str(self.matter_id)


class InsideWords(models.Model):
    """How the work on a matter was shared out, as pairs of characters: those who work on it find it
    by these, its reporter does not. The database keeps a full-text index over `grams`.

    Personal data: words of workers about somebody's concern. Basis and days: those of the matter.
    """

    id = models.BigAutoField(primary_key=True)
    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="worked_by")
    grams = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.matter_id)


from .conversations import Conversation as Conversation  # noqa: E402  # the tables above come first
from .conversations import MatterAddress as MatterAddress  # noqa: E402  # the tables above come first
from .groups import GroupMember as GroupMember  # noqa: E402
from .groups import MatterGroup as MatterGroup  # noqa: E402
from .knowledge import AnswerTemplate as AnswerTemplate  # noqa: E402
from .knowledge import Article as Article  # noqa: E402
from .knowledge import ArticleVersion as ArticleVersion  # noqa: E402
from .knowledge import ArticleWords as ArticleWords  # noqa: E402
from .legacy import ImportDraft as ImportDraft  # noqa: E402  # the tables above come first
from .legacy import ImportRefusal as ImportRefusal  # noqa: E402
from .legacy import ImportRun as ImportRun  # noqa: E402
from .legacy import LegacyReference as LegacyReference  # noqa: E402
from .links import AnswerLink as AnswerLink  # noqa: E402
from .phone import PhoneCall as PhoneCall  # noqa: E402
from .reasons import RatingReason as RatingReason  # noqa: E402
from .rounds import MatterRound as MatterRound  # noqa: E402
from .sealed import SealedLine as SealedLine  # noqa: E402
from .sealed import TimelineSeal as TimelineSeal  # noqa: E402
from .tasks import MatterTask as MatterTask  # noqa: E402
from .training import TrainingRun as TrainingRun  # noqa: E402
from .training import TriageModel as TriageModel  # noqa: E402
from .work import SavedView as SavedView  # noqa: E402  # the tables above come first
