"""`maplebridge mediation assess`: a claim file in, a sheet out; no database is opened."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from maplebridge.__main__ import main
from maplebridge.core import documents
from maplebridge.mediation.rules.damages.reading import read_claim
from tests.mediation.damages.example import car, claim, item, other, person, policy

CLAIM: dict[str, Any] = claim(
    [
        car("car", "main", name="张三", commercial=policy()),
        other("bike", "nonmotor", "minor"),
    ],
    person(
        "li", "bike", item("medical", "30000"), item("disability"),
        name="李四", disability={"assessed_on": "2024-01-10", "levels": [10]},
    ),
    shares=[{"claimant": "li", "parts": [{"side": "car", "share": "75%"}], "by": "parties"}],
) | {"jurisdiction": "jiangsu", "accident_on": "2023-06-01", "settled_on": "2024-05-01"}  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "claim.json"
    path.write_text(json.dumps(CLAIM), encoding="utf-8")
    return path


def assess(*options: object) -> int:
    return main(["mediation", "assess", *map(str, options)])


def test_the_sheet_says_each_amount_with_its_formula_article_and_figure(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assess(file) == 0
    text = capsys.readouterr().out
    assert "残疾赔偿金：63211.00 × 20 × 10% = 126422.00 元 [《人身损害赔偿解释》第 12 条]" in text
    assert "交强险 Insurer（张三），医疗费用：18000.00 元" in text
    assert "商业三者险 Insurer（张三）：9000.00 元" in text
    assert "自负部分：3000.00 元" in text
    assert "比例由双方约定" in text
    assert "城镇居民人均可支配收入，江苏省 2023 年：每年 63211.00 元" in text


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_sheet_is_whole_in_every_language(
    language: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assess(file, "--language", language) == 0
    text = capsys.readouterr().out
    assert "%(" not in text
    assert {"zh-hans": "损害赔偿", "zh-hant": "損害賠償", "en": "Sheet of damages"}[
        language
    ] in text


def test_the_data_holds_the_claim_so_that_anybody_computes_it_again(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "found.json"
    assert assess(file, "--format", "json", "--out", out) == 0
    found = json.loads(out.read_text("utf-8"))
    assert found["claimants"][0]["loss"] == "156422.00"
    assert (found["rulebook"], found["statistics_year"]) == ("2026-11", 2023)
    assert read_claim(json.dumps(found["claim"])) == read_claim(file.read_bytes())
    file.write_text(json.dumps(found["claim"]), encoding="utf-8")
    assert assess(file, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == found


def test_a_claim_comes_by_standard_input_too(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert assess("-") == 0
    assert "126422.00" in capsys.readouterr().out


def test_what_is_wrong_is_said_all_at_once_and_nothing_is_written(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {**CLAIM, "settled_on": "2023-05-01", "colour": "red"}
    file.write_text(json.dumps(body), encoding="utf-8")
    out = tmp_path / "sheet.txt"
    assert assess(file, "--language", "en", "--out", out) == 2
    said = capsys.readouterr().err
    assert "colour: There is no “colour” here." in said
    assert not out.exists()
    assert assess(file, "--format", "json") == 2
    codes = {one["code"] for one in json.loads(capsys.readouterr().out)["faults"]}
    assert codes == {"claim_unknown_key", "claim_day_outside", "claim_settled_before"}


def test_a_missing_figure_is_said_with_who_can_enter_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(json.dumps({**CLAIM, "statistics_year": 2021}), encoding="utf-8")
    assert assess(file) == 2
    assert "缺少 江苏省 2021 年“城镇居民人均可支配收入”" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert assess(tmp_path / "nothing.json", "--language", "en") == 2
    assert "could not be opened" in capsys.readouterr().err
    assert assess("--format", "pdf", tmp_path / "nothing.json", "--language", "en") == 2
    assert "a PDF also needs --out" in capsys.readouterr().err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert assess("--schema") == 0
    assert json.loads(capsys.readouterr().out)["required"] == [
        "accident_on", "claimants", "format", "jurisdiction", "settled_on", "sides",
    ]  # fmt: skip


@pytest.mark.skipif(bool(documents.pdf_problem()), reason="no PDF can be made here")
def test_the_pdf_says_the_same(file: Path, tmp_path: Path) -> None:
    import pypdfium2

    out = tmp_path / "sheet.pdf"
    assert assess(file, "--format", "pdf", "--out", out) == 0
    pages = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    for said in (
        "63,211.00 × 20 × 10%",
        "126,422.00",
        "156,422.00",
        "9,000.00",
        "3,000.00",
        "江苏省",
    ):
        assert said in text
