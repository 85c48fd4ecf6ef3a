"""Whether two concerns are about the same thing: alike in words, near in place and time.

Words are compared by their runs of three characters, so that Chinese needs no word cutter. Among
many concerns the likely ones are found by a min-wise signature cut into bands: two texts share a
band with a chance that rises with how alike they are. A hit is a suggestion; a person decides.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

import numpy as np
import numpy.typing as npt

from .triage import TEXT_MAX, pieces

BANDS = 24
ROWS = 2
"""Two texts that share three runs in ten meet in a band with a chance of 0.90, half of them: 0.999."""
LATELY_DAYS = 30
"""A closed matter is a likely twin for so many days; an open one always."""
RADIUS_M = 150
"""How far apart twins may lie when their kind says nothing else."""
RADIUS_MAX_M = 500
"""No kind looks further: each step outwards costs more look-ups."""
ALIKE = 0.16
ALIKE_OTHER_KIND = 0.34
"""Least share of runs in common, within one kind and across kinds."""
SHOWN_MAX = 3
SHARED_MAX = 2

CELL_DEGREES = 0.004
_CELLS_A_ROW = 90_001
_METRES_A_DEGREE = 111_320.0
_FILLERS = frozenset("的了啊呢吧吗呀嘛哦您你我们请好")


def _numbers(what: str, count: int) -> npt.NDArray[np.uint64]:
    """Fixed odd numbers: they are part of what is stored, so no library may choose them."""
    digests = (hashlib.blake2b(f"{what} {i}".encode(), digest_size=8) for i in range(count))
    return np.array([int.from_bytes(d.digest(), "big") | 1 for d in digests], dtype=np.uint64)


_FACTORS = _numbers("factor", BANDS * ROWS)
_SHIFTS = _numbers("shift", BANDS * ROWS)
_BAND_MIX = _numbers("band", BANDS)


def bare(folded: str) -> str:
    """The letters and digits of a folded text without filler words: what is compared."""
    kept = (ch for ch in folded[:TEXT_MAX] if ch.isalnum() and ch not in _FILLERS)
    return "".join(kept)


def _runs(text: str) -> npt.NDArray[np.uint32]:
    """The hash of each run of three characters of a bare text, each once."""
    padded = text if len(text) >= 3 else text + " " * (3 - len(text))
    return np.unique(pieces(padded)[2])


def signature(folded: str) -> npt.NDArray[np.uint32] | None:
    """The least value of each hash over the text's runs; None for a text without a letter."""
    text = bare(folded)
    if not text:
        return None
    runs = _runs(text).astype(np.uint64)
    mixed = (runs[:, None] * _FACTORS[None, :] + _SHIFTS[None, :]) >> np.uint64(32)
    least: npt.NDArray[np.uint32] = mixed.min(axis=0).astype(np.uint32)
    return least


def bands(folded: str) -> tuple[int, ...]:
    """One number a band, 63 bits; the band's own number is mixed in, so that bands never mix."""
    signed = signature(folded)
    if signed is None:
        return ()
    rows = signed.reshape(BANDS, ROWS).astype(np.uint64)
    mixed = (rows[:, 0] * np.uint64(0x9E37_79B9_7F4A_7C15)) ^ (rows[:, 1] * _BAND_MIX)
    mixed ^= mixed >> np.uint64(29)
    mixed *= _BAND_MIX
    return tuple(int(one >> np.uint64(1)) for one in mixed)


def alike(folded: str, other: str) -> float:
    """The share of runs that two texts have in common, 0 to 1 (Jaccard)."""
    ours, theirs = bare(folded), bare(other)
    if not ours or not theirs:
        return 0.0
    a, b = _runs(ours), _runs(theirs)
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both)


def shared(folded: str, other: str) -> tuple[str, ...]:
    """The longest pieces of two letters and more that both texts hold, in the text's order."""
    ours = folded[:TEXT_MAX]
    found = SequenceMatcher(None, ours, other[:TEXT_MAX], autojunk=False).get_matching_blocks()
    said = [ours[block.a : block.a + block.size].strip("，。、！？,.!? \n") for block in found]
    longest = sorted((one for one in said if len(bare(one)) > 1), key=len, reverse=True)
    kept = list(dict.fromkeys(longest))[:SHARED_MAX]
    return tuple(sorted(kept, key=ours.index))


def cell_of(lon: float, lat: float) -> int:
    """The square of about 400 m in which a point lies, as one number."""
    return _row(lat) * _CELLS_A_ROW + _column(lon)


def cells_near(lon: float, lat: float, radius_m: float) -> tuple[int, ...]:
    """Every square that a circle touches: four at most for the usual radius."""
    high, wide = _degrees(lat, radius_m)
    rows = range(_row(max(-90.0, lat - high)), _row(min(90.0, lat + high)) + 1)
    columns = range(_column(max(-180.0, lon - wide)), _column(min(180.0, lon + wide)) + 1)
    return tuple(row * _CELLS_A_ROW + column for row in rows for column in columns)


def edge_points(lon: float, lat: float, radius_m: float) -> tuple[tuple[float, float], ...]:
    """Eight points on the circle: the grids that hold one of them lie within reach."""
    high, wide = _degrees(lat, radius_m)
    turns = (math.pi * step / 4 for step in range(8))
    return tuple((lon + wide * math.cos(turn), lat + high * math.sin(turn)) for turn in turns)


def metres_apart(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Flat-earth distance: exact to a thousandth within a town."""
    east = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, other_lat - lat) * _METRES_A_DEGREE


def _degrees(lat: float, radius_m: float) -> tuple[float, float]:
    high = radius_m / _METRES_A_DEGREE
    return high, high / max(0.01, math.cos(math.radians(lat)))


def _row(lat: float) -> int:
    return int((lat + 90) // CELL_DEGREES)


def _column(lon: float) -> int:
    return int((lon + 180) // CELL_DEGREES)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a concern is as far as it is known: a point, a grid, or both."""

    lon: float | None
    lat: float | None
    grid: object = None

    def metres_to(self, other: Spot) -> float | None:
        """None when one of the two has no point."""
        if self.lon is None or self.lat is None or other.lon is None or other.lat is None:
            return None
        return metres_apart(self.lon, self.lat, other.lon, other.lat)


@dataclass(frozen=True, slots=True)
class Concern:
    """One concern as far as its likeness to others goes. `words` are folded."""

    words: str
    category: str
    spot: Spot
    reported_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two concerns may be one. `metres` is None where a point is not known."""

    share: float
    words: tuple[str, ...]
    metres: float | None
    same_kind: bool


def likeness(
    ours: Concern, other: Concern, *, radius_m: float, now: datetime, coarse: bool = False
) -> Likeness | None:
    """How the two are alike, or None when they are not.

    `coarse` compares by grid alone: for a viewer who may not know the other's spot, so that trying
    points does not find it out.
    """
    if not is_recent(other.closed_at, now):
        return None
    metres = None if coarse else ours.spot.metres_to(other.spot)
    same_grid = ours.spot.grid is not None and ours.spot.grid == other.spot.grid
    if metres > radius_m if metres is not None else not same_grid:
        return None
    same_kind = "other" in (ours.category, other.category) or ours.category in ("", other.category)
    share = alike(ours.words, other.words)
    if share < (ALIKE if same_kind else ALIKE_OTHER_KIND):
        return None
    return Likeness(share, shared(ours.words, other.words), metres, same_kind)


def is_recent(closed_at: datetime | None, now: datetime) -> bool:
    return closed_at is None or now - closed_at <= timedelta(days=LATELY_DAYS)


def best(found: Iterable[tuple[Likeness, str]], most: int = SHOWN_MAX) -> list[str]:
    """The keys of the most alike, nearest first among equals."""
    ordered = sorted(found, key=lambda one: (-round(one[0].share, 2), one[0].metres or 0.0, one[1]))
    return [key for _, key in ordered[:most]]
