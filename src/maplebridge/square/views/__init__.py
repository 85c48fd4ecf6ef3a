"""The public pages and the pages on which a post decides what stands there."""

from .moderating import copy, cover, moderate, queue, refuse
from .readers import readers
from .reading import picture, points, public_list, show

__all__ = [
    "copy",
    "cover",
    "moderate",
    "picture",
    "points",
    "public_list",
    "queue",
    "readers",
    "refuse",
    "show",
]
