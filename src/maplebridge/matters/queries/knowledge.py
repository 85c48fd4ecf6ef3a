"""What is known: articles for those who work, and the few that may answer what a resident types."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.expressions import RawSQL

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.scope import Scope, scope_of
from maplebridge.core.viewer import Viewer
from maplebridge.territory.public import lineage

from .. import policy
from ..models import AnswerTemplate, Article, ArticleVersion
from ..rules import grams
from ..rules import knowledge as rules
from .rows import PAGE, cursor, read_cursor
from .rulebook import fold

LOOK_SECONDS = 60
PERHAPS_MAX = 2
TEMPLATES_MAX = 100

_POSTGRESQL = (
    "SELECT article_id FROM matters_articlewords "
    "WHERE to_tsvector('simple', grams) @@ to_tsquery('simple', %s)"
)
_SQLITE = (
    "SELECT article_id FROM matters_articlewords WHERE id IN "
    "(SELECT rowid FROM matters_articlewords_index WHERE matters_articlewords_index MATCH %s)"
)


@dataclass(frozen=True, slots=True)
class Known:
    """One article in a list, with the wording in use; of a draft the newest one."""

    id: UUID
    question: str
    answer: str
    source: str
    place: str
    state: str


def _usable(today: date) -> Q:
    valid = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    return Q(released__isnull=False) & valid


def _kept_by(viewer: Viewer) -> Q:
    return _below(scope_of(viewer, *policy.SUPERVISING))


def _below(scope: Scope) -> Q:
    """For joining by "or": an empty condition would be dropped there instead of being true."""
    return Q(pk__isnull=False) if "" in scope.paths else scope.q("path")


def articles(
    viewer: Viewer, typed: str, *, today: date, after: str = "", limit: int = PAGE
) -> tuple[list[Known], str]:
    """What is in use, newest change first, and the drafts of one's own places. For workers."""
    if not viewer.works:
        raise Forbidden("matter_no_post")
    found = Article.objects.filter(_usable(today) | _kept_by(viewer))
    if typed.strip():
        found = _matching(found, typed)
    if after:
        at, key = read_cursor(after)
        found = found.filter(changed_at__lte=at)
        found = found.filter(Q(changed_at__lt=at) | Q(changed_at=at, id__lt=key))
    ordered = found.select_related("place").order_by("-changed_at", "-id")
    rows = list(ordered[: limit + 1])
    mark = cursor(rows[limit - 1].changed_at, rows[limit - 1].pk) if len(rows) > limit else ""
    return _with_wordings(rows[:limit], today), mark


def _matching(found: QuerySet[Article], typed: str) -> QuerySet[Article]:
    phrases = grams.phrases(fold(typed))
    if not phrases:
        return found.none()
    if connection.vendor == "postgresql":
        ids = RawSQL(_POSTGRESQL, [grams.for_postgresql(phrases)])  # typed text is a parameter
    else:
        ids = RawSQL(_SQLITE, [grams.for_sqlite(phrases)])  # typed text is a parameter
    return found.filter(Q(pk__in=ids))


def _with_wordings(rows: list[Article], today: date) -> list[Known]:
    wanted = Q(pk__in=[])
    for row in rows:
        wanted |= Q(article=row.pk, number=row.released or row.latest)
    wordings = {one.article_id: one for one in ArticleVersion.objects.filter(wanted)}
    return [_known(row, wordings[row.pk], today) for row in rows]


def _known(article: Article, wording: ArticleVersion, today: date) -> Known:
    return Known(
        id=article.pk,
        question=wording.question,
        answer=wording.answer,
        source=wording.source,
        place=article.place.name,
        state=state_of(article, today),
    )


def state_of(article: Article, today: date) -> str:
    if article.released is None:
        return "draft"
    if article.valid_until is not None and article.valid_until < today:
        return "expired"
    return article.audience


def get_article(viewer: Viewer, article_id: UUID, *, today: date) -> Article:
    """One that the viewer may read: in use, or of their own place. Raises Forbidden, Missing."""
    if not viewer.works:
        raise Forbidden("matter_no_post")
    allowed = Article.objects.filter(_usable(today) | _kept_by(viewer))
    found = allowed.select_related("place").filter(pk=article_id).first()
    if found is None:
        raise Missing("article_missing")
    return found


def wordings_of(article: Article) -> list[ArticleVersion]:
    """Every wording, newest first, with who wrote and who released it."""
    rows = ArticleVersion.objects.filter(article=article.pk)
    return list(rows.select_related("written_by", "released_by").order_by("-number")[:100])


class _Kept:
    """The articles in use as an index in the process, looked after once a minute."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.looked = float("-inf")
        self.stamp: object = None
        self.index = rules.index([])

    def get(self) -> rules.Index:
        if time.monotonic() - self.looked > LOOK_SECONDS:
            with self.lock:
                self._look()
        return self.index

    def _look(self) -> None:
        used = Article.objects.filter(released__isnull=False)
        stamp = used.aggregate(number=Count("pk"), last=Max("changed_at"))
        if stamp != self.stamp:
            wordings = ArticleVersion.objects.filter(number=F("article__released"))
            rows = wordings.values_list("article_id", "question", "answer")
            self.index = rules.index(
                (pk, fold(question), fold(answer)) for pk, question, answer in rows
            )
            self.stamp = stamp
        self.looked = time.monotonic()


_KEPT = _Kept()


def forget_articles() -> None:
    """Look again at the next question: after a change, and between tests."""
    _KEPT.forget()


def perhaps(words: str, *, path: str, today: date, inside: bool = False) -> list[Known]:
    """Articles that may answer what was typed: those for the public, with `inside` for staff too.

    Those of the place `path` and of all around it; "" knows those of the whole jurisdiction alone.
    """
    likely = rules.best(_KEPT.get(), fold(words[: rules.TYPED_MAX]))[:20]
    if not likely:
        return []
    found = Article.objects.filter(_usable(today), pk__in=[pk for pk, _ in likely])
    if not inside:
        found = found.filter(audience="public")
    found = found.filter(path__in=["", *lineage(path)] if path else [""])
    rows = {row.pk: row for row in found.select_related("place")}
    ordered = [rows[pk] for pk, _ in likely if pk in rows]
    return _with_wordings(ordered[:PERHAPS_MAX], today) if ordered else []


def templates(viewer: Viewer) -> list[AnswerTemplate]:
    """The wordings that the viewer's posts may use: of their places, of all around and below."""
    if not viewer.works:
        raise Forbidden("matter_no_post")
    scope = scope_of(viewer)
    around = {path for own in scope.paths for path in ["", *(lineage(own) if own else [])]}
    found = AnswerTemplate.objects.filter(Q(path__in=around) | _below(scope))
    return list(found.select_related("place").order_by("code", "title", "id")[:TEMPLATES_MAX])


def templates_for(path: str, category: str) -> list[AnswerTemplate]:
    """Those that fit a matter: of its place and all around it, for its kind or for all."""
    found = AnswerTemplate.objects.filter(path__in=["", *(lineage(path) if path else [])])
    rows = found.order_by("code", "title", "id")[:TEMPLATES_MAX]
    return [one for one in rows if not one.kinds or category in one.kinds]


def get_template(viewer: Viewer, template_id: UUID) -> AnswerTemplate:
    """One to keep; raises Missing outside the viewer's place, Forbidden for other posts."""
    if not viewer.works:
        raise Forbidden("matter_no_post")
    found = AnswerTemplate.objects.select_related("place").filter(pk=template_id).first()
    if found is None or found.pk not in {one.pk for one in templates(viewer)}:
        raise Missing("template_missing")
    if not policy.may_keep_articles(viewer, found.path):
        raise Forbidden("article_not_yours")
    return found
