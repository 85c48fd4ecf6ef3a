from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from maplebridge.core import errors

SENTENCES = {
    "place_missing": _("There is no such place here. Choose one from the list."),
    "place_not_yours": _("Only the operators and the head of this place may change it."),
    "place_has_ended": _("“%(name)s” ended on %(day)s. Choose the place that took over."),
    "place_name_unusable": _("Type a name of 1 to %(most)s letters, without line breaks."),
    "place_cannot_stand_here": _(
        "A place of the level “%(level)s” cannot stand in one of the level “%(parent)s”. "
        "Choose another place around it."
    ),
    "place_is_full": _("“%(name)s” cannot take another place inside it. Add it one level lower."),
    "jurisdiction_missing": _(
        "No jurisdiction is set up yet. Run “maplebridge territory divisions” or seed a world."
    ),
    "jurisdiction_exists": _("This database already serves a jurisdiction; it can serve only one."),
    "boundary_unreadable": _("The line is not a closed ring of positions. Draw it again."),
    "boundary_kind_unknown": _(
        "The line is of the kind “%(kind)s”. Send a Polygon or a MultiPolygon."
    ),
    "boundary_crosses_itself": _(
        "The line crosses or touches itself: %(reason)s. Correct it there."
    ),
    "boundary_too_many_corners": _("The line has more than %(most)s corners. Simplify it."),
    "boundary_off_the_earth": _(
        "The position %(lon)s, %(lat)s is not on the Earth. Longitude comes first, in degrees."
    ),
    "boundary_too_large": _(
        "The place is larger than %(most)s degrees, too large for its level. Check the line."
    ),
    "boundary_too_small": _("The place is smaller than a square metre. Check the line."),
}


class TerritoryConfig(AppConfig):
    name = "maplebridge.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)
