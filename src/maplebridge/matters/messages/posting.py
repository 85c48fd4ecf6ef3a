"""What those who act in a post are written: a number and what is asked, never whose words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

POSTED: dict[str, Any] = {
    "decide": _("%(reference)s was handed back. Please decide by %(by)s where it belongs."),
    "overdue": _("A deadline of %(reference)s has passed. You stand above its handler."),
    "recourse": _(
        "%(reference)s: the resident has taken another way to their right as well. It hinders no step; "
        "the settling clock stands still."
    ),
    "passed_on": _("%(reference)s came to you: the post that had it has ended."),
    "wrote": _("The resident wrote about %(reference)s."),
    "unreplied": _("The resident wrote about %(reference)s and has no reply yet."),
    "helper_came": _("%(reference)s: a helper has taken it on."),
    "helper_done": _("%(reference)s: a helper says that it is done. Please see whether it is so."),
    "helper_gone": _("%(reference)s: the helper who had taken it on has left it; others may."),
    "call_reopened": _(
        "%(reference)s was called back by lot: it is not solved, and is open again in the resident's name."
    ),
    "call_left": _(
        "%(reference)s was called back by lot: it is not solved, says the resident, and leaves it at "
        "that. It counts as not solved."
    ),
    "not_looked": _(
        "%(reference)s: the chief of the building did not look in time; please look yourself."
    ),
    "leads": _(
        "%(reference)s is in a group of matters with one cause. Your post leads the group now."
    ),
    "decided": _("Those above have decided where %(reference)s belongs."),
}
"""Why a post is written to → the sentence."""
