"""What the bank prints to be written on or handed over: deed forms, receipts, certificates."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core import calendar, documents

from .. import queries
from ..forms import PapersForm
from ..messages import FIELDS
from ..queries import fund as funds
from ..rules import papers as rules
from .entering import enterer
from .fund import receipt_words
from .honours import readable_certificate
from .who import desk_at


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def papers(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """Empty forms for deeds, two on a sheet of A4; each has a number of its own."""
    here = enterer(request, bank_id)
    form = PapersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = settings.SITE_URL.rstrip("/") + reverse("bank:enter", args=[bank_id])
        numbers = [
            rules.new_number(secrets.token_bytes(rules.LETTERS))
            for _ in range(form.cleaned_data["copies"])
        ]
        context = {
            "bank": here.bank,
            "by_field": _kinds(bank_id),
            "papers": [
                (one, documents.qr(f"{address}?{urlencode({'paper': one})}")) for one in numbers
            ],
        }
        return _pdf("bank/paper_deeds.html", "deed-forms", context)
    status = 422 if form.errors else 200
    return render(request, "bank/papers.html", {"bank": here.bank, "form": form}, status=status)


def _kinds(bank_id: UUID) -> list[tuple[Any, list[tuple[str, int]]]]:
    """The kinds of the day by field, with their points."""
    language = get_language() or "en"
    found = queries.catalogue_on(bank_id, calendar.today(timezone.now())).catalogue
    return [
        (words, [(one.name_in(language), one.points) for one in found.kinds if one.field == field])
        for field, words in FIELDS.items()
    ]


@never_cache
@require_safe
@login_required
def receipt_paper(request: HttpRequest, donation_id: UUID) -> HttpResponse:
    """The receipt of a gift as a PDF, twice on a sheet: one for the giver, one for the folder."""
    found = funds.get_donation(donation_id)
    desk_at(request, found.bank_id).for_keepers()
    context = {"bank": found.bank, "donation": found, "copies": (1, 2), **receipt_words(found)}
    return _pdf("bank/paper_receipt.html", f"receipt-{found.receipt}", context)


@never_cache
@require_safe
@login_required
def certificate_paper(request: HttpRequest, nomination_id: UUID) -> HttpResponse:
    """The certificate of an honour as a PDF on A4, across."""
    found, _desk = readable_certificate(request, nomination_id)
    context = {"bank": found.category.bank, "nomination": found}
    return _pdf("bank/paper_certificate.html", "certificate", context)


def _pdf(template: str, name: str, context: dict[str, Any]) -> HttpResponse:
    content = documents.sheet(
        template=template, context=context, style="bank/paper.css",
        language=get_language() or "zh-hans",
    )  # fmt: skip
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
