"""Reads of the mediation desk."""

from .access import Loaded, agrees, get_file, load, seat_is_open
from .clocks import Running, alerts_of, days_of, next_ring, running
from .kinds import kinds, read_version
from .lists import Row, Tab, find, my_files, places_of
from .next_things import Lacking, lacking
from .private import notes_of, readings_of

__all__ = [
    "Lacking",
    "Loaded",
    "Row",
    "Running",
    "Tab",
    "agrees",
    "alerts_of",
    "days_of",
    "find",
    "get_file",
    "kinds",
    "lacking",
    "load",
    "my_files",
    "next_ring",
    "notes_of",
    "places_of",
    "read_version",
    "readings_of",
    "running",
    "seat_is_open",
]
