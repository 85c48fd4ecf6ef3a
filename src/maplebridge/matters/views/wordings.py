"""Wordings that fill the form of an answer, chosen by an address, without a script."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

from maplebridge.core import calendar

from ..messages import CODES
from ..models import AnswerTemplate, Matter
from ..queries.knowledge import templates_for
from ..rules.states import ClosingCode
from ..rules.wordings import filled


def offered(request: HttpRequest, matter: Matter) -> dict[str, Any]:
    """What the page of a matter offers: (id, title with its ending), and the one chosen now."""
    found = templates_for(matter.path, matter.category)
    wanted = request.GET.get("template", "")[:36]
    chosen = next((one for one in found if str(one.pk) == wanted), None)
    return {
        "templates": [(one.pk, one.title, CODES[ClosingCode(one.code)]) for one in found],
        "template": chosen,
        "filled": {"text": text_for(chosen, matter), "code": chosen.code, "template": chosen.pk}
        if chosen
        else {},
    }


def text_for(template: AnswerTemplate, matter: Matter) -> str:
    today = calendar.today(timezone.now())
    place = f"{matter.place.name} {matter.place_text}".strip()
    facts = {"reference": matter.reference, "place": place, "day": today.isoformat()}
    return filled(template.text, facts)


def mismatch(template_id: UUID | None, matter: Matter, code: str, text: str) -> str | None:
    """The ending that a wording is for when it is sent, unchanged, for another one; else None."""
    if template_id is None:
        return None
    found = templates_for(matter.path, matter.category)
    template = next((one for one in found if one.pk == template_id), None)
    if template is None or template.code == code or text.strip() != text_for(template, matter):
        return None
    return str(CODES[ClosingCode(template.code)])
