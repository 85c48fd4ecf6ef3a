"""Reads of the mediation desk."""

from .access import Loaded, acting_for, agrees, get_file, load, seat_is_open, speaking
from .clocks import Running, alerts_of, days_of, last_to_ask, next_ring, running
from .counting import days_for, known_of, proposal_of
from .kinds import kinds, read_version
from .lists import Row, Tab, find, my_files, places_of
from .next_things import Lacking, lacking
from .private import notes_of, readings_of
from .sittings import (
    choices_of,
    feed_of,
    get_sitting,
    hidden_from,
    notices_of,
    open_tie,
    profiles_of,
    roster,
    sessions_for,
    signs_of,
    sittings_of,
    steps_of,
)

__all__ = [
    "Lacking",
    "Loaded",
    "Row",
    "Running",
    "Tab",
    "acting_for",
    "agrees",
    "alerts_of",
    "choices_of",
    "days_for",
    "days_of",
    "feed_of",
    "find",
    "get_file",
    "get_sitting",
    "hidden_from",
    "kinds",
    "known_of",
    "lacking",
    "last_to_ask",
    "load",
    "my_files",
    "next_ring",
    "notes_of",
    "notices_of",
    "open_tie",
    "places_of",
    "profiles_of",
    "proposal_of",
    "read_version",
    "readings_of",
    "roster",
    "running",
    "seat_is_open",
    "sessions_for",
    "signs_of",
    "sittings_of",
    "speaking",
    "steps_of",
]
