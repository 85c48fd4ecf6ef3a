"""The triage model in use, kept in the process, and what it suggests for typed words."""

from __future__ import annotations

import threading
import time
from datetime import date
from uuid import UUID

import structlog

from ..models import TriageModel
from ..rules import catalogue as catalogues
from ..rules import triage
from ..rules.catalogue import Catalogue, Suggestion
from .rulebook import catalogue, fold

log = structlog.get_logger("maplebridge.matters")

LOOK_SECONDS = 60
"""How often a process asks whether there is a newer model."""


class _Kept:
    """The model of the database that is in use, unpacked once a process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self.looked = float("-inf")
        self.id: UUID | None = None
        self.model: triage.Model | None = None

    def get(self) -> triage.Model | None:
        if time.monotonic() - self.looked > LOOK_SECONDS:
            with self.lock:
                self._look()
        return self.model

    def _look(self) -> None:
        newest = model_in_use()
        if newest != self.id:
            self.model = _unpacked(newest) if newest else None
            self.id = newest
        self.looked = time.monotonic()


_KEPT = _Kept()


def model_in_use() -> UUID | None:
    """The one adopted last."""
    adopted = TriageModel.objects.filter(adopted_at__isnull=False)
    return adopted.order_by("-adopted_at", "-id").values_list("id", flat=True).first()


def triage_model() -> triage.Model | None:
    """The model in use; None when none was trained: then the keywords suggest alone."""
    return _KEPT.get()


def forget_triage_model() -> None:
    """Look again at the next question: after training, and between tests."""
    _KEPT.forget()


def suggest(words: str, today: date) -> tuple[Suggestion, ...]:
    """Up to three categories for what was typed, with the words that point there."""
    scored, by_keywords, rulebook = _read(words, today)
    return catalogues.joined(scored, by_keywords, rulebook) if scored else by_keywords


def certain(words: str, today: date, *, anonymous: bool) -> Suggestion | None:
    """The kind that is taken when nobody chooses one. None: somebody at the community sorts it.

    A kind that needs a name, or an answer to a question, is never taken without being asked for.
    """
    found = catalogues.certain(*_read(words, today))
    if found is None or found.category.code == catalogues.OTHER:
        return None
    asks = any(one.required for one in found.category.attributes)
    return None if asks or (anonymous and not found.category.anonymous) else found


def _read(
    words: str, today: date
) -> tuple[tuple[triage.Scored, ...], tuple[Suggestion, ...], Catalogue]:
    """What the model in use makes of the words, what the keywords do, and under which catalogue."""
    rulebook = catalogue(today)
    if not words.strip():
        return (), (), rulebook
    folded = fold(words[: triage.TEXT_MAX])
    model = triage_model()
    scored = triage.best(model, folded) if model else ()
    return scored, catalogues.suggest(folded, rulebook), rulebook


def _unpacked(model_id: UUID) -> triage.Model | None:
    content = TriageModel.objects.values_list("content", flat=True).get(pk=model_id)
    try:
        return triage.unpacked(bytes(content))
    except triage.ModelUnusable as broken:
        log.error("triage model unusable", model=str(model_id), reason=str(broken))
        return None
