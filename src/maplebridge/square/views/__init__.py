"""The public pages and the pages on which a post decides what stands there."""

from .data import feed, table
from .following import follow, follow_area, following, seen, too, unfollow
from .helping import ask, claim, confirm, done, give_up, help_page, send_back, stop, wanted
from .moderating import copy, cover, moderate, queue, refuse
from .places import place
from .readers import readers
from .reading import picture, points, public_list, show
from .stopping import no_more

__all__ = [
    "ask",
    "claim",
    "confirm",
    "copy",
    "cover",
    "done",
    "feed",
    "follow",
    "follow_area",
    "following",
    "give_up",
    "help_page",
    "moderate",
    "no_more",
    "picture",
    "place",
    "points",
    "public_list",
    "queue",
    "readers",
    "refuse",
    "seen",
    "send_back",
    "show",
    "stop",
    "table",
    "too",
    "unfollow",
    "wanted",
]
