"""What words give away, which parts are covered, whose spot is shown: tables a moderator can read."""

from __future__ import annotations

import pytest

from maplebridge.square.rules import areas, revealing, spots, stages
from maplebridge.square.rules.revealing import Kind
from maplebridge.square.rules.stages import Stage

GIVES_AWAY = [
    ("打 13800138000 找我", Kind.PHONE, "13800138000"),
    ("打138-0013-8000", Kind.PHONE, "138-0013-8000"),
    ("打138 0013 8000", Kind.PHONE, "138 0013 8000"),
    ("打１３８００１３８０００", Kind.PHONE, "１３８００１３８０００"),
    ("电话一三八零零一三八零零零", Kind.PHONE, "一三八零零一三八零零零"),
    ("幺三八〇〇幺三八〇〇〇", Kind.PHONE, "幺三八〇〇幺三八〇〇〇"),
    ("座机 8630 1234", Kind.PHONE, "8630 1234"),
    ("+86 138 0013 8000", Kind.PHONE, "+86 138 0013 8000"),
    ("QQ 123456789", Kind.PHONE, "123456789"),
    ("身份证 360102194912310028", Kind.IDENTITY, "360102194912310028"),
    ("身份证36010219491231002X", Kind.IDENTITY, "36010219491231002X"),
    ("老证 360102491231002", Kind.IDENTITY, "360102491231002"),
    ("赣A12345 又占道", Kind.PLATE, "赣A12345"),
    ("贛A·12345", Kind.PLATE, "贛A·12345"),
    ("新能源赣AD12345", Kind.PLATE, "赣AD12345"),
    ("赣 A 1234警", Kind.PLATE, "赣 A 1234警"),
    ("写信 wang@example.com", Kind.MAIL, "wang@example.com"),
    ("王奶奶家的灯", Kind.NAME, "王奶奶"),
]
HARMLESS = [
    "3棟1單元的灯不亮，已经3天",
    "2026-11-23 晚上 20:45 起",
    "2026年11月23日报过",
    "20路和232路公交站之间",
    "楼下 100 米、60 盏灯",
    "赣江边的路灯",
    "一二三四五楼都黑",
    "",
]


@pytest.mark.parametrize(("words", "kind", "text"), GIVES_AWAY)
def test_a_run_that_leads_to_a_person_is_found(words: str, kind: Kind, text: str) -> None:
    assert [(f.kind, f.text) for f in revealing.giving_away(words, ["王奶奶"])] == [(kind, text)]


@pytest.mark.parametrize("words", HARMLESS)
def test_ordinary_figures_are_no_numbers_of_people(words: str) -> None:
    assert revealing.giving_away(words, ["王奶奶", "李"]) == []


def test_every_run_is_told_once_and_in_order() -> None:
    found = revealing.giving_away("赣A12345 停着，车主 13800138000，写 a@b.cn", [])
    assert [f.kind for f in found] == [Kind.PLATE, Kind.PHONE, Kind.MAIL]


def test_areas_are_rectangles_inside_the_picture() -> None:
    assert areas.read("0,0,1000,1000;10,20,30,40") == [(0, 0, 1000, 1000), (10, 20, 30, 40)]
    assert areas.read("") == []
    for wrong in ("1,2,3", "0,0,1001,5", "990,0,20,20", "0,0,0,0", "a,b,c,d", "0,0,9,9;" * 41):
        with pytest.raises(areas.AreasUnreadable):
            areas.read(wrong)


def test_squares_beside_each_other_become_one_rectangle() -> None:
    assert areas.of_squares([0, 1, 2, 9]) == [(0, 0, 375, 125), (125, 125, 125, 125)]
    assert areas.of_squares([63]) == [(875, 875, 125, 125)]
    assert areas.of_squares([5, 7]) == [(625, 0, 125, 125), (875, 0, 125, 125)]
    assert areas.of_squares([]) == []
    with pytest.raises(areas.AreasUnreadable):
        areas.of_squares([64])


@pytest.mark.parametrize(
    ("level", "public_thing", "pointed_at", "shown"),
    [
        ("grid", True, True, True),
        ("community", True, True, True),
        ("building", True, True, False),
        ("entrance", True, True, False),
        ("estate", True, True, False),
        ("grid", True, False, False),
        ("grid", False, True, False),
    ],
)
def test_the_spot_is_shown_of_public_things_outside_only(
    level: str, public_thing: bool, pointed_at: bool, shown: bool
) -> None:
    found = spots.may_show_spot(level, public_thing=public_thing, pointed_at=pointed_at)
    assert found is shown


def test_what_was_taken_back_is_only_asked_for_anew() -> None:
    assert stages.NEXT[Stage.TAKEN_BACK] == {Stage.ASKED}
    assert not stages.may_follow(Stage.TAKEN_BACK, Stage.RELEASED)
    assert all(stages.may_follow(s, Stage.TAKEN_BACK) for s in Stage if s != Stage.TAKEN_BACK)
