"""What the knowledge base says."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "article_missing": _("There is no such article in use here. Search for another one."),
    "article_not_yours": _(
        "Articles and wordings are kept by operators and heads of the place. Tell them what to "
        "change."
    ),
    "article_head_releases": _("Articles are released and withdrawn by the head of the place."),
    "article_written_meanwhile": _(
        "Somebody wrote a newer wording in the meantime. Read it, then release it."
    ),
    "article_question": _("Write the question in one line of at most %(most)s characters."),
    "article_answer": _("Write an answer of at most %(most)s characters."),
    "article_audience": _("Please say who reads it."),
    "template_missing": _("There is no such wording here. Look at the list of wordings."),
    "template_title": _("Give the wording a name of one line, at most %(most)s characters."),
    "template_title_taken": _("A wording of this place is called “%(title)s” already."),
    "template_text": _("Write a wording of at most %(most)s characters that can be shown."),
    "template_placeholder": _(
        "“%(found)s” is not known. Only {reference}, {place} and {day} can stand in braces."
    ),
    "template_says_fixed": _(
        "“%(words)s” says that it was put right, but this wording is for another end. Write what "
        "is true for that end."
    ),
    "template_mismatch": _(
        "This wording is for matters that end as “%(ending)s”. Choose that end, another wording, or "
        "write it in your own words."
    ),
}

ARTICLE_STATES = {
    "draft": (_("Draft"), "waiting", "edit"),
    "expired": (_("No longer valid"), "late", "clock"),
    "staff": (_("For those who work"), "active", "people"),
    "public": (_("For everybody"), "done", "check"),
}
