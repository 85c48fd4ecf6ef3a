"""Days that count, in words: what is entered, what begins with it, what is reminded of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.counting import Counted
from ..rules.terms import Code

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Names = dict[str, str | Promise]

COUNTED: Names = {
    Counted.KNOWN: _("The loss, and who owes for it, became known"),
    Counted.CERTIFICATE: _("The determination of the accident was served"),
    Counted.POLICE_ASKED: _("The joint request was handed to the traffic police"),
    Counted.INSURER_TOLD: _("The insurer was asked for the money"),
    Counted.INSURER_HAS_ALL: _("The insurer has every paper"),
    Counted.INSURER_AGREED: _("The insurer agreed on the sum"),
    Counted.PRESERVED: _("A court froze money or things before a suit"),
    Counted.FILED: _("The complaint was handed to a court"),
}
COUNTING_CLOCKS: Names = {
    Code.LIMITATION: _("Time to sue"),
    Code.CERTIFICATE_REVIEW: _("Ask for a review of the determination"),
    Code.POLICE_AFTER_CERTIFICATE: _("Ask the police to mediate, both together"),
    Code.INSURER_PAPERS: _("The insurer says which papers it needs"),
    Code.INSURER_DECIDES: _("The insurer decides"),
    Code.INSURER_PAYS: _("The insurer pays"),
    Code.SUE_AFTER_PRESERVATION: _("Sue, or what was frozen is let go"),
    Code.FILE_SUIT: _("The court registers the case"),
    Code.FILE_SUIT_HERE: _("Promise of the court: registered within one working day"),
    Code.TRIED_ORDINARY: _("Promise of the court: judged within 60 days"),
    Code.TRIED_SUMMARY: _("Promise of the court: judged within 30 days"),
    Code.TRIED_SMALL: _("Promise of the court: judged within 20 days"),
    Code.COURT_TAKES: _("The court says whether it takes the application on"),
    Code.COURT_RULES: _("The court rules on the application"),
    Code.LEGAL_AID: _("Legal aid decides"),
    Code.LAWYER: _("Legal aid names a lawyer"),
    Code.VISIT: _("Visit the parties: is it kept?"),
    Code.SECOND_VISIT: _("Visit the parties again, after half a year"),
}
COUNTING_ALERTS: dict[Code, str | Promise] = {
    Code.LIMITATION: _(
        "File %(reference)s: the time to sue ends on %(day)s. A suit, or a written demand that can be "
        "proved, keeps it."
    ),
    Code.CERTIFICATE_REVIEW: _(
        "File %(reference)s: until %(day)s a party can ask for a review of the determination, once."
    ),
    Code.POLICE_AFTER_CERTIFICATE: _(
        "File %(reference)s: until %(day)s the parties can ask the traffic police together to mediate."
    ),
    Code.INSURER_PAPERS: _(
        "File %(reference)s: by %(day)s the insurer says in writing which papers it needs."
    ),
    Code.INSURER_DECIDES: _(
        "File %(reference)s: the insurer decides by %(day)s. Ask how it stands."
    ),
    Code.INSURER_PAYS: _("File %(reference)s: the insurer pays by %(day)s. Ask whether it came."),
    Code.SUE_AFTER_PRESERVATION: _(
        "File %(reference)s: what was frozen is let go after %(day)s, unless there is a suit by then."
    ),
    Code.FILE_SUIT: _(
        "File %(reference)s: the court registers the case by %(day)s. Ask how it stands."
    ),
    Code.FILE_SUIT_HERE: _(
        "File %(reference)s: the court promised to register the case by %(day)s. Ask how it stands."
    ),
    **dict.fromkeys(
        (Code.TRIED_ORDINARY, Code.TRIED_SUMMARY, Code.TRIED_SMALL),
        _("File %(reference)s: the court promised a judgment by %(day)s. The law gives it longer."),
    ),
    Code.COURT_TAKES: _(
        "File %(reference)s: the court says by %(day)s whether it takes the application on."
    ),
    Code.COURT_RULES: _("File %(reference)s: the court rules on the application by %(day)s."),
    Code.LEGAL_AID: _("File %(reference)s: legal aid decides by %(day)s. Ask how it stands."),
    Code.LAWYER: _("File %(reference)s: legal aid names a lawyer by %(day)s. Ask how it stands."),
    Code.VISIT: _("File %(reference)s: please ask the parties by %(day)s whether it is kept."),
    Code.SECOND_VISIT: _(
        "File %(reference)s: half a year is over on %(day)s. Please ask the parties once more."
    ),
}
COUNTING_SENTENCES: dict[str, str | _StrPromise] = {
    "day_whose": _("Choose whose day it is; a day for everybody belongs to no party."),
    "day_of_the_past": _("Give a day that is past, or today, and not before what it ends."),
    "more_days_odd": _("Add between 1 and %(most)s days."),
    "more_days_asked": _("More days were proposed already. The parties answer that first."),
    "more_days_none": _("No days are proposed now, or the talks are over."),
}
