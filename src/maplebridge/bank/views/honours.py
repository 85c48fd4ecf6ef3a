"""The honours of a year: who was honoured, what a household is asked, the certificate to print."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.people import public as people

from .. import actions, queries
from ..forms import HonourForm, NominationForm
from ..models import Nomination, Passbook
from ..queries import honours as reading
from .who import Desk, desk_at, pages, viewer_of


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def honours(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Who was honoured and agreed to be named; the council begins a category here."""
    desk = desk_at(request, bank_id)
    form = HonourForm(request.POST or None, initial={"year": calendar.today(desk.now).year})
    if request.method == "POST":
        desk.for_council()
    if request.method == "POST" and form.is_valid():
        try:
            actions.begin_honour(
                viewer=desk.viewer, bank_id=bank_id, now=desk.now, **form.cleaned_data
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return redirect("bank:honours", bank_id)
    return _page(request, desk, form, 422 if form.errors else 200)


def _page(request: HttpRequest, desk: Desk, form: HonourForm, status: int) -> HttpResponse:
    found = reading.honoured(desk.bank.pk, after=_key(request.GET.get("after", "")))
    shown = found[: reading.PAGE]
    waiting = reading.waiting_nominations(desk.bank.pk) if desk.keeps_rewards else []
    books = Passbook.objects.filter(
        bank=desk.bank, household__in={one.household_id for one in waiting}
    )
    numbers = dict(books.values_list("household_id", "number")) if waiting else {}
    context = {
        "desk": desk,
        "bank": desk.bank,
        "categories": reading.honours_of(desk.bank.pk),
        "honoured": shown,
        "asked": reading.asked_of(desk.viewer, desk.bank.pk),
        "waiting": [(one, numbers.get(one.household_id)) for one in waiting],
        "form": form,
        **pages(request, shown[-1].pk.hex if len(found) > len(shown) else ""),
    }
    return render(request, "bank/honours.html", context, status=status)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def nominate(request: HttpRequest, category_id: UUID) -> HttpResponseBase:
    category = queries.get_honour(category_id)
    form = NominationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.nominate(
                viewer=viewer_of(request), category_id=category_id, now=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(
                request, gettext("Named. The household is asked before anybody sees it.")
            )
            return redirect("bank:honours", category.bank_id)
    context = {"category": category, "bank": category.bank, "form": form}
    return render(request, "bank/nominate.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def decide_nomination(request: HttpRequest, nomination_id: UUID) -> HttpResponseBase:
    """Yes and no of the household, or of a signed slip; and the council's choice."""
    viewer, now, what = viewer_of(request), timezone.now(), request.POST.get("what", "")
    if what == "choose":
        found = actions.choose(viewer=viewer, nomination_id=nomination_id, now=now)
    else:
        found = actions.answer_nomination(
            viewer=viewer, nomination_id=nomination_id, agrees=what == "yes", now=now
        )
    return redirect("bank:honours", found.category.bank_id)


@never_cache
@require_safe
@login_required
def certificate(request: HttpRequest, nomination_id: UUID) -> HttpResponse:
    """A4 in large type, for the council and for the household itself. Raises Missing for others."""
    found, desk = readable_certificate(request, nomination_id)
    context = {"desk": desk, "bank": found.category.bank, "nomination": found}
    return render(request, "bank/certificate.html", context)


def readable_certificate(request: HttpRequest, nomination_id: UUID) -> tuple[Nomination, Desk]:
    """For the council and for the household itself. Raises Missing for others."""
    found = reading.certificate_for(nomination_id)
    desk = desk_at(request, found.category.bank_id)
    own = people.household_of(desk.viewer.person_id) if desk.viewer.person_id else None
    if not desk.keeps_rewards and (own is None or own.pk != found.household_id):
        raise Missing("honour_missing")
    return found, desk
