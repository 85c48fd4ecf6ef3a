"""What groups say: one sentence a broken rule."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "group_missing": _("There is no such group for your posts. Look at the list of groups."),
    "group_not_yours": _("This step belongs to the post that leads the group."),
    "group_ended": _("The group “%(name)s” has ended. Make a new one for what comes now."),
    "group_name": _(
        "Give the group a name of one line, at most %(most)s characters: the cause or the site, "
        "never a person."
    ),
    "group_no_post": _(
        "None of your posts could answer these matters, so none can lead the group."
    ),
    "group_lead_far": _(
        "%(reference)s lies outside what the post that leads the group can answer. "
        "Ask those above both to lead a group."
    ),
    "group_lead_vacant": _("Nobody acts in this post today. Choose another to lead the group."),
    "group_lead_elsewhere": _(
        "Nothing is in “%(name)s”, so only a post of its own place or above can lead it. Add a matter "
        "first, or choose such a post."
    ),
    "group_lead_cannot": _(
        "%(reference)s lies outside what this post can answer. Choose a post above all matters of "
        "the group, or take this one out first."
    ),
    "group_elsewhere": _("%(reference)s is in the group “%(name)s” already."),
    "group_full": _("A group holds at most %(most)s matters."),
    "group_not_in": _("%(reference)s is not in this group any more."),
    "group_no_such_matter": _("There is no matter with this number that you work on."),
    "group_nobody_open": _("No matter of the group waits for an answer."),
    "group_task_open": _(
        "Tasks of the group are still open. Wait for them, drop them with a reason, or say below "
        "why they stay open; each resident reads that."
    ),
    "group_tasks_first": _(
        "Tasks of the group are still open. Let them be done, or drop them, before it ends."
    ),
}
