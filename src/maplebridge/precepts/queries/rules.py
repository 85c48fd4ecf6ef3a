"""Village rules as everybody reads them: by place, by edition, by article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from maplebridge.core.errors import Missing
from maplebridge.core.scope import below
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..models import RulesEdition, RulesFiling, VillageRules
from ..rules.articles import Article

PAGE = 50
EDITIONS_MAX = 200


def get_rules(rules_id: UUID) -> VillageRules:
    """A place's rules; everybody may know that they are there. Raises Missing."""
    found = VillageRules.objects.select_related("place").filter(pk=rules_id).first()
    if found is None:
        raise Missing("precepts_missing")
    return found


def rules_list(path: str = "", *, after: str = "", limit: int = PAGE) -> list[VillageRules]:
    """Rules in force somewhere below a path, in the order of their places; one more than `limit`
    when there are more. `after` is the path of the last one on the page before."""
    adopted = RulesEdition.objects.values("rules")
    found = VillageRules.objects.filter(below("path", path), pk__in=adopted)
    if after:
        found = found.filter(path__gt=after)
    return list(found.select_related("place").order_by("path")[: limit + 1])


def around(viewer: Viewer, path: str) -> list[VillageRules]:
    """As `rules_at`, with those whose first draft the viewer may read."""
    if not policy.sees_draft(viewer, path):
        return rules_at(path)
    found = VillageRules.objects.filter(path__in=territory.lineage(path))
    return list(found.select_related("place").order_by("-path"))


def rules_at(path: str) -> list[VillageRules]:
    """The rules of the places around a path that were adopted, the nearest first: of the grid, then of
    the village."""
    found = VillageRules.objects.filter(
        path__in=territory.lineage(path), pk__in=RulesEdition.objects.values("rules")
    )
    return list(found.select_related("place").order_by("-path"))


def editions_of(rules_id: UUID, *, limit: int = EDITIONS_MAX) -> list[RulesEdition]:
    """All editions, latest first."""
    return list(_editions().filter(rules=rules_id).order_by("-number")[:limit])


def edition_of(rules_id: UUID, number: int) -> RulesEdition:
    """Raises Missing."""
    found = _editions().filter(rules=rules_id, number=number).first()
    if found is None:
        raise Missing("precepts_missing")
    return found


def get_edition(edition_id: UUID) -> RulesEdition:
    """Raises Missing."""
    found = _editions().select_related("rules__place").filter(pk=edition_id).first()
    if found is None:
        raise Missing("precepts_missing")
    return found


def in_force(rules_id: UUID, day: date) -> RulesEdition | None:
    """The edition that is in force on a day."""
    found = _editions().filter(rules=rules_id, valid_from__lte=day)
    return found.order_by("-valid_from").first()


def of_number(rules_id: UUID, number: int) -> list[tuple[RulesEdition, Article | None]]:
    """What an article said in each edition, latest first; None where it was not. Raises Missing
    when no edition has it."""
    found = [
        (edition, next((one for one in edition.listed if one.number == number), None))
        for edition in editions_of(rules_id)
    ]
    if not any(article for _, article in found):
        raise Missing("precepts_missing")
    return found


def filings_of(edition_id: UUID) -> list[RulesFiling]:
    """The steps of the filing in the order in which they were entered."""
    return list(RulesFiling.objects.filter(edition=edition_id).order_by("id")[:PAGE])


@dataclass(frozen=True, slots=True)
class Cited:
    """An article that another app cites: whose it is, its number and heading, and its text today."""

    rules_id: UUID
    number: int
    place: str
    heading: str
    text: str


def articles_at(path: str, day: date) -> list[Cited]:
    """The articles in force around a path, those of the nearest place first."""
    return [
        _cited(rules, article)
        for rules in rules_at(path)
        if (edition := in_force(rules.pk, day)) is not None
        for article in edition.listed
    ]


def cited(keys: set[tuple[UUID, int]], day: date) -> dict[tuple[UUID, int], Cited]:
    """The cited articles that are in force on a day; one that was dropped is not in it."""
    wanted = VillageRules.objects.filter(pk__in={key for key, _ in keys}).select_related("place")
    found = {}
    for rules in wanted:
        edition = in_force(rules.pk, day)
        for article in edition.listed if edition else ():
            if (rules.pk, article.number) in keys:
                found[rules.pk, article.number] = _cited(rules, article)
    return found


def _cited(rules: VillageRules, article: Article) -> Cited:
    return Cited(rules.pk, article.number, rules.place.name, article.heading, article.text)


def _editions() -> QuerySet[RulesEdition]:
    found: QuerySet[RulesEdition] = RulesEdition.objects.all()
    return found
