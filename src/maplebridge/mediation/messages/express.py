"""What the screens of the quick lane are called, and what its bell says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..rules.express import Stop
from ..rules.terms import EXPRESS_MINUTES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STOPS: dict[str, str | Promise] = {
    Stop.SCENE: _("Who is at the scene"),
    Stop.FIT: _("Can it be settled here?"),
    Stop.VEHICLES: _("Vehicles and blame"),
    Stop.LOSSES: _("What each lost"),
    Stop.SHARES: _("Who bears how much"),
    Stop.RULES: _("Local rules, agreed in this file"),
    Stop.SHEET: _("The figures"),
    Stop.TERMS: _("Payment and promises"),
    Stop.SIGN: _("Sign"),
    Stop.DONE: _("Done"),
}
EXPRESS_SENTENCES: dict[str, str | _StrPromise] = {
    "lane_not_now": _("File %(reference)s is not on the quick lane any more."),
    "lane_no_post": _("Only a mediator of this place leads on the quick lane. On the page of the file, choose who leads."),
}  # fmt: skip


def bell_words(minutes: int) -> str:
    """Said once when the bell rings."""
    if minutes < EXPRESS_MINUTES:
        return gettext("%(minutes)s minutes have passed, five are left.") % {"minutes": minutes}
    return gettext("Half an hour has passed. Go on without haste, or change to step by step.")
