"""The triage model suggests a category with its reasons, learns from sorted matters, and is small."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.matters.rules import training, triage

KINDS = {
    "lighting": ("路灯", "灯不亮", "楼道灯", "太黑"),
    "noise": ("噪音", "广场舞", "半夜吵", "喇叭"),
    "parking": ("车位", "乱停", "堵车", "占道"),
}
ROUND = "我们小区楼下最近总是这样请尽快来看看已经好几天了麻烦处理一下三栋二单元门口居民都着急"


def examples(each: int, seed: int = 1) -> list[training.Example]:
    """Made-up concerns: a word that tells the kind among words that tell nothing."""
    chosen = random.Random(seed)
    made = []
    for code, words in KINDS.items():
        for _ in range(each):
            around = [chosen.choice(ROUND) for _ in range(chosen.randint(5, 40))]
            around.insert(chosen.randint(0, len(around)), chosen.choice(words))
            made.append(("".join(around), code))
    chosen.shuffle(made)
    return made


@pytest.fixture(scope="module")
def learned() -> tuple[triage.Model, training.Report]:
    return training.learn(examples(120))


def test_it_finds_the_kind_and_says_by_which_words(
    learned: tuple[triage.Model, training.Report],
) -> None:
    first, *others = triage.best(learned[0], "三栋门口的路灯坏了好几天，请尽快来看看")
    assert first.code == "lighting"
    assert "路灯" in first.reasons
    assert first.confidence > max(one.confidence for one in others)


def test_the_report_is_measured_on_texts_it_had_not_seen(
    learned: tuple[triage.Model, training.Report],
) -> None:
    report = learned[1]
    assert report.texts == 72
    assert report.macro_f1 > 0.9
    assert report.right_in_three == 1.0
    assert [count for count, _ in report.curve] == [72, 144, 288]
    assert sum(one.texts for one in report.classes) == 72


def test_labels_without_sense_are_told_not_hidden() -> None:
    """A check that cannot fail is none: random labels give a report no better than chance."""
    chosen = random.Random(7)
    senseless = [(text, chosen.choice(list(KINDS))) for text, _ in examples(120)]
    assert training.learn(senseless)[1].macro_f1 < 0.55


def test_the_same_examples_give_the_same_model() -> None:
    one, other = (triage.packed(training.learn(examples(20))[0]) for _ in range(2))
    assert np.array_equal(triage.unpacked(one).weights, triage.unpacked(other).weights)


def test_a_category_with_few_texts_is_left_out_and_named() -> None:
    few = [*examples(20), *[("燃气味很重", "hazard")] * 3]
    model, report = training.learn(few)
    assert report.left_out == (("hazard", 3),)
    assert "hazard" not in model.classes
    with pytest.raises(training.TooFew):
        training.learn([("燃气味很重", "hazard")] * 50)


def test_a_packed_model_is_small_and_comes_back_whole(
    learned: tuple[triage.Model, training.Report],
) -> None:
    packed = triage.packed(learned[0])
    assert len(packed) < triage.BYTES_MAX
    back = triage.unpacked(packed)
    text = "车位被占，车子乱停"
    assert triage.best(back, text) == triage.best(learned[0], text)


@pytest.mark.parametrize("classes", [1, 2, 11, 38, 120, 400])
def test_the_weights_of_any_catalogue_stay_below_four_megabytes(classes: int) -> None:
    assert triage.width_for(classes) * classes * 2 <= 4_000_000


@given(content=st.binary(max_size=300))
@settings(max_examples=60, deadline=None)
def test_bytes_that_are_no_model_are_refused(content: bytes) -> None:
    with pytest.raises(triage.ModelUnusable):
        triage.unpacked(content)


def test_a_model_with_a_hole_in_it_is_refused(
    learned: tuple[triage.Model, training.Report],
) -> None:
    packed = triage.packed(learned[0])
    with pytest.raises(triage.ModelUnusable):
        triage.unpacked(packed[: len(packed) // 2])
    with np.load(io.BytesIO(packed)) as arrays:
        parts = dict(arrays)
    for name, value in (
        ("bias", parts["bias"][:-1]),
        ("idf", parts["idf"][:-1]),
        ("weights", parts["weights"] * np.float16(np.nan)),
        ("head", parts["head"][:-4]),
        ("bias", np.array([object()])),
    ):
        kept = io.BytesIO()
        np.savez_compressed(kept, **(parts | {name: value}))
        with pytest.raises(triage.ModelUnusable):
            triage.unpacked(kept.getvalue())


@given(text=st.text(max_size=700))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_chances_that_add_up_or_no_suggestion(text: str) -> None:
    model = _small()
    found = triage.best(model, text)
    chances = triage.probabilities(model, text)
    assert abs(float(chances.sum()) - 1) < 1e-3
    for one in found:
        assert 0 <= one.confidence <= 1
        assert all(piece in text and len(piece) in (2, 3) for piece in one.reasons)
    if not any(ch.isalnum() for ch in text[: triage.TEXT_MAX]):
        assert found == ()


def test_what_comes_late_in_a_long_text_changes_nothing() -> None:
    model = _small()
    text = "路灯" + "好" * triage.TEXT_MAX
    assert np.array_equal(
        triage.probabilities(model, text), triage.probabilities(model, text + "乱停车位")
    )


_KEPT: list[triage.Model] = []


def _small() -> triage.Model:
    if not _KEPT:
        _KEPT.append(training.learn(examples(20))[0])
    return _KEPT[0]
