"""A place writes down what its rules are to say, and its residents say what they think."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import policy, queries
from ..models import RulesComment, RulesDraft, VillageRules
from ..models.talks import HIDDEN, SHOWN
from ..rules import articles as rules
from ..rules.articles import Typed

PLACES = (Level.GRID, Level.COMMUNITY)
"""A natural village is a grid of the countryside; a village or a community has rules as well."""
TEXT_MAX = 500
COMMENTS_MAX = 20
"""How often one person may speak to one draft."""


@transaction.atomic
def begin(*, viewer: Viewer, place_id: UUID, title: str, now: datetime) -> RulesDraft:
    """Open a draft for a place: a copy of the latest edition, or empty for the first.

    An open draft is returned as it is. Raises Forbidden `precepts_needs_council`, RuleBroken
    `precepts_not_a_village`, `precepts_title`.
    """
    place = territory.place_by_id(place_id)
    if not policy.may_draft(viewer, place.path):
        raise Forbidden("precepts_needs_council")
    if place.level not in PLACES or place.valid_to is not None:
        raise RuleBroken("precepts_not_a_village", place=place.name)
    found, _ = VillageRules.objects.get_or_create(
        place=place, defaults={"path": place.path, "begun_at": now}
    )
    locked = lock(found.pk)
    if standing := RulesDraft.objects.filter(rules=locked, ended_at__isnull=True).first():
        return standing
    last = next(iter(queries.editions_of(locked.pk, limit=1)), None)
    draft = RulesDraft.objects.create(
        rules=locked, base=last.number if last else 0,
        title=_title(title or (last.title if last else "")),
        articles=last.articles if last else [], opened_by=viewer.person_id, opened_at=now,
    )  # fmt: skip
    audit.record(viewer=viewer, verb="begin_rules_draft", thing=draft, now=now, place=place.pk)
    return draft


@transaction.atomic
def revise(
    *, viewer: Viewer, rules_id: UUID, revision: int, title: str, typed: Iterable[Typed],
    now: datetime,
) -> RulesDraft:  # fmt: skip
    """Save the draft's articles. Numbers of articles stay; a new one gets the next free number.

    Raises Forbidden, RuleBroken `precepts_no_draft`, `precepts_meanwhile` when somebody else saved
    since `revision`, `precepts_title`, `precepts_articles_many`, `_long`, `_empty_text`, `_number`.
    """
    draft = locked_draft(viewer, rules_id)
    if draft.revision != revision:
        raise RuleBroken("precepts_meanwhile")
    last = max(draft.rules.last_number, rules.highest(draft.listed))
    try:
        arranged = rules.arranged(typed, last_number=last)
    except ValueError as wrong:
        raise RuleBroken(f"precepts_articles_{wrong}", most=rules.ARTICLES_MAX) from None
    draft.rules.last_number = max(last, rules.highest(arranged))
    draft.rules.save(update_fields=["last_number"])
    draft.title, draft.articles = _title(title), rules.packed(arranged)
    draft.revision += 1
    draft.save(update_fields=["title", "articles", "revision"])
    audit.record(
        viewer=viewer, verb="revise_rules", thing=draft, now=now, articles=len(arranged),
        revision=draft.revision,
    )  # fmt: skip
    return draft


@transaction.atomic
def drop(*, viewer: Viewer, rules_id: UUID, now: datetime) -> RulesDraft:
    """Give the draft up; the edition in force stays. Raises as `revise` does."""
    draft = locked_draft(viewer, rules_id)
    draft.ended, draft.ended_at = "dropped", now
    draft.save(update_fields=["ended", "ended_at"])
    audit.record(viewer=viewer, verb="drop_rules_draft", thing=draft, now=now)
    return draft


@transaction.atomic
def comment(
    *, viewer: Viewer, rules_id: UUID, article: int, text: str, now: datetime
) -> RulesComment:
    """A resident says something to the draft; others read it once it is shown.

    Raises Missing for who neither lives nor serves there, Forbidden `precepts_residents_speak`,
    RuleBroken `precepts_no_draft`, `precepts_words`, `precepts_no_article`, `precepts_enough`.
    """
    found = queries.get_rules(rules_id)
    if not policy.sees_draft(viewer, found.path):
        raise Missing("precepts_missing")
    if not policy.may_comment(viewer, found.path):
        raise Forbidden("precepts_residents_speak")
    draft = RulesDraft.objects.filter(rules=found, ended_at__isnull=True).first()
    if draft is None:
        raise RuleBroken("precepts_no_draft")
    words = words_of(text, TEXT_MAX)
    if not words:
        raise RuleBroken("precepts_words", most=TEXT_MAX)
    if article and article not in {one.number for one in draft.listed}:
        raise RuleBroken("precepts_no_article", number=article)
    if RulesComment.objects.filter(draft=draft, person=viewer.person_id).count() >= COMMENTS_MAX:
        raise RuleBroken("precepts_enough", most=COMMENTS_MAX)
    made = RulesComment.objects.create(
        draft=draft, person_id=viewer.person_id, article=article, text=words, at=now
    )
    audit.record(viewer=viewer, verb="comment_rules", thing=made, now=now)
    return made


@transaction.atomic
def decide_comment(
    *, viewer: Viewer, comment_id: UUID, shown: bool, answer: str, now: datetime
) -> RulesComment:
    """Show what somebody said to the place, or not, and say what came of it. May be decided anew.

    Who is not shown reads why, so a reason is needed for that. Raises Missing, Forbidden
    `precepts_needs_council`, RuleBroken `precepts_why_hidden`, `precepts_words`.
    """
    found = queries.get_comment(comment_id)
    if not policy.sees_draft(viewer, found.draft.rules.path):
        raise Missing("precepts_missing")
    if not policy.may_draft(viewer, found.draft.rules.path):
        raise Forbidden("precepts_needs_council")
    words = words_of(answer, TEXT_MAX)
    if not shown and not words:
        raise RuleBroken("precepts_why_hidden")
    found.state, found.answer = SHOWN if shown else HIDDEN, words
    found.decided_by, found.decided_at = viewer.person_id, now
    found.save(update_fields=["state", "answer", "decided_by", "decided_at"])
    audit.record(viewer=viewer, verb="decide_comment", thing=found, now=now, shown=shown)
    return found


@transaction.atomic
def read_name(*, viewer: Viewer, comment_id: UUID, reason: str, now: datetime) -> str:
    """Whose words they are, for those who write the draft; the person's log shows it. "" when the
    name was forgotten. Raises as `decide_comment` does, and `reason_unusable`."""
    found = queries.get_comment(comment_id)
    if not policy.sees_draft(viewer, found.draft.rules.path):
        raise Missing("precepts_missing")
    if not policy.may_draft(viewer, found.draft.rules.path):
        raise Forbidden("precepts_needs_council")
    if found.person is None:
        return ""
    if found.person_id != viewer.person_id and viewer.person_id is not None:
        people.log_access(
            viewer=viewer, subject_id=found.person.pk, what="rules_comment", reason=reason,
            now=now, thing_id=found.pk,
        )  # fmt: skip
    return found.person.name


def lock(rules_id: UUID) -> VillageRules:
    """The place's rules, locked: drafting and adopting come one after the other."""
    found = VillageRules.objects.select_for_update(of=("self",)).select_related("place")
    rules_ = found.filter(pk=rules_id).first()
    if rules_ is None:
        raise Missing("precepts_missing")
    return rules_


def locked_draft(viewer: Viewer, rules_id: UUID) -> RulesDraft:
    """The open draft for those who write it, with its place's rules locked."""
    found = lock(rules_id)
    if not policy.sees_draft(viewer, found.path):
        raise Missing("precepts_missing")
    if not policy.may_draft(viewer, found.path):
        raise Forbidden("precepts_needs_council")
    draft = RulesDraft.objects.filter(rules=found, ended_at__isnull=True).first()
    if draft is None:
        raise RuleBroken("precepts_no_draft")
    draft.rules = found
    return draft


def words_of(text: str, most: int) -> str:
    """The words, with one kind of line end. Raises RuleBroken `precepts_words`."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(words) > most or "\x00" in words:
        raise RuleBroken("precepts_words", most=most)
    return words


def _title(text: str) -> str:
    title = text.strip()
    if not title or len(title) > rules.TITLE_MAX or "\x00" in title:
        raise RuleBroken("precepts_title", most=rules.TITLE_MAX)
    return title
