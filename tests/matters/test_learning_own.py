"""Learning from the own closed matters, and from a workbook of another system."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest

from maplebridge.__main__ import main
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import ANONYMOUS, SYSTEM
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, MatterEvent, Rating, TriageModel
from maplebridge.matters.rules import training
from tests.matters.test_triage import examples
from tests.matters.work.sheets import xlsx_bytes
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


@pytest.mark.django_db
def test_a_workbook_teaches_as_a_csv_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hotline.xlsx"
    path.write_bytes(xlsx_bytes([[*one] for one in examples(30)], header=["text", "category"]))
    assert main(["matters", "train", str(path), "--try"]) == 0
    assert "macro F1" in capsys.readouterr().out
    path.write_bytes(b"PK\x03\x04 torn")
    assert main(["matters", "train", str(path)]) == 2
    assert ".xlsx" in capsys.readouterr().err
