"""The resident says that it is not solved and leaves it at that: recorded, shown and counted so."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from maplebridge.bank.rules import Part, Taker, read_tariff, shares
from maplebridge.core import calendar
from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from maplebridge.matters.rules.states import (
    ANSWER_CODES,
    ClosingCode,
    closing_code,
    undisputed_code,
)
from maplebridge.review.queries.figures import figures_of
from maplebridge.review.rules import figures as rules
from tests.matters.work_side.test_inbox import get, make, send
from tests.world import World, viewer

LEFT = "未解决，居民不再要求办"


def answered(world: World, code: str = "fixed") -> Matter:
    matter = make(world)
    now = timezone.now()
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", code=code, now=now)
    return matter


def rated(world: World, code: str = "fixed", solved: str = "no") -> Matter:
    matter = answered(world, code)
    fields = {"rate-stars": "2", "rate-solved": solved}
    send(world, "wang", f"/matters/{matter.pk}/rate/", **fields)
    matter.refresh_from_db()
    return matter


@pytest.mark.parametrize(
    ("proposed", "code"),
    [
        ("fixed", "unsolved"),
        ("answered", "unsolved"),
        ("not_ours", "not_ours"),
        ("cannot_fix", "cannot_fix"),
        ("no_contact", "no_contact"),
    ],
)
def test_what_the_resident_denies_is_closed_as_not_solved(proposed: str, code: str) -> None:
    assert closing_code(ClosingCode(proposed), solved=False) == code


def test_nobody_said_anything_is_not_the_same_as_not_solved() -> None:
    assert undisputed_code(ClosingCode.FIXED) is ClosingCode.ANSWERED
    assert all(undisputed_code(one) is not ClosingCode.UNSOLVED for one in ANSWER_CODES)
    assert ClosingCode.UNSOLVED not in ANSWER_CODES


def test_timeline_badge_and_handlers_page_say_so(world: World) -> None:
    matter = rated(world)
    assert matter.closing_code == "unsolved"
    for who in ("wang", "li", "sun"):
        shown = get(world, who, f"/matters/{matter.pk}/")
        assert f"已结案：{LEFT}" in shown, who
        assert "已说明" not in re.sub(r"<form.*?</form>", "", shown, flags=re.DOTALL), who
    row = re.search(
        r"<a class=\"list-row\".*?</a>", get(world, "li", "/matters/inbox/?tab=all"), re.S
    )
    assert row
    assert LEFT in row[0]
    assert "tone-done" not in row[0]


@pytest.mark.parametrize(("solved", "said"), [("no", "居民说没有解决"), ("yes", "居民说已经解决")])
def test_the_rating_says_what_the_resident_said_whatever_the_ending(
    world: World, solved: str, said: str
) -> None:
    assert said in get(world, "li", f"/matters/{rated(world, 'cannot_fix', solved).pk}/")


def test_the_review_counts_it_by_what_was_said(world: World) -> None:
    for code, solved in (("fixed", "no"), ("cannot_fix", "no"), ("fixed", "yes")):
        rated(world, code, solved)
    answered(world)
    found = figures_of(calendar.today(timezone.now()).replace(day=1))
    month = rules.summed(found.months.values())
    assert (month.closed, month.fixed, month.solved, month.unsolved) == (3, 1, 1, 2)
    assert rules.share(month, "unsolved") == rules.Share(2, 3)


def test_who_says_no_gets_the_same_points_as_who_says_yes() -> None:
    tariff = read_tariff({"rewarded_codes": ["answered"], "reporter_points": 2, "helper_points": 1})
    taker = Taker(Part.REPORTER, known=True, household_id=uuid4())
    given = [shares(tariff, code, [taker], frozenset()) for code in ("answered", "unsolved")]
    assert given[0] == given[1]
    assert given[0][0].points == 2


def test_what_was_left_can_still_be_opened_again(world: World) -> None:
    matter = rated(world)
    later = timezone.now() + timedelta(days=3)
    actions.dispute(viewer=viewer(world.wang), matter_id=matter.pk, reason="又坏了", now=later)
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code) == ("reopened", "")


def test_no_ending_is_chosen_for_the_handler_and_what_was_typed_stays(world: World) -> None:
    matter = make(world)
    shown = get(world, "li", f"/matters/{matter.pk}/")
    radios = re.findall(r'<input type="radio" name="answer-code"[^>]*>', shown)
    assert len(radios) == len(ANSWER_CODES)
    assert not [one for one in radios if "checked" in one]
    assert all("required" in one for one in radios)
    page = send(world, "li", f"/matters/{matter.pk}/answer/", **{"answer-text": "灯泡已换"})
    assert page.status_code == 422
    body = page.content.decode()
    assert "请选择事情怎样了结" in body
    assert "灯泡已换" in body
    assert Matter.objects.get(pk=matter.pk).state == "received"
