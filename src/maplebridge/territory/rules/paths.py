"""Paths: chains of four-digit steps from the root, given out once and never again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from maplebridge.core.scope import STEP

STEPS_MAX = 10**STEP - 1
"""Most children of one place, ended ones included: steps are never used twice."""
LENGTH_MAX = 64


class PathFull(ValueError):
    """A place has no step left for another child, or lies too deep to have any."""


def child_path(parent: str, step: int) -> str:
    """The path of the child number `step` (from 1). Raises PathFull beyond 9,999 or 16 steps."""
    if not 1 <= step <= STEPS_MAX or len(parent) + STEP > LENGTH_MAX:
        raise PathFull(parent)
    return f"{parent}{step:0{STEP}d}"


def last_step(path: str) -> int:
    """The number of a place among its siblings; 0 for the root."""
    return int(path[-STEP:]) if path else 0


def parent_path(path: str) -> str:
    """The path of the place that `path` stands in; the root stands in itself."""
    return path[:-STEP]


def lineage(path: str) -> tuple[str, ...]:
    """The paths from the root to `path`, both included."""
    return tuple(path[:end] for end in range(0, len(path) + 1, STEP))


def common_path(paths: Iterable[str]) -> str:
    """The path of the narrowest place that covers them all; the root ("") when nothing else does."""
    first, *others = paths
    return max(way for way in lineage(first) if all(path.startswith(way) for path in others))


class PathAllocator:
    """Gives out the next child path of any place without asking the database.

    For a bulk load that holds the whole tree: tell it the paths that exist, then take. Not for
    requests; two of these side by side would give out the same path.
    """

    def __init__(self, existing: Iterable[str] = ()) -> None:
        self._last: dict[str, int] = {}
        for path in existing:
            self.saw(path)

    def saw(self, path: str) -> None:
        """Note a path that is taken."""
        if path:
            parent = parent_path(path)
            self._last[parent] = max(self._last.get(parent, 0), last_step(path))

    def next(self, parent: str) -> str:
        """The next free path below `parent`. Raises PathFull."""
        step = self._last.get(parent, 0) + 1
        path = child_path(parent, step)
        self._last[parent] = step
        return path

    def take(self, parent: str, count: int) -> Iterator[str]:
        """The next `count` free paths below `parent`."""
        for _ in range(count):
            yield self.next(parent)
