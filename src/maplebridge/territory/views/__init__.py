"""Pages of the ground: browse the tree, find a place without a map, draw grids from a file."""

from .finding import grids, index, locate, search
from .importing import import_grids
from .places import edit, export, place
from .zones import zone, zones

__all__ = [
    "edit",
    "export",
    "grids",
    "import_grids",
    "index",
    "locate",
    "place",
    "search",
    "zone",
    "zones",
]
