"""The sorting model: learn from the own matters, look at what was measured, adopt, go back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions
from ..messages.work import TRAINING_STATES
from ..queries import catalogue
from ..queries import training as queries
from .wording import signed_in, viewer_of


@signed_in
@require_safe
def models(request: HttpRequest) -> HttpResponse:
    """Which models there are, which is in use, and how far the training that was asked for is."""
    viewer = viewer_of(request)
    found, used, before = queries.models(viewer)
    run = queries.last_run(viewer)
    context = {
        "models": found,
        "used": used,
        "before": before,
        "run": run,
        "at_work": run is not None and run.state in {"waiting", "running"},
        "state": TRAINING_STATES[run.state] if run else None,
    }
    return render(request, "matters/models.html", context)


@signed_in
@require_safe
def model(request: HttpRequest, model_id: UUID) -> HttpResponse:
    """What was measured of one model, on texts that it had not learned from."""
    viewer = viewer_of(request)
    found = queries.get_model(viewer, model_id)
    _, used, _ = queries.models(viewer)
    report = found.facts.get("report")
    context = {
        "model": found,
        "in_use": used is not None and used.pk == found.pk,
        "texts": found.facts.get("own") or found.facts.get("texts"),
        "report": _shown(report) if report else None,
    }
    return render(request, "matters/model.html", context)


def _shown(report: dict[str, Any]) -> dict[str, Any]:
    """The figures of a report with the names of the kinds, shares as whole percents."""
    language = get_language() or "en"
    names = {c.code: c.name(language) for c in catalogue(calendar.today(timezone.now())).categories}
    return {
        "texts": report["texts"],
        "first": _percent(report["right_first"]),
        "three": _percent(report["right_in_three"]),
        "keywords": _percent(report["keywords_first"]),
        "classes": [
            {
                "name": names.get(one["code"], one["code"]),
                "texts": one["texts"],
                "precision": _percent(one["precision"]),
                "recall": _percent(one["recall"]),
                "f1": f"{_f1(one):.2f}",
            }
            for one in report["classes"]
        ],
        "bands": [
            {
                "from": _percent(one["least"]),
                "to": _percent(one["most"]),
                "texts": one["texts"],
                "said": _percent(one["said"]),
                "right": _percent(one["right"]),
            }
            for one in report["bands"]
        ],
        "confused": [
            (names.get(true, true), names.get(taken, taken), count)
            for true, taken, count in report["confused"]
        ],
        "curve": [(texts, f"{f1:.2f}") for texts, f1 in report["curve"]],
        "left_out": [(names.get(code, code), count) for code, count in report["left_out"]],
    }


def _percent(share: float) -> int:
    return round(share * 100)


def _f1(one: dict[str, float]) -> float:
    both = one["precision"] + one["recall"]
    return 2 * one["precision"] * one["recall"] / both if both else 0.0


@require_POST
@signed_in
def train(request: HttpRequest) -> HttpResponseBase:
    try:
        actions.ask_for_training(viewer=viewer_of(request), now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        messages.success(
            request, gettext("It will be learned in a moment. You can leave this page.")
        )
    return redirect("matters:models")


@require_POST
@signed_in
def adopt(request: HttpRequest, model_id: UUID) -> HttpResponseBase:
    try:
        actions.adopt_model(viewer=viewer_of(request), model_id=model_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return redirect("matters:model", model_id)
    messages.success(request, gettext("In use from now on; within a minute everywhere."))
    return redirect("matters:models")
