"""What a resident reads on their own pages: who sees it, what is missing, what waits for their word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core.values import uuid7
from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, client_for, photo, publish, viewer

EN = {"Accept-Language": "en"}


def page(who: Any, address: str) -> str:
    answer = client_for(who).get(address, headers=EN)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def form(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "words": "路灯不亮"} | more


def answered(world: World, words: str = "路灯不亮") -> Matter:
    sent = actions.Report(words=words, place_id=world.grid.pk, category="lighting")
    made = actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now())
    return actions.answer(
        viewer=viewer(world.li), matter_id=made.matter.pk, text="灯已换好", code="fixed",
        now=timezone.now(),
    )  # fmt: skip


def test_the_reporters_page_says_that_it_is_public_since_when_and_how_to_take_it_back(
    world: World,
) -> None:
    publication = publish(world)
    address = f"/matters/{publication.matter_id}/"
    own = page(world.wang, address)
    assert "once it was checked" not in own
    assert "Everybody since" in own
    assert f'href="/matters/public/{publication.matter_id}/"' in own
    assert "Change it or take it back" in own
    assert "take it back" not in page(world.li, address).lower()
    choice = page(world.wang, f"/matters/public/{publication.matter_id}/readers/")
    assert "leaves the public pages at once" in choice


def test_the_reporters_page_says_why_it_was_not_released(world: World) -> None:
    from maplebridge.square import actions as square

    publication = publish(world)
    square.refuse(
        viewer=viewer(world.li), matter_id=publication.matter_id, reason="照片里有车牌",
        now=timezone.now(),
    )  # fmt: skip
    own = page(world.wang, f"/matters/{publication.matter_id}/")
    assert "照片里有车牌" in own
    assert "once it was checked" not in own


def test_a_worker_is_not_called_the_reporter(world: World) -> None:
    matter = answered(world)
    address = f"/matters/{matter.pk}/"
    assert "those above, and you" in page(world.wang, address)
    assert "those above and the reporter" in page(world.li, address)
    assert "and you" not in page(world.li, address)


def test_a_missing_place_is_told_at_the_field_and_everything_typed_stays(world: World) -> None:
    visitor = client_for(None)
    sent = form(photos=photo(), place_text="二楼拐角")
    answer = visitor.post("/matters/report/", sent, headers=EN)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#place_search">Where is it?</a>' in html
    assert html.count('id="id_place_error"') == 1
    search = re.search(r"<input[^>]*name=\"place_search\"[^>]*>", html)
    assert search is not None
    assert 'aria-describedby="id_place_error"' in search.group()
    assert 'aria-invalid="true"' in search.group()
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert all(kept in html for kept in ("路灯不亮", "二楼拐角", 'name="kept"'))


def test_all_that_is_missing_is_told_at_once(world: World) -> None:
    html = client_for(None).post("/matters/report/", form(words="")).content.decode()
    assert 'href="#place_search"' in html
    assert 'href="#id_words"' in html


def test_who_is_not_signed_in_is_not_told_that_their_name_is_shown(world: World) -> None:
    assert "Your name and phone are shown" in page(world.wang, "/matters/report/")
    visitor = page(None, "/matters/report/")
    assert "Your name and phone are shown" not in visitor
    assert "without a name or a number" in visitor


@pytest.mark.parametrize("address", ["/", "/?elder=1"])
def test_an_answer_that_waits_for_a_word_is_the_first_thing_on_the_home_page(
    world: World, address: str
) -> None:
    matter = answered(world)
    home = page(world.wang, address)
    asked = home.index(f"/matters/{matter.pk}/?word=yes#h-rate")
    assert f"/matters/{matter.pk}/?word=no#not-solved" in home
    assert asked < home.index("/matters/report/", home.index("<main"))
    assert "灯已换好" in home
    assert str(matter.pk) not in page(world.chen, address)
    rating = page(world.wang, f"/matters/{matter.pk}/?word=yes")
    assert re.search(r'name="rate-solved" value="yes"[^>]*checked', rating)
    assert '<details class="more" id="not-solved" open>' in page(
        world.wang, f"/matters/{matter.pk}/?word=no"
    )
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    assert "?word=" not in page(world.wang, address)


def test_an_unknown_receipt_is_told_once(world: World) -> None:
    answer = client_for(None).post("/matters/receipt/", {"code": "AAAA-AAAA-AAAA"}, headers=EN)
    html = answer.content.decode()
    assert html.count("No report belongs to this receipt code") == 1


def test_an_error_summary_has_no_half_width_colon(world: World) -> None:
    html = client_for(None).post("/matters/report/", form()).content.decode()
    summary = html[html.index("notice-error") :].split("</div>")[0]
    assert "</a>:" not in summary


@pytest.mark.parametrize("address", ["/", "/matters/report/", "/matters/receipt/"])
def test_the_way_to_sign_in_is_shown_twice_at_most(world: World, address: str) -> None:
    assert page(None, address).count('href="/account/login/') <= 2
