"""The questions of the screen, what a finding says, and the ways that stay open."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.screening import Answer, Effect, Ground, Route

Names = dict[str, str | Promise]

QUESTIONS: Names = {
    "status": _("Is it to be decided here who is married, whose child somebody is, or the like?"),
    "ownership": _("Is it to be decided here who owns a house, a thing or a right?"),
    "in_court": _("Has a court taken the case already?"),
    "crime": _("Is there a suspicion of a crime?"),
    "land_right": _("Do they disagree about who has the right to a piece of land?"),
    "gambling_debt": _("Is a gambling debt to be collected?"),
    "labour": _("Is it about wages or a job?"),
    "major": _("Did somebody die, or are several regions, offices or many people concerned?"),
}
ANSWERS: Names = {
    Answer.NO: _("No"),
    Answer.PARTLY: _("In part"),
    Answer.YES: _("Yes"),
}
FINDINGS: Names = {
    Ground.REFUSED: _("A party does not want to be mediated. Nobody has to."),
    Ground.STATUS: _(
        "Who is married or whose child somebody is cannot be agreed here; a court would not confirm it."
    ),
    Ground.OWNERSHIP: _(
        "Who owns it cannot be agreed here; a court would not confirm it. What somebody does or pays can."
    ),
    Ground.IN_COURT: _("A court has the case. It can send the parties here itself."),
    Ground.CRIME: _("A suspected crime belongs to the police. What was lost can be talked about."),
    Ground.LAND_RIGHT: _(
        "The people’s government of the town or county decides who has a right to land. Until then "
        "nobody changes anything on it."
    ),
    Ground.GAMBLING_DEBT: _(
        "Nobody has to pay a gambling debt. What grew around it can be mediated."
    ),
    Ground.LABOUR: _("A quarrel about wages or a job goes to labour arbitration before a court."),
    Ground.WARD: _("Somebody cannot decide this alone, and no guardian speaks for them yet."),
    Ground.MAJOR: _("So large a quarrel is mediated by a panel of several offices."),
}
EFFECTS: dict[str, tuple[str | Promise, str]] = {
    Effect.STOPS: (_("Not here"), "late"),
    Effect.PART: (_("Not this part"), "waiting"),
    Effect.FIRST: (_("First this"), "waiting"),
    Effect.WIDER: (_("With a panel"), "active"),
}
"""Name and tone."""
ROUTES: Names = {
    Route.LAWSUIT: _("Sue at the people’s court. That is open at any time."),
    Route.THE_COURT: _("Ask the court that has the case to invite a mediator."),
    Route.LATER: _("Come again whenever both sides want to."),
    Route.POLICE: _("Report it to the police; the emergency number is 110."),
    Route.LAND_OFFICE: _(
        "Apply to the people’s government of the town or county. Against its decision one can sue "
        "within 30 days."
    ),
    Route.REGISTRY: _("Have it registered at the real estate registry."),
    Route.CIVIL_AFFAIRS: _("Go to the civil affairs office."),
    Route.LABOUR_BOARD: _("Apply for labour arbitration; it is free of charge."),
    Route.GUARDIAN: _("Bring the guardian; the village or residents’ committee helps to find one."),
    Route.PANEL: _("Ask for the mobile panel of the town or county."),
    Route.LEGAL_AID: _("Ask legal aid, number 12348: advice is free of charge."),
    Route.AROUND_IT: _(
        "Let us mediate what is around it: words, damage, peace between the families."
    ),
}
