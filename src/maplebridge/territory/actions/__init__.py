"""What operators do to the ground, a file for each kind of thing."""

from .buildings import add_building, describe_building
from .codes import recode
from .divisions import DivisionReport, load_divisions
from .endings import WHOLE, end_place
from .grids import ImportRefused, ImportReport, import_grids, look_at_grids
from .homes import HOMES_MAX, NewHome, add_homes, change_home, end_home
from .places import (
    add_place,
    allow,
    allow_browsing,
    allow_homes,
    correct_boundary,
    found_jurisdiction,
    ground_changed,
    rename_place,
)
from .planning import PlannedDoor, PlanReport, add_planned, look_at_plan
from .redrawing import redraw_grid
from .service_points import add_service_point, change_service_point, close_service_point
from .zones import add_to_zone, add_zone, remove_from_zone

__all__ = [
    "HOMES_MAX",
    "WHOLE",
    "DivisionReport",
    "ImportRefused",
    "ImportReport",
    "NewHome",
    "PlanReport",
    "PlannedDoor",
    "add_building",
    "add_homes",
    "add_place",
    "add_planned",
    "add_service_point",
    "add_to_zone",
    "add_zone",
    "allow",
    "allow_browsing",
    "allow_homes",
    "change_home",
    "change_service_point",
    "close_service_point",
    "correct_boundary",
    "describe_building",
    "end_home",
    "end_place",
    "found_jurisdiction",
    "ground_changed",
    "import_grids",
    "load_divisions",
    "look_at_grids",
    "look_at_plan",
    "recode",
    "redraw_grid",
    "remove_from_zone",
    "rename_place",
]
