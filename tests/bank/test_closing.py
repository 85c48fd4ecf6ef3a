"""Before the council closes a month it sees what will be fixed, and says that it looked."""

from __future__ import annotations

import time_machine

from maplebridge.bank.models import Deed, MonthSeal
from tests.bank.test_pages import browser
from tests.bank.test_reward_pages import text
from tests.bank.test_sheets import JANUARY, posted
from tests.bank.village import Village

__all__ = ["posted"]


def address(village: Village, month: str = "2026-12") -> str:
    return f"/bank/{village.bank.pk}/sheets/{month}/close/"


def test_the_page_says_what_will_be_fixed_before_anything_is(
    village: Village, posted: Deed
) -> None:
    village.enter(village.zhao)
    with time_machine.travel(JANUARY, tick=False):
        chair = browser(village.chair)
        sheet = text(chair.get(f"/bank/{village.bank.pk}/sheets/2026-12/"))
        assert f'href="{address(village)}"' in sheet
        page = chair.get(address(village))
    found = page.context["found"]
    assert (found.total.opening, found.total.for_deeds, found.total.closing) == (0, 2, 2)
    assert found.entries == 2, "a promise and its booking"
    assert found.households == 4
    assert "It cannot be undone" in text(page)
    assert "1 deed of this month or before is not decided yet." in text(page)
    assert not MonthSeal.objects.exists()


def test_nothing_is_closed_until_somebody_says_that_they_looked(
    village: Village, posted: Deed
) -> None:
    with time_machine.travel(JANUARY, tick=False):
        chair = browser(village.chair)
        hasty = chair.post(address(village))
        assert hasty.status_code == 422
        assert "Nothing was closed." in text(hasty)
        assert not MonthSeal.objects.exists()
        done = chair.post(address(village), {"sure": "on"}, follow=True)
        assert "The month is closed and sealed." in text(done)
        assert chair.get(address(village)).status_code == 302, "it stands as it is"
        earlier = chair.get(address(village, "2026-11"))
    assert MonthSeal.objects.count() == 1
    assert "A later closing reached these days already." in text(earlier)
    assert earlier.context["found"].entries == 0


def test_it_is_for_the_council_and_for_months_that_are_over(village: Village) -> None:
    with time_machine.travel(JANUARY, tick=False):
        for person in (village.li, village.worker, village.stranger):
            assert browser(person).get(address(village)).status_code == 403
            assert browser(person).post(address(village), {"sure": "on"}).status_code == 403
        running = browser(village.chair).get(address(village, "2027-01"))
    assert "not over" in text(running)
    assert not MonthSeal.objects.exists()
