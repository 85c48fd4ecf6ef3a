"""The catalogue of disputes that comes with the program."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources

from ..rules.parts import Kinds, read_kinds
from ..rules.screening import QUESTIONS

LATEST = "2026-01"


@lru_cache(maxsize=8)
def read_version(version: str) -> Kinds:
    """One version, as it was shipped: a file keeps the one that it was opened under."""
    data = resources.files("maplebridge.mediation") / "data" / f"kinds-{version}.json"
    return read_kinds(json.loads(data.read_text(encoding="utf-8")), QUESTIONS)


def kinds() -> Kinds:
    """The version that new files are opened under."""
    return read_version(LATEST)
