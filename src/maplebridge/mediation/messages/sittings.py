"""Sessions, mediators and ties in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.choosing import Bond
from ..rules.sittings import Coming, Served, SittingKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Names = dict[str, str | Promise]

SITTINGS: Names = {
    SittingKind.JOINT: _("With all parties"),
    SittingKind.CAUCUS: _("With one side alone"),
    SittingKind.SITE: _("At the place it is about"),
    SittingKind.MOBILE: _("Mobile panel of several offices"),
    SittingKind.ONLINE: _("Online"),
}
COMINGS: Names = {
    Coming.YES: _("comes"),
    Coming.NO: _("does not come"),
    Coming.OTHER_TIME: _("asks for another time"),
}
SERVEDS: Names = {
    Served.HERE: _("here and by message"),
    Served.PHONE: _("by phone"),
    Served.IN_PERSON: _("in person"),
    Served.PAPER: _("on paper, with receipt"),
    Served.POST: _("by post, with receipt"),
}
BONDS: Names = {
    Bond.RELATIVE: _("Related to a party"),
    Bond.INTEREST: _("Gains or loses by the outcome"),
    Bond.WORK: _("Works or worked for a party"),
    Bond.OTHER: _("Another tie"),
}
SITTING_TOLD: Names = {
    "set": _("File %(reference)s: a session is set for %(day)s. Please say whether you come."),
    "off": _("File %(reference)s: the session of %(day)s is called off."),
}
SITTING_NOTES: Names = {
    "choose_lead": _("A party named mediators"),
    "chosen": _("All parties named the same mediator"),
    "refuse_lead": _("A party asked for another mediator"),
    "declare_tie": _("The mediator declared a tie to a party"),
    "keep_lead": _("A party wants the mediator all the same"),
    "tell": _("A party was told of the session"),
    "answer_notice": _("A party answered the notice"),
    "call_off": _("A session was called off"),
    "write_minutes": _("Minutes were written"),
    "read_back": _("Minutes were read back"),
    "sign_minutes": _("A party answered the minutes"),
}
SITTING_SENTENCES: dict[str, str | _StrPromise] = {
    "mediation_choices": _("Name one to %(most)s mediators, the one you like best first."),
    "mediation_no_tie": _("Nobody declared a tie."),
    "mediation_tie_open": _(
        "The mediator declared a tie to a party. Every party has to say that it wants them all the "
        "same, or somebody else is appointed."
    ),
    "mediation_sittings": _("A file has at most %(most)s sessions."),
    "mediation_sitting_time": _(
        "Choose a time that lies ahead, within a year, and at most eight hours."
    ),
    "mediation_sitting_early": _(
        "The parties are told three days before. Choose a later day, or tick that all agreed to this one."
    ),
    "mediation_sitting_party": _(
        "Name the side for a session with one side alone, and none for the others."
    ),
    "mediation_sitting_link": _("An online session needs its address; it begins with https://."),
    "mediation_sitting_where": _("Write where it is."),
    "mediation_sitting_untold": _(
        "%(name)s was not told of this session yet. Note how they were told, then what they answered."
    ),
    "mediation_sitting_over": _("This session has begun, is over or was called off."),
    "mediation_sitting_not_held": _("This session has not begun, or was called off."),
    "mediation_proof": _("Add the photo or scan of the receipt."),
    "mediation_minutes_stand": _("These minutes were read back and stand as they are."),
    "mediation_minutes_alone": _(
        "A session with one side alone has no minutes. Write under “Said alone” what is to be kept."
    ),
    "mediation_minutes_empty": _("Write what was said and what came of it."),
    "mediation_not_read_back": _("The minutes were not read back yet."),
    "mediation_signed_already": _("This party answered the minutes already."),
    "mediation_no_feed": _("There is no calendar address that could be ended."),
}
