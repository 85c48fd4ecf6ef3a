"""A kind of deed names the article of the village's rules that it puts into practice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from maplebridge.bank.rules import read_catalogue
from maplebridge.core.viewer import SYSTEM
from maplebridge.people.models import Account
from maplebridge.precepts import actions as precepts
from maplebridge.precepts.public import Deciding, Decision, Way
from maplebridge.precepts.rules.articles import Typed
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, day


def test_a_chair_chooses_the_article_and_everybody_follows_the_link(village: Village) -> None:
    rules_id = _rules(village)
    with time_machine.travel(NOW, tick=False):
        chair = Client(headers={"accept-language": "en"})
        chair.force_login(Account.objects.get(person=village.chair))
        address = f"/bank/{village.bank.pk}/kinds/trees/"
        form = chair.get(address).context["form"]
        choice = form.fields["cites"].choices[1][0]
        page = {"points": "3", "cites": choice, "valid_from": str(TODAY), "source": "理事会"}
        assert chair.post(address, page).status_code == 302
        shown = Client(headers={"accept-language": "en"}).get(f"/bank/{village.bank.pk}/rules/")
        assert f"/precepts/{rules_id}/articles/1/" in shown.content.decode()
        assert chair.get(address).context["form"].initial["cites"] == choice


def test_without_village_rules_nothing_is_asked(village: Village) -> None:
    with time_machine.travel(NOW, tick=False):
        chair = Client(headers={"accept-language": "en"})
        chair.force_login(Account.objects.get(person=village.chair))
        form = chair.get(f"/bank/{village.bank.pk}/kinds/trees/").context["form"]
    assert "cites" not in form.fields


@pytest.mark.parametrize(
    "cites",
    ["7", {"rules": "x", "article": 1}, {"rules": uuid4().hex}, {"rules": uuid4().hex, "article": 0},
     {"rules": 5, "article": 1}],
)  # fmt: skip
def test_a_citation_that_cannot_be_read_is_refused(cites: Any) -> None:
    row = {
        "code": "trees", "field": "environment", "names": {"en": "Trees"}, "points": 1,
        "cites": cites,
    }  # fmt: skip
    with pytest.raises(ValueError, match="trees: "):
        read_catalogue({"kinds": [row]})


def _rules(village: Village) -> Any:
    draft = precepts.begin(
        viewer=SYSTEM, place_id=village.ground.grid.pk, title="村规民约", now=NOW
    )
    told: dict[str, Any] = {"viewer": SYSTEM, "rules_id": draft.rules_id, "now": NOW}
    precepts.revise(**told, revision=1, title="村规民约", typed=[Typed(0, 1, "", "爱护树木。")])
    decision = Decision(Way.VILLAGERS, day(-10), 9, 7, 6, 1, 0, "")
    precepts.adopt(**told, sent=Deciding(decision, day(-10), 2))
    return draft.rules_id
