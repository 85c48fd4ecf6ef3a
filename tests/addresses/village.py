"""The bank of the cast's first grid: an entry that waits, a notice, a reward, a gift, a spending."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from maplebridge.bank import actions as banking
from maplebridge.bank.actions.accounts import household_account, issuance_account
from maplebridge.bank.models import SlipPart, SlipRun, StatementLine, VillageBank
from maplebridge.core import calendar, files
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.people.public import household_of
from tests import world


def bank_with_a_shop(cast: world.World, now: datetime) -> dict[str, Any]:
    """The first grid's bank with Chen in the chair: an entry that waits, and one that is in the
    notice of last month with Chen's objection."""
    today = calendar.today(now)
    last_month = today.replace(day=1) - timedelta(days=1)
    bank = banking.found_bank(
        viewer=SYSTEM, place_id=cast.grid.pk, name="第一网格积分社",
        founded_on=last_month - timedelta(days=90), now=now,
    )  # fmt: skip
    seat = banking.seat_member(
        viewer=SYSTEM, bank_id=bank.pk, person_id=cast.chen.pk, role="chair", way="elected",
        term_from=bank.founded_on, now=now,
    )  # fmt: skip
    home = household_of(cast.wang.pk)
    assert home is not None
    picture = files.ingest(world.photo("deed.png", "#3a3"), now=now)
    entry = banking.Entry(uuid4(), bank.pk, home.pk, "trees", last_month)
    noticed = banking.enter_deed(viewer=world.viewer(cast.li), entry=entry, now=now)
    chair = world.viewer(cast.chen)
    banking.say_saw(viewer=chair, deed_id=noticed.pk, now=now)
    banking.approve_deed(viewer=chair, deed_id=noticed.pk, now=now)
    notice = banking.publish_notice(viewer=chair, bank_id=bank.pk, month=last_month, now=now)
    objection = banking.object_to(
        viewer=world.viewer(cast.wang), deed_id=noticed.pk, text="不清楚", now=now
    )
    entry = banking.Entry(uuid4(), bank.pk, home.pk, "trees", today, photo_id=picture.pk)
    waiting = banking.enter_deed(viewer=world.viewer(cast.wang), entry=entry, now=now)
    other = banking.found_bank(
        viewer=SYSTEM, place_id=cast.other_grid.pk, name="第三网格积分社", founded_on=last_month,
        now=now,
    )  # fmt: skip
    return {
        "other_id": other.pk, "household_id": home.pk,
        "bank_id": bank.pk, "seat_id": seat.pk, "deed_id": waiting.pk, "notice_id": notice.pk,
        "objection_id": objection.pk, "passbook": 1, "kind_code": "trees", **_shop(cast, bank, now),
    }  # fmt: skip


def _shop(cast: world.World, bank: VillageBank, now: datetime) -> dict[str, Any]:
    """At Chen's bank: a reward that Wang's household reserved, a gift, a spending, an honour."""
    chair = world.viewer(cast.chen)
    of_bank: dict[str, Any] = {"viewer": chair, "bank_id": bank.pk, "now": now}
    before = banking.prepare_asset(
        **of_bank, id=uuid4(), gift="money", way="cash", amount_fen=100, why="清点抽屉"
    )
    seal = banking.close_month(**of_bank, month=date(2020, 1, 1))
    paper = files.keep(b"%PDF-1.7", "application/pdf")
    for language in ("zh-hans", "en"):
        run = SlipRun.objects.create(
            seal=seal, language=language, state="ready", after=1, made=1, asked_by=cast.chen,
            asked_at=now, moved_at=now,
        )  # fmt: skip
        SlipPart.objects.create(run=run, first=1, last=1, file=paper)
    reward = banking.offer_reward(**of_bank, name="理发", kind="service", points=1)
    banking.add_places(viewer=chair, id=uuid4(), reward_id=reward.pk, pieces=3, now=now)
    home = household_of(cast.wang.pk)
    assert home is not None
    wallet = household_account(home.pk, bank.pk, now=now)
    ledger.transfer(
        viewer=SYSTEM, id=uuid4(), unit=ledger.Unit.PT, amount=Points(5), code="reward", now=now,
        debit=issuance_account(bank.pk, now=now), credit=wallet,
    )  # fmt: skip
    asked = banking.reserve(
        viewer=world.viewer(cast.wang), id=uuid4(), reward_id=reward.pk, now=now
    )
    on_account: dict[str, Any] = {"way": "account", "amount_fen": 100}
    today = calendar.today(now)
    gift = banking.donate(
        **of_bank, **on_account, id=uuid4(), source="town", gift="money", given_on=today
    )
    spending = banking.prepare_spending(
        **of_bank, **on_account, id=uuid4(), what="买奖品", paid_on=today
    )
    category = banking.begin_honour(**of_bank, year=today.year, name="好邻居")
    named = banking.nominate(
        viewer=chair, category_id=category.pk, passbook=1, shown_name="王家", words="助人", now=now
    )  # fmt: skip
    for act, more in ((banking.answer_nomination, {"agrees": True}), (banking.choose, {})):
        act(viewer=chair, nomination_id=named.pk, now=now, **more)
    line = StatementLine.objects.create(
        bank=bank, key="0" * 64, day=today, amount_fen=-5, entered_at=now
    )  # fmt: skip
    rows = io.BytesIO("编号,存折号,善行项目,日期\n1,99,trees,2026-01-01\n".encode())
    brought = banking.begin_import(**of_bank, what="deeds", name="好事.csv", digest="0" * 64)
    banking.work(run_id=brought.pk, file=rows, now=now)
    return {
        "brought_id": brought.pk, "what": "deeds",
        "category_id": category.pk, "nomination_id": named.pk, "line_id": line.pk,
        "reward_id": reward.pk, "redemption_id": asked.pk, "sheet_month": "2020-01",
        "donation_id": gift.pk, "spending_id": spending.pk, "asset_id": before.pk,
    }  # fmt: skip
