"""Pages of the ground: find a place, look into it, keep it right."""

from .finding import grids, index, locate, search
from .importing import import_grids
from .places import edit, end, export, place
from .points import add_point, edit_point, point, points
from .zones import join_zone, leave_zone, zone, zones

__all__ = [
    "add_point",
    "edit",
    "edit_point",
    "end",
    "export",
    "grids",
    "import_grids",
    "index",
    "join_zone",
    "leave_zone",
    "locate",
    "place",
    "point",
    "points",
    "search",
    "zone",
    "zones",
]
