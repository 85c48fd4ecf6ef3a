"""The household's statement, for the people who live in it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer

from ..queries import bank_at, my_statement, tariff_at


@require_safe
@login_required
def statement(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    page = my_statement(viewer, after=request.GET.get("after") or None)
    book = tariff_at(viewer.home_path, calendar.today(timezone.now()))
    bank = bank_at(viewer.home_path) if viewer.home_path else None
    context = {"page": page, "book": book, "tariff": book.tariff if book else None, "bank": bank}
    return render(request, "bank/statement.html", context)
