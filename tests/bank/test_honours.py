"""A household is honoured only when it agreed, and there is no list of all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from maplebridge.bank import actions
from maplebridge.bank.models import HonourCategory, Nomination
from maplebridge.bank.queries import honours as reading
from maplebridge.core.errors import Forbidden, Missing
from tests.bank.shop import Shop, refused, seen
from tests.bank.test_reward_pages import browser, page, text
from tests.people.ground import NOW


@pytest.fixture
def category(shop: Shop) -> HonourCategory:
    return actions.begin_honour(
        viewer=seen(shop.hu), bank_id=shop.bank.pk, year=2026, name="好邻居", now=NOW
    )


def named(shop: Shop, category: HonourCategory, **more: Any) -> Nomination:
    ask: dict[str, Any] = {
        "viewer": seen(shop.li), "category_id": category.pk, "passbook": 1, "shown_name": "王芳一家",
        "words": "常年照顾邻家老人", "now": NOW,
    }  # fmt: skip
    return actions.nominate(**ask | more)


def test_nobody_is_honoured_before_they_agreed(shop: Shop, category: HonourCategory) -> None:
    one = named(shop, category)
    ask = {"nomination_id": one.pk, "now": NOW}
    with refused("honour_not_agreed"):
        actions.choose(viewer=seen(shop.chair), **ask)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.update(chosen_at=NOW)
    assert "王芳一家" not in text(browser(None).get(page("honours", shop.bank.pk)))
    with pytest.raises(Forbidden):
        actions.answer_nomination(viewer=seen(shop.li), agrees=True, **ask)
    actions.answer_nomination(viewer=seen(shop.wang), agrees=True, **ask)
    with refused("bank_own_household"):
        actions.choose(viewer=seen(shop.hu), **ask)
    actions.choose(viewer=seen(shop.chair), **ask)
    assert "王芳一家" in text(browser(None).get(page("honours", shop.bank.pk)))


def test_a_yes_is_taken_back_and_takes_name_and_words_along(
    shop: Shop, category: HonourCategory
) -> None:
    one = named(shop, category)
    paper = actions.answer_nomination(
        viewer=seen(shop.chair), nomination_id=one.pk, agrees=True, now=NOW
    )
    assert (paper.way, paper.noted_by_id) == ("paper", shop.chair.pk)
    actions.choose(viewer=seen(shop.chair), nomination_id=one.pk, now=NOW)
    browser(shop.wang).post(page("decide_nomination", one.pk), {"what": "no"})
    one.refresh_from_db()
    assert (one.shown_name, one.words, one.chosen_at) == ("", "", None)
    assert reading.honoured(shop.bank.pk) == []
    with refused("honour_declined"):
        actions.answer_nomination(
            viewer=seen(shop.wang), nomination_id=one.pk, agrees=True, now=NOW
        )
    with refused("honour_named_already"):
        named(shop, category)


def test_only_villagers_and_the_council_name_somebody(shop: Shop, category: HonourCategory) -> None:
    far = shop.ground.person("远客", home=shop.ground.far_home)
    with pytest.raises(Forbidden):
        named(shop, category, viewer=seen(far))
    with refused("bank_no_passbook"):
        named(shop, category, passbook=99)
    with refused("honour_words"):
        named(shop, category, words=" ")
    with pytest.raises(Forbidden):
        actions.begin_honour(
            viewer=seen(shop.li), bank_id=shop.bank.pk, year=2026, name="好媳妇", now=NOW
        )


def test_what_was_not_chosen_is_forgotten_after_a_year(
    shop: Shop, category: HonourCategory
) -> None:
    one, other = named(shop, category), named(shop, category, passbook=2, shown_name="李强一家")
    actions.answer_nomination(viewer=seen(shop.li), nomination_id=other.pk, agrees=True, now=NOW)
    actions.choose(viewer=seen(shop.chair), nomination_id=other.pk, now=NOW)
    for days, words in ((365, "常年照顾邻家老人"), (366, "")):
        actions.forget_nominations(now=NOW + timedelta(days=days))
        one.refresh_from_db()
        assert one.words == words
    other.refresh_from_db()
    assert other.words


def test_the_pages_lead_from_naming_to_a_certificate(shop: Shop) -> None:
    council, here = browser(shop.hu), page("honours", shop.bank.pk)
    assert council.post(here, {"year": "2026", "name": ""}).status_code == 422
    council.post(here, {"year": "2026", "name": "好邻居"})
    category = HonourCategory.objects.get()
    sent = {"passbook": "2", "shown_name": "李强一家", "words": "修好了水渠"}
    wrong = browser(shop.wang).post(page("nominate", category.pk), sent | {"passbook": "77"})
    assert (wrong.status_code, "修好了水渠" in text(wrong)) == (422, True)
    browser(shop.wang).post(page("nominate", category.pk), sent)
    one = Nomination.objects.get()
    assert "李强一家" in text(browser(shop.li).get(here))
    assert "李强一家" not in text(browser(shop.wang).get(here))
    browser(shop.li).post(page("decide_nomination", one.pk), {"what": "yes"})
    browser(shop.chair).post(page("decide_nomination", one.pk), {"what": "choose"})
    for who in (shop.li, shop.chair):
        assert browser(who).get(page("certificate", one.pk)).status_code == 200
    for name in ("certificate", "certificate_paper"):
        assert browser(shop.wang).get(page(name, one.pk)).status_code == 404
    assert reverse("bank:certificate", args=[one.pk]) in text(council.get(here))


def test_a_certificate_of_nobody_is_not_there(shop: Shop, category: HonourCategory) -> None:
    with pytest.raises(Missing):
        reading.certificate_for(named(shop, category).pk)
