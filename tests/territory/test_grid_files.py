"""Files of grids: taken whole or not at all."""

from __future__ import annotations

import json

import pytest

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import SYSTEM
from maplebridge.territory import actions, public, queries
from maplebridge.territory.models import Place
from maplebridge.territory.rules.coordinates import Srs
from maplebridge.territory.rules.feature_files import in_srs, read_features
from tests.territory.ground import NOW, SIDE, TODAY, Ground, collection, feature, middle, square


def take(place: Place, content: bytes, srs: Srs = Srs.WGS84) -> actions.ImportReport:
    return actions.import_grids(
        viewer=SYSTEM, place=place, content=content, srs=srs, day=TODAY, now=NOW
    )


def test_grids_are_added_corrected_and_left_alone(ground: Ground) -> None:
    content = collection(
        feature("第1網格", square(0, 0)),
        feature("第3網格", square(2, 5)),
        feature("新", square(7, 7)),
    )
    report = take(ground.east, content)
    assert (report.added, report.corrected, report.unchanged) == (1, 1, 1)
    assert public.locate(*middle(2, 5)) == ground.grids[2]
    again = take(ground.east, content)
    assert (again.added, again.corrected, again.unchanged) == (0, 0, 3)


def test_an_export_can_be_imported_again(ground: Ground) -> None:
    ground.code(ground.east, "360123100001")
    ground.code(ground.grids[0], "360123100001001")
    for srs in Srs:
        content = "".join(queries.grid_file("", srs)).encode()
        assert len(read_features(content)) == 9
        place = ground.east if srs is not Srs.WGS84 else ground.street
        if place == ground.street:
            document = json.loads(content)
            for one in document["features"]:
                one["properties"]["community"] = "360123100001"
            content = json.dumps(document).encode()
        report = take(place, content, srs)
        assert (report.added, report.corrected + report.unchanged) == (0, 9)


def test_a_map_in_gcj02_lands_where_it_was_drawn(ground: Ground) -> None:
    take(ground.west, collection(feature("火星", in_srs(square(9, 9), Srs.GCJ02))), Srs.GCJ02)
    found = public.locate(*middle(9, 9))
    assert found is not None
    assert found.name == "火星"


def test_one_bad_feature_leaves_nothing_and_is_named(ground: Ground) -> None:
    content = collection(
        feature("好", square(8, 8)), feature("壞", {"type": "Point"}), feature("", square(9, 9))
    )
    with pytest.raises(actions.ImportRefused) as refused:
        take(ground.west, content)
    assert [flaw.number for flaw in refused.value.flaws] == [2, 3]
    assert all(str(n) in words for n, words in zip((2, 3), refused.value.sentences, strict=True))
    assert not Place.objects.filter(name="好").exists()


def test_overlaps_are_refused_when_large_and_told_when_small(ground: Ground) -> None:
    with pytest.raises(actions.ImportRefused) as refused:
        take(ground.east, collection(feature("新", square(0, 0, SIDE / 2))))
    assert refused.value.flaws[0].code == "feature_overlaps"
    assert "100 %" in refused.value.sentences[0]
    report = take(ground.east, collection(feature("新", square(3, 0, SIDE))))
    assert (report.added, report.overlapping) == (1, [])
    slip = square(4, 0)
    for position in slip["coordinates"][0]:
        position[0] = round(position[0] - SIDE / 100, 7)
    assert len(take(ground.east, collection(feature("鄰", slip))).overlapping) == 1


def test_names_twice_and_unknown_communities_are_refused(ground: Ground) -> None:
    twice = collection(feature("新", square(7, 7)), feature("新", square(8, 8)))
    for place, content, code in (
        (ground.west, twice, "feature_twice"),
        (ground.street, collection(feature("新", square(7, 7))), "feature_community_unknown"),
    ):
        with pytest.raises(actions.ImportRefused) as refused:
            take(place, content)
        assert refused.value.flaws[0].code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_not_json"),
        (b"\xff\xfe{", "file_not_utf8"),
        ("{}".encode("utf-16"), "file_not_utf8"),
        (b"[" * 100_000, "file_not_geojson"),
        (b'{"a": NaN}', "file_not_geojson"),
        (b'{"a": 1' + b"0" * 5000 + b"}", "file_not_geojson"),
        (b"[]", "file_not_geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "file_has_no_features"),
        (b" " * 20_000_001, "file_over_limit"),
    ],
)
def test_a_file_that_is_no_map_is_refused(ground: Ground, content: bytes, code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        take(ground.east, content)
    assert broken.value.code == code
    assert broken.value.sentence
