"""The reporter's page: who reads this matter, and how to let everybody read it or take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.matters import public as matters
from maplebridge.people import public as people

from .. import actions, queries
from ..forms import ReadersForm
from ..messages import STAGES
from ..rules.stages import Stage
from .asking import signed_in_or_receipt, viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in_or_receipt
def readers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    receipt_hash = matters.receipt_of(request, public_id)
    found = queries.readers_of(viewer_of(request), public_id, receipt_hash)
    form = ReadersForm(request.POST if request.method == "POST" else None, initial=_now(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose_readers(
                viewer=viewer_of(request),
                matter_id=public_id,
                visibility=form.cleaned_data["visibility"],
                exact_spot=form.cleaned_data["exact_spot"],
                text_version=form.cleaned_data["version"],
                receipt_hash=receipt_hash,
                now=timezone.now(),
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, ValidationError(broken.sentence, broken.code))
        else:
            messages.success(request, gettext("Done. This is who reads it now."))
            return redirect("square:allow", public_id)
    return _page(request, found, form)


def _now(found: queries.Readers) -> dict[str, object]:
    return {
        "visibility": found.matter.visibility,
        "exact_spot": found.publication is not None and found.publication.exact_spot,
        "version": people.ABOUT["publish"].version,
    }


def _page(request: HttpRequest, found: queries.Readers, form: ReadersForm) -> HttpResponse:
    publication = found.publication
    context = {
        "matter": found.matter,
        "publication": publication,
        "stage": STAGES[Stage(publication.stage)] if publication else None,
        "spot_allowed": found.spot_allowed,
        "wording": people.ABOUT["publish"],
        "form": form,
        "by_receipt": found.matter.reporter_id is None,
    }
    return render(request, "square/readers.html", context, status=422 if form.errors else 200)
