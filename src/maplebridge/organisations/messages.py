"""What people read when a rule of this app is broken, and what the kinds are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .rules import OrganisationKind

KINDS: dict[str, str | Promise] = {
    OrganisationKind.COMPANY: _("Company"),
    OrganisationKind.PROPERTY: _("Property company"),
    OrganisationKind.SOCIAL: _("Social organisation"),
    OrganisationKind.VOLUNTEERS: _("Team of volunteers"),
    OrganisationKind.INSTITUTION: _("Public institution"),
    OrganisationKind.AUTHORITY: _("Authority"),
    OrganisationKind.COOPERATIVE: _("Cooperative"),
    OrganisationKind.COURT: _("People’s court"),
    OrganisationKind.INSURER: _("Insurance company"),
    OrganisationKind.OTHER: _("Other organisation"),
}

SENTENCES: dict[str, str | Promise] = {
    "organisation_missing": _("There is no such organisation here."),
    "organisation_not_yours": _("The operators and heads of a place keep its organisations."),
    "organisation_name": _("Write the name of the organisation in at most %(most)s characters."),
    "organisation_line": _("“%(field)s” is too long, or has characters that cannot be shown."),
    "organisation_kind": _("Choose from the list what kind of organisation it is."),
    "organisation_code": _(
        "This is no unified social credit code: it has eighteen signs, and the last one has to fit the "
        "others. Compare it with the licence, or leave it empty."
    ),
    "organisation_entered_already": _(
        "“%(name)s” has this credit code and is entered already. Open it, and add your place to it."
    ),
    "organisation_ended": _("“%(name)s” has ended and takes no part any more."),
    "organisation_place": _("Choose one of your own places that is in use."),
    "organisation_active_already": _("“%(name)s” is already active there."),
    "organisation_places": _(
        "“%(name)s” is active at %(most)s places, and that is the most. A wider place stands for all "
        "that lies in it."
    ),
    "delegate_unknown": _(
        "Nobody with this name signs in with this number. Check both with the person; somebody new signs "
        "in once first."
    ),
    "delegate_oneself": _("Nobody names themselves. Somebody else who leads the place can do it."),
    "delegate_already": _("This person was named for “%(name)s” already."),
    "delegate_until": _("Choose a day from today on, at most three years ahead."),
    "delegate_most": _("%(most)s people may act for “%(name)s”, and that is the most."),
    "delegate_missing": _("There is no such invitation any more."),
}
