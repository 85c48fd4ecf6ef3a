"""Worked cases: each line says what a lawyer gets with pen and paper, and how. Both are checked.

`who what = arithmetic = amount`. The arithmetic is computed here, without the program; 10% and fractions are
exact; ceil(x) rounds up to a whole number, down(x) and near(x) to the fen, near_yuan(x) to the yuan.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from maplebridge.mediation.rules.damages.assessment import Assessment
from tests.mediation.damages.example import assessed

_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS = {
    "ceil": lambda x: Fraction(math.ceil(x)),
    "down": lambda x: Fraction(math.floor(x * 100), 100),
    "near": lambda x: Fraction(math.floor(x * 100 + Fraction(1, 2)), 100),
    "near_yuan": lambda x: Fraction(math.floor(x + Fraction(1, 2))),
    "min": min,
}


def by_hand(arithmetic: str) -> int:
    """Fen, half up."""
    text = re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", arithmetic)
    tree = ast.parse(text, mode="eval").body
    return math.floor(_value(tree, text) * 100 + Fraction(1, 2))


def _value(node: ast.expr, text: str) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(ast.get_source_segment(text, node) or "")
        case ast.BinOp():
            operate = _OPERATIONS[type(node.op)]
            return operate(_value(node.left, text), _value(node.right, text))
        case ast.Call(func=ast.Name(id=name)):
            return _FUNCTIONS[name](*(_value(one, text) for one in node.args))
    raise ValueError(text)


def rows(worked: str) -> list[tuple[str, str, str, int]]:
    """Who, what, the arithmetic and the amount in fen, of each line."""
    found = []
    for line in worked.strip().splitlines():
        left, *middle, amount = (part.strip() for part in line.split(" = "))
        who, what = left.split()
        arithmetic = middle[0] if middle else amount
        found.append((who, what, arithmetic, by_hand(amount)))
    return found


def found(assessment: Assessment, who: str, what: str) -> int:
    """What the program says to one row."""
    first, *rest = what.split("/")
    allocation, payments = assessment.allocation, assessment.payments
    if what == "loss":
        return assessment.loss(who)
    if what == "own":
        return allocation.own_parts[who]
    if first == "open":
        return sum(one.fen for one in payments.open if one.claimant == who)
    if first == "recourse":
        return sum(one.fen for one in payments.recourse if one.side == rest[0])
    if first in {"to_claimant", "refund", "to_fund", "paid_before", "set_off"}:
        return sum(
            one.fen
            for one in payments.transfers
            if one.claimant == who and one.why == first
            and [one.payer.kind, one.payer.side] == rest
        )  # fmt: skip
    if rest:
        return sum(
            one.fen
            for one in allocation.dues
            if one.claimant == who
            and [one.payer.kind, one.payer.side] == [first, rest[0]]
            and (rest[1:] in ([], [one.sub_limit], [one.payer.name]))
        )
    return sum(one.fen for one in assessment.lines if one.claimant == who and one.head == what)


def check_rows(body: Mapping[str, Any], worked: str) -> None:
    """Hold every row of a case, by hand and by the program, and that nothing of the loss is left over."""
    assessment = assessed(body)
    for who, what, arithmetic, fen in rows(worked):
        assert by_hand(arithmetic) == fen, f"the row itself is wrong: {arithmetic}"
        assert found(assessment, who, what) == fen, what
    for one in body["claimants"]:
        own = found(assessment, one["id"], "own")
        assert assessment.due(one["id"]) + own == assessment.loss(one["id"])
