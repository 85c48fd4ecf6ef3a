"""Which kind of place stands in which."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from maplebridge.core.viewer import Level

STANDS_IN: Mapping[Level, frozenset[Level]] = MappingProxyType(
    {
        Level.JURISDICTION: frozenset(),
        Level.DISTRICT: frozenset({Level.JURISDICTION}),
        Level.STREET: frozenset({Level.JURISDICTION, Level.DISTRICT}),
        Level.COMMUNITY: frozenset({Level.JURISDICTION, Level.DISTRICT, Level.STREET}),
        Level.GRID: frozenset({Level.COMMUNITY}),
        Level.ESTATE: frozenset({Level.COMMUNITY}),
        Level.BUILDING: frozenset({Level.COMMUNITY, Level.GRID}),
        Level.ENTRANCE: frozenset({Level.BUILDING}),
    }
)
"""A jurisdiction may be a city with districts, a district with streets or a single village."""

WIDTH: Mapping[Level, int] = MappingProxyType({level: at for at, level in enumerate(Level)})
"""0 is the widest level."""

COVERED: tuple[Level, ...] = (Level.JURISDICTION, Level.DISTRICT, Level.STREET, Level.COMMUNITY)
"""Levels that the national division tree knows and that carry a 12-digit code."""


def stands_in(level: Level, parent: Level) -> bool:
    """Whether a place of `level` may stand directly in one of `parent`."""
    return parent in STANDS_IN[level]
