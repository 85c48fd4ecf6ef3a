"""Helpers: what is asked of them, "I take care of it", "it is done", and who confirms it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import calendar, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..forms import OWN_NAME, AskHelpForm, ClaimForm, ConfirmForm, DoneForm
from ..messages import CLAIMS
from ..rules.claims import ClaimStage
from .asking import keyset_links, kind_name, kinds, signed_in, viewer_of


@require_safe
@signed_in
def wanted(request: HttpRequest) -> HttpResponse:
    """Matters that want helpers: public ones, and those of my own community."""
    rows, after = queries.help_wanted(viewer_of(request), after=request.GET.get("after", ""))
    names = dict(kinds())
    context = {
        "rows": [(row, kind_name(row.category, names)) for row in rows],
        **keyset_links(request, after),
    }
    return render(request, "square/help_wanted.html", context)


@require_safe
@signed_in
def help_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _page(request, public_id)


def _page(
    request: HttpRequest, public_id: UUID, name: str = "", bound: Form | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    now = timezone.now()
    found = queries.help_on(viewer, public_id, now)
    may_claim = policy.may_claim(viewer, found.matter)
    free = bool(found.wanted) and found.claim is None and may_claim
    forms: dict[str, Form] = {
        "ask": AskHelpForm(initial={"words": found.wanted.words if found.wanted else ""}),
        "claim": ClaimForm(
            initial={"until": calendar.today(now).isoformat()},
            organisations=queries.claimants_for(viewer, found.matter, now) if free else (),
        ),
        "done": DoneForm(),
        "confirm": ConfirmForm(initial={"text": found.claim.words if found.claim else ""}),
    }
    if bound is not None:
        forms[name] = bound
    context = {
        "found": found,
        "matter": found.matter,
        "stage": CLAIMS[ClaimStage(found.claim.stage)] if found.claim else None,
        "may_claim": may_claim,
        "forms": forms,
        "form": bound,
    }
    return render(request, "square/help.html", context, status=422 if bound else 200)


def _take(
    request: HttpRequest,
    public_id: UUID,
    name: str,
    form: Form,
    act: Callable[[], object],
    thanks: str,
) -> HttpResponse:
    """Run the action of a valid form; a broken rule shows the page again with all words kept."""
    if form.is_valid():
        try:
            act()
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, ValidationError(broken.sentence, broken.code))
        else:
            messages.success(request, thanks)
            return redirect("square:help", public_id)
    return _page(request, public_id, name, form)


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"viewer": viewer_of(request), "now": timezone.now()}


@require_POST
@signed_in
def ask(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = AskHelpForm(request.POST)
    return _take(
        request, public_id, "ask", form,
        lambda: actions.ask_for_help(
            **_common(request), matter_id=public_id, words=form.cleaned_data["words"]
        ),
        gettext("Helpers can find it now."),
    )  # fmt: skip


@require_POST
@signed_in
def stop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.stop_asking(**_common(request), matter_id=public_id)
    messages.success(request, gettext("No more helpers are asked for."))
    return redirect("square:help", public_id)


@require_POST
@signed_in
def claim(request: HttpRequest, public_id: UUID) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    matter = queries.help_on(viewer, public_id, now).matter
    form = ClaimForm(request.POST, organisations=queries.claimants_for(viewer, matter, now))

    def act() -> None:
        chosen = form.cleaned_data.get("organisation", OWN_NAME)
        actions.claim(
            viewer=viewer, matter_id=public_id, until=form.cleaned_data["until"],
            organisation_id=None if chosen == OWN_NAME else UUID(chosen), now=now,
        )  # fmt: skip

    return _take(
        request, public_id, "claim", form, act,
        gettext("Thank you. It is yours until that day."),
    )  # fmt: skip


@require_POST
@signed_in
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Photos are looked at only for whoever holds the claim."""
    form, now = DoneForm(request.POST, request.FILES), timezone.now()
    found = _own(request, public_id)

    def act() -> None:
        photos = [files.ingest(upload, now=now).pk for upload in form.cleaned_data["photos"]]
        actions.say_done(
            **_common(request), claim_id=found.pk, text=form.cleaned_data["text"], photos=photos
        )

    return _take(request, public_id, "done", form, act, gettext("The handler was told. Thank you."))


@require_POST
@signed_in
def give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.give_up(**_common(request), claim_id=_own(request, public_id).pk)
    messages.success(request, gettext("Somebody else can take it on now."))
    return redirect("square:help", public_id)


@require_POST
@signed_in
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form, found = ConfirmForm(request.POST), _live(request, public_id)
    return _take(
        request, public_id, "confirm", form,
        lambda: actions.confirm(
            **_common(request), claim_id=found.pk, text=form.cleaned_data["text"]
        ),
        gettext("Confirmed. The matter is answered as put right."),
    )  # fmt: skip


@require_POST
@signed_in
def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actions.send_back(**_common(request), claim_id=_live(request, public_id).pk)
    messages.success(request, gettext("It is not done yet; the helper sees that."))
    return redirect("square:help", public_id)


def _live(request: HttpRequest, public_id: UUID) -> Any:
    """The claim that stands, for those who may decide about it. Raises Missing, Forbidden."""
    found = queries.help_on(viewer_of(request), public_id, timezone.now())
    if not (found.works or found.reports):
        raise Forbidden("square_not_yours_to_confirm", reference=found.matter.reference)
    if found.claim is None:
        raise Missing("square_claim_missing")
    return found.claim


def _own(request: HttpRequest, public_id: UUID) -> Any:
    found = queries.help_on(viewer_of(request), public_id, timezone.now())
    if found.claim is None or not found.mine:
        raise Missing("square_claim_missing")
    return found.claim
