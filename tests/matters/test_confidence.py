"""How sure a suggestion is: said to those who sort, never to residents, and it holds."""

from __future__ import annotations

import random
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from maplebridge.matters import actions, queries
from maplebridge.matters import public as matters
from maplebridge.matters.rules import catalogue as catalogues
from maplebridge.matters.rules import training
from maplebridge.matters.rules.triage import Scored
from tests import world as cast
from tests.matters.test_learning import TODAY
from tests.matters.test_triage import KINDS, examples
from tests.world import World

WORDS = "楼道的路灯不亮了"


def test_of_many_that_say_as_much_so_many_are_right() -> None:
    """The words of a third of the kinds are mixed: a model cannot be right there, and says so."""
    chance = random.Random(5)
    mixed = [
        (text if chance.random() > 1 / 3 else text + "".join(w[0] for w in KINDS.values()), code)
        for text, code in examples(200)
    ]
    _, report = training.learn(mixed)
    assert sum(band.texts for band in report.bands) == report.texts
    assert report.astray < 0.08
    told = [band for band in report.bands if band.texts >= 20]
    assert all(abs(band.said - band.right) < 0.15 for band in told)


def test_labels_without_sense_are_never_called_sure() -> None:
    chance = random.Random(7)
    _, report = training.learn([(text, chance.choice(list(KINDS))) for text, _ in examples(120)])
    assert max(band.most for band in report.bands) <= 0.75


def test_keywords_share_what_they_know() -> None:
    rulebook = queries.catalogue(TODAY)
    (alone,) = catalogues.suggest("路灯", rulebook)
    several = catalogues.suggest("楼上为了空调滴水的事想请人帮忙评评理", rulebook)
    shares = [one.confidence or 0 for one in several]
    assert len(shares) > 1
    assert sum(shares) < 1
    assert alone.confidence is not None
    assert max(shares) < alone.confidence <= catalogues.KEYWORDS_MOST


def test_what_only_keywords_name_beside_a_model_has_no_share() -> None:
    rulebook = queries.catalogue(TODAY)
    by_keywords = catalogues.suggest("煤气味很重，噪音", rulebook)
    scored = [Scored("noise", 0.8, ("噪音",)), Scored("parking", 0.1, ("x",))]
    found = catalogues.joined(scored, by_keywords, rulebook)
    assert {one.category.code: one.confidence for one in found} == {"noise": 0.8, "hazard": None}


@pytest.mark.django_db
def test_who_sorts_reads_how_sure_and_a_resident_does_not(world: World) -> None:
    queries.forget_triage_model()
    sent = matters.Report(id=uuid4(), words=WORDS, category="other", place_id=world.grid.pk)
    made = actions.report(viewer=cast.viewer(world.wang), sent=sent, now=timezone.now()).matter

    def page(person: Any, name: str, *args: Any, **query: Any) -> str:
        return cast.client_for(person).get(reverse(name, args=args), query).content.decode()

    assert "% 把握" in page(world.li, "matters:show", made.pk)
    assert "把握" not in page(world.wang, "matters:show", made.pk)
    assert "% 把握" in page(world.li, "matters:kinds", words=WORDS)
    assert "把握" not in page(world.wang, "matters:kinds", words=WORDS)
    assert "路灯" in page(world.wang, "matters:kinds", words=WORDS)
