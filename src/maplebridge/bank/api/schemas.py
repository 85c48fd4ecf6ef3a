"""What goes in and out of the API of the bank. Points are whole; money is in fen; months are YYYY-MM."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Query, Schema
from pydantic import Field

from ..actions.deeds import TEXT_MAX, WITNESSES_MAX

LIMIT_MAX = 100
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX)]
Mark = Annotated[str, Query(max_length=64)]
"""What the page before gave as `next`."""
Month = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class Problem(Schema):
    """What happened, in the reader's language, under a code that programs can rely on."""

    code: str
    message: str


PROBLEMS: dict[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 409, 422), Problem)
OPEN_PROBLEMS: dict[int, type[Problem]] = dict.fromkeys((400, 404, 422), Problem)


class BankOut(Schema):
    id: UUID
    name: str
    place: str
    founded_on: date
    closed_on: date | None


class BanksOut(Schema):
    banks: list[BankOut]
    next: str | None


class BookOut(BankOut):
    """`promised` are points of entries that are approved and not yet booked."""

    households: int
    points_given: int
    points_promised: int


class KindOut(Schema):
    """A kind of deed. `per_day` and `per_month` are the most a household may have; None: no limit.

    `rules` and `article` are those of the village that the kind puts into practice.
    """

    code: str
    field: str
    name: str
    points: int
    per_day: int | None
    per_month: int | None
    rules: UUID | None
    article: int | None


class RulesOut(Schema):
    """The kinds of deeds and how the bank decides, by the versions that are in force on `day`."""

    day: date
    kinds_version: str
    kinds_since: date
    kinds: list[KindOut]
    charter_version: str
    charter_since: date
    numbers: dict[str, int]
    entered_by: list[str]
    redeem_months: list[int]


class NoticeRow(Schema):
    id: UUID
    month: Month
    published_at: datetime
    closes_at: datetime
    posted_at: datetime | None


class NoticesOut(Schema):
    notices: list[NoticeRow]
    next: str | None


class NoticeLineOut(Schema):
    """A household by its passbook's number; `name` is "" unless somebody of it agreed to be named."""

    number: int
    name: str
    points: int
    fields: dict[str, int]
    deeds: int


class NoticeOut(NoticeRow):
    """`fields` are the points of the whole village. `objections`: received, upheld, waiting."""

    fields: dict[str, int]
    objections: dict[str, int]
    lines: list[NoticeLineOut]
    next: int | None


class SealOut(Schema):
    """`root` hangs on the board. It covers the slips (`slips_root` over `slips` leaves) and the head
    of the book after `entries` entries."""

    month: Month
    root: str
    slips_root: str
    slips: int
    entries: int
    book_head: str
    sealed_at: datetime


class SealsOut(Schema):
    seals: list[SealOut]
    next: str | None


class PotOut(Schema):
    """A purpose. `money` that waits for a decision is `held`; `stock` are goods at cost. In fen."""

    name: str
    money: int
    stock: int
    held: int


class CoverOut(Schema):
    """What stands against the points that are out. `percent` is None while there are none."""

    cash: int
    stock: int
    points: int
    fen_per_point: int
    percent: int | None
    floor_percent: int
    missing: int


class SumsOut(Schema):
    """A month of money and of goods at cost, in fen. `opening` was there before the bank."""

    money_before: int
    stock_before: int
    money_by_source: dict[str, int]
    goods_by_source: dict[str, int]
    opening_money: int
    opening_goods: int
    bought: int
    spent: int
    handed_out: int
    written_off: int
    money_after: int
    stock_after: int


class FundLineOut(Schema):
    at: datetime
    number: str
    kind: str
    source: str
    about: str
    money: int
    stock: int
    undone: bool


class FundOut(Schema):
    month: Month
    pots: list[PotOut]
    cover: CoverOut
    sums: SumsOut
    lines: list[FundLineOut]
    next: str | None


class RewardOut(Schema):
    id: UUID
    name: str
    about: str
    kind: str
    points: int
    free: int


class RewardsOut(Schema):
    rewards: list[RewardOut]
    next: str | None


class PointsOut(Schema):
    """`points` is None for a person without a household."""

    points: int | None


class LineOut(Schema):
    at: datetime
    amount: int
    balance_after: int
    code: str
    part: str
    matter_id: UUID | None
    rulebook: str


class StatementOut(Schema):
    has_household: bool
    available: int
    held: int
    lines: list[LineOut]
    after: str | None


class NewDeed(Schema):
    """What somebody enters. `id` is made by the client: sending it again is safe.

    `passbook` is the household's number at this bank; left out: one's own household. `witnesses` are
    passbooks of other households that will be asked. `paper` is the number of the paper form.
    """

    id: UUID
    kind: Annotated[str, Field(min_length=1, max_length=40)]
    done_on: date
    passbook: Number | None = None
    text: Annotated[str, Field(max_length=TEXT_MAX)] = ""
    saw_it: bool = False
    witnesses: Annotated[list[Number], Field(max_length=WITNESSES_MAX)] = []
    paper: Annotated[str, Field(max_length=20)] = ""


class Why(Schema):
    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]


class DeedRow(Schema):
    """`version` is that of the list of kinds which the entry cites."""

    id: UUID
    bank_id: UUID
    kind: str
    name: str
    field: str
    points: int
    done_on: date
    state: str
    entered_at: datetime
    version: str


class DeedOut(DeedRow):
    """`passbook` is None for a household that has moved away. `refusal` is why the council said no."""

    passbook: int | None
    text: str
    refusal: str
    saw: int
    asked: int


class DeedsOut(Schema):
    deeds: list[DeedRow]
    next: str | None


class WaitingOut(Schema):
    deeds: list[DeedOut]
    next: str | None


class Reserve(Schema):
    """`id` is made by the client: sending it again is safe."""

    id: UUID


Exchange = Literal["reserved", "collected", "cancelled", "expired", "undone"]


class RedemptionOut(Schema):
    """`code` fetches the piece until `collect_by`; it is "" once there is nothing to fetch."""

    id: UUID
    reward_id: UUID
    reward: str
    points: int
    state: Exchange
    code: str
    asked_at: datetime
    collect_by: datetime
    ended_at: datetime | None


class RedemptionsOut(Schema):
    redemptions: list[RedemptionOut]
    next: str | None
