"""What was paid in advance: all of it on one page, noted also while the talks rest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, Missing
from maplebridge.core.values import Fen
from maplebridge.core.viewer import Viewer

from .. import policy
from ..actions import advances as actions
from ..forms.advances import AdvanceForm, BackForm
from ..messages.advances import ABOUT_ADVANCES, ADVANCED_BY
from ..models import Advance
from ..queries import advances as queries
from ..queries.access import Loaded, agrees
from ..queries.reckonings import at_work
from ..rules.advances import Kind, fits
from ..rules.capitals import yuan
from ..rules.parts import About
from ..rules.stages import PENDING
from .pages import bound, done, form_page, loaded_for, read_or_send, signed_in, today, viewer_of

PAGE = "mediation:advances"


@require_safe
@signed_in
def advances(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    rows = queries.advances_of(loaded.file)
    stand = [one for one in rows if one.ended_at is None]
    document = at_work(loaded.file) if stand and policy.mediates(loaded.standing) else {}
    total = sum(one.amount_fen for one in stand)
    context = {
        "file": loaded.file, "total": yuan(Fen(total)) if total else "",
        "rows": [_row(viewer, loaded, one) for one in stand],
        "back": [_row(viewer, loaded, one) for one in rows if one.ended_at is not None],
        "apart": [
            one.payee.name for one in stand
            if document and not fits(queries.as_noted(one), document)
        ],
        "kinds": [
            (one.value, ADVANCED_BY[one]) for one in Kind
            if loaded.file.stage in PENDING and policy.may_note_advance(loaded.standing, one)
        ],
    }  # fmt: skip
    return render(request, "mediation/advances.html", context)


@signed_in
@read_or_send
def note_advance(request: HttpRequest, casefile_id: UUID, advance_kind: str) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    kind = _kind(advance_kind)
    if not policy.may_note_advance(loaded.standing, kind):
        raise Forbidden("mediation_not_yours")
    writes = policy.may_write(loaded.standing)
    payers = [one for one in loaded.present if writes or one.pk in loaded.standing.settles]
    own = [] if writes else queries.insurers_of(viewer, loaded, today())
    form = bound(
        request, AdvanceForm, kind=kind, parties=loaded.present, payers=payers, insurers=own,
        today=today(),
    )  # fmt: skip
    if done(form, lambda: _note(viewer, form, casefile_id)):
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=ADVANCED_BY[kind], button=gettext("Write it down"),
        lede=ABOUT_ADVANCES[kind], icon="coin", back=PAGE,
    )  # fmt: skip


def _note(viewer: Viewer, form: AdvanceForm, file_id: UUID) -> None:
    now, sent = timezone.now(), form.cleaned_data["proof"]
    proof = files.ingest(sent, kinds=("image", "pdf"), now=now) if sent else None
    actions.note_advance(viewer=viewer, file_id=file_id, one=form.advanced(), proof=proof, now=now)


@signed_in
@read_or_send
def take_back(request: HttpRequest, casefile_id: UUID, advance_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = queries.advance_of(loaded.file, advance_id)
    if not _may_take_back(viewer, loaded, found):
        raise Forbidden("mediation_not_yours")
    form = bound(request, BackForm)
    if done(form, lambda: actions.take_advance_back(
        viewer=viewer, file_id=casefile_id, advance_id=advance_id,
        reason=form.cleaned_data["reason"], now=timezone.now(),
    )):  # fmt: skip
        return redirect(PAGE, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Take an advance back"), button=gettext("Take this entry back"),
        icon="back", back=PAGE, about=found.payee.name,
        lede=gettext("%(sum)s yuan, paid on %(day)s") % {"sum": yuan(Fen(found.amount_fen)), "day": found.paid_on},
    )  # fmt: skip


@require_safe
@signed_in
def proof(request: HttpRequest, casefile_id: UUID, advance_id: UUID) -> HttpResponseBase:
    """The photo of a receipt: a hospital’s tells of an injury, so not everybody in the file opens it."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = queries.advance_of(loaded.file, advance_id)
    if found.proof is None or not _reads_proof(viewer, loaded, found):
        raise Missing("mediation_missing")
    return files.response(found.proof)


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise Missing("mediation_missing") from None


def _entered(viewer: Viewer, one: Advance) -> bool:
    return one.by_id is not None and one.by_id == viewer.person_id


def _may_take_back(viewer: Viewer, loaded: Loaded, one: Advance) -> bool:
    return policy.may_take_advance_back(
        loaded.standing, one.payee_id, entered=_entered(viewer, one)
    )


def _reads_proof(viewer: Viewer, loaded: Loaded, one: Advance) -> bool:
    pays = _entered(viewer, one) or one.payer_id in loaded.standing.own
    payee = next((who for who in loaded.parties if who.pk == one.payee_id), None)
    shown = payee is not None and agrees(payee, About.EXTRACT) is True
    return _entered(viewer, one) or policy.reads_loss(
        loaded.standing, one.payee_id, pays=pays, shown=shown
    )


def _row(viewer: Viewer, loaded: Loaded, one: Advance) -> dict[str, Any]:
    kind, open_ = Kind(one.kind), loaded.file.stage in PENDING
    return {
        "one": one, "kind": ADVANCED_BY[kind], "sum": yuan(Fen(one.amount_fen)),
        "payer": one.payer.name if one.payer else one.payer_name,
        "cover_of": one.cover_of.name if one.cover_of else "",
        "proof": one.proof_id is not None and _reads_proof(viewer, loaded, one),
        "may_take_back": open_ and one.ended_at is None and _may_take_back(viewer, loaded, one),
    }  # fmt: skip
