"""A meeting decided: the draft becomes an edition that stays, and goes on file with the township."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries
from ..models import FILINGS, RulesDraft, RulesEdition, RulesFiling
from ..models.rulebooks import CORRECT, SENT
from ..rules import deciding
from ..rules.articles import highest
from ..rules.deciding import Decision
from ..rules.lint import Warning, warnings
from .talking import locked_draft, words_of

WORDS_MAX = 500


@dataclass(frozen=True, slots=True)
class Deciding:
    """How it was decided, and from when it is in force. `revision` is the draft that was put to the
    vote; `ballot_id` the vote of an assembly, None for a meeting on paper."""

    decision: Decision
    valid_from: date
    revision: int
    ballot_id: UUID | None = None


def checked(draft: RulesDraft) -> list[Warning]:
    """What to look at again before the draft is put to the vote. It stands in nobody's way."""
    return warnings(draft.listed, queries.residents_names(draft.rules.path))


@transaction.atomic
def adopt(*, viewer: Viewer, rules_id: UUID, sent: Deciding, now: datetime) -> RulesEdition:
    """Make the draft the next edition. Earlier ones stay as they were.

    Raises Missing, Forbidden `precepts_needs_council`, RuleBroken `precepts_no_draft`,
    `precepts_meanwhile` when the draft was saved since, `precepts_nothing`, `precepts_same_day`,
    `precepts_before_meeting`, and what `deciding.refused` names.
    """
    draft = locked_draft(viewer, rules_id)
    if draft.revision != sent.revision:
        raise RuleBroken("precepts_meanwhile")
    if not draft.articles:
        raise RuleBroken("precepts_nothing")
    if code := deciding.refused(sent.decision, today=calendar.today(now)):
        raise RuleBroken(code)
    record = words_of(sent.decision.record, deciding.RECORD_MAX)
    last = next(iter(queries.editions_of(rules_id, limit=1)), None)
    if sent.valid_from < sent.decision.met_on:
        raise RuleBroken("precepts_before_meeting")
    if last is not None and sent.valid_from <= last.valid_from:
        raise RuleBroken("precepts_same_day", day=last.valid_from.isoformat())
    decided = sent.decision
    edition = RulesEdition(
        rules=draft.rules, number=last.number + 1 if last else 1, title=draft.title,
        articles=draft.articles, way=decided.way.value, met_on=decided.met_on,
        entitled=decided.entitled, present=decided.present, votes_for=decided.votes_for,
        against=decided.against, abstaining=decided.abstaining, record=record,
        ballot_id=sent.ballot_id, valid_from=sent.valid_from, adopted_by=viewer.person_id,
        adopted_at=now,
    )  # fmt: skip
    edition.digest = edition.seal()
    edition.save()
    draft.rules.last_number = max(draft.rules.last_number, highest(draft.listed))
    draft.rules.save(update_fields=["last_number"])
    draft.ended, draft.ended_at = "adopted", now
    draft.save(update_fields=["ended", "ended_at"])
    audit.record(viewer=viewer, verb="adopt_rules", thing=edition, now=now, number=edition.number)
    return edition


@transaction.atomic
def file_step(
    *, viewer: Viewer, edition_id: UUID, kind: str, day: date, words: str, now: datetime
) -> RulesFiling:
    """Note that the village sent an edition to the township, or what the township answered.

    Raises Missing, Forbidden `precepts_needs_council`, `precepts_needs_township`, RuleBroken
    `precepts_filing_day`, `precepts_filing_words`, `precepts_words`.

    Law: 村民委員會組織法 art. 27 (in force 2018-12-29).
    """
    edition = queries.get_edition(edition_id)
    if kind not in FILINGS:
        raise Missing("precepts_missing")
    if kind == SENT and not policy.may_draft(viewer, edition.rules.path):
        raise Forbidden("precepts_needs_council")
    if kind != SENT and not policy.may_answer_filing(viewer, edition.rules.path):
        raise Forbidden("precepts_needs_township")
    if not edition.met_on <= day <= calendar.today(now):
        raise RuleBroken("precepts_filing_day")
    words = words_of(words, WORDS_MAX)
    if kind == CORRECT and not words:
        raise RuleBroken("precepts_filing_words")
    step = RulesFiling(
        edition=edition, kind=kind, day=day, words=words, entered_by=viewer.person_id,
        entered_at=now,
    )  # fmt: skip
    step.save()
    audit.record(viewer=viewer, verb="file_rules", thing=step, now=now, kind=kind)
    return step
