"""What the review says: one sentence a broken rule, and the names of figures and outcomes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .rules.changes import Kind

SENTENCES = {
    "review_missing": _("There is no such review here. Choose one from the list."),
    "review_needs_head": _("Conclusions are written by the head of the place."),
    "review_no_post": _("Reviews are read by the operators and heads of a place."),
    "review_words_missing": _("Please write what follows from the figures."),
    "lots_missing": _("No lots were drawn for %(month)s. Give a month such as 2026-11."),
    "call_missing": _("There is no such call here. Choose one from the list."),
    "call_outcome_unknown": _("Please choose how the call ended."),
    "call_then_what": _("Please choose whether they want it opened again."),
    "call_words_missing": _("Please write what they said: it is opened again with their words."),
    "call_done": _("How this call ended is noted already; a note is never changed."),
    "call_reporter_gone": _(
        "The reporter of %(reference)s is no longer known. Note “not reached”."
    ),
    "proposal_missing": _("There is no such proposal here."),
    "proposal_field": _("Please look at “%(field)s”: it is missing or out of bounds."),
    "proposal_needs_head": _("Proposals are decided by the head of the whole jurisdiction."),
    "proposal_nothing_to_try": _(
        "Nothing was answered at this place in the last %(months)s months, so nothing can be tried."
    ),
    "proposal_not_replayed": _("Replay it on past matters first: then decide."),
    "proposal_overtaken": _(
        "The catalogue changed since: the kind is gone or was split already. Decline this proposal "
        "and make a new one."
    ),
    "proposal_conflict": _(
        "What this would change is no longer what it was tried on. Tried on: %(before)s. It is now: "
        "%(now)s. Try it on past matters again, then decide."
    ),
    "proposal_decided": _("This proposal was decided already."),
}

OUTCOMES = {
    "solved": _("Reached: it is solved"),
    "not_solved": _("Reached: it is not solved"),
    "declined": _("Reached: does not want to say"),
    "not_reached": _("Not reached"),
}

THEN = {
    "reopen": _("Open it again in their name, with their words"),
    "leave": _("They leave it at that; it counts as not solved"),
}
"""What follows from “not solved”."""

LEFT = {
    "nameless": _("reported without a name"),
    "by_phone": _("reported by phone without a name"),
    "forgotten": _("the reporter is no longer known"),
    "no_community": _("of no community"),
    "withdrawn": _("taken back"),
    "duplicate": _("reported before"),
}
"""Why a closed matter is not drawn from."""

FIGURES: dict[str, Any] = {
    "first_kept": _("First answer in time"),
    "settle_kept": _("Settled in time"),
    "fixed": _("Put right"),
    "misrouted": _("Handed on by the first asked"),
    "returned": _("Handed back"),
    "sorted_anew": _("Sorted anew"),
    "reopened": _("Opened again"),
    "rated": _("Rated by the reporter"),
    "content": _("Four or five of five"),
    "solved": _("Solved, says the reporter"),
    "unsolved": _("Not solved, left by the resident"),
}

CALLED = {
    "reached": _("Called back by lot: reached"),
    "solved": _("Called back: solved, of those who said"),
}

KINDS: dict[Kind, Any] = {
    Kind.LIMIT: _("Another time limit"),
    Kind.ROUTE: _("Another post is asked first"),
    Kind.KEYWORDS: _("More keywords for a kind"),
    Kind.SPLIT: _("One kind becomes two"),
    Kind.STAFFING: _("More posts at a place"),
}

HINTS: dict[Kind, Any] = {
    Kind.LIMIT: _(
        "When promises of a kind are broken often, or kept so easily that they can be better."
    ),
    Kind.ROUTE: _("When a kind is handed on again and again by whoever is asked first."),
    Kind.KEYWORDS: _("When a kind is often sorted anew, because the words did not point to it."),
    Kind.SPLIT: _(
        "When one kind holds two different things: one quick, one slow, or one handed on."
    ),
    Kind.STAFFING: _("When a place has more to do than its people can."),
}
"""When each change helps."""

PARTING = {
    "handed": _("handed on or back"),
    "slow": _("took longer than half of the kind"),
}
"""By what the matters of a kind fall into two groups."""

LEVELS = {
    "grid": _("Grid"),
    "community": _("Community"),
    "street": _("Street"),
    "jurisdiction": _("Whole jurisdiction"),
}

BASELINE = _(
    "What happened is judged by the version of the catalogue under which each was reported, with the "
    "limits and office hours of that version."
)

ASSUMPTIONS = {
    "limit": _(
        "With the change only the two limits differ: every answer came when it came, and is judged by "
        "the other limit. Whether people would have worked otherwise under it is not known."
    ),
    "route": _(
        "Assumed: the post that answered in the end would have taken as long from being asked as it "
        "took. Matters that never went to such a post say nothing; they are counted as unknown and "
        "left as they were."
    ),
    "keywords": _(
        "Counted by keywords alone, on matters whose kind somebody named: how often the first "
        "suggestion is the kind that it turned out to be. As it was: by the version under which each "
        "was reported. A trained model, where there is one, may have suggested better."
    ),
    "split": _(
        "Parted by the new keywords alone; what names neither stays with the first. People sort and "
        "correct, so it would not have gone exactly so. Answers came when they came, and are judged "
        "by the limits of the part."
    ),
    "staffing": _(
        "A queue: all posts of the place take whatever came first, one matter after the other, in the "
        "office hours of today. Matters came when they came. How near the queue comes to what "
        "happened shows the column between. Left out: dangers, what rested, was taken back or joined, "
        "went on to another post, and what is not answered yet."
    ),
    "staffing_work": _(
        "How long a matter was worked on is not written down. Taken for it: the working time from when "
        "its post was free for it to its answer. Who waited for something else meanwhile is counted as "
        "working, so more posts may bring less than this says."
    ),
}

STANDS: dict[str, Any] = {
    "first_answer_hours": _("First answer within (hours)"),
    "settle_days": _("Settled within (working days)"),
    "duty": _("Who answers"),
    "names": _("Name"),
    "keywords": _("Keywords"),
}
"""What a change of the rules can overwrite."""
