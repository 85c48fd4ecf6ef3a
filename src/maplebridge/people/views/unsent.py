"""What somebody wrote while their session ended, given back once, and to them alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET

from .. import queries, rules
from .pages import page, signed_in


@signed_in
@require_GET
def unsent(request: HttpRequest) -> HttpResponse:
    kept = request.session.pop("unsent", None)
    age = timezone.now().timestamp() - kept["at"] if kept else rules.UNSENT_SECONDS
    theirs = kept is not None and kept["whose"] == queries.account_mark(str(request.user.pk))
    if age >= rules.UNSENT_SECONDS or not theirs:
        return redirect("portal:home")
    return page(request, "unsent", words=kept["words"], back=kept["page"])
