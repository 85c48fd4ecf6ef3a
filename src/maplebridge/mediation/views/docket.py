"""The pages of a court that takes part here: what was asked of it, what it may read, what it answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from maplebridge.core import documents, files
from maplebridge.core.documents.blocks import Paper
from maplebridge.core.errors import Forbidden, Missing

from .. import actions, policy
from ..forms.court import ApplicationForm, SuitForm
from ..messages.court import ANSWERED, OUTCOMES, TRACKS
from ..models import CourtConfirmation, Handover
from ..queries import court
from ..queries.access import Loaded
from ..queries.agreements import paper_of
from ..queries.clocks import days_of
from ..queries.file_papers import filled_for
from ..queries.minutes import minutes_before, minutes_of
from ..queries.papers import compose
from ..rules.capitals import yuan
from ..rules.court import BY_LAW, Answer, Track
from ..rules.papers import Kind
from ..rules.terms import Days
from .pages import bound, done, key_of, read_or_send, signed_in, today, viewer_of

PAGE = "mediation:docket"


@require_safe
@signed_in
def docket(request: HttpRequest) -> HttpResponse:
    """Joint applications, or papers that a party handed over; the newest first."""
    viewer, now = viewer_of(request), timezone.now()
    courts = court.courts_of(viewer, now)
    if not courts:
        raise Forbidden("docket_courts_only")
    after = request.GET.get("after")
    key = key_of(after) if after else None
    suits = request.GET.get("tab") == "suits"
    found: court.Found[Any] = (
        court.handovers(viewer, now, key) if suits else court.applications(viewer, now, key)
    )
    tab, days = "suits" if suits else "applications", days_of(now)
    context = {
        "courts": courts, "tab": tab,
        "rows": [_suit_row(one, days) if suits else _row(one, days) for one in found.rows],
        "tabs": [
            ("applications", gettext("Confirm an agreement")),
            ("suits", gettext("Handed over for a suit")),
        ],
        "newer": f"?tab={tab}" if after else "",
        "older": f"?tab={tab}&after={found.after}" if found.after else "",
    }  # fmt: skip
    return render(request, "mediation/docket.html", context)


def _row(made: CourtConfirmation, days: Days) -> dict[str, Any]:
    if made.outcome:
        look = (ANSWERED[Answer(made.outcome)], "done", "check")
    elif made.taken_on:
        look = (gettext("taken on"), "active", "clock")
    else:
        look = (gettext("waits for an answer"), "waiting", "inbox")
    return {
        "url": "mediation:docket_application", "key": made.pk, "title": made.agreement.number,
        "day": made.applied_on, "until": court.answer_by(made, days), "look": look,
    }  # fmt: skip


def _suit_row(one: Handover, days: Days) -> dict[str, Any]:
    if one.outcome:
        look = (OUTCOMES[one.outcome], "done", "check")
    elif one.filed_on:
        look = (gettext("registered"), "active", "clock")
    else:
        look = (gettext("to be registered"), "waiting", "inbox")
    return {
        "url": "mediation:docket_suit", "key": one.pk, "title": one.party.name,
        "day": one.asked_at, "until": court.register_by(one, days), "look": look,
    }  # fmt: skip


def _application(request: HttpRequest, confirmation_id: UUID) -> tuple[Loaded, CourtConfirmation]:
    """The only door of a court to an application; the parties read who passed it."""
    viewer, now = viewer_of(request), timezone.now()
    loaded, made = court.application(viewer, confirmation_id, now)
    actions.read_file(viewer=viewer, loaded=loaded, now=now)
    return loaded, made


@require_safe
@signed_in
def application(request: HttpRequest, confirmation_id: UUID) -> HttpResponse:
    loaded, made = _application(request, confirmation_id)
    language, found = get_language() or "zh-hans", court.agreement_at(made)
    held = minutes_before(loaded, found)
    context = {
        "made": made, "paper": paper_of(loaded, found, language),
        "minutes": minutes_of(loaded, held, found, language) if held else None,
        "asked": compose(Kind.CONFIRMATION, filled_for(loaded, Kind.CONFIRMATION, language), language),
        "contacts": [
            one for one in loaded.present if policy.may_open_contact(loaded.standing, one.pk)
        ],
        "answered": ANSWERED[Answer(made.outcome)] if made.outcome else "",
        "number": loaded.file.reference,
    }  # fmt: skip
    return render(request, "mediation/docket_application.html", context)


@require_safe
@signed_in
def paper(request: HttpRequest, confirmation_id: UUID, paper_kind: str) -> HttpResponseBase:
    """The sealed agreement, the joint application, or the signed minutes of the last joint session, as a
    PDF; no other paper of the file."""
    loaded, made = _application(request, confirmation_id)
    if paper_kind == Kind.AGREEMENT:
        found = court.agreement_at(made)
        if found.document is None:
            raise Missing("mediation_missing")
        answer: HttpResponseBase = files.response(found.document.file)
    elif paper_kind in {Kind.CONFIRMATION, Kind.MINUTES}:
        language = get_language() or "zh-hans"
        asked = _composed(loaded, made, Kind(paper_kind), language)
        content = documents.sheet(
            template="mediation/paper_sheet.html", context={"paper": asked},
            style="mediation/paper.css", language=language,
        )  # fmt: skip
        answer = HttpResponse(content, content_type="application/pdf")
    else:
        raise Missing("mediation_missing")
    answer["Content-Disposition"] = (
        f'attachment; filename="{loaded.file.reference}-{paper_kind}.pdf"'
    )
    return answer


def _composed(loaded: Loaded, made: CourtConfirmation, kind: Kind, language: str) -> Paper:
    if kind is not Kind.MINUTES:
        return compose(kind, filled_for(loaded, kind, language), language)
    found = court.agreement_at(made)
    held = minutes_before(loaded, found)
    if held is None:
        raise Missing("mediation_missing")
    return minutes_of(loaded, held, found, language)


@signed_in
@read_or_send
def answer(request: HttpRequest, confirmation_id: UUID) -> HttpResponseBase:
    _loaded, made = _application(request, confirmation_id)
    form = bound(request, ApplicationForm, initial={"day": today()})
    if done(form, lambda: actions.answer_application(
        viewer=viewer_of(request), confirmation_id=confirmation_id, now=timezone.now(),
        **form.answered(),
    )):  # fmt: skip
        return redirect("mediation:docket_application", confirmation_id)
    return _form(
        request, form, gettext("What the court says"), made.agreement.number,
        "mediation:docket_application", confirmation_id,
    )  # fmt: skip


@require_safe
@signed_in
def suit(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """What a party handed over, and nothing that it did not tick."""
    found = actions.read_handed(
        viewer=viewer_of(request), handover_id=handover_id, now=timezone.now()
    )
    context = {
        "found": found, "row": found.row,
        "items": [(one.label, one.evidence, yuan(one.as_item.claimed)) for one in found.items],
        **suit_words(found.row),
    }  # fmt: skip
    return render(request, "mediation/docket_suit.html", context)


def suit_words(row: Handover) -> dict[str, Any]:
    track = Track(row.track) if row.track else None
    return {
        "track": TRACKS[track] if track else "", "months": BY_LAW[track] if track else 0,
        "outcome": OUTCOMES[row.outcome] if row.outcome else "",
    }  # fmt: skip


def suit_initial(row: Handover) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SuitForm.base_fields}


@signed_in
@read_or_send
def answer_suit(request: HttpRequest, handover_id: UUID) -> HttpResponseBase:
    viewer = viewer_of(request)
    row = court.handed(viewer, handover_id, timezone.now()).row
    form = bound(request, SuitForm, initial=suit_initial(row))
    if done(form, lambda: actions.answer_suit(
        viewer=viewer, handover_id=handover_id, now=timezone.now(), **form.said()
    )):  # fmt: skip
        return redirect("mediation:docket_suit", handover_id)
    return _form(
        request, form, gettext("How far the case is"), row.party.name, "mediation:docket_suit",
        handover_id,
    )  # fmt: skip


def _form(
    request: HttpRequest, form: Any, title: str, about: str, back: str, key: UUID
) -> HttpResponse:
    context = {"form": form, "title": title, "about": about, "back": back, "key": key}
    status = 422 if form.errors else 200
    return render(request, "mediation/docket_form.html", context, status=status)
