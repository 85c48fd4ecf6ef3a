"""What every view of the village rules needs of a request."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.views import viewer_of as viewer_of

from .. import policy, queries
from ..models import VillageRules


def for_drafters(request: HttpRequest, rules_id: UUID) -> VillageRules:
    """The rules for those who write them. Raises Missing elsewhere, Forbidden for other people."""
    rules = queries.get_rules(rules_id)
    if not policy.sees_draft(viewer_of(request), rules.path):
        raise Missing("precepts_missing")
    if not policy.may_draft(viewer_of(request), rules.path):
        raise Forbidden("precepts_needs_council")
    return rules


def key_of(text: str) -> UUID | None:
    """A page's mark in an address; None for what never was one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def attempt(
    request: HttpRequest, form: Form | None, act: Callable[[], object], thanks: str
) -> bool:
    """Do it and say thanks; what a rule forbids stands on the form, or above the page."""
    if form is not None and not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        if form is None:
            messages.error(request, broken.sentence)
        else:
            form.add_error(None, broken.sentence)
        return False
    messages.success(request, thanks)
    return True
