"""The reasons of a rating, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..rules.reasons import Reason

REASONS: dict[Reason, Any] = {
    Reason.TOO_SLOW: _("It took too long"),
    Reason.NOT_PUT_RIGHT: _("It was not put right"),
    Reason.NOT_TOLD: _("Nobody told me what happened"),
    Reason.NOT_CLEAR: _("The answer was hard to understand"),
    Reason.QUICK: _("It went quickly"),
    Reason.PUT_RIGHT_WELL: _("It was put right well"),
    Reason.WELL_EXPLAINED: _("It was explained well"),
}

REASON_SENTENCES = {
    "matter_reason_unknown": _("Please choose reasons from the list, or none."),
    "matter_reason_unfit": _(
        "“%(reason)s” does not go with the face you chose. Take the reason out, or choose another face."
    ),
}
