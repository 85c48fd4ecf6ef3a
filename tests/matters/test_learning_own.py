"""Learning from the own closed matters, and from a workbook of another system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest

from maplebridge.__main__ import main
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import ANONYMOUS, SYSTEM
from maplebridge.matters import actions, queries
from maplebridge.matters.models import (
    ImportRun,
    LegacyReference,
    Matter,
    MatterEvent,
    Rating,
    TriageModel,
)
from maplebridge.matters.rules import training
from maplebridge.matters.rules.judged import Line, judged
from tests.matters.test_triage import examples
from tests.matters.work_side.sheets import xlsx_bytes
from tests.world import NOON, World


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    queries.forget_triage_model()
    yield
    queries.forget_triage_model()


def closed(
    world: World,
    sorted_texts: list[training.Example],
    *,
    named: bool = True,
    at: datetime = NOON,
) -> list[Matter]:
    """Closed and rated matters as rows; with `named`, a worker said of each what kind it is.

    Their ids are the same in each run: by its id a matter is held back or learned from.
    """
    matters = [
        Matter(
            id=uuid5(NAMESPACE_OID, f"{Matter.objects.count() + n}"),
            reference=f"M-2026-{Matter.objects.count() + n:06d}", words=text, category=code,
            rulebook="2026-01", place=world.grid, path=world.grid.path, state="closed",
            closing_code="fixed", closing=1, reported_at=NOON, first_answer_due_at=NOON,
            settle_due_at=NOON, closed_at=at, last_activity_at=NOON,
        )
        for n, (text, code) in enumerate(sorted_texts)
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
    return matters


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


def test_words_that_came_more_than_once_are_all_learned_or_all_kept_back(world: World) -> None:
    closed(world, examples(60) + examples(60))
    found = list(queries.confirmed(most=1000))
    learned = {words for kept, (words, _) in found if not kept}
    assert learned
    assert not learned & {words for kept, (words, _) in found if kept}


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
    later = NOON + timedelta(days=1)
    closed(world, examples(16, seed=2), at=later)
    actions.learn_nightly(now=later)
    assert TriageModel.objects.count() == 1
    closed(world, examples(1, seed=3), at=later)
    actions.learn_nightly(now=later)
    assert TriageModel.objects.count() == 2


def test_a_kind_that_a_neighbour_chose_and_a_worker_answered_under_teaches(world: World) -> None:
    """As it is on a street: nobody touches a kind that is right."""
    left = closed(world, examples(70), named=False)
    answered = [
        MatterEvent(matter=m, verb="answer", actor=world.li, to_state="answered", at=NOON)
        for m in left
    ]
    MatterEvent.objects.bulk_create(answered)
    guessed = closed(world, [("没有人选过的类别", "water")] * 20, named=False)
    MatterEvent.objects.bulk_create(
        MatterEvent(
            matter=m, verb=verb, actor=world.li, code=code, to_state="answered", at=NOON,
            by_reporter=verb == "report",
        )
        for m in guessed
        for verb, code in (("report", "water"), ("answer", "fixed"))
    )  # fmt: skip
    learned = actions.train_on_own(viewer=SYSTEM, now=NOON)
    assert learned.texts == 210
    assert "water" not in {one.code for one in learned.report.classes}


def test_an_old_hotline_teaches_the_kinds_that_it_named(world: World) -> None:
    run = ImportRun.objects.create(
        source="12345", name="old.xlsx", digest="d", content={"default_category": "parking"},
        state="done", began_at=NOON, moved_at=NOON,
    )  # fmt: skip
    LegacyReference.objects.bulk_create(
        LegacyReference(source="12345", number=m.reference, matter=m, run=run)
        for m in closed(world, examples(10), named=False)
    )
    assert {kind for _, (_, kind) in queries.confirmed(most=100)} == {"lighting", "noise"}
    assert not queries.enough_new(NOON - timedelta(days=1), least=21)
    assert queries.enough_new(NOON - timedelta(days=1), least=20)
    assert not queries.enough_new(NOON, least=20)
    ImportRun.objects.update(taken=30, rows=30, moved_at=NOON + timedelta(days=1))
    assert queries.enough_new(NOON, least=20), "what was closed long ago came in today"


def test_reading_on_ends_where_the_matters_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(world, examples(7))
    whole = list(queries.confirmed(most=1000))
    monkeypatch.setattr("maplebridge.matters.queries.examples.CHUNK", 3)
    assert list(queries.confirmed(most=1000)) == whole
    assert list(queries.confirmed(most=5)) == whole[:5]


REPORTED, READ = Line("report", True, True, ""), Line("report", True, True, "lighting")
ANSWERED, BY_CLOCK = Line("answer", True, False, "fixed"), Line("answer", False, False, "fixed")
SORTED, ELSEWHERE = Line("triage", True, False, "lighting"), Line("triage", True, False, "noise")
NAMED = Line("triage", True, True, "lighting")


@pytest.mark.parametrize(
    ("kind", "ending", "lines", "teaches"),
    [
        ("lighting", "fixed", [REPORTED, ANSWERED], True),
        ("lighting", "unsolved", [REPORTED, ANSWERED], True),
        ("lighting", "fixed", [REPORTED], False),
        ("lighting", "fixed", [REPORTED, BY_CLOCK], False),
        ("lighting", "withdrawn", [REPORTED, ANSWERED], False),
        ("lighting", "duplicate", [REPORTED, ANSWERED], False),
        ("lighting", "not_ours", [REPORTED, ANSWERED], False),
        ("other", "fixed", [REPORTED, ANSWERED], False),
        ("other", "fixed", [REPORTED, Line("triage", True, False, "other"), ANSWERED], True),
        ("lighting", "fixed", [READ, ANSWERED], False),
        ("lighting", "fixed", [READ, SORTED, ANSWERED], True),
        ("lighting", "fixed", [READ, NAMED, ANSWERED], True),
        ("lighting", "fixed", [READ, NAMED], False),
        ("lighting", "not_ours", [REPORTED, SORTED], True),
        ("lighting", "fixed", [REPORTED, ELSEWHERE, SORTED], True),
        ("lighting", "fixed", [REPORTED, SORTED, ELSEWHERE, ANSWERED], False),
    ],
)
def test_what_teaches_is_a_judgement_of_people(
    kind: str, ending: str, lines: list[Line], teaches: bool
) -> None:
    assert judged(kind, ending, lines) is teaches
    assert judged("lighting", "fixed", [REPORTED], old_hotline=True)
    assert not judged("other", "fixed", [REPORTED], old_hotline=True)


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
