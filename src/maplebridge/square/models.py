"""What everybody reads of a matter: the released wording, copies of photos, and where it is, roughly."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from .rules.claims import LIVE, ClaimStage
from .rules.stages import Stage
from .rules.why import Why

RELEASED = Q(stage=Stage.RELEASED.value)


class Publication(models.Model):
    """A matter on its way to everybody: what its reporter allowed, and what a post released.

    `words` are the public wording; the original stays in the matter as it was typed. Places and
    kind are those of the day it was released or of the last step since. `lon`/`lat` is the point
    that everybody sees. `waiting` says that somebody in a post should look, until `due_at`; when that
    passed, those above were told at `told_above_at`. All instants UTC.

    Personal data: that a resident allowed it, and what they reported. Basis: their consent
    (個人信息保護法 art. 13), which can be taken back. The row goes with the words of its matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10, default=Stage.ASKED.value)
    waiting = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)
    told_above_at = models.DateTimeField(null=True)
    exact_spot = models.BooleanField(default=False)
    allowed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    allowed_at = models.DateTimeField()
    text_version = models.CharField(max_length=40)
    words = models.TextField(blank=True)
    category = models.CharField(max_length=20)
    grid = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    community = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    street = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    released_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-released_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]),
                name="publication_stage_known",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.RELEASED.value, released_at__isnull=False)
                & ~Q(words="")
                & Q(decided_by__isnull=False)
                | ~Q(stage=Stage.RELEASED.value),
                name="nothing_is_public_without_words_and_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.TAKEN_BACK.value, words="", lon__isnull=True, waiting=False)
                | ~Q(stage=Stage.TAKEN_BACK.value),
                name="what_is_taken_back_says_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-released_at", "-id"], name="publication_all", condition=RELEASED
            ),
            models.Index(
                fields=["community", "-released_at", "-id"],
                name="publication_community",
                condition=RELEASED,
            ),
            models.Index(
                fields=["street", "-released_at", "-id"],
                name="publication_street",
                condition=RELEASED,
            ),
            models.Index(
                fields=["category", "-released_at", "-id"],
                name="publication_kind",
                condition=RELEASED,
            ),
            models.Index(
                fields=["allowed_at", "id"], name="publication_queue", condition=Q(waiting=True)
            ),
            models.Index(
                fields=["due_at", "id"],
                name="publication_due",
                condition=Q(waiting=True, told_above_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.matter_id}"


class PublicWords(models.Model):
    """What a public matter is found by: its public wording as pairs of characters.

    Only what everybody may read anyway; it goes with the publication, and when that is taken back.
    The database keeps a full-text index over `grams` (migration 0002).
    """

    id = models.BigAutoField(primary_key=True)
    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, related_name="found_by"
    )
    grams = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.publication_id)


class PublicLine(models.Model):
    """The public wording of one answer; the answer itself stays as it was written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="lines")
    event = models.ForeignKey("matters.MatterEvent", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        ordering = ["event"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "event"], name="one_public_wording_a_line"
            )
        ]

    def __str__(self) -> str:
        return f"of {self.event_id}"


class PublicPicture(models.Model):
    """A copy of a photo for everybody, with what a moderator covered; the original stays private.

    `areas` are left, top, width, height in thousandths. A photo that was decided not to be shown
    has a row without a file.

    Personal data: what the copy still shows. Basis: the reporter's consent. It goes with the photo,
    or when the matter is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="pictures")
    photo = models.ForeignKey("matters.MatterPhoto", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(
        "core.StoredFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    areas = models.JSONField(default=list)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["photo"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "photo"], name="one_decision_a_photo")
        ]

    def __str__(self) -> str:
        return f"of {self.photo_id}"


class Interest(models.Model):
    """Somebody says "me too" of a public matter: counted, never named.

    Personal data: what somebody finds important too, so that each is counted once. Basis: their own
    wish. It goes when they take it back, and with the publication.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "person"], name="one_me_too_a_person")
        ]

    def __str__(self) -> str:
        return f"of {self.publication_id}"


class Following(models.Model):
    """A person follows one public matter, or all of a kind ("" is every kind) at a place.

    Personal data: what somebody wants to hear of. Basis: their own wish. It goes when they stop,
    when they close their account, and with the publication.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, null=True, related_name="followings"
    )
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField()

    class Meta:
        ordering = ["-began_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(publication__isnull=True, place__isnull=False)
                | Q(publication__isnull=False, place__isnull=True, category=""),
                name="one_follows_a_matter_or_a_place",
            ),
            models.UniqueConstraint(
                fields=["person", "publication"],
                condition=Q(publication__isnull=False),
                name="one_follows_a_matter_once",
            ),
            models.UniqueConstraint(
                fields=["person", "place", "category"],
                condition=Q(place__isnull=False),
                name="one_follows_a_place_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-began_at", "-id"], name="following_person"),
            models.Index(
                fields=["place", "category", "id"],
                name="following_place",
                condition=Q(place__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"by {self.person_id}"


class Alert(models.Model):
    """Something new for somebody who follows: one row a person, matter and reason, made new again.

    It `waits` until it is settled whether a message goes out about it; `messaged_at` is when one did.

    Personal data: what somebody was told of. Basis: their own wish. Kept 90 days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="alerts")
    why = models.CharField(max_length=10)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    waits = models.BooleanField(default=True)
    messaged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "publication", "why"], name="one_alert_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(why__in=[why.value for why in Why]), name="alert_reason_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "-at", "-id"],
                name="alert_unseen",
                condition=Q(seen_at__isnull=True),
            ),
            models.Index(fields=["at", "id"], name="alert_age"),
            models.Index(fields=["id"], name="alert_waits", condition=Q(waits=True)),
        ]

    def __str__(self) -> str:
        return f"{self.why} for {self.person_id}"


class HelpWanted(models.Model):
    """The handler of a matter asks for helpers: `words` say what is needed. Over when `closed_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    matter = models.OneToOneField("matters.Matter", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    opened_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(
                fields=["-opened_at", "-id"],
                name="help_wanted",
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"for {self.matter_id}"


class Claim(models.Model):
    """Somebody takes a matter upon themselves until a day: a resident, a volunteer, an organisation.

    `organisation` is the one for which `person` took it on; whoever acts for it may go on with it. Its
    claims earn no points.

    Personal data: who offered to help and what they said of it. Basis: their own wish. It goes with
    the words of the matter.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    help = models.ForeignKey(HelpWanted, on_delete=models.CASCADE, related_name="claims")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    until = models.DateField()
    stage = models.CharField(max_length=10, default=ClaimStage.HELD.value)
    words = models.TextField(blank=True)
    claimed_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-claimed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in ClaimStage]),
                name="claim_stage_known",
            ),
            models.UniqueConstraint(
                fields=["help"],
                condition=Q(stage__in=[stage.value for stage in LIVE]),
                name="one_takes_care_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-claimed_at", "-id"], name="claim_person"),
            models.Index(
                fields=["until", "id"],
                name="claim_lapses",
                condition=Q(stage=ClaimStage.HELD.value),
            ),
            models.Index(
                fields=["organisation"],
                name="claim_organisation",
                condition=Q(organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.help_id}"


class PublicFigures(models.Model):
    """What everybody reads of a street and its communities in one week: counted once, kept as it was.

    The figures are of the matters reported in the 52 weeks before the Monday `before`. `shown` are
    the counts by place, null where one is not shown. `hidden` are those not shown with their count
    when they were hidden first, for the choice of the next week; nobody reads it. It counts matters
    and names nobody. A community without a street has a row of its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey("territory.Place", on_delete=models.PROTECT, related_name="+")
    before = models.DateField()
    shown = models.JSONField()
    hidden = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        ordering = ["-before", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "before"], name="figures_once_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} before {self.before:%Y-%m-%d}"
