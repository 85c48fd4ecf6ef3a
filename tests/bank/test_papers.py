"""Paper forms for deeds: their number brings village and number along, and is entered once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from maplebridge.bank import actions, queries
from maplebridge.bank.models import Deed
from maplebridge.bank.rules import papers
from maplebridge.core import documents
from maplebridge.core.errors import RuleBroken
from tests.bank.shop import Shop
from tests.bank.test_pages import browser, sent
from tests.bank.village import Village
from tests.people.ground import NOW

NUMBER = papers.new_number(bytes(range(40, 48)))
OTHER = papers.new_number(bytes(range(50, 58)))


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    pages: list[str] = []
    monkeypatch.setattr(documents, "_to_pdf", lambda page, style: pages.append(page) or b"%PDF")
    return pages


def test_a_number_is_read_however_it_is_typed_and_every_wrong_letter_shows() -> None:
    assert papers.read_number(f" {NUMBER.lower().replace('-', ' ')} ") == NUMBER
    plain = NUMBER.replace("-", "")
    for place, right in enumerate(plain):
        for letter in papers.ALPHABET:
            if letter != right:
                assert papers.read_number(plain[:place] + letter + plain[place + 1 :]) is None
    assert papers.read_number(plain[:-1]) is None
    assert papers.read_number("O0I1") is None


def test_the_council_prints_forms_with_a_number_each(village: Village, printed: list[str]) -> None:
    page = f"/bank/{village.bank.pk}/papers/"
    chair = browser(village.chair)
    assert chair.get(page).status_code == 200
    answer = chair.post(page, {"copies": "3"})
    assert answer.headers["content-type"] == "application/pdf"
    (made,) = printed
    numbers = {part.split("<")[0] for part in made.split('<b class="code">')[1:]}
    assert len(numbers) == 3
    assert all(papers.read_number(number) == number for number in numbers)
    assert made.count("<svg") == 3
    assert chair.post(page, {"copies": "9999"}).status_code == 422
    assert browser(village.stranger).get(page).status_code == 403


def test_a_scanned_form_is_entered_once_and_its_entry_shows_the_number(village: Village) -> None:
    page = f"/bank/{village.bank.pk}/enter/"
    li = browser(village.li)
    scanned = li.get(page, {"paper": NUMBER})
    assert scanned.context["form"].initial["paper"] == NUMBER
    looked_for = li.get(page, {"paper": NUMBER, "q": "101"})
    assert looked_for.context["form"].initial["paper"] == NUMBER, "a search keeps the number"
    assert li.post(page, sent(village, village.wang, paper=NUMBER.lower())).status_code == 302
    deed = Deed.objects.get()
    assert deed.paper == NUMBER
    assert NUMBER in li.get(f"/bank/deeds/{deed.pk}/").content.decode()
    again = li.get(page, {"paper": NUMBER})
    assert f"Paper {NUMBER} was entered already" in again.content.decode()
    assert f"/bank/deeds/{deed.pk}/" in again.content.decode()


def test_the_same_paper_by_another_hand_is_told_and_nothing_is_lost(village: Village) -> None:
    page = f"/bank/{village.bank.pk}/enter/"
    browser(village.li).post(page, sent(village, village.wang, paper=NUMBER))
    other = browser(village.chair).post(
        page, sent(village, village.zhao, paper=NUMBER, text="帮收稻子")
    )
    html = other.content.decode()
    assert other.status_code == 422
    assert f"{NUMBER} was entered already" in html
    assert "帮收稻子" in html
    assert Deed.objects.count() == 1


def test_the_same_sending_again_is_no_second_paper(village: Village) -> None:
    page = f"/bank/{village.bank.pk}/enter/"
    once = sent(village, village.wang, paper=NUMBER)
    li = browser(village.li)
    assert [li.post(page, once).status_code for _ in range(2)] == [302, 302]
    assert Deed.objects.count() == 1


def test_a_number_with_a_slip_of_the_pen_is_refused(village: Village) -> None:
    wrong = NUMBER[:-1] + ("2" if NUMBER[-1] != "2" else "3")
    answer = browser(village.li).post(
        f"/bank/{village.bank.pk}/enter/", sent(village, village.wang, paper=wrong)
    )
    assert answer.status_code == 422
    assert "one letter is wrong" in answer.content.decode()
    assert not Deed.objects.exists()


def test_a_paper_taken_back_may_be_entered_again_and_two_papers_are_two(village: Village) -> None:
    viewer = village.sees(village.li)
    deed = village.enter(village.wang, paper=NUMBER)
    with pytest.raises(RuleBroken, match="entered already"):
        village.enter(village.zhao, paper=NUMBER)
    village.enter(village.zhao, paper=OTHER)
    actions.withdraw_deed(viewer=viewer, deed_id=deed.pk, now=NOW + timedelta(hours=1))
    second = village.enter(village.zhao, paper=NUMBER)
    assert queries.deed_of_paper(village.bank, NUMBER) == second


def test_the_database_refuses_a_paper_twice_too(village: Village) -> None:
    deed = village.enter(village.wang, paper=NUMBER)
    deed.pk = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        deed.save(force_insert=True)


def test_receipts_and_certificates_are_papers_too(shop: Shop, printed: list[str]) -> None:
    gift = shop.gift(5_000)
    chair = browser(shop.chair)
    answer = chair.get(f"/bank/receipts/{gift.pk}/paper/")
    assert answer.headers["content-type"] == "application/pdf"
    assert printed[0].count(str(gift.receipt)) >= 2, "one for the giver, one for the folder"
    assert "50.00" in printed[0]
    assert browser(shop.wang).get(f"/bank/receipts/{gift.pk}/paper/").status_code == 403
