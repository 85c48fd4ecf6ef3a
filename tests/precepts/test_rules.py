"""What the pure rules say of articles, decisions, doubts, changes and families."""

from __future__ import annotations

import random
from dataclasses import replace
from uuid import uuid4

import pytest

from maplebridge.precepts.rules import deciding, family
from maplebridge.precepts.rules.articles import Article, Typed, arranged
from maplebridge.precepts.rules.comparing import Change, compare, pieces
from maplebridge.precepts.rules.deciding import Way
from maplebridge.precepts.rules.lint import Doubt, warnings
from tests.people.ground import TODAY, day
from tests.precepts.hamlet import decision


def test_an_article_keeps_its_number_wherever_it_is_moved() -> None:
    typed = [Typed(1, 30, "", "甲"), Typed(2, 10, "", "乙"), Typed(0, 20, "", "丙")]
    found = arranged(typed, last_number=5)
    assert [(one.number, one.text) for one in found] == [(2, "乙"), (6, "丙"), (1, "甲")]


def test_an_emptied_article_goes_and_its_number_is_never_given_again() -> None:
    found = arranged([Typed(1, 1, "", "甲"), Typed(2, 2, " ", " ")], last_number=2)
    assert [one.number for one in found] == [1]
    again = arranged([Typed(1, 1, "", "甲"), Typed(0, 2, "", "新")], last_number=2)
    assert [one.number for one in again] == [1, 3]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ([Typed(0, 1, "标题", "")], "empty_text"),
        ([Typed(0, 1, "", "字" * 1001)], "long"),
        ([Typed(0, 1, "字" * 41, "字")], "long"),
        ([Typed(0, 1, "", "a\x00b")], "long"),
        ([Typed(3, 1, "", "字")], "number"),
        ([Typed(1, 1, "", "字"), Typed(1, 2, "", "字")], "number"),
        ([Typed(0, 1, "", "字")] * 81, "many"),
    ],
)
def test_articles_that_cannot_stand_are_refused_by_name(typed: list[Typed], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        arranged(typed, last_number=2)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, ""),
        ({"met_on": day(1)}, "precepts_meeting_ahead"),
        ({"present": 101}, "precepts_more_present"),
        ({"votes_for": 75}, "precepts_more_votes"),
        ({"votes_for": 5}, "precepts_not_carried"),
        ({"against": -1}, "precepts_counts"),
        ({"entitled": 1_000_001}, "precepts_counts"),
    ],
)
def test_a_decision_is_refused_only_when_its_numbers_cannot_be(
    changes: dict[str, int], code: str
) -> None:
    assert deciding.refused(decision(**changes), today=TODAY) == code


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"present": 51, "votes_for": 30}, []),
        ({"present": 50, "votes_for": 30}, ["few_present"]),
        ({"way": Way.HOUSEHOLDS, "present": 66, "votes_for": 50}, ["few_households"]),
        ({"way": Way.HOUSEHOLDS, "present": 67, "votes_for": 50}, []),
        ({"votes_for": 40}, ["no_majority"]),
    ],
)
def test_what_is_odd_about_a_decision_is_told_and_stops_nobody(
    changes: dict[str, int], found: list[str]
) -> None:
    odd = decision(**changes)
    assert list(deciding.doubts(odd)) == found
    assert deciding.refused(odd, today=TODAY) == ""


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("乱倒垃圾的罚款50元。", Doubt.FINE),
        ("亂倒垃圾者處以二百元。", Doubt.FINE),
        ("建房前交纳保证金。", Doubt.FINE),
        ("违反的停水停电。", Doubt.RIGHTS),
        ("不参加劳动的取消低保资格。", Doubt.RIGHTS),
        ("三次不到会的不予盖章。", Doubt.RIGHTS),
        ("每次扣5积分。", Doubt.RIGHTS),
        ("外嫁女不参加分配。", Doubt.WOMEN),
        ("妇女出嫁后户口迁出。", Doubt.WOMEN),
        ("纯女户另议。", Doubt.WOMEN),
        ("偷盗的游街示众。", Doubt.FORCE),
        ("违建由村里强拆。", Doubt.FORCE),
        ("有事打13800000000。", Doubt.PERSON),
        ("王大力家不得养狗。", Doubt.PERSON),
    ],
)
def test_a_doubtful_article_is_named_with_its_words(text: str, doubt: Doubt) -> None:
    found = warnings([Article(3, "", text)], ["王大力", "李"])
    assert [(one.number, one.doubt) for one in found] == [(3, doubt)]
    assert found[0].words in text


@pytest.mark.parametrize(
    "text",
    [
        "红白喜事简办，彩礼不超过大家说好的数。",
        "村里不得罚款，不得停水停电。",
        "垃圾按时投放，爱护庄稼。",
        "男女平等，女儿儿子一样好。",
        "李子成熟时互相帮忙。",
        "积极参加积分活动，交流经验。",
        "每户每年义务劳动一天，自愿参加。",
    ],
)
def test_a_harmless_article_raises_no_doubt(text: str) -> None:
    assert warnings([Article(1, "", text)], ["王大力", "李"]) == []


def test_a_change_is_shown_word_by_word_and_a_rewriting_as_a_whole() -> None:
    parts = list(pieces("红白喜事不超过十桌。", "红白喜事不超过八桌。"))
    assert [(one.how, one.words) for one in parts] == [
        ("kept", "红白喜事不超过"), ("gone", "十"), ("new", "八"), ("kept", "桌。"),
    ]  # fmt: skip
    assert [one.how for one in pieces("爱护树木", "按时开会")] == ["gone", "new"]
    shreds = list(
        pieces("酒席不超过十桌，烟酒用本地的就好。", "酒席不超过八桌，违反的罚款二百元。")
    )
    assert [one.how for one in shreds] == ["kept", "gone", "new", "kept"]
    assert shreds[1].words == "十桌，烟酒用本地的就好", "a word in common is no reason to cut"


def test_articles_are_compared_by_their_number() -> None:
    before = [Article(1, "", "甲"), Article(2, "", "乙乙乙"), Article(3, "", "丙")]
    after = [Article(3, "", "丙"), Article(1, "", "甲"), Article(4, "", "丁")]
    found = {one.number: one.change for one in compare(before, after)}
    assert found[4] is Change.NEW
    assert found[2] is Change.GONE
    assert {found[1], found[3]} == {Change.SAME, Change.MOVED}


def test_both_versions_can_be_read_out_of_a_comparison() -> None:
    chance = random.Random(7)
    for _ in range(60):
        before, after = (
            [
                Article(number, "", "".join(chance.choices("甲乙丙丁。", k=chance.randint(1, 12))))
                for number in range(1, chance.randint(1, 7))
            ]
            for _side in "ab"
        )
        found = compare(before, after)
        for side, gone in ((before, "new"), (after, "gone")):
            read = {
                one.number: "".join(part.words for part in one.pieces if part.how != gone)
                for one in found
            }
            assert {n: words for n, words in read.items() if words} == {
                one.number: one.text for one in side
            }


def test_a_family_has_agreed_when_all_have_and_one_is_grown_up() -> None:
    one, two, child = uuid4(), uuid4(), uuid4()
    said = {one: "agreed", two: "agreed", child: "child"}
    assert family.agreed([one, two, child], said)
    assert not family.agreed([one, two, child], said | {child: "no"})
    assert not family.agreed([one, two, child, uuid4()], said)
    assert not family.agreed([child], said)
    assert not family.agreed([], said)


def test_no_number_of_a_decision_is_judged_by_its_record() -> None:
    assert deciding.refused(replace(decision(), record=""), today=TODAY) == ""
