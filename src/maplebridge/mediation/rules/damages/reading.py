"""A claim file becomes a Claim, or a list of everything that is wrong with it; a Claim becomes its file again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from . import claim as c
from .checks import check
from .shapes import (
    ID,
    NOTHING,
    Choice,
    Day,
    Flag,
    Many,
    Money,
    Number,
    Record,
    Share,
    Tagged,
    Text,
    Whole,
    record,
)
from .statistics import INDUSTRIES
from .values import ClaimRefused, Fault

FORMAT = 1
BYTES_MOST = 1_000_000
DEPTH_MOST = 16
DIGITS_MOST = 15

NAME = Text(80)
BY = Text(80)
INDUSTRY = Text(30, "|".join(INDUSTRIES))
DAYS = Whole(1, 3650)

_sum = record(c.Sum, "amount", amount=Money())
_medical = record(c.Sum, "amount", amount=Money(), outside_commercial=Money())
_per_day = record(c.PerDay, "days", days=DAYS, rate=Money())
_earnings = record(
    c.Earnings, "way",
    way=Choice(c.Way), days=DAYS, persons=Whole(1, 5), amount=Money(), rate=Money(),
    years=Many(Money(), 3, 3), industry=INDUSTRY, paid_on=Money(),
)  # fmt: skip
_long_care = record(
    c.LongCare, "years dependence",
    years=Whole(1, 20), dependence=Share(), persons=Whole(1, 3), annual=Money(), industry=INDUSTRY,
)  # fmt: skip
_device = record(
    c.Device, "unit term_years cycle_years",
    unit=Money(), term_years=Number(60), cycle_years=Number(60), upkeep=Money(),
)  # fmt: skip
_by_law = record(c.Statutory, "")
_dependants = record(
    c.Dependants, "persons",
    persons=Many(
        record(c.Dependant, "name born supporters", name=NAME, born=Day(), supporters=Whole(1, 12)),
        20, 1, "name",
    ),
)  # fmt: skip

H = c.Head
_HEADS: Mapping[c.Head, Record] = {
    **dict.fromkeys(H, _sum),
    **dict.fromkeys((H.MEDICAL, H.FOLLOW_UP, H.COSMETIC), _medical),
    **dict.fromkeys((H.HOSPITAL_MEALS, H.NUTRITION), _per_day),
    **dict.fromkeys((H.LOST_INCOME, H.NURSING), _earnings),
    **dict.fromkeys((H.DISABILITY, H.DEATH, H.FUNERAL), _by_law),
    H.LONG_CARE: _long_care,
    H.DEVICE: _device,
    H.DEPENDANTS: _dependants,
}


ITEM = Tagged(
    "head", c.Head, {head.value: one for head, one in _HEADS.items()},
    record(c.Agreed, "agreed by", agreed=Money(), by=BY), "agreed",
)  # fmt: skip

CLAIMANT = record(
    c.Claimant, "id side items",
    id=ID, side=ID, name=NAME, position=Choice(c.Position), born=Day(), died_on=Day(),
    disability=record(
        c.Disability, "assessed_on levels",
        assessed_on=Day(), levels=Many(Whole(1, 10), 10, 1),
    ),
    residence=ID, mental_first=Flag(), intent=Flag(),
    reduction=record(
        c.Reduction, "share of by", share=Share(), of=Choice(c.ReducedFor), by=BY
    ),
    items=Many(ITEM, 60, 1),
)  # fmt: skip

_used = record(c.Used, "", medical=Money(), disability=Money(), property=Money())
SIDE = record(
    c.Side, "id kind blame",
    id=ID, kind=Choice(c.Kind), blame=Choice(c.Blame), name=NAME,
    conduct=Many(Choice(c.Conduct), 5, 0, "."), unidentified=Flag(),
    compulsory=record(c.Compulsory, "", insurer=NAME, obligor=NAME, used=_used),
    commercial=Many(
        record(
            c.Commercial, "insurer limit",
            insurer=NAME, limit=Money(), kind=Choice(c.CoverKind), used=Money(),
            deductible=Money(), deductible_share=Share(),
            excludes=Many(Choice(c.Excluded), 8, 0, "."),
        ), 5,
    ),
    bearers=Many(record(c.Bearer, "kind name", kind=Choice(c.BearerKind), name=NAME, share=Share()), 6),
)  # fmt: skip

CLAIM = record(
    c.Claim, "format jurisdiction accident_on settled_on sides claimants",
    format=Whole(FORMAT, FORMAT), reference=NAME, jurisdiction=ID, rulebook=Text(40),
    accident_on=Day(), settled_on=Day(), statistics_year=Whole(1990, 2100),
    sides=Many(SIDE, 20, 1, "id"), claimants=Many(CLAIMANT, 50, 1, "id"),
    shares=Many(
        record(
            c.Shares, "claimant parts by",
            claimant=ID, parts=Many(record(c.Part, "side share", side=ID, share=Share()), 20, 0, "side"),
            by=BY,
        ), 50, 0, "claimant",
    ),
    agreed=Many(record(c.Override, "key value by", key=Text(40), value=Text(40), by=BY), 40, 0, "key"),
    advances=Many(
        record(c.Advance, "by to amount", by=Choice(c.AdvancedBy), to=ID, amount=Money(), side=ID), 100
    ),
    joint=Many(Many(ID, 20, 2, "."), 10),
    insured_first=Flag(), set_off=Flag(),
)  # fmt: skip


def read_claim(text: str | bytes) -> c.Claim:
    """Read a claim file. Raises ClaimRefused with every fault that can be told from the file alone."""
    body = load(text)
    faults: list[Fault] = []
    found = CLAIM.read(body, "", faults)
    if found is not NOTHING:
        faults += check(found)
    if faults:
        raise ClaimRefused(faults)
    return found  # type: ignore[no-any-return]  # CLAIM makes a Claim or NOTHING


def write_claim(claim: c.Claim) -> dict[str, object]:
    """The file of a claim, without what stands for itself; read_claim gives the same claim again."""
    return CLAIM.write(claim)


def claim_schema() -> dict[str, Any]:
    """The JSON Schema of a claim file, from the same words that read it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Maplebridge claim for damages, format 1",
        **CLAIM.schema(),
    }


def load(text: str | bytes) -> object:
    """Parse JSON without its traps: floats, NaN, doubled keys, endless depth. Raises ClaimRefused."""
    if len(text) > BYTES_MOST:
        raise ClaimRefused([Fault.at("", "claim_too_large", most=BYTES_MOST)])
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise ClaimRefused([Fault.at("", "claim_not_utf8")]) from None
    if _depth(plain) > DEPTH_MOST:
        raise ClaimRefused([Fault.at("", "claim_too_deep", most=DEPTH_MOST)])
    faults: list[Fault] = []
    parsed = _parse(plain, faults)
    if faults:
        raise ClaimRefused(faults)
    return parsed


def _parse(plain: str, faults: list[Fault]) -> object:
    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        seen: dict[str, object] = {}
        for key, value in pairs:
            if key in seen:
                faults.append(Fault.at("", "claim_key_twice", key=key[:40]))
            seen[key] = value
        return seen

    def refuse(number: str) -> object:
        faults.append(Fault.at("", "claim_bare_decimal", value=number[:40]))
        return 0

    def whole(number: str) -> int:
        if len(number) > DIGITS_MOST:
            faults.append(Fault.at("", "claim_number_absurd", value=number[:20] + "…"))
            return 0
        return int(number)

    try:
        return json.loads(
            plain,
            object_pairs_hook=once,
            parse_float=refuse,
            parse_constant=refuse,
            parse_int=whole,
        )
    except json.JSONDecodeError as wrong:
        raise ClaimRefused(
            [Fault.at("", "claim_not_json", line=wrong.lineno, column=wrong.colno)]
        ) from None


def _depth(plain: str) -> int:
    """How deep the brackets nest, strings left out, before a parser goes down into them."""
    depth = deepest = 0
    inside = escaped = False
    for letter in plain:
        if inside:
            inside = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    return deepest
