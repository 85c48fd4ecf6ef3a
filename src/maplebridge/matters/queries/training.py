"""Sorting models and what was measured of them, for those who keep them."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Viewer

from .. import policy
from ..models import TrainingRun, TriageModel


def models(viewer: Viewer) -> tuple[list[TriageModel], TriageModel | None, TriageModel | None]:
    """All that are kept, newest first, without their weights; the one in use and the one before."""
    _check(viewer)
    found = list(TriageModel.objects.defer("content").order_by("-id"))
    used = [one for one in found if one.adopted_at is not None]
    used.sort(key=lambda one: (one.adopted_at, one.pk), reverse=True)
    return found, used[0] if used else None, used[1] if len(used) > 1 else None


def last_run(viewer: Viewer) -> TrainingRun | None:
    _check(viewer)
    return TrainingRun.objects.order_by("-id").first()


def get_model(viewer: Viewer, model_id: UUID) -> TriageModel:
    _check(viewer)
    found = TriageModel.objects.defer("content").filter(pk=model_id).first()
    if found is None:
        raise Missing("model_missing")
    return found


def _check(viewer: Viewer) -> None:
    if not policy.may_train(viewer):
        raise Forbidden("training_not_yours")
