"""The published tree of Nanchang, loaded twice the same as once."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

from maplebridge.__main__ import main
from maplebridge.territory.models import Jurisdiction, Place, PlaceCode
from maplebridge.territory.rules.codes import doubts
from maplebridge.territory.rules.division_files import Division, read_divisions, source_of

SHIPPED = resources.files("maplebridge.territory") / "data" / "divisions-3601.csv"


def test_the_shipped_file_has_every_division_of_nanchang_and_its_source() -> None:
    lines = SHIPPED.read_text(encoding="utf-8").splitlines(keepends=True)
    rows = [row for row in read_divisions(lines) if isinstance(row, Division)]
    counts = Counter(row.level.value for row in rows if row.level)
    assert counts == {"district": 9, "street": 139, "community": 2263}
    assert "2023-06-30" in source_of(lines[0])


@pytest.mark.django_db
def test_loading_twice_is_loading_once(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ("2412 added, 0 unchanged", "0 added, 2412 unchanged"):
        assert main(["territory", "divisions"]) == 0
        assert words in capsys.readouterr().out
    assert Jurisdiction.objects.get().name == "南昌市"
    assert Place.objects.count() == PlaceCode.objects.count() == 2412
    code = PlaceCode.objects.select_related("place__parent__parent").get(code="360102004001")
    assert code.place.parent is not None
    assert code.place.parent.name == "百花洲街道"
    assert "china-division" in code.source


@pytest.mark.django_db
def test_a_county_is_its_own_jurisdiction(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["territory", "divisions", "--under", "360121"]) == 0
    root = Place.objects.get(path="")
    assert (root.level, root.children.count()) == ("jurisdiction", 24)
    assert Place.objects.filter(level="community").count() == 471
    assert main(["territory", "divisions", "--under", "360102"]) == 2
    assert "360121000000" in capsys.readouterr().err


@pytest.mark.django_db
def test_what_is_odd_is_told_and_nothing_ends_by_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "town.csv"
    top = "level,code,name\ndistrict,990001000000,甲縣\n"
    file.write_text(top + "street,990001100000,乙鎮\ncommunity,990001100200,丙村委會\n")
    arguments = ["territory", "divisions", "--file", str(file), "--under", "990001"]
    assert main(arguments) == 0
    file.write_text(top + "street,990001100000,丁鎮\nstreet,99,x\nstreet,990001300000,戊鎮\n")
    assert main(arguments) == 1
    told = capsys.readouterr().out
    for words in (
        "renamed: 990001100000 乙鎮 丁鎮",
        "not in the file: 990001100200",
        "unreadable: 4",
    ):
        assert words in told
    assert "unusual number: 990001300000" in told
    assert Place.objects.get(name="乙鎮").valid_to is None
    main([*arguments, "--rename"])
    assert Place.objects.filter(name="丁鎮").exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe", b"level,code,name\n"])
@pytest.mark.django_db
def test_a_wrong_file_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.csv"
    file.write_bytes(content)
    assert main(["territory", "divisions", "--file", str(file)]) == 2
    assert len(capsys.readouterr().err.strip()) > 5
    assert not Place.objects.exists()


def test_unusual_numbers_are_doubted() -> None:
    assert doubts("360102004001", "劉將軍廟社區居委會") == []
    assert doubts("360121191000", "昌東鎮") == []
    assert doubts("360121001000", "某鎮") != []
    assert doubts("360121191001", "某村委會") != []
