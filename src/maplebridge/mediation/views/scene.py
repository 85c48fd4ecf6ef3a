"""The scene of an accident and who bears what: one page, added to by the police, the parties and who mediates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.viewer import Viewer

from .. import policy
from ..actions import scene as actions
from ..forms.advances import BackForm
from ..forms.scene import SceneForm
from ..messages.reckonings import BLAMES
from ..messages.scene import ABOUT_RECORDS, RECORDS
from ..models import SceneRecord
from ..queries import scene as queries
from ..queries.access import Loaded
from ..queries.reckonings import at_work
from ..rules.damages.claim import Blame
from ..rules.parts import Chair
from ..rules.scene import Record, differing
from ..rules.stages import PENDING
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    signed_in,
    today,
    try_it,
    viewer_of,
)

PAGE = "mediation:records"


@require_safe
@signed_in
def records(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    rows = queries.records_of(loaded.file)
    context = {
        "file": loaded.file, "stale": _stale(loaded, rows),
        "rows": [_row(viewer, loaded, one) for one in rows if one.ended_at is None],
        "ended": [_row(viewer, loaded, one) for one in rows if one.ended_at is not None],
        "kinds": [(one.value, RECORDS[one]) for one in Record if _may(viewer, loaded, one)],
    }  # fmt: skip
    return render(request, "mediation/records.html", context)


def _stale(loaded: Loaded, rows: list[SceneRecord]) -> dict[str, Any] | None:
    """The paper whose blame the reckoning at work does not follow, for who fills it in."""
    newest = queries.blaming(rows)
    if newest is None or not policy.mediates(loaded.standing) or not _open(loaded):
        return None
    keys = differing(at_work(loaded.file), queries.blames_of(newest))
    names = [one.name for one in loaded.parties if str(one.pk) in keys]
    return {"pk": newest.pk, "names": names} if names else None


@signed_in
@read_or_send
def add_record(request: HttpRequest, casefile_id: UUID, record_kind: str) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    try:
        kind = Record(record_kind)
    except ValueError:
        raise Missing("mediation_missing") from None
    if not _may(viewer, loaded, kind):
        raise Forbidden("mediation_not_yours")
    form = bound(request, SceneForm, kind=kind, parties=loaded.present, today=today())
    if done(form, lambda: _add(viewer, form, casefile_id)):
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=RECORDS[kind], button=gettext("Add it"),
        lede=ABOUT_RECORDS[kind], icon="camera" if kind is Record.PICTURE else "paper", back=PAGE,
    )  # fmt: skip


def _add(viewer: Viewer, form: SceneForm, file_id: UUID) -> None:
    now, sent = timezone.now(), form.cleaned_data["paper"]
    kinds = ("image",) if form.kind is Record.PICTURE else ("image", "pdf")
    paper = files.ingest(sent, kinds=kinds, now=now) if sent else None
    actions.record(viewer=viewer, file_id=file_id, one=form.found(), paper=paper, now=now)


@signed_in
@read_or_send
def end_record(request: HttpRequest, casefile_id: UUID, record_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = queries.record_of(loaded.file, record_id)
    if not policy.may_end_record(loaded.standing, entered=found.by_id == viewer.person_id):
        raise Forbidden("mediation_not_yours")
    form = bound(request, BackForm)
    if done(form, lambda: actions.end_record(
        viewer=viewer, file_id=casefile_id, record_id=record_id,
        reason=form.cleaned_data["reason"], now=timezone.now(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("It counts no more"), button=gettext("It counts no more: keep why"),
        icon="back", back=PAGE, about=str(RECORDS[Record(found.kind)]), lede=found.number,
    )  # fmt: skip


@require_POST
@signed_in
def take_blame(request: HttpRequest, casefile_id: UUID, record_id: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    loaded_for(request, casefile_id)
    return try_it(
        request, redirect(PAGE, casefile_id), gettext("The reckoning follows this paper now."),
        lambda: actions.take_blame(
            viewer=viewer, file_id=casefile_id, record_id=record_id, now=timezone.now()
        ),
    )  # fmt: skip


@require_safe
@signed_in
def record_paper(request: HttpRequest, casefile_id: UUID, record_id: UUID) -> HttpResponseBase:
    found = queries.record_of(loaded_for(request, casefile_id).file, record_id)
    if found.paper is None:
        raise Missing("mediation_missing")
    return files.response(found.paper)


def _open(loaded: Loaded) -> bool:
    return loaded.file.stage in PENDING


def _may(viewer: Viewer, loaded: Loaded, kind: Record) -> bool:
    police = bool(queries.seats_taken(viewer, loaded, Chair.POLICE, today()))
    return _open(loaded) and policy.may_record_scene(loaded.standing, kind, police=police)


def _row(viewer: Viewer, loaded: Loaded, one: SceneRecord) -> dict[str, Any]:
    names = {str(party.pk): party.name for party in loaded.parties}
    return {
        "one": one, "kind": RECORDS[Record(one.kind)], "picture": one.kind == Record.PICTURE,
        "blames": [
            (names[key], BLAMES[Blame(code)]) for key, code in one.blames.items() if key in names
        ],
        "may_end": _open(loaded) and one.ended_at is None and policy.may_end_record(
            loaded.standing, entered=one.by_id == viewer.person_id
        ),
    }  # fmt: skip
