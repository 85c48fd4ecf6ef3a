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
from ..rules.catalogue import Suggestion
from .rulebook import catalogue, fold

log = structlog.get_logger("maplebridge.matters")

LOOK_SECONDS = 60
"""How often a process asks whether there is a newer model."""


class _Kept:
    """The newest model of the database, unpacked once a process."""

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
        newest = TriageModel.objects.order_by("-id").values_list("id", flat=True).first()
        if newest != self.id:
            self.model = _unpacked(newest) if newest else None
            self.id = newest
        self.looked = time.monotonic()


_KEPT = _Kept()


def triage_model() -> triage.Model | None:
    """The model in use; None when none was trained: then the keywords suggest alone."""
    return _KEPT.get()


def forget_triage_model() -> None:
    """Look again at the next question: after training, and between tests."""
    _KEPT.forget()


def suggest(words: str, today: date) -> tuple[Suggestion, ...]:
    """Up to three categories for what was typed, with the words that point there."""
    if not words.strip():
        return ()
    rulebook = catalogue(today)
    folded = fold(words[: triage.TEXT_MAX])
    by_keywords = catalogues.suggest(folded, rulebook)
    model = triage_model()
    if model is None:
        return by_keywords
    return catalogues.joined(triage.best(model, folded), by_keywords, rulebook)


def _unpacked(model_id: UUID) -> triage.Model | None:
    content = TriageModel.objects.values_list("content", flat=True).get(pk=model_id)
    try:
        return triage.unpacked(bytes(content))
    except triage.ModelUnusable as broken:
        log.error("triage model unusable", model=str(model_id), reason=str(broken))
        return None
