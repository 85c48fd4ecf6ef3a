"""Which category some words belong to: a linear model over the pieces of one to three characters.

Chinese needs no word cutter this way. Scoring takes numpy alone. The model suggests, with its
reasons; a person chooses.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

TEXT_MAX = 500
"""Characters read: the concern is said in the first lines; more costs time and adds noise."""
PIECES = (1, 2, 3)
FORMAT = 1
BYTES_MAX = 5_000_000
"""Most bytes of a stored model."""
CLASSES_MAX = 400
REASONS = 3
LOOKED_AT = 16
"""Pieces looked at for reasons; most of them overlap."""
TOP = 3

_MIX = tuple(np.uint32(n) for n in (2_654_435_761, 2_246_822_519, 3_266_489_917))
_FOLD = np.uint32(16)

Floats = npt.NDArray[np.float32]
Buckets = npt.NDArray[np.uint32]


class ModelUnusable(ValueError):
    """The bytes are not a model that this version reads; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A text as buckets, ascending and each once, with weights of length 1 in all."""

    buckets: Buckets
    weights: Floats


@dataclass(frozen=True, slots=True)
class Scored:
    """A category, the pieces of the text that spoke for it most, and the chance that it is right.

    The chance is a softmax of the scores times a factor that was fitted on texts kept back from
    learning: of many suggestions that say 0.8, about 80 of 100 are right for texts like those
    (training.Report.bands says how near that came). For other texts nothing is promised.
    """

    code: str
    confidence: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`weights` is buckets x classes, `idf` a number a bucket, `bias` a number a class.

    `scale` turns scores into probabilities that hold: it was fitted on texts not trained on.
    """

    classes: tuple[str, ...]
    weights: npt.NDArray[np.float16]
    idf: npt.NDArray[np.float16]
    bias: Floats
    scale: float
    facts: Mapping[str, Any] = field(default_factory=dict)


def width_for(classes: int) -> int:
    """Buckets, a power of two, so that the weights of so many classes stay below 4 MB."""
    return int(1 << min(16, int(math.log2(2_000_000 / max(1, classes)))))


def pieces(text: str) -> tuple[Buckets, ...]:
    """The hash of each piece by its length: the piece of length n that begins at i is [n-1][i]."""
    points = np.frombuffer(text[:TEXT_MAX].encode("utf-32-le", "replace"), dtype="<u4")
    points = points.astype(np.uint32)
    found = []
    for length in PIECES:
        count = max(0, len(points) - length + 1)
        mixed = np.full(count, length, dtype=np.uint32)
        for at in range(length):
            mixed = (mixed ^ points[at : at + count]) * _MIX[at]
            mixed ^= mixed >> _FOLD
        found.append(mixed)
    return tuple(found)


def vector(text: str, idf: npt.NDArray[np.floating[Any]]) -> Vector:
    """The pieces of the folded text, counted (logarithm), weighed by rarity, of length 1."""
    return _weighed(pieces(text), idf)


def _weighed(hashed: tuple[Buckets, ...], idf: npt.NDArray[np.floating[Any]]) -> Vector:
    mask = np.uint32(len(idf) - 1)
    buckets, counts = np.unique(np.concatenate(hashed) & mask, return_counts=True)
    weights = (1 + np.log(counts, dtype=np.float32)) * idf[buckets].astype(np.float32)
    length = float(np.sqrt(weights @ weights)) or 1.0
    return Vector(buckets, (weights / np.float32(length)).astype(np.float32))


def probabilities(model: Model, text: str) -> Floats:
    """A number a class, in the order of `model.classes`; together 1."""
    return softmax(scores(model, text) * np.float32(model.scale))


def scores(model: Model, text: str) -> Floats:
    """How far the text lies on the side of each class; not a chance yet."""
    return _scored(model, pieces(text))


def _scored(model: Model, hashed: tuple[Buckets, ...]) -> Floats:
    shown = _weighed(hashed, model.idf)
    found: Floats = shown.weights @ model.weights[shown.buckets].astype(np.float32) + model.bias
    return found


def softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    chances: Floats = (raised / raised.sum()).astype(np.float32)
    return chances


def best(model: Model, text: str, top: int = TOP) -> tuple[Scored, ...]:
    """The likeliest classes, each with its reasons. No suggestion for a text without a letter."""
    if not any(ch.isalnum() for ch in text[:TEXT_MAX]):
        return ()
    hashed = pieces(text)
    chances = softmax(_scored(model, hashed) * np.float32(model.scale))
    order = np.argsort(-chances, kind="stable")[:top]
    said = _reasons(model, text[:TEXT_MAX], hashed[1:], order)
    return tuple(
        Scored(model.classes[at], float(chances[at]), why)
        for at, why in zip(order, said, strict=True)
    )


def _reasons(
    model: Model, text: str, hashed: tuple[Buckets, ...], wanted: npt.NDArray[np.integer[Any]]
) -> list[tuple[str, ...]]:
    """For each wanted class, the pieces of two or three letters that raised it most."""
    spans = [
        (i, i + n) for n, found in zip(PIECES[1:], hashed, strict=True) for i in range(len(found))
    ]
    buckets = np.concatenate(hashed) & np.uint32(len(model.idf) - 1)
    rows = model.weights[buckets].astype(np.float32)
    gains = (rows[:, wanted] - rows.mean(axis=1)[:, None]) * model.idf[buckets].astype(np.float32)[
        :, None
    ]
    return [_apart(text, spans, gains[:, column]) for column in range(len(wanted))]


def _apart(text: str, spans: Sequence[tuple[int, int]], gains: Floats) -> tuple[str, ...]:
    """The strongest pieces of letters that do not overlap and differ."""
    taken: list[tuple[int, int]] = []
    said: list[str] = []
    for at in np.argsort(-gains, kind="stable")[:LOOKED_AT]:
        begin, end = spans[at]
        piece = text[begin:end]
        free = all(end <= b or e <= begin for b, e in taken)
        if gains[at] > 0 and free and piece not in said and piece.isalnum():
            taken.append((begin, end))
            said.append(piece)
    return tuple(said[:REASONS])


def packed(model: Model) -> bytes:
    """The model as a zip of plain arrays, without anything that runs when it is read."""
    head = {
        "format": FORMAT,
        "classes": list(model.classes),
        "scale": model.scale,
        "facts": dict(model.facts),
    }
    kept = io.BytesIO()
    np.savez_compressed(
        kept,
        head=np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), dtype=np.uint8),
        weights=model.weights,
        idf=model.idf,
        bias=model.bias,
    )
    return kept.getvalue()


def unpacked(content: bytes) -> Model:
    """Raises ModelUnusable for anything but a whole model of this format."""
    if len(content) > BYTES_MAX:
        raise ModelUnusable(f"larger than {BYTES_MAX} bytes")
    try:
        _check_unpacked_size(content)
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            head = json.loads(bytes(arrays["head"]))
            model = Model(
                classes=tuple(map(str, head["classes"])),
                weights=arrays["weights"],
                idf=arrays["idf"],
                bias=arrays["bias"],
                scale=float(head["scale"]),
                facts=dict(head["facts"]),
            )
            written = int(head["format"])
    except (ValueError, KeyError, TypeError, OSError, zipfile.BadZipFile, EOFError) as broken:
        raise ModelUnusable(str(broken)) from broken
    if written != FORMAT:
        raise ModelUnusable(f"format {written}, not {FORMAT}")
    _check_shapes(model)
    return model


def _check_unpacked_size(content: bytes) -> None:
    """A small file may claim to unpack to more than the memory holds."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > 8 * BYTES_MAX:
            raise ModelUnusable("unpacks to more than a model needs")


def _check_shapes(model: Model) -> None:
    width, count = len(model.idf), len(model.classes)
    whole = (
        1 <= count <= CLASSES_MAX
        and len(set(model.classes)) == count
        and width & (width - 1) == 0
        and width > 0
        and model.weights.shape == (width, count)
        and model.bias.shape == (count,)
        and all(
            np.issubdtype(part.dtype, np.floating) and bool(np.isfinite(part).all())
            for part in (model.weights, model.idf, model.bias)
        )
        and math.isfinite(model.scale)
        and model.scale > 0
    )
    if not whole:
        raise ModelUnusable("its parts do not fit together")
