"""A made-up jurisdiction with round figures, so that every case can be followed in the head.

Income 50,000 and consumption 30,000 yuan a year; 73,000 a year is 200 a day, 54,750 is 150, 36,500 is 100.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from maplebridge.mediation.rules.damages.assessment import Assessment, assess
from maplebridge.mediation.rules.damages.checks import check
from maplebridge.mediation.rules.damages.reading import CLAIM
from maplebridge.mediation.rules.damages.rulebook import KEYS, Rulebook, read_rulebook
from maplebridge.mediation.rules.damages.statistics import Figure, Figures, Status
from maplebridge.mediation.rules.damages.values import ClaimRefused, Fault

YEARLY = {
    "income_urban": 50_000,
    "consumption_urban": 30_000,
    "wage_in_post": 73_000,
    "wage_in_post.resident_services": 54_750,
    "wage_in_post.agriculture": 36_500,
}
CELLS = {
    "income_series": "income_urban",
    "consumption_series": "consumption_urban",
    "funeral_wage": "wage_in_post",
    "industry_wage": "wage_in_post",
    "day_divisor": "365",
    "daily_rounding": "none",
    "multi_level": "by_level",
    "dependant_cap": "literal",
    "dependant_years": "whole",
    "appraisal_fee": "excess_by_share",
    "hospital_meal_rate": "50",
    "nutrition_rate": "30",
    "motor_main": "70%",
    "motor_equal": "50%",
    "nonmotor_full": "10%",
    "nonmotor_main": "40%",
    "nonmotor_equal": "60%",
    "nonmotor_minor": "80%",
}


def figure(series: str, yuan: int, year: int = 2024, place: str = "example") -> Figure:
    return Figure(
        place, series, year, yuan * 100, "made up", date(2025, 1, 1), Status.SECONDARY, "A", "B"
    )


def rulebook(place: str = "example", **cells: str | None) -> Rulebook:
    chosen = {**CELLS, **cells}
    return read_rulebook(
        {
            "place": place,
            "name": "Example",
            "version": "1",
            "accidents_from": "2008-02-01",
            "cells": {
                key: chosen[key] and {"value": chosen[key], "source": "made up"} for key in KEYS
            },
        }
    )


FIGURES = Figures(
    [
        *(figure(series, yuan) for series, yuan in YEARLY.items()),
        figure("income_urban", 60_000, place="elsewhere"),
        figure("consumption_urban", 20_000, place="elsewhere"),
    ]
)
BOOKS = {"example": rulebook()}


def car(id: str, blame: str, *, insurer: str = "Insurer", **more: Any) -> dict[str, Any]:
    cover = {"insurer": insurer}
    if "used" in more:
        cover["used"] = more.pop("used")
    return {"id": id, "kind": "motor", "blame": blame, "compulsory": cover, **more}


def uninsured(id: str, blame: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": "motor", "blame": blame, "compulsory": {"obligor": "Owner"}, **more}


def other(id: str, kind: str, blame: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "blame": blame, **more}


def policy(limit: str = "1000000", **more: Any) -> list[dict[str, Any]]:
    return [{"insurer": "Insurer", "limit": limit, **more}]


def person(id: str, side: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": id, "side": side, "born": "1980-05-05", "items": list(items), **more}


def item(head: str, amount: str = "", **more: Any) -> dict[str, Any]:
    return {"head": head, **({"amount": amount} if amount else {}), **more}


def claim(sides: list[dict[str, Any]], *claimants: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "jurisdiction": "example",
        "accident_on": "2024-03-01",
        "settled_on": "2025-03-01",
        "sides": sides,
        "claimants": list(claimants),
        **more,
    }


def assessed(body: Mapping[str, Any], books: Mapping[str, Rulebook] = BOOKS) -> Assessment:
    """Read and compute a claim as a file would be."""
    faults: list[Fault] = []
    found = CLAIM.read(dict(body), "", faults)
    faults += [] if faults else check(found)
    if faults:
        raise ClaimRefused(faults)
    return assess(found, FIGURES, books)


WALKER = other("walker", "foot", "none")
DISABLED: dict[str, Any] = {
    "disability": {"assessed_on": "2024-09-01", "levels": [8]},
    "born": "1980-05-05",
}


def medical(amount: str, **more: Any) -> dict[str, Any]:
    return item("medical", amount, **more)


def shares(claimant: str, by: str = "parties", **parts: str) -> list[dict[str, Any]]:
    listed = [{"side": side, "share": share} for side, share in parts.items()]
    return [{"claimant": claimant, "parts": listed, "by": by}]


def advance(by: str, amount: str, side: str = "", to: str = "li") -> list[dict[str, Any]]:
    return [{"by": by, "to": to, "amount": amount, **({"side": side} if side else {})}]
