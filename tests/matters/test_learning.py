"""Training by command: from a CSV of sorted concerns to what the report form suggests."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.__main__ import main
from maplebridge.core.errors import RuleBroken, registered
from maplebridge.core.models import AuditEntry
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import SYSTEM
from maplebridge.matters import queries
from maplebridge.matters.actions import learning
from maplebridge.matters.models import TriageModel
from maplebridge.matters.rules import catalogue as catalogues
from maplebridge.matters.rules.triage import Scored
from tests.matters.test_triage import examples

TODAY = date(2026, 11, 24)
NAMES = {"lighting": "照明", "noise": "noise", "parking": "停車"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    queries.forget_triage_model()
    yield
    queries.forget_triage_model()


def written(path: Path, rows: list[tuple[str, str]], encoding: str = "utf-8-sig") -> Path:
    with path.open("w", encoding=encoding, newline="") as target:
        csv.writer(target).writerows([("内容", "类别"), *rows])
    return path


@pytest.fixture
def sorted_file(tmp_path: Path) -> Path:
    """Sixty of each kind, named by code or in any language, with a name that nobody knows."""
    rows = [(text, NAMES[code]) for text, code in examples(60)]
    return written(tmp_path / "hotline.csv", [*rows, ("某事", "奇怪的类别")])


@pytest.mark.django_db(transaction=True)
def test_a_file_teaches_what_the_form_suggests(
    sorted_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = "三栋门口噪音很大，广场舞跳到半夜"
    assert main(["matters", "train", str(sorted_file)]) == 0
    shown = capsys.readouterr().out
    assert "macro F1" in shown
    assert "keywords alone" in shown
    assert "no such category: 奇怪的类别 (1)" in shown
    kept = TriageModel.objects.get()
    assert kept.source == "hotline.csv"
    assert kept.facts["texts"] == 180
    assert AuditEntry.objects.filter(verb="triage.train").count() == 1
    model = queries.triage_model()
    assert model is not None
    assert model.classes == ("lighting", "noise", "parking")
    first = queries.suggest(words, TODAY)[0]
    assert first.category.code == "noise"
    assert first.reasons
    assert queries.suggest(words.replace("广场", "廣場"), TODAY)[0].category.code == "noise"


@pytest.mark.django_db
def test_a_trial_keeps_nothing(sorted_file: Path) -> None:
    assert main(["matters", "train", str(sorted_file), "--try"]) == 0
    assert not TriageModel.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"", []),
        ("内容,类别\n路灯坏了,照明\n".encode(), []),
        ("内容,别的\n路灯坏了,照明\n".encode(), []),
        ("内容,类别\n路灯坏了,照明\n".encode("gb18030"), []),
        ("内容,类别\n路灯坏了,照明\n".encode(), ["--encoding", "klingon"]),
        ("内容,类别\n路灯坏了,照明\n".encode(), ["--text", "留言"]),
        (b'a,b\n"' + b"x" * 200_000, ["--text", "a", "--category", "b"]),
        (None, []),
    ],
)
def test_a_file_that_teaches_nothing_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, options: list[str]
) -> None:
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    assert main(["matters", "train", str(path), *options]) == 2
    assert capsys.readouterr().err.strip()
    assert not TriageModel.objects.exists()


@pytest.mark.django_db
def test_too_many_texts_are_refused_before_all_of_them_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning, "EXAMPLES_MAX", 10)
    read = iter([("路灯不亮", "lighting")] * 100)
    with pytest.raises(RuleBroken) as told:
        learning.train(viewer=SYSTEM, examples=read, source="x", now=timezone.now())
    assert told.value.code == "examples_too_many"
    assert len(list(read)) == 89


@pytest.mark.parametrize("head", [b"", b"PK\x03\x04"])
@pytest.mark.django_db
def test_a_torn_file_is_told_as_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], head: bytes
) -> None:
    path = tmp_path / "torn"
    path.write_bytes(head + b"a,b\n\xff\xff,x\n")
    assert main(["matters", "classify", str(path), "--out", str(tmp_path / "out.csv")]) == 2
    code = "table_not_workbook" if head else "table_not_text"
    assert capsys.readouterr().err.strip() == str(registered()[code])


@pytest.mark.django_db(transaction=True)
def test_a_file_is_sorted_row_by_row_with_reasons(sorted_file: Path, tmp_path: Path) -> None:
    main(["matters", "train", str(sorted_file)])
    plain = written(tmp_path / "in.csv", [("楼道灯不亮，太黑", "x"), ("……", "y")], "gb18030")
    out = tmp_path / "out.csv"
    options = ["--out", str(out), "--encoding", "gb18030"]
    assert main(["matters", "classify", str(plain), *options]) == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        first, second = csv.DictReader(lines)
    assert first["category1"] == "lighting"
    assert first["because1"]
    assert 0.5 < float(first["confidence1"]) <= 1
    assert (second["category1"], second["confidence1"]) == ("", "")


@pytest.mark.django_db
def test_without_out_the_table_goes_to_the_next_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = written(tmp_path / "in.csv", [("楼道灯不亮，太黑", "x")])
    assert main(["matters", "classify", str(plain)]) == 0
    shown = capsys.readouterr()
    (row,) = csv.DictReader(shown.out.splitlines())
    assert row["category1"] == "lighting"
    assert [name[:-1] for name in list(row)[2:5]] == ["category", "confidence", "because"]
    assert shown.err == "1 sorted\n"


@pytest.mark.django_db
def test_what_stood_in_the_file_stays_when_sorting_fails(tmp_path: Path) -> None:
    torn, out = tmp_path / "torn.csv", tmp_path / "out.csv"
    torn.write_bytes("内容\n路灯坏了\n".encode() * 40_000 + b"\xff\xff\n")
    out.write_text("the work of last week")
    assert main(["matters", "classify", str(torn), "--out", str(out)]) == 2
    assert out.read_text() == "the work of last week"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "torn.csv"]


@pytest.mark.django_db
def test_without_a_model_the_keywords_suggest_and_one_look_a_minute_is_enough(
    assert_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    with assert_queries(1):
        for _ in range(20):
            found = queries.suggest("楼道的灯不亮了", TODAY)
    assert found[0].category.code == "lighting"


@pytest.mark.django_db
def test_a_stored_model_that_cannot_be_read_leaves_the_keywords(sorted_file: Path) -> None:
    TriageModel.objects.create(
        id=uuid7(), made_at="2026-11-24T00:00Z", source="torn", content=b"PK torn",
        adopted_at="2026-11-24T00:00Z",
    )  # fmt: skip
    assert queries.suggest("楼道的灯不亮了", TODAY)[0].category.code == "lighting"


def test_a_danger_that_the_keywords_name_is_never_crowded_out() -> None:
    rulebook = queries.catalogue(TODAY)
    scored = [Scored(code, 0.3, ("x",)) for code in ("noise", "parking", "lighting")]
    by_keywords = catalogues.suggest("煤气味很重", rulebook)
    found = catalogues.joined(scored, by_keywords, rulebook)
    assert [one.category.code for one in found] == ["noise", "parking", "hazard"]
    doubtful = [Scored("noise", 0.1, ("x",)), Scored("gone", 0.9, ("x",))]
    assert catalogues.joined(doubtful, (), rulebook) == ()
