"""Money and goods come in with a receipt; money goes out when a second person has looked."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Model

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..models import Donation, FundPurpose, Reward, Spending, VillageBank
from ..queries.fund import DONATION, MONEY, SPENDING, SPENT, STOCK, source_kind
from ..rules.fund import GIFTS, SOURCES, WAYS_OF_MONEY
from ..rules.rewards import PIECES_MAX
from .stock import add_lot, same_as_sent

DECIDED = 901
"""The line of a spending's own journal id that the decision takes."""
_YEARS_BACK = 2
DONOR_DAYS = 3_650


def account(bank_id: UUID, kind: str, owner_id: UUID | None, now: datetime) -> ledger.LedgerAccount:
    """A fund account of the bank's own book. Money and stock have a floor: never less than nothing."""
    return ledger.open_account(
        unit=ledger.Unit.FEN, kind=kind, owner_id=owner_id, book_id=bank_id,
        constrained=kind in {MONEY, STOCK}, now=now,
    )  # fmt: skip


def general_purpose(bank: VillageBank, *, now: datetime) -> FundPurpose:
    """The purpose without a name: whatever the rewards need. Safe to race."""
    found, _ = FundPurpose.objects.get_or_create(bank=bank, name="", defaults={"opened_at": now})
    return found


@transaction.atomic
def open_purpose(
    *, viewer: Viewer, bank_id: UUID, name: str, covers_points: bool, now: datetime
) -> FundPurpose:
    """Begin a purpose that money can be given for. Raises RuleBroken `bank_purpose_name`."""
    bank = keeper_of_fund(viewer, bank_id, now)
    name = name.strip()
    taken = FundPurpose.objects.filter(bank=bank, name=name).exists()
    if not name or len(name) > 60 or "\x00" in name or taken:
        raise RuleBroken("bank_purpose_name")
    made = FundPurpose.objects.create(
        bank=bank, name=name, covers_points=covers_points, opened_at=now
    )
    audit.record(viewer=viewer, verb="open_purpose", thing=made, now=now)
    return made


@transaction.atomic
def donate(
    *,
    viewer: Viewer,
    id: UUID,
    bank_id: UUID,
    source: str,
    gift: str,
    amount_fen: int,
    given_on: date,
    way: str = "",
    purpose_id: UUID | None = None,
    about: str = "",
    donor_name: str = "",
    named: bool = False,
    reward_id: UUID | None = None,
    pieces: int = 0,
    now: datetime,
) -> Donation:
    """Enter a gift and give it the next receipt number of its year. Asked again it returns what stands.

    Goods are entered at what they are worth, as pieces of a reward. Raises Forbidden
    `bank_fund_needs_keeper`, RuleBroken `bank_gift_unclear`, `bank_amount_wrong`, `bank_day_ahead`,
    `bank_name_to_show`, `bank_pieces_wrong`, `transfer_id_taken` when other content stands.
    """
    bank = keeper_of_fund(viewer, bank_id, now)
    if standing := Donation.objects.filter(pk=id).first():
        same_as_sent(
            standing, bank=bank, source=source, gift=gift, amount_fen=amount_fen, named=named,
            given_on=given_on, donor_name=donor_name.strip()[:80], about=about.strip()[:200],
            way=way if gift == "money" else "", purpose=purpose_for(bank, purpose_id, now),
        )  # fmt: skip
        if gift == "goods":
            same_as_sent(standing.lot, reward_id=reward_id, pieces=pieces)
        return standing
    _check_gift(source, gift, way, amount_fen, given_on, donor_name, named, now)
    reward = goods_for(bank, gift, reward_id, pieces)
    purpose = purpose_for(bank, purpose_id, now)
    into = account(bank.pk, STOCK if gift == "goods" else MONEY, purpose.pk, now)
    moved = ledger.transfer(
        viewer=viewer, id=id, unit=ledger.Unit.FEN, amount=Fen(amount_fen), code="donate", now=now,
        debit=account(bank.pk, source_kind(source), None, now), credit=into, thing=(DONATION, id),
    )  # fmt: skip
    made = Donation.objects.create(
        id=id, bank=bank, year=given_on.year, number=_next(Donation, bank, given_on.year),
        source=source, gift=gift, way=way if gift == "money" else "", amount_fen=amount_fen,
        purpose=purpose, about=about.strip()[:200], donor_name=donor_name.strip()[:80], named=named,
        given_on=given_on, transfer=moved, entered_by_id=viewer.person_id, entered_at=now,
    )  # fmt: skip
    if reward is not None:
        add_lot(reward, pieces, Fen(amount_fen), now=now, purpose=purpose, donation=made)
    audit.record(viewer=viewer, verb="donate", thing=made, now=now, receipt=made.receipt)
    return made


@transaction.atomic
def take_back_donation(*, viewer: Viewer, donation_id: UUID, why: str, now: datetime) -> Donation:
    """Undo a gift of money that was entered wrongly: a reversal in the book; the number stays.

    Raises RuleBroken `bank_why_missing`, `bank_goods_are_written_off`, `bank_taken_back_already`,
    `ledger_not_enough` when the money is spent.
    """
    found = Donation.objects.select_for_update().filter(pk=donation_id).first()
    if found is None:
        raise Missing("bank_no_donation")
    keeper_of_fund(viewer, found.bank_id, now)
    if not why.strip() or len(why) > 200 or "\x00" in why:
        raise RuleBroken("bank_why_missing")
    if found.gift != "money":
        raise RuleBroken("bank_goods_are_written_off")
    if found.taken_back_at is not None:
        raise RuleBroken("bank_taken_back_already")
    assert found.transfer_id is not None, "a gift has its row in the book"
    ledger.reverse(
        viewer=viewer, id=ledger.line_id(found.pk, DECIDED), transfer_id=found.transfer_id, now=now
    )
    found.taken_back_at, found.why_back, found.named = now, why.strip(), False
    found.save(update_fields=["taken_back_at", "why_back", "named"])
    audit.record(viewer=viewer, verb="take_back_donation", thing=found, now=now)
    return found


@transaction.atomic
def name_no_more(*, viewer: Viewer, donation_id: UUID, now: datetime) -> Donation:
    """The donor took back that everybody may read the name. It stays on the receipt alone."""
    found = Donation.objects.filter(pk=donation_id).first()
    if found is None:
        raise Missing("bank_no_donation")
    keeper_of_fund(viewer, found.bank_id, now)
    found.named = False
    found.save(update_fields=["named"])
    audit.record(viewer=viewer, verb="name_no_more", thing=found, now=now)
    return found


@transaction.atomic
def prepare_spending(
    *,
    viewer: Viewer,
    id: UUID,
    bank_id: UUID,
    amount_fen: int,
    way: str,
    what: str,
    paid_on: date,
    payee: str = "",
    purpose_id: UUID | None = None,
    reward_id: UUID | None = None,
    pieces: int = 0,
    now: datetime,
) -> Spending:
    """Ask for money of a purpose; it is held until another person decides. Safe to repeat.

    Raises Forbidden `bank_fund_needs_keeper`, RuleBroken `bank_amount_wrong`, `bank_voucher_unclear`,
    `bank_day_ahead`, `bank_pieces_wrong`, `bank_purpose_short` when the purpose has less.
    """
    bank = keeper_of_fund(viewer, bank_id, now)
    what, payee = what.strip(), payee.strip()
    if standing := Spending.objects.filter(pk=id).first():
        same_as_sent(
            standing, bank=bank, amount_fen=amount_fen, way=way, what=what, payee=payee,
            paid_on=paid_on, purpose=purpose_for(bank, purpose_id, now), reward_id=reward_id,
            pieces=pieces if reward_id else 0,
        )  # fmt: skip
        return standing
    if not what or len(what) > 200 or len(payee) > 80 or "\x00" in what + payee:
        raise RuleBroken("bank_voucher_unclear")
    if way not in WAYS_OF_MONEY:
        raise RuleBroken("bank_gift_unclear")
    check_amount(amount_fen)
    _check_day(paid_on, now)
    if viewer.person_id is None:
        raise Forbidden("bank_fund_needs_keeper")
    reward = goods_for(bank, "goods", reward_id, pieces) if reward_id else None
    purpose = purpose_for(bank, purpose_id, now)
    money = account(bank.pk, MONEY, purpose.pk, now)
    into = account(bank.pk, STOCK if reward else SPENT, purpose.pk, now)
    try:
        held = ledger.hold(
            viewer=viewer, id=id, unit=ledger.Unit.FEN, debit=money, credit=into,
            amount=Fen(amount_fen), code="spend", now=now, thing=(SPENDING, id),
        )  # fmt: skip
    except RuleBroken as refused:
        if refused.code != "ledger_not_enough":
            raise
        raise RuleBroken("bank_purpose_short") from None
    made = Spending.objects.create(
        id=id, bank=bank, purpose=purpose, amount_fen=amount_fen, way=way, what=what, payee=payee,
        paid_on=paid_on, reward=reward, pieces=pieces if reward else 0, hold=held,
        prepared_by_id=viewer.person_id, prepared_at=now,
    )  # fmt: skip
    audit.record(viewer=viewer, verb="prepare_spending", thing=made, now=now)
    return made


@transaction.atomic
def decide_spending(
    *, viewer: Viewer, spending_id: UUID, approve: bool, why_not: str = "", now: datetime
) -> Spending:
    """Another person than the one who prepared it lets the money go, or gives it back to its purpose.

    Raises Missing `bank_no_spending`, Forbidden `bank_fund_needs_council`, RuleBroken
    `bank_four_eyes`, `bank_spending_decided`, `bank_why_missing`.
    """
    asked = Spending.objects.filter(pk=spending_id).first()
    if asked is None:
        raise Missing("bank_no_spending")
    bank = VillageBank.objects.select_for_update().get(pk=asked.bank_id)
    found = Spending.objects.select_for_update().get(pk=spending_id)
    seat = queries.seat_of(viewer.person_id, bank.pk, calendar.today(now))
    if not policy.may_review_spending(viewer, bank.path, seat):
        raise Forbidden("bank_fund_needs_council")
    if viewer.person_id == found.prepared_by_id:
        raise RuleBroken("bank_four_eyes")
    if found.state != "prepared":
        raise RuleBroken("bank_spending_decided")
    why_not = why_not.strip()[:200]
    if not approve and not why_not:
        raise RuleBroken("bank_why_missing")
    decision = ledger.line_id(found.pk, DECIDED)
    if approve:
        ledger.post(viewer=viewer, id=decision, hold_id=found.hold_id, now=now)
        year = calendar.today(now).year
        found.year, found.number = year, _next(Spending, bank, year)
        if found.reward is not None:
            add_lot(
                found.reward, found.pieces, Fen(found.amount_fen), now=now, purpose=found.purpose,
                spending=found,
            )  # fmt: skip
    else:
        ledger.void(viewer=viewer, id=decision, hold_id=found.hold_id, now=now)
    found.state, found.why_not = "approved" if approve else "refused", "" if approve else why_not
    found.reviewed_by_id, found.reviewed_at = viewer.person_id, now
    found.save(update_fields=["state", "why_not", "reviewed_by", "reviewed_at", "year", "number"])
    audit.record(viewer=viewer, verb="decide_spending", thing=found, now=now, state=found.state)
    return found


def forget_donors(*, now: datetime) -> None:
    """Duty: empty the names on receipts that are DONOR_DAYS old; number and amount stay."""
    last = calendar.today(now) - timedelta(days=DONOR_DAYS)
    old = Donation.objects.filter(given_on__lt=last).exclude(donor_name="")
    old.update(donor_name="", named=False)


def keeper_of_fund(viewer: Viewer, bank_id: UUID, now: datetime) -> VillageBank:
    """The running bank, locked: receipts get their numbers one after the other."""
    bank = VillageBank.objects.select_for_update().filter(pk=bank_id).first()
    if bank is None:
        raise Missing("bank_missing")
    seat = queries.seat_of(viewer.person_id, bank_id, calendar.today(now))
    if not policy.may_keep_fund(viewer, bank.path, seat):
        raise Forbidden("bank_fund_needs_keeper")
    if bank.closed_on is not None:
        raise RuleBroken("bank_closed", bank=bank.name)
    return bank


def _check_gift(
    source: str, gift: str, way: str, amount_fen: int, given_on: date, donor_name: str,
    named: bool, now: datetime,
) -> None:  # fmt: skip
    if source not in SOURCES or gift not in GIFTS or (gift == "money" and way not in WAYS_OF_MONEY):
        raise RuleBroken("bank_gift_unclear")
    if "\x00" in donor_name or (named and not donor_name.strip()):
        raise RuleBroken("bank_name_to_show")
    check_amount(amount_fen)
    _check_day(given_on, now)


def check_amount(amount_fen: int) -> None:
    if not 0 < amount_fen <= 10**12:
        raise RuleBroken("bank_amount_wrong")


def _check_day(day: date, now: datetime) -> None:
    today = calendar.today(now)
    if day > today:
        raise RuleBroken("bank_day_ahead")
    if day.year < today.year - _YEARS_BACK:
        raise RuleBroken("bank_day_long_ago")


def goods_for(bank: VillageBank, gift: str, reward_id: UUID | None, pieces: int) -> Reward | None:
    if gift != "goods":
        return None
    goods = Reward.objects.filter(bank=bank, kind="goods")
    found = goods.filter(pk=reward_id).first() if reward_id else None
    if found is None or not 0 < pieces <= PIECES_MAX:
        raise RuleBroken("bank_pieces_wrong", most=PIECES_MAX)
    return found


def purpose_for(bank: VillageBank, purpose_id: UUID | None, now: datetime) -> FundPurpose:
    if purpose_id is None:
        return general_purpose(bank, now=now)
    found = FundPurpose.objects.filter(pk=purpose_id, bank=bank).first()
    if found is None:
        raise RuleBroken("bank_purpose_name")
    return found


def _next(table: type[Model], bank: VillageBank, year: int) -> int:
    """The next number of the year; the bank's row is locked, so there is no gap and no double."""
    used = table._default_manager.filter(bank=bank, year=year)
    return int(used.aggregate(last=Max("number"))["last"] or 0) + 1
