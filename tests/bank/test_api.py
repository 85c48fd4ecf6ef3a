"""The bank as JSON: everybody reads the open book, a household its own, and the council decides."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.bank import actions
from maplebridge.bank.models import Deed, Redemption
from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.people import actions as people
from maplebridge.people.models import Account, Person
from maplebridge.people.public import Scope, viewer_of
from tests.bank.shop import Shop
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, day


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """That Monday noon, and no two moments alike."""
    moments = itertools.count()
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(microseconds=next(moments)))


def ask(who: Person | None, path: str, sent: dict[str, Any] | None = None) -> Any:
    """By session; a visitor without."""
    client = Client(headers={"accept-language": "en"})
    if who is not None:
        client.force_login(Account.objects.get(person=who))
    address = f"/api/v1/bank/{path}"
    if sent is None:
        return client.get(address)
    return client.post(address, sent, "application/json")


def new(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "kind": "help_neighbour", "done_on": TODAY.isoformat()} | more


def test_everybody_reads_the_open_book_and_nobody_a_door(village: Village) -> None:
    bank = village.bank.pk
    done = village.enter(village.wang, done_on=date(2026, 10, 20), now=LAST_MONTH)
    village.approve(done, now=LAST_MONTH)
    notice = actions.publish_notice(
        viewer=village.sees(village.chair), bank_id=bank, month=date(2026, 10, 1), now=NOW
    )
    (listed,) = ask(None, "banks").json()["banks"]
    assert (listed["id"], listed["name"]) == (str(bank), "安乐村积分社")
    assert ask(None, f"banks/{bank}").json()["points_promised"] == done.points
    rules = ask(None, f"banks/{bank}/rules").json()
    kinds = {one["code"]: one for one in rules["kinds"]}
    assert kinds["help_neighbour"]["points"] == done.points
    assert rules["numbers"]["witnesses"] == 1
    assert ask(None, f"banks/{bank}/rules?day=2001-01-01").json()["code"] == "bank_not_yet"
    (row,) = ask(None, f"banks/{bank}/notices").json()["notices"]
    assert (row["id"], row["month"]) == (str(notice.pk), "2026-10")
    shown = ask(None, f"notices/{notice.pk}")
    (line,) = shown.json()["lines"]
    assert (line["number"], line["name"], line["points"]) == (1, "", done.points)
    assert "王" not in shown.content.decode()
    assert ask(None, f"banks/{uuid4()}").status_code == 404


LAST_MONTH = datetime(2026, 10, 21, 4, tzinfo=NOW.tzinfo)


def test_a_sealed_month_says_the_root_of_the_board(village: Village) -> None:
    village.approve(village.enter(village.wang))
    month, bank = date(2020, 1, 1), village.bank
    seal = actions.close_month(
        viewer=village.sees(village.chair), bank_id=bank.pk, month=month, now=NOW
    )
    (told,) = ask(None, f"banks/{bank.pk}/seals").json()["seals"]
    assert (told["month"], told["root"], told["slips"]) == ("2020-01", seal.head, seal.count)
    assert ask(None, f"banks/{bank.pk}/seals?after=2020-01").json()["seals"] == []
    assert ask(None, f"banks/{bank.pk}/seals?after=x").status_code == 422


def test_the_fund_and_the_shelf_as_their_pages_show_them(shop: Shop) -> None:
    rice, cut = shop.reward(), shop.reward("理发一次", 5, "service")
    shop.gift(10_000, donor_name="匿名老李")
    shop.goods(rice, pieces=2, fen=500)
    told = ask(None, f"banks/{shop.bank.pk}/fund?limit=1")
    fund = told.json()
    assert fund["sums"]["money_by_source"]["sponsor"] == 10_000
    assert (fund["pots"][0]["money"], fund["pots"][0]["stock"]) == (10_000, 500)
    again = ask(None, f"banks/{shop.bank.pk}/fund?limit=1&after={fund['next'].replace('+', '%2B')}")
    lines = [*fund["lines"], *again.json()["lines"]]
    assert sorted((one["money"], one["stock"]) for one in lines) == [(0, 500), (10_000, 0)]
    assert again.json()["next"] is None
    assert "匿名老李" not in told.content.decode()
    assert ask(None, f"banks/{shop.bank.pk}/fund?month=2026-13").status_code == 400
    first = ask(None, f"banks/{shop.bank.pk}/rewards?limit=1").json()
    second = ask(None, f"banks/{shop.bank.pk}/rewards?after={first['next']}").json()
    assert [first["rewards"][0]["id"], second["rewards"][0]["free"]] == [str(cut.pk), 2]


def test_a_deed_is_entered_once_and_decided_by_another(village: Village) -> None:
    village.enter(village.wang)
    address, sent = f"banks/{village.bank.pk}/deeds", new(passbook=1, saw_it=True, text="送菜")
    made = ask(village.li, address, sent)
    assert (made.status_code, made.json()["state"], made.json()["saw"]) == (201, "entered", 1)
    assert ask(village.li, address, sent).status_code == 200
    other = ask(village.li, address, sent | {"kind": "cleanup_day"})
    assert (other.status_code, other.json()["code"]) == (409, "deed_id_taken")
    assert ask(village.li, address, new(passbook=99)).json()["code"] == "bank_no_passbook"
    assert ask(village.stranger, address, new(passbook=99)).json()["code"] == "deed_not_for_you"
    assert ask(None, address, sent).status_code == 401
    key = sent["id"]
    assert ask(village.zhao, f"deeds/{key}").status_code == 404
    assert ask(village.wang, f"deeds/{key}").json()["text"] == "送菜"
    waiting = f"banks/{village.bank.pk}/deeds/waiting"
    assert [one["passbook"] for one in ask(village.chair, waiting).json()["deeds"]] == [1, 1]
    assert ask(village.li, waiting).status_code == 403
    assert ask(village.li, f"deeds/{key}/approve", {}).status_code == 403
    assert ask(village.chair, f"deeds/{key}/approve", {}).json()["state"] == "approved"
    assert ask(village.treasurer, f"deeds/{key}/refuse", {"text": "迟了"}).status_code == 409
    own = ask(village.son, address, new(done_on=day(-1).isoformat()))
    assert Deed.objects.get(pk=own.json()["id"]).household_id == village.house(village.wang)
    no = ask(village.chair, f"deeds/{own.json()['id']}/refuse", {"text": "没有这回事"}).json()
    assert (no["state"], no["refusal"]) == ("refused", "没有这回事")
    assert ask(village.li, f"deeds/{key}/withdraw", {}).json()["state"] == "withdrawn"
    listed = ask(village.wang, "deeds?limit=1").json()
    rest = ask(village.wang, f"deeds?after={listed['next']}").json()
    assert len(listed["deeds"] + rest["deeds"]) == 3


def test_a_household_reserves_once_and_gives_back_its_own(shop: Shop) -> None:
    rice = shop.reward()
    shop.goods(rice, pieces=2, fen=500)
    shop.give(shop.wang, 25)
    address, sent = f"rewards/{rice.pk}/reserve", {"id": str(uuid4())}
    made = ask(shop.wang, address, sent)
    assert (made.status_code, made.json()["state"]) == (201, "reserved")
    assert made.json()["code"] == Redemption.objects.get().code
    assert ask(shop.wang, address, sent).status_code == 200
    assert ask(shop.li, address, sent).status_code == 409
    assert ask(shop.li, address, {"id": str(uuid4())}).json()["code"] == "bank_points_short"
    (mine,) = ask(shop.hu, "redemptions").json()["redemptions"]
    assert mine["id"] == sent["id"], "those who live together read it"
    back = f"redemptions/{sent['id']}/cancel"
    assert ask(shop.chair, back, {}).status_code == 404, "the council gives back at its desk"
    assert ask(shop.wang, back, {}).json()["code"] == ""
    assert ask(shop.wang, back, {}).json()["state"] == "cancelled"
    assert shop.points(shop.wang) == 25


def test_a_program_of_an_office_enters_for_others_and_touches_no_points(village: Village) -> None:
    village.enter(village.wang)
    ask_for: dict[str, Any] = {
        "viewer": viewer_of(village.head, now=NOW), "id": uuid4(), "name": "热线", "office": True,
        "ends_on": calendar.today(NOW) + timedelta(days=9), "now": NOW,
    }  # fmt: skip
    for scope in (Scope.READ_POINTS, Scope.SPEND_POINTS, Scope.DECIDE_DEEDS):
        with pytest.raises(RuleBroken, match="neither"):
            people.make_token(**ask_for, scopes=[scope])
    token = people.make_token(**ask_for, scopes=[Scope.ENTER_DEEDS])
    sign: Any = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    address = f"/api/v1/bank/banks/{village.bank.pk}/deeds"
    for sent, status in ((new(passbook=1), 201), (new(), 422)):
        assert Client().post(address, sent, "application/json", **sign).status_code == status


def test_a_list_asks_the_same_however_long_it_is(shop: Shop) -> None:
    bank, counts = shop.bank.pk, []
    paths = [f"banks/{bank}/fund", f"banks/{bank}/rewards", "banks"]
    for round_ in range(2):
        for number in range(1 + round_ * 3):
            shop.goods(shop.reward(f"{round_} {number}"), pieces=1, fen=100)
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                ask(None, path)
            counts.append(len(asked))
    assert counts[:3] == counts[3:], "no query for each row"
    assert max(counts) <= 12
