"""Learning the triage model from matters that people have sorted already, and how good it is."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .triage import Floats, Model, Vector, pieces, scores, vector, width_for

EPOCHS = 12
SOFTNESS = np.float32(0.5)
"""1 / 2C of the machine: how much a text may stay on the wrong side. C is 1, the usual choice."""
SCALES = np.geomspace(0.25, 32, 57).astype(np.float32)
"""The factors tried for the scores, each 9 % above the one before."""
BANDS = (0.0, 0.3, 0.5, 0.75, 0.9, 1.0)
"""Where the bands of stated confidence begin, and the end of the last."""
LEAST = 8
"""Fewest texts of a category that the model learns; a rarer one keeps its keywords."""
SPLIT = 5
"""One text in five is kept back to measure on."""
CURVE = (0.25, 0.5, 1.0)

Example = tuple[str, str]
"""A folded text and the code of its category."""


class TooFew(ValueError):
    """Not two categories with `LEAST` texts each."""


@dataclass(frozen=True, slots=True)
class ClassReport:
    """How often a category was found (recall) and how often its name was right (precision)."""

    code: str
    texts: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Band:
    """Of the first suggestions whose confidence lies between `least` and `most`: what they said on
    the average, and how many of them were right."""

    least: float
    most: float
    texts: int
    said: float
    right: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured on texts that the model had not seen. Shares are 0 to 1.

    `bands` say how well the confidence holds: each half of the texts was judged with the factor
    that was fitted on the other half.
    """

    texts: int
    right_first: float
    right_in_three: float
    classes: tuple[ClassReport, ...]
    confused: tuple[tuple[str, str, int], ...]
    curve: tuple[tuple[int, float], ...] = ()
    keywords_first: float = 0.0
    left_out: tuple[tuple[str, int], ...] = field(default=())
    bands: tuple[Band, ...] = ()

    @property
    def astray(self) -> float:
        """How far what was said lies from what was right, on the average of all texts."""
        texts = sum(band.texts for band in self.bands)
        return sum(band.texts * abs(band.said - band.right) for band in self.bands) / max(1, texts)

    @property
    def macro_f1(self) -> float:
        return sum(one.f1 for one in self.classes) / len(self.classes)


def learn(
    examples: Sequence[Example],
    *,
    keywords: Callable[[str], str | None] = lambda _: None,
    said: Callable[[int], None] = lambda _: None,
) -> tuple[Model, Report]:
    """A model of all examples, and a report from one trained on four fifths of them.

    `keywords` is what would be suggested without a model, measured on the same texts; `said` hears
    how many texts each trial was trained on. A text that comes more than once is on one side only.
    The same examples give the same model. Raises TooFew.
    """
    kept, left_out = _common(examples)
    alike = [list(same) for _, same in itertools.groupby(sorted(kept), lambda one: one[0])]
    order = np.random.default_rng(len(kept)).permutation(len(alike)).tolist()
    held = [one for i in order[::SPLIT] for one in alike[i]]
    back = set(order[::SPLIT])
    taught = [one for i in order if i not in back for one in alike[i]]
    trial, report = _tried(taught, held, left_out, keywords, said)
    whole = _fit(kept, trial.classes)
    facts = {"texts": len(kept), "macro_f1": round(report.macro_f1, 4)}
    return replace(whole, scale=trial.scale, facts=facts), report


def teach(
    taught: Sequence[Example],
    held: Sequence[Example],
    *,
    keywords: Callable[[str], str | None] = lambda _: None,
    said: Callable[[int], None] = lambda _: None,
) -> tuple[Model, Report]:
    """As `learn`, with the texts to measure on kept back by the caller: the model never sees them,
    so that it can be compared on them with those that come after it. Raises TooFew."""
    kept, left_out = _common(taught)
    classes = {code for _, code in kept}
    back = [one for one in held if one[1] in classes]
    if not back:
        raise TooFew("nothing was kept back to measure on")
    model, report = _tried(kept, back, left_out, keywords, said)
    facts = {"texts": len(kept), "macro_f1": round(report.macro_f1, 4)}
    return replace(model, facts=facts), report


def macro_f1(guess: Callable[[str], str | None], held: Sequence[Example]) -> float:
    """How well any way of guessing finds the categories of `held`: the mean of their F1."""
    codes = sorted({code for _, code in held})
    said = [guess(text) for text, _ in held]
    found = []
    for wanted in codes:
        right = sum(g == wanted == code for g, (_, code) in zip(said, held, strict=True))
        named = sum(g == wanted for g in said)
        there = sum(code == wanted for _, code in held)
        found.append(2 * right / (named + there))
    return sum(found) / len(found) if found else 0.0


def _tried(
    taught: Sequence[Example],
    held: Sequence[Example],
    left_out: tuple[tuple[str, int], ...],
    keywords: Callable[[str], str | None],
    said: Callable[[int], None],
) -> tuple[Model, Report]:
    """A model of `taught` alone, and how it and smaller ones do on `held`."""
    classes = tuple(sorted({code for _, code in taught} | {code for _, code in held}))
    curve: list[tuple[int, float]] = []
    for share in CURVE:
        part = taught[: max(1, int(len(taught) * share))]
        trial = _fit(part, classes)
        said(len(part))
        report = measure(trial, held)
        curve.append((len(part), report.macro_f1))
    found, targets = _all_scores(trial, held)
    return replace(trial, scale=_scale(found, targets)), Report(
        texts=report.texts,
        right_first=report.right_first,
        right_in_three=report.right_in_three,
        classes=report.classes,
        confused=report.confused,
        curve=tuple(curve),
        keywords_first=sum(keywords(text) == code for text, code in held) / len(held),
        left_out=left_out,
        bands=_bands(found, targets),
    )


def _common(
    examples: Sequence[Example],
) -> tuple[list[Example], tuple[tuple[str, int], ...]]:
    counts = Counter(code for _, code in examples)
    rare = {code for code, count in counts.items() if count < LEAST}
    if len(counts) - len(rare) < 2:
        raise TooFew(f"fewer than two categories with {LEAST} texts each")
    kept = [one for one in examples if one[1] not in rare]
    return kept, tuple(sorted((code, counts[code]) for code in rare))


def rarity(texts: Sequence[str], width: int) -> Floats:
    """Smoothed inverse document frequency of each bucket: 1 + ln((1 + n) / (1 + df))."""
    seen = np.zeros(width, dtype=np.int64)
    mask = np.uint32(width - 1)
    for text in texts:
        seen[np.unique(np.concatenate(pieces(text)) & mask)] += 1
    return (1 + np.log((1 + len(texts)) / (1 + seen))).astype(np.float32)


def _fit(examples: Sequence[Example], classes: tuple[str, ...]) -> Model:
    """A linear machine over the pieces of the texts."""
    width = width_for(len(classes))
    idf = rarity([text for text, _ in examples], width)
    at = {code: i for i, code in enumerate(classes)}
    vectors = [vector(text, idf) for text, _ in examples]
    targets = [at[code] for _, code in examples]
    weights, bias = _descend(vectors, targets, width, len(classes))
    return Model(
        classes=classes,
        weights=weights.astype(np.float16),
        idf=idf.astype(np.float16),
        bias=bias,
        scale=1.0,
    )


def _descend(
    vectors: Sequence[Vector], targets: Sequence[int], width: int, count: int
) -> tuple[Floats, Floats]:
    """Dual coordinate descent, each class against the rest, all classes in one step a text.

    Algorithm 1 of Hsieh et al., A dual coordinate descent method for large-scale linear SVM
    (2008), with the squared hinge; every text has length 1 and the bias is one more piece.
    """
    weights = np.zeros((width, count), dtype=np.float32)
    bias = np.zeros(count, dtype=np.float32)
    alphas = np.zeros((len(vectors), count), dtype=np.float32)
    step = np.float32(1) / (2 + SOFTNESS)
    random = np.random.default_rng(1)
    for _ in range(EPOCHS):
        for i in random.permutation(len(vectors)):
            one, alpha = vectors[i], alphas[i]
            side = np.full(count, -1, dtype=np.float32)
            side[targets[i]] = 1
            rows = weights[one.buckets]
            slope = side * (one.weights @ rows + bias) - 1 + SOFTNESS * alpha
            changed = np.maximum(alpha - slope * step, 0)
            move = (changed - alpha) * side
            if move.any():
                alphas[i] = changed
                weights[one.buckets] = rows + one.weights[:, None] * move
                bias += move
    return weights, bias


def _all_scores(model: Model, held: Sequence[Example]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """The scores of each text in a row, and the column of what it really is."""
    at = {code: i for i, code in enumerate(model.classes)}
    found: Floats = np.stack([scores(model, text) for text, _ in held])
    return found, np.array([at[code] for _, code in held], dtype=np.int64)


def _scale(found: Floats, targets: npt.NDArray[np.int64]) -> float:
    """The factor for the scores with which the chances fit these texts best (temperature scaling).

    One text of them counts as sorted at random, so that a few texts that are all right do not make
    anything certain.
    """
    rows = np.arange(len(targets))
    stray = np.float32(1 / (len(targets) + 2))

    def loss(scale: np.float32) -> float:
        raised = found * scale
        raised -= raised.max(axis=1, keepdims=True)
        meant = (1 - stray) * raised[rows, targets] + stray * raised.mean(axis=1)
        return float((np.log(np.exp(raised).sum(axis=1)) - meant).sum())

    return float(min(SCALES, key=loss))


def _bands(found: Floats, targets: npt.NDArray[np.int64]) -> tuple[Band, ...]:
    """What was said of the first suggestion, and how much of it was right, by bands."""
    said = np.zeros(len(targets))
    for half in (0, 1):
        other = slice(1 - half, None, 2)
        scale = _scale(found[other], targets[other]) if len(targets) > 1 else 1.0
        raised = found[half::2] * np.float32(scale)
        raised -= raised.max(axis=1, keepdims=True)
        said[half::2] = 1 / np.exp(raised).sum(axis=1)
    right = found.argmax(axis=1) == targets
    bands = []
    for least, most in itertools.pairwise(BANDS):
        inside = (said >= least) & ((said < most) | (most == BANDS[-1]))
        if inside.any():
            shares = float(said[inside].mean()), float(right[inside].mean())
            bands.append(Band(least, most, int(inside.sum()), *shares))
    return tuple(bands)


def measure(model: Model, held: Sequence[Example]) -> Report:
    """How the model does on texts that it has not seen."""
    at = {code: i for i, code in enumerate(model.classes)}
    count = len(model.classes)
    table: npt.NDArray[np.int64] = np.zeros((count, count), dtype=np.int64)
    in_three = 0
    for text, code in held:
        order = np.argsort(-scores(model, text), kind="stable")[:3]
        table[at[code], order[0]] += 1
        in_three += at[code] in order
    return _reported(model.classes, table, in_three)


def _reported(classes: tuple[str, ...], table: npt.NDArray[Any], in_three: int) -> Report:
    texts = int(table.sum())
    right = np.diag(table)
    reports = tuple(
        ClassReport(
            code,
            int(table[i].sum()),
            float(right[i] / max(1, table[:, i].sum())),
            float(right[i] / max(1, table[i].sum())),
        )
        for i, code in enumerate(classes)
        if table[i].sum()
    )
    wrong = [
        (classes[i], classes[j], int(table[i, j]))
        for i, j in np.argwhere(table > 0)
        if i != j
    ]  # fmt: skip
    wrong.sort(key=lambda one: (-one[2], one[0], one[1]))
    return Report(texts, float(right.sum() / texts), in_three / texts, reports, tuple(wrong[:10]))
