"""月公示: the month is published, anybody in the village may object, and what stands is posted."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from maplebridge.bank import actions, queries
from maplebridge.bank.actions import noticing
from maplebridge.bank.models import Deed, MonthNotice
from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.ledger import public as ledger
from maplebridge.people.models import Person
from maplebridge.people.public import give_consent, withdraw_consent
from tests.bank.village import Village
from tests.people.ground import NOW, day

NOVEMBER = date(2026, 11, 1)
FIRST = calendar.start_of(date(2026, 12, 1)) + timedelta(hours=9)
OVER = FIRST + timedelta(days=10)


def publish(village: Village, now: datetime = FIRST, month: date = NOVEMBER) -> MonthNotice:
    viewer = village.sees(village.chair, now)
    return actions.publish_notice(viewer=viewer, bank_id=village.bank.pk, month=month, now=now)


def balance(village: Village, person: Person) -> ledger.Balance:
    account = actions.household_account(village.house(person), village.bank.pk, now=NOW)
    return ledger.balance(account)


@pytest.fixture
def noticed(village: Village) -> Deed:
    """Wang's deed, approved and in the notice of November."""
    deed = village.approve(village.enter(village.wang))
    publish(village)
    deed.refresh_from_db()
    return deed


def test_a_notice_leaves_five_working_days_and_then_posts(village: Village, noticed: Deed) -> None:
    notice = noticed.notice
    assert notice is not None
    assert notice.closes_at == calendar.start_of(date(2026, 12, 9))
    actions.post_due(now=notice.closes_at - timedelta(seconds=1))
    assert balance(village, village.wang).posted == 0
    actions.post_due(now=notice.closes_at)
    actions.post_due(now=notice.closes_at)
    assert (balance(village, village.wang).available, balance(village, village.wang).incoming) == (
        2, 0,
    )  # fmt: skip
    notice.refresh_from_db()
    assert notice.posted_at == notice.closes_at


def test_only_the_council_publishes_and_only_a_month_that_is_over(village: Village) -> None:
    with pytest.raises(RuleBroken, match="not over"):
        publish(village, FIRST - timedelta(days=1))
    with pytest.raises(Forbidden):
        actions.publish_notice(
            viewer=village.sees(village.li, FIRST),
            bank_id=village.bank.pk,
            month=NOVEMBER,
            now=FIRST,
        )
    publish(village)
    with pytest.raises(RuleBroken, match="already"):
        publish(village)


def test_what_comes_late_goes_into_the_next_notice(village: Village, noticed: Deed) -> None:
    late = village.enter(village.zhao, done_on=day(5), now=FIRST, kind="trees")
    village.approve(late, now=FIRST)
    january = calendar.start_of(date(2027, 1, 1)) + timedelta(hours=9)
    next_one = publish(village, january, date(2026, 12, 1))
    late.refresh_from_db()
    assert late.notice == next_one
    with pytest.raises(RuleBroken):
        publish(village, january)


def test_an_upheld_objection_takes_the_entry_out(village: Village, noticed: Deed) -> None:
    made = actions.object_to(
        viewer=village.sees(village.zhao, FIRST), deed_id=noticed.pk, text="那天下雨", now=FIRST
    )
    ask: dict[str, Any] = {"objection_id": made.pk, "text": "查实，当天没有", "now": FIRST}
    for who in (village.wang, village.li):
        with pytest.raises(Forbidden):
            actions.answer_objection(viewer=village.sees(who, FIRST), upheld=True, **ask)
    actions.answer_objection(viewer=village.sees(village.chair, FIRST), upheld=True, **ask)
    noticed.refresh_from_db()
    assert (noticed.state, balance(village, village.wang).incoming) == ("voided", 0)
    assert noticed.notice is not None
    assert queries.notice_lines(noticed.notice) == []
    assert queries.objections_of(noticed.notice) == {"received": 1, "upheld": 1, "waiting": 0}
    with pytest.raises(RuleBroken):
        actions.answer_objection(viewer=village.sees(village.chair, FIRST), upheld=False, **ask)


def test_an_entry_waits_for_the_answer_and_is_posted_when_it_stands(
    village: Village, noticed: Deed
) -> None:
    made = actions.object_to(
        viewer=village.sees(village.zhao, FIRST), deed_id=noticed.pk, text="不清楚", now=FIRST
    )
    actions.post_due(now=OVER)
    assert balance(village, village.wang).posted == 0
    actions.answer_objection(
        viewer=village.sees(village.treasurer, OVER), objection_id=made.pk, upheld=False,
        text="李家看见了", now=OVER,
    )  # fmt: skip
    assert balance(village, village.wang).posted == 2
    actions.post_due(now=OVER)
    assert MonthNotice.objects.get().posted_at == OVER


def test_villagers_object_in_time_and_the_council_enters_paper(
    village: Village, noticed: Deed
) -> None:
    ask: dict[str, Any] = {"deed_id": noticed.pk, "text": "不对"}
    with pytest.raises(Forbidden):
        actions.object_to(viewer=village.sees(village.stranger, FIRST), now=FIRST, **ask)
    with pytest.raises(Forbidden):
        actions.object_to(viewer=village.sees(village.zhao, FIRST), now=FIRST, on_paper=True, **ask)
    with pytest.raises(RuleBroken):
        actions.object_to(viewer=village.sees(village.zhao, OVER), now=OVER, **ask)
    paper = actions.object_to(
        viewer=village.sees(village.worker, FIRST), now=FIRST, on_paper=True, **ask
    )
    assert (paper.person_id, paper.on_paper) == (None, True)


def test_nobody_answers_about_their_own_household_or_their_own_objection(village: Village) -> None:
    deed = village.approve(village.enter(village.chair), by=village.treasurer)
    publish(village)
    made = actions.object_to(
        viewer=village.sees(village.treasurer, FIRST), deed_id=deed.pk, text="不对", now=FIRST
    )
    for who in (village.chair, village.treasurer):
        with pytest.raises(Forbidden):
            actions.answer_objection(
                viewer=village.sees(who, FIRST), objection_id=made.pk, upheld=False, text="对",
                now=FIRST,
            )  # fmt: skip


def test_a_household_is_a_number_unless_somebody_of_it_agreed(
    village: Village, noticed: Deed
) -> None:
    assert noticed.notice is not None
    (line,) = queries.notice_lines(noticed.notice)
    assert (line.number, line.name, line.points, line.in_order) == (1, "", 2, [2, 0, 0, 0, 0])
    viewer = village.sees(village.son, FIRST)
    give_consent(viewer=viewer, purpose="bank_name", text_version="2026-11", now=FIRST)
    assert queries.notice_lines(noticed.notice)[0].name == "王强"
    withdraw_consent(viewer=viewer, purpose="bank_name", now=FIRST)
    assert queries.notice_lines(noticed.notice)[0].name == ""


def test_points_from_before_the_bank_move_into_its_book_once(village: Village) -> None:
    house = village.house(village.wang)
    account = actions.household_account(house, now=NOW)
    ledger.transfer(
        viewer=village.sees(village.chair), id=house, unit=ledger.Unit.PT,
        debit=actions.issuance_account(now=NOW), credit=account, amount=7, code="reward", now=NOW,
    )  # fmt: skip
    for _ in range(2):
        actions.look_after_households(now=NOW)
    assert ledger.balance(account).available == 0
    assert queries.my_points(village.sees(village.wang)) == 7


@pytest.mark.parametrize("upheld", [True, False])
def test_nobody_decides_for_what_they_did_themselves(
    village: Village, noticed: Deed, upheld: bool
) -> None:
    """The chair approved the entry; the treasurer typed in the objection on paper."""
    made = actions.object_to(
        viewer=village.sees(village.treasurer, FIRST), deed_id=noticed.pk, text="纸上写的",
        now=FIRST, on_paper=True,
    )  # fmt: skip
    ask: dict[str, Any] = {"objection_id": made.pk, "upheld": upheld, "text": "查过", "now": FIRST}
    own, other = village.treasurer, village.chair
    if not upheld:
        own, other = other, own
    with pytest.raises(RuleBroken) as refused:
        actions.answer_objection(viewer=village.sees(own, FIRST), **ask)
    assert refused.value.code == "objection_own_doing"
    assert actions.answer_objection(viewer=village.sees(other, FIRST), **ask).upheld is upheld


def test_a_notice_that_waits_for_answers_stands_in_no_other_ones_way(
    village: Village, noticed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noticing, "_BATCH", 1)
    actions.object_to(
        viewer=village.sees(village.zhao, FIRST), deed_id=noticed.pk, text="不清楚", now=FIRST
    )
    later = village.enter(village.zhao, done_on=day(5), now=FIRST, kind="trees")
    village.approve(later, now=FIRST)
    january = calendar.start_of(date(2027, 1, 1)) + timedelta(hours=9)
    notice = publish(village, january, date(2026, 12, 1))
    actions.post_due(now=notice.closes_at)
    later.refresh_from_db()
    assert later.state == "posted"


def test_an_objection_that_came_while_the_entries_were_chosen_holds(
    village: Village, noticed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = noticed.notice
    assert notice is not None
    chosen = queries.postable(notice, batch=9)
    assert list(chosen) == [noticed.pk]
    actions.object_to(
        viewer=village.sees(village.li, FIRST), deed_id=noticed.pk, text="没有看见", now=FIRST
    )
    found = [[noticed.pk], []]
    monkeypatch.setattr(queries, "postable", lambda *_, **__: found.pop(0))
    actions.post_due(now=notice.closes_at)
    assert balance(village, village.wang).posted == 0
