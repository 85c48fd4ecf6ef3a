"""What village rules say: one sentence a broken rule, and the names of states, ways and doubts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .rules.comparing import Change
from .rules.deciding import Way
from .rules.lint import Doubt

SENTENCES = {
    "precepts_missing": _(
        "There is no such thing among the village rules, or it is not yours to see."
    ),
    "precepts_needs_council": _(
        "The council of the place, its operator and its head write the rules down. Tell them, or say it to the draft."
    ),
    "precepts_needs_township": _(
        "What the township says about the rules is entered by somebody of the township."
    ),
    "precepts_not_a_village": _(
        "“%(place)s” gives itself no rules here. Choose a village, a community or a natural village that stands today."
    ),
    "precepts_title": _("Please give the rules a title of at most %(most)s characters."),
    "precepts_no_draft": _(
        "There is no draft any more: it was adopted or given up. Look at the rules again, or begin a new draft."
    ),
    "precepts_meanwhile": _(
        "Somebody else saved the draft in the meantime. What you typed is still here: compare it with the draft, then save again."
    ),
    "precepts_nothing": _("The draft has no article yet. Write at least one, then adopt it."),
    "precepts_articles_many": _("Rules have at most %(most)s articles. Join some of them."),
    "precepts_articles_long": _(
        "An article is too long: a heading has at most 40 characters, a text at most 1,000. Make two of it."
    ),
    "precepts_articles_empty_text": _(
        "An article has a heading and no text. Write the text, or empty the heading too to take the article out."
    ),
    "precepts_articles_number": _(
        "The numbers of the articles do not fit the draft. Open the page again and save anew."
    ),
    "precepts_residents_speak": _(
        "Those who live in the place speak to its rules here. What others think they tell the council."
    ),
    "precepts_words": _("Please write one to %(most)s characters."),
    "precepts_no_article": _(
        "The draft has no article %(number)s. Choose another one, or the whole."
    ),
    "precepts_enough": _(
        "You have spoken %(most)s times to this draft. Tell the council the rest, or come to the meeting."
    ),
    "precepts_why_hidden": _("Say why these words are not shown: who wrote them reads it."),
    "precepts_counts": _("A number of people is wrong: please look at the minutes again."),
    "precepts_meeting_ahead": _("The meeting lies ahead. Enter what it decided once it was held."),
    "precepts_more_present": _(
        "More took part than had a say. Please check both numbers in the minutes."
    ),
    "precepts_more_votes": _(
        "There are more votes than people who took part. Please check the numbers in the minutes."
    ),
    "precepts_not_carried": _(
        "No more were for it than against it: the rules were not adopted. Change the draft and ask again."
    ),
    "precepts_before_meeting": _("Rules begin on the day of the meeting or later."),
    "precepts_same_day": _(
        "An earlier edition begins on %(day)s. This one has to begin on a later day."
    ),
    "precepts_filing_day": _(
        "The day lies between the day of the meeting and today. Please check it."
    ),
    "precepts_filing_words": _("Say what is to be corrected, so that the village knows."),
    "precepts_no_home": _(
        "We do not know a home of yours here. Enter it under “My page”, or ask your grid worker; then write."
    ),
    "precepts_family_words": _(
        "Please write one to %(most)s characters, and a name of at most 40."
    ),
    "precepts_words_changed": _(
        "The words were changed in the meantime. Read them again before you say yes."
    ),
    "precepts_workers_note": _("Those who work for the place note what families sign on paper."),
    "precepts_own_voice": _("Say your own yes or no on the page of your family."),
}

WAYS = {
    Way.VILLAGERS: _("a meeting of the villagers"),
    Way.HOUSEHOLDS: _("a meeting with one person a household"),
    Way.REPRESENTATIVES: _("a meeting of representatives whom the villagers empowered"),
}

DOUBTS = {
    Doubt.FINE: _(
        "Villages cannot fine: only authorities named by law may. Thank for what is done well instead, or ask for a hand."
    ),
    Doubt.FORCE: _(
        "Nobody may be held, searched, driven away or shamed, and nothing of theirs pulled down or kept, by rules of a village."
    ),
    Doubt.RIGHTS: _(
        "Rules of a village cannot take rights, services, allowances or points away, nor make them depend on conduct."
    ),
    Doubt.WOMEN: _(
        "Rights in the collective may not depend on whether a woman is single, married, divorced or widowed, nor on a household without men."
    ),
    Doubt.PERSON: _("This may name a person. Rules speak of everybody, and of nobody."),
}

SOURCES = {
    Doubt.FINE: _("Organic Law of the Villagers’ Committees, art. 27 (text of 2018)"),
    Doubt.FORCE: _("Organic Law of the Villagers’ Committees, art. 27 (text of 2018)"),
    Doubt.RIGHTS: _("Organic Law of the Villagers’ Committees, art. 27 (text of 2018)"),
    Doubt.WOMEN: _("Law on the Protection of Women’s Rights and Interests, art. 56"),
    Doubt.PERSON: _("Organic Law of the Villagers’ Committees, art. 27 (text of 2018)"),
}

COUNTS = {
    "few_present": _(
        "No more than half of those who have a say took part. Check how many your meeting needs."
    ),
    "few_households": _(
        "Fewer than two thirds of the households took part. Check how many your meeting needs."
    ),
    "no_majority": _("No more than half of those who took part were for it. Check the minutes."),
}

CHANGES = {
    Change.SAME: _("unchanged"),
    Change.MOVED: _("moved"),
    Change.CHANGED: _("changed"),
    Change.NEW: _("put in"),
    Change.GONE: _("taken out"),
}

STATES = {
    "waiting": _("waits for the council"),
    "shown": _("shown"),
    "hidden": _("not shown to others"),
}

FILINGS = {
    "sent": _("Sent to the township"),
    "noted": _("Put on file by the township"),
    "correct": _("The township asks for a correction"),
}

SAID = {
    "asked": _("has not said yet"),
    "agreed": _("agrees"),
    "no": _("would rather not"),
    "child": _("not grown up, is not asked"),
}
