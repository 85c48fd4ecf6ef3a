"""Chinese map coordinates: WGS-84 from a satellite, GCJ-02 on maps sold in China, BD-09 on Baidu's.

We keep WGS-84 and convert at the edges. The shift of GCJ-02 was never published by its makers; the
series below is the one that became known in 2009 and that the open implementations agree on (the
article "Restrictions on geographic data in China" of the English Wikipedia describes it). BD-09
turns and stretches GCJ-02 once more, as Baidu's own conversion service shows. Neither has a closed
inverse: ours repeats the forward step until the rest is below a tenth of a millimetre.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

Position = tuple[float, float]
"""Longitude, latitude in degrees, always in this order."""

# Krasovsky's ellipsoid of 1940: half the long axis in metres, and the eccentricity squared.
AXIS_M = 6_378_245.0
ECCENTRICITY_2 = 0.006_693_421_622_965_943
# The rectangle inside which the shift applies, from the same source.
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271
# The shift is a series around this point.
CENTRE: Position = (105.0, 35.0)
BAIDU_WAVE = math.pi * 3000.0 / 180.0
BAIDU_OFFSET: Position = (0.0065, 0.006)
ENOUGH_DEGREES = 1e-9
ROUNDS_MAX = 30


class Srs(StrEnum):
    """The coordinate systems that a file or a map may be in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def in_china(lon: float, lat: float) -> bool:
    """Whether the shift applies: a rectangle, so parts of the neighbours are in it."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def _near_china(lon: float, lat: float) -> bool:
    """Far away the series grow without bound; no shift is as large as a tenth of a degree."""
    return WEST - 0.1 <= lon <= EAST + 0.1 and SOUTH - 0.1 <= lat <= NORTH + 0.1


def to_gcj02(lon: float, lat: float) -> Position:
    """WGS-84 → GCJ-02. Outside China unchanged."""
    return _shifted(lon, lat) if in_china(lon, lat) else (lon, lat)


def from_gcj02(lon: float, lat: float) -> Position:
    """GCJ-02 → WGS-84, to better than a centimetre. Outside China unchanged."""
    if not _near_china(lon, lat):
        return lon, lat
    found = _undo(_shifted, lon, lat)
    return found if in_china(*found) else (lon, lat)


def to_bd09(lon: float, lat: float) -> Position:
    """WGS-84 → BD-09. Outside China unchanged."""
    return _baidu(*_shifted(lon, lat)) if in_china(lon, lat) else (lon, lat)


def from_bd09(lon: float, lat: float) -> Position:
    """BD-09 → WGS-84, to better than a centimetre. Outside China unchanged."""
    if not _near_china(lon, lat):
        return lon, lat
    found = _undo(_shifted, *_undo(_baidu, lon, lat))
    return found if in_china(*found) else (lon, lat)


TO_WGS84: dict[Srs, Callable[[float, float], Position] | None] = {
    Srs.WGS84: None,
    Srs.GCJ02: from_gcj02,
    Srs.BD09: from_bd09,
}
FROM_WGS84: dict[Srs, Callable[[float, float], Position] | None] = {
    Srs.WGS84: None,
    Srs.GCJ02: to_gcj02,
    Srs.BD09: to_bd09,
}


def _shifted(lon: float, lat: float) -> Position:
    """The GCJ-02 shift without asking whether it applies.

    Two series give metres east and north; the ellipsoid's radii of curvature turn them to degrees.
    """
    x, y = lon - CENTRE[0], lat - CENTRE[1]
    root, product = math.sqrt(abs(x)), x * y
    ripple = 20.0 * (math.sin(6 * math.pi * x) + math.sin(2 * math.pi * x))
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * product + 0.2 * root
    north_m += (
        2 / 3 * (ripple + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    )
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * product + 0.1 * root
    east_m += (
        2 / 3 * (ripple + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    )
    phi = math.radians(lat)
    flat = 1 - ECCENTRICITY_2 * math.sin(phi) ** 2
    meridian_m = AXIS_M * (1 - ECCENTRICITY_2) / flat**1.5
    parallel_m = AXIS_M / math.sqrt(flat) * math.cos(phi)
    return lon + math.degrees(east_m / parallel_m), lat + math.degrees(north_m / meridian_m)


def _waves(at: float, *terms: tuple[float, float]) -> float:
    """A sum of sines: (height, turns per two degrees)."""
    return sum(height * math.sin(turns * math.pi * at) for height, turns in terms)


def _baidu(lon: float, lat: float) -> Position:
    """GCJ-02 → BD-09: in polar form around 0, 0 a small ripple in length and angle, then an offset."""
    length = math.hypot(lon, lat) + 0.000_02 * math.sin(lat * BAIDU_WAVE)
    angle = math.atan2(lat, lon) + 0.000_003 * math.cos(lon * BAIDU_WAVE)
    return (
        length * math.cos(angle) + BAIDU_OFFSET[0],
        length * math.sin(angle) + BAIDU_OFFSET[1],
    )


def _undo(forward: Callable[[float, float], Position], lon: float, lat: float) -> Position:
    """The position that `forward` takes to lon, lat. The shift changes slowly, so this converges."""
    x, y = lon, lat
    for _ in range(ROUNDS_MAX):
        there = forward(x, y)
        rest_x, rest_y = lon - there[0], lat - there[1]
        x, y = x + rest_x, y + rest_y
        if abs(rest_x) < ENOUGH_DEGREES and abs(rest_y) < ENOUGH_DEGREES:
            break
    return x, y
