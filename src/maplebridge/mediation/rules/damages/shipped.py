"""The tables that come with the program: figures and rulebooks by place, read once."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from .rulebook import Rulebook, read_rulebook
from .statistics import Figures, read_figures


@lru_cache(maxsize=1)
def figures() -> Figures:
    data = resources.files("maplebridge.mediation") / "data" / "statistics.csv"
    return read_figures(io.StringIO(data.read_text("utf-8")))


@lru_cache(maxsize=1)
def rulebooks() -> Mapping[str, Rulebook]:
    """The book of each place in its newest version."""
    folder = resources.files("maplebridge.mediation") / "data"
    books = [
        read_rulebook(json.loads(file.read_text("utf-8")))
        for file in folder.iterdir()
        if file.name.startswith("damages-") and file.name.endswith(".json")
    ]
    return {book.place: book for book in sorted(books, key=lambda one: one.version)}
