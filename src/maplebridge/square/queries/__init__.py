"""Reads of the public side: what everybody sees, what waits to be released, what people follow."""

from .figures import Figures, figures_of, followable, get_area
from .following import (
    Followed,
    MeToo,
    News,
    followed,
    follows_area,
    follows_matter,
    me_too,
    messages_on,
    my_news,
)
from .helping import Help, HelpRow, get_help, help_on, help_wanted
from .moderation import Waiting, Work, moderated_photo, queue, work_on
from .published import (
    MAP_MAX,
    PAGE,
    WITHDRAWN,
    Page,
    PublicRow,
    Wanted,
    find_published,
    get_picture,
    get_published,
    grids_of,
    listed,
    on_map,
    places_offered,
    public,
    published_ids,
)
from .readers import Readers, readers_of
from .released import released
from .spots import spot_allowed
from .story import PublicStep, story_of

__all__ = [
    "MAP_MAX",
    "PAGE",
    "WITHDRAWN",
    "Figures",
    "Followed",
    "Help",
    "HelpRow",
    "MeToo",
    "News",
    "Page",
    "PublicRow",
    "PublicStep",
    "Readers",
    "Waiting",
    "Wanted",
    "Work",
    "figures_of",
    "find_published",
    "followable",
    "followed",
    "follows_area",
    "follows_matter",
    "get_area",
    "get_help",
    "get_picture",
    "get_published",
    "grids_of",
    "help_on",
    "help_wanted",
    "listed",
    "me_too",
    "messages_on",
    "moderated_photo",
    "my_news",
    "on_map",
    "places_offered",
    "public",
    "published_ids",
    "queue",
    "readers_of",
    "released",
    "spot_allowed",
    "story_of",
    "work_on",
]
