"""The pages: what an elder, a helper and a coordinator do with a browser, without a script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.people.models import AccessRecord
from maplebridge.timebank.models import HoursRules, Member, Offer, Request, Visit, VisitRating
from tests.timebank.cast import Hours, helper
from tests.world import Role, build_world, client_for, person, post

ASK = {
    "kind": "company", "minutes": "60", "from_1": "09:00", "to_1": "11:00", "notes": "爱听戏",
    "language": "gan", "id": "01890000-0000-7000-8000-000000000001",
}  # fmt: skip


def tomorrow() -> str:
    return (calendar.today(timezone.now()) + timedelta(days=1)).isoformat()


@pytest.fixture
def place(db: None) -> Hours:
    """As the cast, with insurances that are valid now: pages live in the present."""
    world = build_world()
    made = []
    for who in (world.chen, world.zhao):
        if who == world.zhao:
            from tests.timebank.cast import Household, HouseholdMember

            home = Household.objects.create(
                home=world.next_home, path=world.next_home.path, began_on="2024-01-01"
            )
            HouseholdMember.objects.create(household=home, person=who, began_on="2024-01-01")
        made.append(helper(world, who, languages=("gan",)))
    Member.objects.update(insured_until=calendar.today(timezone.now()) + timedelta(days=400))
    return Hours(world, *made, calendar.today(timezone.now()) + timedelta(days=1))


def test_an_elder_asks_twice_with_one_form_and_it_is_asked_once(place: Hours) -> None:
    browser = client_for(place.world.wang)
    sent = ASK | {"day_1": tomorrow()}
    for _ in range(2):
        answer = browser.post("/timebank/ask/", sent)
        assert answer.status_code == 302
    request = Request.objects.get()
    page = browser.get(answer["Location"]).content.decode()
    assert request.reference in page
    assert "爱听戏" in page


def test_a_form_that_cannot_be_taken_keeps_what_was_typed(place: Hours) -> None:
    answer = client_for(place.world.wang).post("/timebank/ask/", ASK | {"day_1": "2020-01-01"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "爱听戏" in page
    assert not Request.objects.exists()


def test_a_worker_writes_down_who_phoned_and_the_page_says_so(place: Hours) -> None:
    browser = client_for(place.world.li)
    found = browser.get("/timebank/whom/", {"q": "101"}).content.decode()
    assert f"?for={place.world.wang.pk}" in found
    sent = ASK | {"day_1": tomorrow(), "channel": "phone"}
    answer = browser.post(f"/timebank/ask/?for={place.world.wang.pk}", sent)
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = browser.get(answer["Location"]).content.decode()
    assert "by phone, written down by a worker" in page
    assert "王*" in page
    assert "王奶奶" not in page
    for who, status in ((place.world.wu, 404), (place.world.stranger, 404)):
        asked = client_for(who).get(f"/timebank/ask/?for={place.world.wang.pk}")
        assert asked.status_code == status


def coordinate(place: Hours) -> tuple[Request, list[Visit]]:
    """Sun asks those whom the page proposes; they say yes, and Wang says that they suit."""
    client_for(place.world.wang).post("/timebank/ask/", ASK | {"day_1": tomorrow()})
    request = Request.objects.get()
    browser = client_for(place.world.sun)
    page = browser.get(f"/timebank/{request.pk}/match/").content.decode()
    assert page.count("checked") == 2  # a first visit: two are proposed
    sent = {
        "members": [str(place.chen.pk), str(place.zhao.pk)], "day": tomorrow(), "first": "09:00",
        "last": "10:00",
    }  # fmt: skip
    assert browser.post(f"/timebank/{request.pk}/match/", sent).status_code == 302
    visits = list(Visit.objects.order_by("id"))
    for visit, who in zip(visits, (place.world.chen, place.world.zhao), strict=True):
        assert visit.why, "the reason of the pair stands with it"
        client_for(who).post(f"/timebank/visits/{visit.pk}/accept/")
    client_for(place.world.wang).post(f"/timebank/{request.pk}/agree/", {"yes": "1"})
    request.refresh_from_db()
    return request, visits


def test_the_coordinator_asks_and_each_page_shows_what_its_reader_may_see(place: Hours) -> None:
    request, visits = coordinate(place)
    assert request.state == "agreed"
    chen = client_for(place.world.chen)
    address = f"/timebank/visits/{visits[0].pk}/"
    assert "王奶奶" not in chen.get(address).content.decode()
    opened = chen.post(f"/timebank/{request.pk}/door/").content.decode()
    assert "王奶奶" in opened
    assert "101" in opened
    assert AccessRecord.objects.filter(subject=place.world.wang, reader=place.world.chen).exists()
    assert client_for(place.world.zhao).get(address).status_code == 404


def test_the_door_by_screen_and_scan_then_confirmed_and_rated(place: Hours) -> None:
    request, visits = coordinate(place)
    today = calendar.today(timezone.now())
    Request.objects.update(day=today, first=0, last=1440)
    wang, chen = client_for(place.world.wang), client_for(place.world.chen)
    shown = wang.get(f"/timebank/{request.pk}/code/")
    assert "<svg" in shown.content.decode()
    assert int(shown["Refresh"]) <= 301
    number = str(shown.context["number"]).replace(" ", "")
    scanned = chen.get(f"/timebank/{request.pk}/here/", {"code": number}, follow=True)
    assert f'value="{number}"' in scanned.content.decode()
    visit = f"/timebank/visits/{visits[0].pk}/"
    wrong = chen.post(visit + "come/", {"code": "000000" if number != "000000" else "111111"})
    assert wrong.status_code == 422
    assert chen.post(visit + "come/", {"code": number}).status_code == 302
    Visit.objects.filter(pk=visits[0].pk).update(came_at=timezone.now() - timedelta(minutes=50))
    assert chen.post(visit + "leave/", {"code": number}).status_code == 302
    assert chen.post(visit + "confirm/").status_code == 403
    assert wang.post(visit + "confirm/").status_code == 302
    wang.post(visit + "rate/", {"stars": "4", "words": "下次早点来"})
    assert VisitRating.objects.get().author == place.world.wang
    page = f"/timebank/{request.pk}/"
    assert "下次早点来" in client_for(place.world.sun).get(page).content.decode()
    for browser, address in ((chen, visit), (client_for(place.world.li), page)):
        assert "下次早点来" not in browser.get(address).content.decode()
    minutes = chen.get("/timebank/minutes/").content.decode()
    assert "+50" in minutes


def test_an_offer_is_made_shown_again_and_taken_back(place: Hours) -> None:
    browser = client_for(place.world.wang)
    sent = {"skills": ["company"], "days": ["0", "4"], "parts": ["morning"], "wide": "on"}
    assert browser.post("/timebank/offer/", sent).status_code == 302
    offer = Offer.objects.get(member__person=place.world.wang)
    assert offer.weekly == [[0, 480, 720], [4, 480, 720]]
    assert offer.path == place.world.community.path
    assert browser.get("/timebank/offer/").content.decode().count("checked") == 5
    browser.post("/timebank/offer/stop/")
    assert not Offer.objects.filter(member__person=place.world.wang).exists()


def test_the_card_and_the_form_are_printed(place: Hours) -> None:
    request, _visits = coordinate(place)
    for address in (f"/timebank/{request.pk}/card.pdf", "/timebank/ask/paper.pdf"):
        answer = client_for(place.world.wang).get(address)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")


def test_the_head_of_the_whole_place_changes_the_name_and_the_cap(place: Hours) -> None:
    ma = person("马区长", "13900000010")
    post(ma, Role.HEAD, place.world.jurisdiction.root)
    browser = client_for(ma, HTTP_ACCEPT_LANGUAGE="en")
    form: dict[str, Any] = {
        **{k: v for k, v in HoursRules.objects.get().body.items() if isinstance(v, int | str)},
        "valid_from": calendar.today(timezone.now()).isoformat(), "source": "会议纪要三号",
        "label": "bank", "cap_minutes": 600,
    }  # fmt: skip
    assert browser.post("/timebank/rules/", form | {"cap_minutes": -1}).status_code == 422
    assert browser.post("/timebank/rules/", form).status_code == 302
    assert "Time bank" in browser.get("/timebank/").content.decode()
    assert client_for(place.world.qian).post("/timebank/rules/", form).status_code == 403


def test_the_operator_of_the_whole_place_sees_its_helpers_and_proposals(place: Hours) -> None:
    zhou = person("周总值", "13900000009")
    post(zhou, Role.OPERATOR, place.world.jurisdiction.root)
    client_for(place.world.wang).post("/timebank/ask/", ASK | {"day_1": tomorrow()})
    browser = client_for(zhou)
    assert "陈*" in browser.get("/timebank/helpers/").content.decode()
    assert "陈*" in browser.get("/timebank/proposals/").content.decode()
