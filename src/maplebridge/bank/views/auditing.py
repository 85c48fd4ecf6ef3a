"""The auditor's pack: some days of the book as one zip, and who took one."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import IO
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy
from ..forms.auditing import AuditForm
from ..queries import auditing as reading
from .pages import standing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def audit_pack(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """Choose the days; the zip is written whole before it is sent, so that it is right or an error."""
    here, now = standing(request, bank_id), timezone.now()
    if not policy.may_audit(here.viewer, here.bank.path, here.seat):
        raise Forbidden("audit_not_yours")
    last = calendar.today(now).replace(day=1) - timedelta(days=1)
    form = AuditForm(request.POST or None, initial={"first": last.replace(day=1), "last": last})
    if request.method == "POST" and form.is_valid():
        file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the answer closes it
        try:
            actions.audit_pack(
                viewer=here.viewer, bank_id=bank_id, language=get_language() or "en", file=file,
                now=now, **form.cleaned_data,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            file.seek(0)
            days = "{first}-{last}".format(**form.cleaned_data)
            name = f"{here.bank.name}-{days}.zip"
            return FileResponse(
                file, as_attachment=True, filename=name, content_type="application/zip"
            )
    context = {"bank": here.bank, "form": form, "taken": reading.packs_taken(here.bank)}
    return render(request, "bank/audit.html", context, status=422 if form.errors else 200)
