"""What a device sends that kept a report while there was no network; answers in JSON.

Everything may be sent again: a photo goes on where it stopped, a report with the same id is the
same matter. A device says for whom it kept a report; another session never sends it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.core.errors import Missing, RuleBroken, Unavailable
from maplebridge.core.viewer import Viewer

from .. import actions, queries
from ..forms import ReportForm, ingest
from ..models import PhotoUpload
from ..rules import receipts
from ..rules.input import PHOTOS_MAX
from . import visitors
from .questions import questions_in
from .reporting import report_of
from .wording import remember_receipt, viewer_of

View = Callable[..., JsonResponse]
CONFLICTS = {"matter_id_taken", "matter_upload_other", "matter_upload_somebody_else"}
TOO_MANY = {visitors.TOO_MANY, visitors.ENOUGH_TODAY, "matter_too_many_uploads"}


def in_json(view: View) -> View:
    """What a rule refuses is said as JSON: 404, 409, 429, 503 or 422, with the sentence."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        try:
            return view(request, *args, **kwargs)
        except RuleBroken as broken:
            said = {"code": broken.code, "message": broken.sentence}
            return JsonResponse(said, status=_status(broken))

    return guarded


def _status(broken: RuleBroken) -> int:
    if isinstance(broken, Missing):
        return 404
    if isinstance(broken, Unavailable):
        return 503
    if broken.code in TOO_MANY:
        return 429
    return 409 if broken.code in CONFLICTS else 422


@in_json
@require_http_methods(["GET", "HEAD", "POST"])
def outbox(request: HttpRequest) -> JsonResponse:
    """GET: for whom this session would send, and what a request must carry. POST: one report."""
    viewer = viewer_of(request)
    if request.method != "POST":
        answer = {"whose": queries.owner_of(viewer), "token": get_token(request)}
        return JsonResponse(answer | {"piece": actions.PIECE_MAX})
    if request.POST.get("whose", "") != queries.owner_of(viewer):
        raise RuleBroken("matter_upload_somebody_else")
    return _receive(request, viewer)


def _receive(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """A report that was received before is found by its id, whatever became of its photos since."""
    form, asked = ReportForm(request.POST), questions_in(request.POST, judged=True)
    if not form.is_valid():
        return _refused(form)
    if asked is not None and not asked.is_valid():
        return _refused(asked)
    data = form.cleaned_data
    uploads = _ids(request.POST.getlist("upload"))
    received = queries.is_received(data["id"])
    photos = [] if received else _photos(request, viewer, uploads)
    if not viewer.signed_in and not received:
        visitors.count_report(request)
    made = actions.report(viewer=viewer, sent=report_of(request, form, photos), now=timezone.now())
    actions.forget_uploads(viewer=viewer, upload_ids=uploads)
    if made.receipt:
        remember_receipt(request, made.matter.pk, receipts.hash_of(made.receipt))
    answer = {
        "reference": made.matter.reference,
        "address": reverse("matters:sent", args=[made.matter.pk]),
        "receipt": made.receipt,
    }
    return JsonResponse(answer, status=201 if made.created else 200)


def _photos(request: HttpRequest, viewer: Viewer, uploads: list[UUID]) -> list[UUID]:
    """Those that a page kept before, then those that came in pieces."""
    kept = ingest([], request.POST.getlist("kept"), timezone.now())
    return [*kept, *actions.whole_photos(viewer=viewer, upload_ids=uploads)]


def _refused(form: Form) -> JsonResponse:
    """The first sentence, as the page would show it."""
    errors = form.errors.as_data()
    first = next(error for found in errors.values() for error in found)
    message = " ".join(ValidationError(first).messages)
    return JsonResponse({"code": first.code or "invalid", "message": message}, status=422)


def _ids(sent: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in dict.fromkeys(sent[: PHOTOS_MAX + 1])]
    except ValueError:
        raise RuleBroken("matter_upload_unreadable") from None


@in_json
@require_http_methods(["POST", "PATCH", "DELETE"])
def upload(request: HttpRequest, upload_id: UUID) -> JsonResponse:
    """POST begins or finds an upload, PATCH adds a piece at `Upload-Offset`, DELETE throws it away."""
    viewer, now = viewer_of(request), timezone.now()
    if request.method == "DELETE":
        actions.forget_uploads(viewer=viewer, upload_ids=[upload_id])
        return JsonResponse({"received": 0})
    if request.method == "POST":
        if not queries.is_begun(upload_id):
            visitors.count_upload(request)
        size, sha256 = _number(request.POST.get("size")), request.POST.get("sha256", "")
        begun = actions.begin_upload(
            viewer=viewer, upload_id=upload_id, size=size, sha256=sha256, now=now
        )
        return _progress(begun)
    start = _number(request.headers.get("Upload-Offset"))
    added = actions.add_piece(
        viewer=viewer, upload_id=upload_id, start=start, content=request.body, now=now
    )
    return _progress(added)


def _number(typed: str | None) -> int:
    if typed is None or not typed.isascii() or not typed.isdecimal() or len(typed) > 9:
        raise RuleBroken("matter_upload_unreadable")
    return int(typed)


def _progress(upload: PhotoUpload) -> JsonResponse:
    return JsonResponse({"received": upload.received, "whole": upload.file_id is not None})
