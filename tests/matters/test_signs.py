"""Signs, papers and cards: a code stands for a place, a paper becomes one matter."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, PlaceSign
from maplebridge.matters.rules import signs
from maplebridge.people.models import Consent
from maplebridge.territory.models import Place, PlaceCode, ServicePoint
from tests.world import LONG_AGO, World, client_for, post, viewer


def sign(world: World, place: Place | None = None) -> PlaceSign:
    now = timezone.now()
    return actions.sign_of(viewer=viewer(world.li), place=place or world.entrance, now=now)


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_found_again_however_it_is_typed(digest: bytes) -> None:
    code = signs.code_from(digest)
    assert signs.normal(code) == code
    assert signs.normal(code.lower().replace("-", " ")) == code
    assert signs.normal(code[:-1]) == ""
    made = signs.paper_id(digest)
    assert (made.version, made.variant) == (8, "specified in RFC 4122")


def test_a_place_has_one_code_for_ever(world: World) -> None:
    assert sign(world).code == sign(world).code
    assert sign(world, world.grid).code != sign(world).code
    with pytest.raises(Forbidden):
        sign(world, world.other_grid)


@pytest.mark.parametrize("who", ["visitor", "wang"])
def test_a_scanned_code_opens_the_form_with_its_place(world: World, who: str) -> None:
    client = client_for(world.wang if who == "wang" else None)
    page = client.get("/matters/report/", {"at": sign(world).code}).content.decode()
    assert re.search(rf'value="{world.entrance.pk}" checked', page)
    assert page.count("checked") == 1 + page.count('name="channel" value="desk" checked')
    sent = {"id": str(uuid4()), "words": "灯坏了", "place": str(world.entrance.pk)}
    assert client.post("/matters/report/", sent).status_code == 302
    assert Matter.objects.get().place_id == world.entrance.pk


def test_a_code_is_typed_into_the_search_for_places(world: World) -> None:
    found = client_for(None).get("/matters/report/places/", {"place_search": sign(world).code})
    assert str(world.entrance.pk) in found.content.decode()
    none = client_for(None).get("/matters/report/places/", {"place_search": "ZZZZ-ZZZZ"})
    assert 'name="place"' not in none.content.decode()


def test_an_official_code_opens_it_too(world: World) -> None:
    PlaceCode.objects.create(
        place=world.grid, scheme="grid", code="360111001001001", valid_from=LONG_AGO, source="test"
    )
    assert queries.place_of_code(" 360111001001001 ").pk == world.grid.pk


def test_a_wrong_or_old_code_is_told_and_the_form_stays(world: World) -> None:
    visitor, code = client_for(None), sign(world).code
    wrong = visitor.get("/matters/report/", {"at": "ZZZZ-ZZZZ"}, headers={"Accept-Language": "en"})
    assert "No place here has the code ZZZZ-ZZZZ" in wrong.content.decode()
    assert 'name="words"' in wrong.content.decode()
    Place.objects.filter(pk=world.entrance.pk).update(valid_to=timezone.now().date())
    old = visitor.get("/matters/report/", {"at": code}, headers={"Accept-Language": "en"})
    assert "is no more" in old.content.decode()


@pytest.mark.parametrize("kind", ["poster", "door", "paper", "card"])
def test_each_sheet_is_a_pdf_for_those_who_serve_the_place(world: World, kind: str) -> None:
    address = f"/matters/signs/{world.entrance.pk}/"
    made = client_for(world.li).post(address, {"kind": kind, "copies": "2"})
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    assert "attachment" in made["Content-Disposition"]
    for other, status in ((world.wu, 403), (world.wang, 403)):
        assert client_for(other).post(address, {"kind": kind}).status_code == status


def printed(world: World, kind: str, monkeypatch: pytest.MonkeyPatch, **sent: Any) -> str:
    """The page that the PDF is made of."""
    from maplebridge.core import documents

    pages: list[str] = []

    def caught(page: str, style: str) -> bytes:
        pages.append(page)
        return b"%PDF-"

    monkeypatch.setattr(documents, "_to_pdf", caught)
    client_for(world.li).post(f"/matters/signs/{world.entrance.pk}/", {"kind": kind, **sent})
    return pages[0]


def test_a_private_number_is_on_the_card_only_when_its_holder_agreed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(world.chen, Role.BUILDING_CHIEF, world.building)
    ServicePoint.objects.create(name="东社区驿站", place=world.grid, phone="0791-8000000")
    card = printed(world, "card", monkeypatch)
    assert "李网格" in card
    assert "赵代理" in card, "the deputy"
    assert "陈邻居" in card
    assert "0791-8000000" in card
    assert not re.search(r"1[3-9]\d{9}", card)
    Consent.objects.create(
        person=world.li,
        purpose="door_card",
        text_version="2026-11",
        channel="web",
        given_at=timezone.now(),
    )
    agreed = printed(world, "card", monkeypatch)
    assert re.findall(r"1[3-9]\d{9}", agreed) == [world.li.phone]


def test_a_paper_typed_in_twice_is_one_matter_and_its_receipt_is_the_one_torn_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = printed(world, "paper", monkeypatch, copies="3")
    numbers = re.findall(r"<b>(\w{4}-\w{4})</b>", papers)
    receipts = re.findall(r'class="receipt">([\w-]{14})<', papers)
    assert len(set(numbers)) == len(set(receipts)) == 3
    li = client_for(world.li)
    address = f"/matters/relay/?paper={numbers[1]}&at={sign(world).code}"
    page = li.get(address).content.decode()
    assert re.search(rf'value="{world.entrance.pk}" required checked', page)
    for again in range(2):
        sent = {
            "id": str(uuid4()),
            "channel": "desk",
            "paper": numbers[1].lower(),
            "text": "张三：楼梯扶手松了",
            "place": str(world.entrance.pk),
        }
        assert li.post("/matters/relay/", sent).status_code == 200, again
    matter = Matter.objects.get()
    assert (matter.channel, matter.words) == ("desk", "张三：楼梯扶手松了"), "as it is written"
    assert matter.first_answered_at is None, "nobody has answered yet"
    visitor = client_for(None)
    assert visitor.post("/matters/receipt/", {"code": receipts[1]}).status_code == 302
    assert visitor.post("/matters/receipt/", {"code": receipts[0]}).status_code == 422


def test_a_mistyped_number_of_a_paper_is_refused(world: World) -> None:
    sent = {"id": str(uuid4()), "channel": "desk", "paper": "12", "text": "灯", "place": "x"}
    page = client_for(world.li).post("/matters/relay/", sent | {"place": str(world.grid.pk)})
    assert page.status_code == 422
    assert not Matter.objects.exists()
