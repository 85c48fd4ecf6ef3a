"""The page and the API where a household reads its points."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client

from maplebridge import events
from maplebridge.bank.handlers import reward_those_who_took_part
from maplebridge.matters import public as matters
from maplebridge.people.models import Account, Person
from maplebridge.people.public import viewer_of
from tests.budgets import BUDGETS
from tests.people.ground import NOW, Ground

PAGE = "/bank/"
API = "/api/v1/bank"


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(person=person))
    return client


def answer(person: Person, times: int = 1, matter_id: UUID | None = None) -> None:
    for number in range(times):
        fact = events.MatterClosed(
            matter_id=matter_id or uuid4(), place_id=uuid4(), closing=1, closing_code="fixed",
            reporter_id=person.pk, helper_ids=(),
        )  # fmt: skip
        reward_those_who_took_part(fact, now=NOW + timedelta(minutes=number))


@pytest.fixture
def wang(ground: Ground) -> Person:
    return ground.person("王芳", home=ground.home, language="en")


def test_a_visitor_is_asked_to_sign_in(db: None, client: Client) -> None:
    answered = client.get(PAGE)
    assert answered.status_code == 302
    assert "/account/" in answered.headers["Location"]
    for door in ("points", "statement"):
        assert client.get(f"{API}/{door}").status_code == 401


def test_the_page_says_how_many_and_what_for(wang: Person) -> None:
    answer(wang)
    page = signed_in(wang).get(PAGE)
    assert page.status_code == 200
    assert page.context["page"].available == 2
    assert page.context["page"].lines[0].part == "reporter"


def test_a_line_leads_to_the_matter_only_for_whoever_may_open_it(
    ground: Ground, wang: Person
) -> None:
    sent = matters.Report(words="楼道灯不亮")
    matter = matters.report(viewer=viewer_of(wang, now=NOW), sent=sent, now=NOW).matter
    answer(wang, matter_id=matter.pk)
    husband = ground.person("张强", home=ground.home, language="en")
    address = f"/matters/{matter.pk}/"
    assert address in signed_in(wang).get(PAGE).content.decode()
    assert signed_in(wang).get(address).status_code == 200
    hers = signed_in(husband).get(PAGE)
    assert hers.context["page"].lines[0].part == "reporter"
    assert address not in hers.content.decode()


def test_the_page_names_the_tariff_in_words_and_says_what_it_gives(wang: Person) -> None:
    answer(wang)
    html = signed_in(wang).get(PAGE).content.decode()
    assert "By the tariff for concerns, version 1" in html
    assert "brings 2 points" in html
    assert "matter_points" not in html


def test_a_person_without_a_household_hears_what_to_do(ground: Ground) -> None:
    page = signed_in(ground.person("陈晨")).get(PAGE)
    assert page.status_code == 200
    assert not page.context["page"].has_household


def test_a_household_without_points_sees_an_empty_page(wang: Person) -> None:
    page = signed_in(wang).get(PAGE)
    assert page.status_code == 200
    assert page.context["page"].lines == ()


def test_the_next_page_goes_on_where_this_one_ends(wang: Person) -> None:
    answer(wang, times=30)
    client = signed_in(wang)
    first = client.get(PAGE)
    after = first.context["page"].after
    assert f"?after={after}" in first.content.decode()
    second = client.get(PAGE, {"after": after})
    assert len(first.context["page"].lines) + len(second.context["page"].lines) == 30
    assert second.context["page"].lines[-1].balance_after == 2


def test_a_page_that_nobody_gave_is_a_clear_error(wang: Person) -> None:
    answer(wang)
    assert signed_in(wang).get(PAGE, {"after": "'; DROP"}).status_code == 422


def test_the_page_is_only_read(wang: Person) -> None:
    assert signed_in(wang).post(PAGE).status_code == 405


def test_the_page_takes_few_queries(wang: Person, assert_queries) -> None:
    answer(wang, times=30)
    client = signed_in(wang)
    client.get(PAGE)
    with assert_queries(BUDGETS["bank:statement"]):
        client.get(PAGE)


def test_the_api_says_the_same(wang: Person) -> None:
    answer(wang, times=2)
    client = signed_in(wang)
    assert client.get(f"{API}/points").json() == {"points": 4}
    found = client.get(f"{API}/statement", {"limit": 1}).json()
    assert (found["available"], found["has_household"], len(found["lines"])) == (4, True, 1)
    rest = client.get(f"{API}/statement", {"limit": 1, "after": found["after"]}).json()
    assert rest["lines"][0]["balance_after"] == 2
    assert rest["after"] is None
    assert client.get(f"{API}/statement", {"limit": 10**9}).status_code in {400, 422}
