"""What the work side says: board, filters, several at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..rules.filters import Due, Tab
from ..rules.legacy_drafts import Part

SENTENCES = {
    "bulk_nothing_chosen": _("Nothing is chosen yet. Tick the matters that you mean."),
    "bulk_too_many": _("At most %(most)s matters go together. Please tick fewer."),
    "bulk_place_missing": _("Choose the place that they are handed on to."),
    "saved_view_missing": _("There is no such view of yours. Look at your list of views."),
    "saved_view_name": _("Give the view a name of one line, at most %(most)s characters."),
    "saved_view_enough": _(
        "You keep %(most)s views already; that is as many as there is room for. Delete one first."
    ),
    "console_not_yours": _("The phone console is for operators and heads of a place."),
    "import_not_yours": _(
        "Taking over an old hotline is for those who run the whole place. Ask its operator or head."
    ),
    "training_not_yours": _(
        "The sorting model is kept by those who run the whole place. Ask them if it suggests badly."
    ),
    "training_at_work": _("A training is at work already. Look again in a minute."),
    "model_missing": _("There is no such model. Look at the list of models."),
    "model_unusable": _("This model cannot be read by this version. Train a new one."),
    "import_missing": _("There is no such import. Look at the list of imports."),
    "import_map_not_json": _("The map is not a JSON file. Save it as JSON and choose it again."),
    "import_map_wrong": _(
        "The map is wrong at “%(part)s”. Put this part right and choose both files again."
    ),
    "import_at_work": _(
        "A workbook of “%(source)s” is being taken over now. Wait until it is done, or name another "
        "source in the map."
    ),
    "import_draft_missing": _(
        "This workbook is not being prepared any more: it was taken over, put away, or seven days "
        "went by. Choose the file again."
    ),
    "import_not_seen_yet": _("The workbook is still being looked through. Wait a moment."),
    "import_words_missing": _(
        "There is no such page of words any more: the columns were chosen anew. Go on from them."
    ),
    "import_without_rows": _(
        "The sheet has headings and no row below them. Choose another file or sheet."
    ),
    "import_words_left": _(
        "Some words of the file are not settled yet. Say on this page what they mean."
    ),
    "import_file_gone": _(
        "The workbook is not kept any more. Choose the file again: rows that came in are known and "
        "do not come in twice."
    ),
    "import_not_stopped": _("This workbook has not stopped. Look at the page again."),
    "import_columns_missing": _(
        "The file has no column “%(wanted)s”. Its columns are: %(names)s. Put the map right."
    ),
    "import_file_too_large": _(
        "The file is larger than %(megabytes)s MB. Divide it, or use the command “maplebridge "
        "matters import” on the server."
    ),
}

WORD_PARTS: dict[Part, Any] = {
    Part.STATE: _("State"),
    Part.CLOSING: _("How it ended"),
    Part.CATEGORY: _("Kind"),
    Part.PLACE: _("Community, village or grid"),
    Part.CHANNEL: _("How it came in"),
}
"""Columns whose words are turned into ours."""

REFUSALS: dict[str, Any] = {
    "number_missing": _("no old number, or one that is too long"),
    "text_unusable": _("characters that cannot be shown, or more than 10,000 of them"),
    "words_missing": _("no words"),
    "time_missing": _("no time of the report"),
    "time_unreadable": _("a time that cannot be read"),
    "time_to_come": _("a time that has not come yet"),
    "time_backwards": _("answered or closed before it was reported"),
    "state_unknown": _("a state that the map does not know"),
    "closing_unknown": _("an ending that the map does not know"),
    "category_unknown": _("a kind that the map does not know"),
    "place_unknown": _("a place that nobody knows here"),
    "place_several": _("a place whose name several places bear"),
    "place_outside": _("a point outside the jurisdiction"),
    "point_unreadable": _("a position that is no longitude and latitude"),
}
"""Why a row of an old workbook was not taken."""

TRAINING_STATES = {
    "waiting": (_("Waiting for a worker"), "waiting", "clock"),
    "running": (_("Learning"), "active", "undo"),
    "done": (_("Done"), "done", "check"),
    "failed": (_("Stopped"), "late", "warn"),
}

RUN_STATES = {
    "waiting": (_("Waiting to be read"), "waiting", "clock"),
    "running": (_("Being read"), "active", "inbox"),
    "done": (_("Done"), "done", "check"),
    "failed": (_("Stopped"), "late", "warn"),
}

BOARD: dict[str, tuple[Any, str]] = {
    "new": (_("New"), "inbox"),
    "decide": (_("To decide"), "undo"),
    "hand": (_("In hand"), "person"),
    "rest": (_("Resting"), "clock"),
    "answered": (_("Answered"), "speak"),
}
"""Column of the board → words, icon."""

TABS: dict[Tab, Any] = {
    Tab.DUE: _("Owed"),
    Tab.LATE: _("Overdue"),
    Tab.TODAY: _("Due today"),
    Tab.NEW: _("New"),
    Tab.DECIDE: _("Waiting for a decision"),
    Tab.STUCK: _("Nobody further above"),
    Tab.HANDED: _("Handed on"),
    Tab.ANSWERED: _("Answered"),
    Tab.ALL: _("All"),
}
"""The tabs of the inbox, in their order."""

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
    "mail": _("By e-mail"),
    "desk": _("In person"),
    "api": _("By a program"),
}
