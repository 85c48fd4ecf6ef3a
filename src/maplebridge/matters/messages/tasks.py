"""What tasks say: their states, and one sentence a broken rule."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ..rules.tasks import TaskState

SENTENCES = {
    "task_missing": _("There is no such task for your posts. Look at the list of your tasks."),
    "task_no_post": _("You hold no post today, so nobody asks you for tasks."),
    "task_not_yours": _("This step belongs to the post that was asked for the task."),
    "task_ended": _(
        "The task has moved on in the meantime, so this step is not possible now. "
        "Please look at it again."
    ),
    "task_what": _("Say in one line what is to be done, in at most %(most)s characters."),
    "task_order": _("The order is a number from 1 to %(most)s, or nothing."),
    "task_enough": _(
        "It has %(most)s tasks already; that is as many as one has room for. "
        "Put what is left into one of them, or drop one."
    ),
    "task_post_vacant": _("Nobody acts in this post today. Ask another one."),
    "task_post_elsewhere": _(
        "This post at %(place)s does not serve the place of the matter. Ask one that does."
    ),
    "task_day_past": _("Choose today or a later day."),
    "task_day_late": _(
        "A task is due by %(day)s at the latest: that is the last day of its matter. "
        "Let the matter rest first when the work takes longer."
    ),
    "task_words_missing": _("Please say in a few words what was done."),
    "task_left_open": _(
        "Parts of %(reference)s are still open. Wait for them, drop them with a reason, or say "
        "below why they stay open; the resident reads that."
    ),
}

TASK_STATES: dict[TaskState, tuple[Any, str, str]] = {
    TaskState.OPEN: (_("Asked"), "waiting", "inbox"),
    TaskState.TAKEN: (_("Taken on"), "active", "person"),
    TaskState.DONE: (_("Done"), "done", "check"),
    TaskState.DROPPED: (_("Dropped"), "plain", "back"),
}
"""State → words, tone, icon."""

LOOK = _("Please have a look: %(kind)s")
"""What the chief of a building is asked for, in the language of the house."""
NOT_TAKEN = _("Nobody took it on in time; the worker looks.")
ENDED_BEFORE = _("It was answered before anybody had to look.")
"""Why a first look ended by itself."""
POST_ENDED = _("The post that was asked has ended. Please ask another one.")
