"""Why a matter goes where it goes, said to those who work on it."""

from django.utils.translation import gettext_lazy as _

from maplebridge.people.public import Gap

GAPS = {
    Gap.NO_GRID: _(
        "This kind is for a service point, but the grid of this place is not known. So the next "
        "level answers: %(next)s."
    ),
    Gap.NO_POINT: _(
        "This kind is for a service point, but none serves %(grid)s. So the next level answers: "
        "%(next)s."
    ),
    Gap.NO_TEAM: _(
        "This kind is for the service point, but “%(point)s” has no team yet. So the next level "
        "answers: %(next)s."
    ),
    Gap.AWAY: _(
        "This kind is for the service point, but nobody of the team of “%(point)s” is there today. "
        "So the next level answers: %(next)s."
    ),
}
"""Why the team of a service point was passed over."""

TEAM_HERE = _("This kind is for the service point, and “%(point)s” serves %(grid)s.")
TEAM_THERE = _(
    "This kind is for the service point, and “%(point)s” serves %(grid)s. You can hand it on to its "
    "team."
)
BY_KIND = _("Sorted as “%(kind)s”: %(post)s is asked first for this kind.")
BY_PLACE = _("It lies in %(place)s: %(post)s is asked first there.")
ABOVE = _("those above")
