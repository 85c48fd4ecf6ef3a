"""GeoJSON files of grids: read with suspicion, written plainly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from maplebridge.core.viewer import Level

from .boundaries import Boundary, NotABoundary, check_boundary
from .coordinates import FROM_WGS84, TO_WGS84, Srs

BYTES_MAX = 20_000_000
FEATURES_MAX = 20_000


class FileUnusable(ValueError):
    """The file as a whole cannot be read. `code` is a sentence of the app, `facts` fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class GridDrawing:
    """One feature: number in the file from 1, what it says of itself, and its line in WGS-84."""

    number: int
    name: str
    code: str
    community: str
    boundary: Boundary


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why feature `number` cannot be used: a sentence of the app with its facts."""

    number: int
    code: str
    facts: dict[str, Any]


def read_features(content: bytes) -> list[Any]:
    """The features of a FeatureCollection in UTF-8. Raises FileUnusable."""
    if len(content) > BYTES_MAX:
        raise FileUnusable("file_over_limit", most=BYTES_MAX // 1_000_000)
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise FileUnusable("file_not_utf8") from None
    except json.JSONDecodeError as broken:
        raise FileUnusable("file_not_json", line=broken.lineno, column=broken.colno) from None
    except (ValueError, RecursionError):
        raise FileUnusable("file_not_geojson") from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise FileUnusable("file_not_geojson")
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise FileUnusable("file_has_no_features")
    if len(features) > FEATURES_MAX:
        raise FileUnusable("file_has_too_many_features", most=FEATURES_MAX)
    return features


def read_drawings(content: bytes, srs: Srs) -> Iterator[GridDrawing | Flaw]:
    """Each feature as a drawing or as what is wrong with it. Raises FileUnusable for the file."""
    for number, feature in enumerate(read_features(content), start=1):
        try:
            yield _drawing(number, feature, srs)
        except NotABoundary as broken:
            yield Flaw(number, broken.code, broken.facts)


def _drawing(number: int, feature: Any, srs: Srs) -> GridDrawing:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise NotABoundary("feature_unreadable")
    says = feature.get("properties") or {}
    if not isinstance(says, dict):
        raise NotABoundary("feature_unreadable")
    return GridDrawing(
        number=number,
        name=_name(says.get("name")),
        code=_code(says.get("code")),
        community=_code(says.get("community")),
        boundary=check_boundary(feature.get("geometry"), Level.GRID, TO_WGS84[srs]),
    )


def _name(value: Any) -> str:
    name = " ".join(value.split()) if isinstance(value, str) else ""
    if not name or len(name) > 120 or not name.isprintable():
        raise NotABoundary("feature_has_no_name")
    return name


def _code(value: Any) -> str:
    """Codes are text; a file that holds them as numbers is taken as it is meant."""
    if value is None:
        return ""
    if type(value) is int and 0 < value < 10**15:
        return str(value)
    if isinstance(value, str) and len(value) <= 20:
        return value.strip()
    raise NotABoundary("feature_code_unreadable")


def in_srs(boundary: dict[str, Any], srs: Srs) -> dict[str, Any]:
    """A stored line in another coordinate system, for a map or file that wants it."""
    convert = FROM_WGS84[srs]
    if convert is None:
        return boundary

    def turned(part: Any) -> Any:
        if isinstance(part[0], list):
            return [turned(inner) for inner in part]
        lon, lat = convert(part[0], part[1])
        return [round(lon, 7), round(lat, 7)]

    return {"type": boundary["type"], "coordinates": turned(boundary["coordinates"])}


def _refuse(constant: str) -> None:
    raise ValueError(constant)
