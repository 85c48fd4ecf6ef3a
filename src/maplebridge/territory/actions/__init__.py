"""What operators do to the ground, a file for each kind of thing."""

from .buildings import NewHome, add_building, add_homes
from .codes import recode
from .divisions import DivisionReport, load_divisions
from .grids import ImportRefused, ImportReport, import_grids, redraw_grid
from .places import (
    add_place,
    allow,
    allow_browsing,
    correct_boundary,
    end_place,
    found_jurisdiction,
    ground_changed,
    rename_place,
)
from .service_points import add_service_point, close_service_point
from .zones import add_to_zone, add_zone, remove_from_zone

__all__ = [
    "DivisionReport",
    "ImportRefused",
    "ImportReport",
    "NewHome",
    "add_building",
    "add_homes",
    "add_place",
    "add_service_point",
    "add_to_zone",
    "add_zone",
    "allow",
    "allow_browsing",
    "close_service_point",
    "correct_boundary",
    "end_place",
    "found_jurisdiction",
    "ground_changed",
    "import_grids",
    "load_divisions",
    "recode",
    "redraw_grid",
    "remove_from_zone",
    "rename_place",
]
