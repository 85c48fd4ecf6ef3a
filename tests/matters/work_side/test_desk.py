"""What a newcomer at the desk tripped over: titles, the caller, danger, photos, places, two words."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from maplebridge.core.viewer import Role
from maplebridge.matters import actions
from maplebridge.matters.messages import STATES
from maplebridge.matters.models import MatterPhoto
from maplebridge.matters.rules.input import title_of
from maplebridge.square.models import Publication
from tests.matters.work_side.test_inbox import get, make, send
from tests.world import World, client_for, photo, post, viewer

LONG = "三号楼门口的路灯坏了好几天，晚上老人下楼看不见台阶，昨天已经有人摔了一跤，请尽快派人来修，谢谢你们"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("路灯不亮", "路灯不亮"),
        ("路灯不亮\n请快点修", "路灯不亮"),
        (
            LONG,
            "三号楼门口的路灯坏了好几天，晚上老人下楼看不见台阶，昨天已经有人摔了一跤，请尽快派人来修…",
        ),
        ("字" * 60, "字" * 47 + "…"),
        ("The street lamp in front of building three is broken again", None),
    ],
)
def test_a_title_ends_where_one_would_take_a_breath(words: str, title: str | None) -> None:
    cut = title_of(words)
    assert len(cut) <= 48
    if title is None:
        title = "The street lamp in front of building three is…"
    assert cut == title


def test_a_matter_is_called_by_its_words_and_its_place_comes_second(world: World) -> None:
    matter = make(world, LONG, place_text="门口左边")
    for who in ("wang", "li"):
        shown = get(world, who, f"/matters/{matter.pk}/")
        (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", shown)
        assert heading == title_of(LONG)
        assert shown.index(heading) < shown.index("门口左边")
        (title,) = re.findall(r"<title>(.*?)</title>", shown)
        assert title.startswith(title_of(LONG))
        assert matter.reference in title


def test_a_forgotten_matter_is_called_by_its_kind(world: World) -> None:
    matter = make(world, "路灯不亮", category="lighting")
    type(matter).objects.filter(pk=matter.pk).update(words="")
    (heading,) = re.findall(r"<h1[^>]*>(.*?)</h1>", get(world, "li", f"/matters/{matter.pk}/"))
    assert heading.strip()
    assert heading.strip() != world.grid.name


def calling(world: World, **fields: str) -> str:
    sent = {"id": str(uuid4()), "began": timezone.now().isoformat(), "look": "1"} | fields
    return send(world, "sun", "/matters/console/", **sent).content.decode()


def checked(page: str) -> str:
    radios = re.findall(r'<input type="radio" name="reporter" value="([^"]*)"( checked)?>', page)
    return next(value for value, mark in radios if mark)


def test_the_one_whose_whole_number_was_typed_is_chosen(world: World) -> None:
    page = calling(world, caller=str(world.wang.phone))
    assert checked(page) == str(world.wang.pk)
    assert checked(calling(world, caller="王")) == ""


def test_who_chose_nobody_is_not_overruled_by_the_next_look(world: World) -> None:
    number = str(world.wang.phone)
    assert checked(calling(world, caller=number, matched=number, reporter="")) == ""


def test_a_danger_is_told_once_and_to_the_operator(world: World) -> None:
    page = calling(world, words="楼道里煤气泄漏，味道很大")
    assert page.count('role="alert"') == 1
    assert page.index("请告诉来电人") < page.index('role="alert"')


def test_taken_on_and_being_worked_on_are_two_words(world: World) -> None:
    words = [str(look[0]) for look in STATES.values()]
    assert len(set(words)) == len(words)


def test_a_place_where_it_is_already_is_not_offered(world: World) -> None:
    post(world.chen, Role.GRID_WORKER, world.next_grid)
    matter = make(world)
    shown = get(world, "li", f"/matters/{matter.pk}/")
    offered = re.findall(r'name="refer-place" value="([^"]+)"', shown)
    assert str(world.grid.pk) not in offered
    assert str(world.next_grid.pk) in offered


def public(world: World, photos: int = 2) -> tuple[str, list[str]]:
    """A matter that its reporter opened to everybody, with photos nobody has looked at."""
    from maplebridge.core import files
    from maplebridge.core.outbox import deliver_all

    now = timezone.now()
    kept = [files.ingest(photo(f"{n}.png", f"#a3{n}"), now=now).pk for n in range(photos)]
    sent = actions.Report(
        words="路灯不亮", place_id=world.grid.pk, photos=tuple(kept), everybody_sees=True
    )
    matter = actions.report(viewer=viewer(world.wang), sent=sent, now=now).matter
    deliver_all()
    shots = MatterPhoto.objects.filter(event__matter=matter).order_by("order")
    return str(matter.pk), [str(pk) for pk in shots.values_list("pk", flat=True)]


def test_releasing_without_a_word_about_a_photo_is_refused_and_the_words_stay(world: World) -> None:
    pk, _ = public(world)
    address = f"/matters/public/{pk}/release/"
    page = send(world, "li", address, words="小区路灯不亮")
    assert page.status_code == 422
    body = page.content.decode()
    assert "还有 2 张照片没有决定" in body
    assert "小区路灯不亮" in body
    send(world, "li", address, words="小区路灯不亮", photos_private="yes")
    assert Publication.objects.get().stage == "released"


def test_after_one_photo_comes_the_next_undecided_one(world: World) -> None:
    pk, (first, second) = public(world)
    client = client_for(world.li)
    client.cookies["django_language"] = "zh-hans"
    address = f"/matters/public/{pk}/release/{first}/"
    page = client.post(address, {"decision": "hide"}, follow=True).content.decode()
    assert f"/release/{second}/" in page
    assert "下一张照片" in page
