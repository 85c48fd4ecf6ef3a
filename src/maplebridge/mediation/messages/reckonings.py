"""What the pages of a reckoning call things, and how they say what is missing without a word of JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..rules.damages.claim import Blame, Conduct, Excluded, Kind, Position
from ..rules.damages.movers import What
from ..rules.damages.values import Fault
from ..rules.reckonings import Screen
from .damages import label, say

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Names = dict[str, str | Promise]

SCREENS: Names = {
    Screen.ACCIDENT: _("The accident"),
    Screen.VEHICLE: _("Vehicle or walker"),
    Screen.COVER: _("Commercial cover and limits"),
    Screen.PERSON: _("Who lost something"),
    Screen.TREATMENT: _("Treatment and care"),
    Screen.INCOME: _("Income and what lasts"),
    Screen.THINGS: _("Things"),
    Screen.SHARES: _("Who bears how much"),
    Screen.ADVANCES: _("Paid before"),
    Screen.RULES: _("Local rules, agreed in this file"),
}
ABOUT: Names = {
    Screen.VEHICLE: _("One page for each who took part: motor vehicle, bicycle, or on foot."),
    Screen.COVER: _("The limits of the compulsory cover follow from the day of the accident and the blame."),
    Screen.PERSON: _("One page for each who was hurt or whose things were damaged."),
    Screen.TREATMENT: _("What receipts and the hospital’s notes show. What there was not stays empty."),
    Screen.INCOME: _("Lost wages, and what follows by law from a disability or a death."),
    Screen.THINGS: _("What receipts or an estimate show. What there was not stays empty."),
    Screen.SHARES: _("Of what compulsory cover leaves. Left empty, the certificate and the local rules decide where they can."),
    Screen.ADVANCES: _("What was paid before is taken out of what is still to be paid. What stands under “Paid in advance” in the file counts by itself and is not entered here again."),
    Screen.RULES: _("The local rules say nothing about this in a published text. What is agreed here counts in this file alone, and the sheet prints who said it."),
}  # fmt: skip
VEHICLES: Names = {
    Kind.MOTOR: _("Motor vehicle"),
    Kind.NONMOTOR: _("Bicycle or e-bike"),
    Kind.FOOT: _("On foot"),
    Kind.TRAILER: _("Trailer"),
}
BLAMES: Names = {
    Blame.FULL: _("all of it"),
    Blame.MAIN: _("the main part"),
    Blame.EQUAL: _("the same part"),
    Blame.MINOR: _("the minor part"),
    Blame.NONE: _("none of it"),
}
CONDUCTS: Names = {
    Conduct.DRUNK: _("drunk"),
    Conduct.UNLICENSED: _("without a licence"),
    Conduct.DRUGGED: _("drugged"),
    Conduct.INTENT: _("on purpose"),
    Conduct.FLED: _("fled"),
}
POSITIONS: Names = {
    Position.DRIVER: _("who drove, rode or walked"),
    Position.PASSENGER: _("passenger"),
    Position.OWNER: _("owner of things, not there"),
}
OUTCOMES: Names = {
    "injured": _("hurt, or only things damaged"),
    "disabled": _("a disability stays"),
    "died": _("died"),
}
EXCLUSIONS: Names = {
    Excluded.MENTAL: _("mental distress"),
    Excluded.OUTSIDE: _("indirect loss"),
    Excluded.APPRAISAL: _("appraisal fee"),
    Excluded.DRUNK: _("when drunk"),
    Excluded.UNLICENSED: _("without a licence"),
    Excluded.DRUGGED: _("when drugged"),
    Excluded.INTENT: _("on purpose"),
    Excluded.FLED: _("after flight"),
}
ON_PAGE: dict[str, str | _StrPromise] = {
    "claim_key_missing": _("This is not entered yet."),
    "claim_list_length": _("Nothing is entered here yet."),
    "claim_mental_first": _("Ask whether compulsory cover pays the mental distress before the rest, and note the answer."),
    "claim_needs_death": _("“%(head)s” needs the day of death."),
    "claim_needs_disability": _("Compensation for disability needs the assessment: its day and level."),
    "claim_cover_missing": _("The motor vehicle of %(side)s needs its compulsory cover: the insurer, or that nobody insured it."),
    "claim_unknown_name": _("Somebody or something that this spoke of is not here any more. Choose again."),
    "claim_own_side": _("Nobody bears a share of the own loss by this page; what the others do not bear is the own part by itself."),
    "shares_needed": _("Who bears how much of the loss of %(claimant)s does not follow from the certificate alone. The parties agree on it, or the mediator enters it."),
    "share_in_range": _("For the loss of %(claimant)s the usual share is %(range)s. Choose one within it."),
    "rulebook_cell_empty": _("%(key)s: the local rules say nothing published about it. The parties agree on it in this file, or the mediator enters it; an operator may enter it for all."),
    "figure_missing": _("“%(series)s” of %(place)s for %(year)s is missing and is never guessed. An operator of the jurisdiction enters it under “published figures”, a second person checks it; or the parties agree on the amount, or on the figures of another year."),
}  # fmt: skip
"""What a page says where the sentence of a claim file speaks of the file."""
RECKONING_SENTENCES: dict[str, str | _StrPromise] = {
    "reckoning_before_advance": _("Since this version something was noted or struck out as paid in advance. Compute a new version first; then nothing is asked for twice."),
    "reckoning_lacks": _("It cannot be computed yet: %(count)s things are missing or do not fit. They are listed on this page."),
    "reckoning_full": _("There are %(most)s versions already. Take the last one."),
    "reckoning_too_large": _("That is more than a claim of people needs. Leave out what does not belong to it."),
    "reckoning_nobody": _("Nobody in the file has this loss any more: %(head)s. Say on the page of the person which party it is, and compute again."),
    "reckoning_figure": _("%(head)s comes to more than a sum can be here. Look for a slip in what was entered, and compute again."),
    "reckoning_changed": _("Somebody else changed this meanwhile; nothing of this page was saved. Open the page again and enter it there."),
    "reckoning_no_party": _("“%(name)s” or whoever receives it is no party of the file, or two are called so. Add or rename the party, then go on."),
    "reckoning_reserved": _("“%(key)s” cannot be the id of a person or side here: it means something else. Give it another id in the claim file and open it again."),
    "reckoning_other_payment": _("The payments are not those of this version any more. Open the page again."),
}  # fmt: skip


MOVES: Names = {
    What.SHARE: _("Share"),
    What.DAYS: _("Days"),
    What.RATE: _("Rate"),
    What.AMOUNT: _("Sum"),
    What.DISPUTED: _("Disputed"),
}
TAKEN = _("Reckoning, version %(number)s")


def taken_in_words(made: int, changed: int, differing: int, gone: int = 0) -> str:
    """What taking over did, what was left alone, and what the version does not have any more."""
    said = gettext("Taken over: %(made)s new, %(changed)s brought up to date.")
    if differing:
        said += gettext(" %(differing)s differ and stay as they are.")
    if gone:
        said += gettext(
            " %(gone)s are not in this version any more: look at them and drop what nobody claims."
        )
    return said % {"made": made, "changed": changed, "differing": differing, "gone": gone}


def said_on_page(fault: Fault) -> str:
    """What is missing, for who fills in pages."""
    sentence = ON_PAGE.get(fault.code)
    if sentence is None:
        return say(fault.code, **dict(fault.facts))
    return str(sentence) % {name: label(name, fact) for name, fact in fault.facts}
