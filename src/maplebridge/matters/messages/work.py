"""What the work side says: board, filters, several at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..rules.filters import Due

SENTENCES = {
    "bulk_nothing_chosen": _("Nothing is chosen yet. Tick the matters that you mean."),
    "bulk_too_many": _("At most %(most)s matters go together. Please tick fewer."),
    "bulk_place_missing": _("Choose the place that they are handed on to."),
    "saved_view_missing": _("There is no such view of yours. Look at your list of views."),
    "saved_view_name": _("Give the view a name of one line, at most %(most)s characters."),
    "saved_view_enough": _(
        "You keep %(most)s views already; that is as many as there is room for. Delete one first."
    ),
}

BOARD: dict[str, tuple[Any, str]] = {
    "new": (_("New"), "inbox"),
    "decide": (_("To decide"), "undo"),
    "hand": (_("In hand"), "person"),
    "rest": (_("Resting"), "clock"),
    "answered": (_("Answered"), "speak"),
}
"""Column of the board → words, icon."""

DUES: dict[Due, Any] = {
    Due.LATE: _("Overdue"),
    Due.TODAY: _("Due today"),
    Due.WEEK: _("Due within seven days"),
}

CHANNEL_NAMES = {
    "web": _("On the web"),
    "phone": _("By phone"),
    "sms": _("By text message"),
    "chat": _("By chat"),
    "desk": _("In person"),
    "api": _("By a program"),
}
