"""Pages of the ground: find a place, look into it, keep it right."""

from .buildings import add_building, edit_building
from .doors import add_doors, edit_home, homes
from .drawing import ground
from .finding import grids, index, locate, search
from .importing import import_grids
from .places import edit, end, export, place
from .points import add_point, edit_point, point, points
from .zones import join_zone, leave_zone, zone, zones

__all__ = [
    "add_building",
    "add_doors",
    "add_point",
    "edit",
    "edit_building",
    "edit_home",
    "edit_point",
    "end",
    "export",
    "grids",
    "ground",
    "homes",
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
