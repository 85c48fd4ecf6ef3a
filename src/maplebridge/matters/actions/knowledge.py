"""Keep what is known: write it, release it, withdraw it; and keep wordings for answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy
from .. import queries as reads
from ..models import AnswerTemplate, Article, ArticleVersion, ArticleWords
from ..queries import knowledge as queries
from ..rules import grams, wordings
from ..rules.input import storable, tidy
from ..rules.states import ANSWER_CODES, ClosingCode

QUESTION_MAX, ANSWER_MAX, SOURCE_MAX = 200, 4000, 300


@dataclass(frozen=True, slots=True)
class Words:
    """What an article says."""

    question: str
    answer: str
    kinds: Sequence[str] = ()
    audience: str = "staff"
    source: str = ""
    valid_until: date | None = None


def write_article(
    *,
    viewer: Viewer,
    words: Words,
    place_id: UUID | None = None,
    article_id: UUID | None = None,
    now: datetime,
) -> Article:
    """A new article at a place, or a new wording of one. What is in use stays until a release."""
    words = _checked(words, now)
    with transaction.atomic():
        if article_id is not None:
            article = _locked(viewer, article_id, now)
            article.latest += 1
        else:
            place = territory.place_by_id(place_id) if place_id else territory.root()
            article = Article(place=place, path=place.path)
        if not policy.may_keep_articles(viewer, article.path) or viewer.person_id is None:
            raise Forbidden("article_not_yours")
        article.changed_at = now
        article.save()
        ArticleVersion.objects.create(
            article=article, number=article.latest, question=words.question, answer=words.answer,
            kinds=list(words.kinds), audience=words.audience, source=words.source,
            valid_until=words.valid_until, written_by_id=viewer.person_id, written_at=now,
        )  # fmt: skip
        audit.record(
            viewer=viewer, verb="article.write", thing=article, now=now, number=article.latest
        )
        return article


def release_article(*, viewer: Viewer, article_id: UUID, number: int, now: datetime) -> Article:
    """Put a wording to use. `number` is the one that was read: a newer one is not released unread."""
    with transaction.atomic():
        article = _locked(viewer, article_id, now)
        if not policy.may_release_articles(viewer, article.path):
            raise Forbidden("article_head_releases")
        if number != article.latest:
            raise RuleBroken("article_written_meanwhile")
        wording = ArticleVersion.objects.get(article=article, number=number)
        wording.released_by_id, wording.released_at = viewer.person_id, now
        wording.save(update_fields=["released_by", "released_at"])
        article.released, article.changed_at = number, now
        article.audience, article.valid_until = wording.audience, wording.valid_until
        article.save()
        found_by = grams.grams(reads.fold(f"{wording.question}\n{wording.answer}"))
        ArticleWords.objects.update_or_create(article=article, defaults={"grams": found_by})
        audit.record(viewer=viewer, verb="article.release", thing=article, now=now, number=number)
        transaction.on_commit(queries.forget_articles)
        return article


def withdraw_article(*, viewer: Viewer, article_id: UUID, now: datetime) -> Article:
    """Nobody uses it any more; its wordings stay readable to its keepers."""
    with transaction.atomic():
        article = _locked(viewer, article_id, now)
        if not policy.may_release_articles(viewer, article.path):
            raise Forbidden("article_head_releases")
        article.released, article.changed_at = None, now
        article.audience, article.valid_until = "", None
        article.save()
        ArticleWords.objects.filter(article=article).delete()
        audit.record(viewer=viewer, verb="article.withdraw", thing=article, now=now)
        transaction.on_commit(queries.forget_articles)
        return article


def _locked(viewer: Viewer, article_id: UUID, now: datetime) -> Article:
    queries.get_article(viewer, article_id, today=calendar.today(now))
    return Article.objects.select_for_update(no_key=True).get(pk=article_id)


def _checked(words: Words, now: datetime) -> Words:
    question, answer, source = tidy(words.question), tidy(words.answer), tidy(words.source)
    if not question or "\n" in question or len(question) > QUESTION_MAX:
        raise RuleBroken("article_question", most=QUESTION_MAX)
    if not answer or len(answer) > ANSWER_MAX:
        raise RuleBroken("article_answer", most=ANSWER_MAX)
    if len(source) > SOURCE_MAX or not all(map(storable, (question, answer, source))):
        raise RuleBroken("matter_words_unreadable")
    if words.audience not in {"staff", "public"}:
        raise RuleBroken("article_audience")
    _check_kinds(words.kinds, now)
    return Words(question, answer, words.kinds, words.audience, source, words.valid_until)


def _check_kinds(kinds: Sequence[str], now: datetime) -> None:
    rulebook = reads.catalogue(calendar.today(now))
    if any(rulebook.get(kind) is None for kind in kinds):
        raise RuleBroken("matter_category_unknown")


def keep_template(
    *,
    viewer: Viewer,
    title: str,
    code: str,
    text: str,
    kinds: Sequence[str] = (),
    place_id: UUID | None = None,
    template_id: UUID | None = None,
    now: datetime,
) -> AnswerTemplate:
    """A new wording, or a change of one. Refuses words of success for any other end."""
    title, text = tidy(title), tidy(text)
    if not title or "\n" in title or len(title) > wordings.TITLE_MAX:
        raise RuleBroken("template_title", most=wordings.TITLE_MAX)
    if not text or len(text) > wordings.TEXT_MAX or not storable(title + text):
        raise RuleBroken("template_text", most=wordings.TEXT_MAX)
    if code not in ANSWER_CODES:
        raise RuleBroken("matter_code_unknown")
    if strange := wordings.unknown_placeholder(text):
        raise RuleBroken("template_placeholder", found=strange[:30])
    if not wordings.fits(ClosingCode(code), reads.fold(text)):
        raise RuleBroken(
            "template_says_fixed", words=wordings.claims_mended(reads.fold(text)) or ""
        )
    _check_kinds(kinds, now)
    try:
        with transaction.atomic():
            if template_id is not None:
                template = queries.get_template(viewer, template_id)
            else:
                place = territory.place_by_id(place_id) if place_id else territory.root()
                template = AnswerTemplate(place=place, path=place.path)
            if not policy.may_keep_articles(viewer, template.path):
                raise Forbidden("article_not_yours")
            template.title, template.code, template.text = title, code, text
            template.kinds, template.changed_at = list(kinds), now
            template.save()
            audit.record(viewer=viewer, verb="template.keep", thing=template, now=now)
            return template
    except IntegrityError:
        raise RuleBroken("template_title_taken", title=title) from None


def drop_template(*, viewer: Viewer, template_id: UUID, now: datetime) -> None:
    with transaction.atomic():
        template = queries.get_template(viewer, template_id)
        audit.record(viewer=viewer, verb="template.drop", thing=template, now=now)
        template.delete()
