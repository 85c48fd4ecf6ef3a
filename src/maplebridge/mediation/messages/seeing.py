"""The table of who sees what, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..rules.visibility import Access, Thing, When

Names = dict[str, str | Promise]

THINGS: Names = {
    Thing.FILE: _("Facts, steps, joint minutes, agreement"),
    Thing.APPLICATION: _("The application to a court, with the agreement"),
    Thing.MINUTES: _("The signed minutes of the joint session before an agreement"),
    Thing.IDENTITY: _("The other side’s number and address"),
    Thing.MEDICAL: _("Medical records"),
    Thing.CAUCUS: _("What was said to the mediator alone"),
    Thing.OFFER: _("Figures of silent offers"),
    Thing.CONFLICTS: _("What a mediator declared about ties"),
}
ACCESS: dict[Access, str | Promise] = {
    Access.NOTHING: _("nothing"),
    Access.STATE: _("only how near they are"),
    Access.MASKED: _("covered"),
    Access.OWN: _("their own"),
    Access.READ: _("read"),
    Access.WRITE: _("read and write"),
}
WHENS: Names = {
    When.IN_SCOPE: _("within their power"),
    When.INVITED: _("while every party agrees"),
    When.EXTRACT: _("the needed extract, while the other side agrees"),
    When.BY_TASK: _("where the work needs it"),
    When.CLAIM: _("what concerns the claim, each reading noted"),
    When.TICKED: _("what the party ticked"),
    When.APPLIED: _("when asked to confirm"),
    When.FILED: _("what was filed there"),
}
SEEN_AS: Names = {
    "file": _("Read the file"),
    "contact": _("Opened number and address"),
    "dossier": _("Took the whole dossier"),
}
