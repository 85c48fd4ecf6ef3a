"""Learning from the own closed matters, and from a workbook of another system."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5
from xml.sax.saxutils import escape

import pytest

from maplebridge.__main__ import main
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import ANONYMOUS, SYSTEM
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, MatterEvent, Rating, TriageModel
from maplebridge.matters.rules import sheets, training
from maplebridge.matters.rules.sorted_files import SortedFileUnusable
from tests.matters.test_triage import examples
from tests.world import NOON, World


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    queries.forget_triage_model()
    yield
    queries.forget_triage_model()


def closed(world: World, sorted_texts: list[training.Example], *, named: bool = True) -> None:
    """Closed and rated matters as rows; with `named`, a worker said of each what kind it is.

    Their ids are the same in each run: by its id a matter is held back or learned from.
    """
    matters = [
        Matter(
            id=uuid5(NAMESPACE_OID, f"{Matter.objects.count() + at}"),
            reference=f"M-2026-{Matter.objects.count() + at:06d}", words=text, category=code,
            rulebook="2026-01", place=world.grid, path=world.grid.path, state="closed",
            closing_code="fixed", closing=1, reported_at=NOON, first_answer_due_at=NOON,
            settle_due_at=NOON, closed_at=NOON, last_activity_at=NOON,
        )
        for at, (text, code) in enumerate(sorted_texts)
    ]  # fmt: skip
    Matter.objects.bulk_create(matters)
    if named:
        MatterEvent.objects.bulk_create(
            MatterEvent(
                matter=m,
                verb="triage",
                actor=world.li,
                to_state="triaged",
                code=m.category,
                at=NOON,
            )
            for m in matters
        )
    Rating.objects.bulk_create(
        Rating(matter=m, closing=1, stars=5, solved=True, at=NOON) for m in matters
    )


def test_only_what_people_confirmed_is_learned_from(world: World) -> None:
    closed(world, examples(80))
    closed(world, [("没有人看过的类别", "water")] * 300, named=False)
    learned = actions.train_on_own(viewer=SYSTEM, now=NOON)
    assert learned.texts == 240
    assert learned.kept
    queries.forget_triage_model()
    model = queries.triage_model()
    assert model is not None
    assert model.classes == ("lighting", "noise", "parking")
    assert TriageModel.objects.get().facts["own"] == 240


def test_too_few_are_refused_with_the_reason(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    closed(world, examples(60))
    with pytest.raises(RuleBroken) as told:
        actions.train_on_own(viewer=SYSTEM, now=NOON)
    assert told.value.code == "examples_own_too_few"
    with pytest.raises(Forbidden):
        actions.train_on_own(viewer=ANONYMOUS, now=NOON)
    assert main(["matters", "train"]) == 2
    assert "180" in capsys.readouterr().err
    actions.learn_nightly(now=NOON)
    assert not TriageModel.objects.exists()


def test_what_is_kept_back_is_never_learned_and_never_changes(world: World) -> None:
    closed(world, examples(100))
    found = list(queries.confirmed(most=1000))
    back = sum(kept for kept, _ in found)
    assert 30 < back < 100
    assert found == list(queries.confirmed(most=1000))


def test_a_model_that_does_worse_is_not_kept(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed(world, examples(80))
    assert actions.train_on_own(viewer=SYSTEM, now=NOON).kept
    queries.forget_triage_model()
    good = TriageModel.objects.get().pk
    taught = training.teach

    def spoiled(
        given: list[training.Example], held: list[training.Example], **more: object
    ) -> object:
        turned = {"lighting": "noise", "noise": "parking", "parking": "lighting"}
        wrong = [(text, turned[code]) for text, code in given]
        return taught(wrong, held, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(training, "teach", spoiled)
    learned = actions.train_on_own(viewer=SYSTEM, now=NOON)
    assert not learned.kept
    assert learned.after < learned.before
    assert TriageModel.objects.get().pk == good
    assert main(["matters", "train"]) == 0
    assert "not kept: it does worse" in capsys.readouterr().out


def test_the_night_learns_again_only_when_there_is_enough_that_is_new(world: World) -> None:
    closed(world, examples(80))
    for _ in range(2):
        actions.learn_nightly(now=NOON)
        assert TriageModel.objects.count() == 1
    closed(world, examples(20, seed=2))
    actions.learn_nightly(now=NOON)
    assert TriageModel.objects.count() == 2


def test_any_way_of_guessing_is_measured_alike() -> None:
    held = [("a", "x"), ("b", "x"), ("c", "y")]
    assert training.macro_f1(lambda _: "x", held) == pytest.approx((4 / 5 + 0) / 2)
    assert training.macro_f1({"a": "x", "b": "x", "c": "y"}.get, held) == 1.0
    assert training.macro_f1(lambda _: None, held) == 0.0


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: list[list[str]], *, shared: bool) -> bytes:
    """A workbook as other systems write it, by hand: texts in a list of their own, or in place."""
    texts = [cell for row in rows for cell in row]
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for at, cell in enumerate(row):
            where = f'r="{chr(65 + at)}{number}"'
            if not shared:
                cells.append(f'<c {where} t="inlineStr"><is><t>{escape(cell)}</t></is></c>')
            elif cell:
                cells.append(f'<c {where} t="s"><v>{texts.index(cell)}</v></c>')
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
        )
        if shared:
            items = "".join(
                f"<si><r><t>{escape(t[:1])}</t></r><r><t>{escape(t[1:])}</t></r></si>"
                for t in texts
            )
            book.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{items}</sst>')
    return kept.getvalue()


@pytest.mark.parametrize("shared", [True, False])
def test_a_workbook_is_read_row_by_row(shared: bool) -> None:
    content = workbook(
        [["内容", "类别"], ["路灯<坏>", "照明"], ["", ""], ["吵", ""]], shared=shared
    )
    found = list(sheets.rows(io.BytesIO(content)))
    assert found == [{"内容": "路灯<坏>", "类别": "照明"}, {"内容": "吵", "类别": ""}]


def test_a_cell_of_numbers_is_its_digits_and_gaps_are_empty() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>a</v></c><c r="AB1" t="str">'
            '<v>b</v></c></row><row><c r="AB2"><v>7</v></c></row></sheetData></worksheet>',
        )
    assert list(sheets.rows(io.BytesIO(kept.getvalue()))) == [{"a": "", "b": "7"}]


@pytest.mark.parametrize("content", [b"", b"PK torn", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(SortedFileUnusable):
        list(sheets.rows(io.BytesIO(content)))


@pytest.mark.django_db
def test_a_workbook_teaches_as_a_csv_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hotline.xlsx"
    path.write_bytes(workbook([["text", "category"], *map(list, examples(30))], shared=False))
    assert main(["matters", "train", str(path), "--try"]) == 0
    assert "macro F1" in capsys.readouterr().out
    path.write_bytes(b"PK torn")
    assert main(["matters", "train", str(path)]) == 2
    assert ".xlsx" in capsys.readouterr().err
