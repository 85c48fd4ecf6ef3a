"""What the figures of many villages say when somebody may not read them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "insight_missing": _("There are no figures of such a place, or it is not yours to look after."),
    "insight_needs_town": _(
        "This page is for operators and heads of a town or a county. Each village’s own book is open to everybody."
    ),
}
