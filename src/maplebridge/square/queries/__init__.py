"""Reads of the public side: what everybody sees, and what waits to be released."""

from .moderation import Waiting, Work, moderated_photo, queue, waiting_count, work_on
from .published import (
    MAP_MAX,
    PAGE,
    Page,
    PublicRow,
    Wanted,
    get_picture,
    get_published,
    listed,
    on_map,
    places_offered,
    published_ids,
)
from .readers import Readers, readers_of
from .released import released
from .story import PublicStep, story_of

__all__ = [
    "MAP_MAX",
    "PAGE",
    "Page",
    "PublicRow",
    "PublicStep",
    "Readers",
    "Waiting",
    "Wanted",
    "Work",
    "get_picture",
    "get_published",
    "listed",
    "moderated_photo",
    "on_map",
    "places_offered",
    "published_ids",
    "queue",
    "readers_of",
    "released",
    "story_of",
    "waiting_count",
    "work_on",
]
