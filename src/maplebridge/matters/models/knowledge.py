"""What is known: questions with answers, every wording of them, and wordings for answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7

from ..rules.states import ANSWER_CODES

AUDIENCES = ("staff", "public")


class Article(models.Model):
    """A question that comes again, for the place and all below it.

    `latest` numbers its newest wording, `released` the one in use; None: a draft that nobody uses,
    or one that was withdrawn. Both are wordings of ArticleVersion. `audience` and `valid_until` are
    those of the wording in use.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    path = models.CharField(max_length=64)
    latest = models.PositiveIntegerField(default=1)
    released = models.PositiveIntegerField(null=True)
    audience = models.CharField(max_length=8, blank=True)
    valid_until = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["-changed_at", "-id"], name="article_all")]
        constraints = [
            models.CheckConstraint(
                condition=Q(released__isnull=True) | Q(released__lte=models.F("latest")),
                name="a_released_wording_was_written",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ArticleVersion(models.Model):
    """One wording of an article, as somebody wrote it in office. Never changed.

    `kinds` are codes of the catalogue; `source` names the law or the notice. After `valid_until`
    (the last day, None: no end) it is shown to nobody but its keepers.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    question = models.CharField(max_length=200)
    answer = models.TextField()
    kinds = models.JSONField(default=list)
    audience = models.CharField(max_length=8)
    source = models.CharField(max_length=300, blank=True)
    valid_until = models.DateField(null=True)
    written_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    released_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    released_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_wording_a_number"),
            models.CheckConstraint(
                condition=Q(audience__in=AUDIENCES), name="article_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class ArticleWords(models.Model):
    """What an article is found by: the wording in use as pairs of characters; see rules.grams.

    The database keeps a full-text index over `grams`, as it does for matters.
    """

    id = models.BigAutoField(primary_key=True)
    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="found_by")
    grams = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.article_id)


class AnswerTemplate(models.Model):
    """A wording for answers that end one way (`code`), for some kinds or all, at a place and below.

    {reference}, {place} and {day} stand for the matter's own. Whoever uses it may change each word.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    path = models.CharField(max_length=64)
    code = models.CharField(max_length=12)
    kinds = models.JSONField(default=list)
    title = models.CharField(max_length=60)
    text = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__in=[code.value for code in ANSWER_CODES]),
                name="template_code_known",
            ),
            models.UniqueConstraint(fields=["place", "title"], name="one_template_a_title"),
        ]

    def __str__(self) -> str:
        return self.title
