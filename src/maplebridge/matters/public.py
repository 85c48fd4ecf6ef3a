"""What other apps may call of matters."""

from .actions import (
    Report,
    Reported,
    accept,
    add_words,
    answer,
    dispute,
    mark_duplicate,
    rate,
    refer,
    report,
    take_part,
    withdraw,
)
from .messages import look_of
from .models import Helper, Matter, MatterEvent, MatterPhoto, Rating
from .queries import (
    Counts,
    Row,
    all_catalogues,
    catalogue,
    inbox_counts,
    my_matters,
    owner_of,
    readable_ids,
)
from .queries import get_matter as get_summary
from .rules.open311.shapes import Note, Released
from .rules.states import ClosingCode, State, Verb
from .views.open311 import problem as open311_problem

__all__ = [
    "ClosingCode",
    "Counts",
    "Helper",
    "Matter",
    "MatterEvent",
    "MatterPhoto",
    "Note",
    "Rating",
    "Released",
    "Report",
    "Reported",
    "Row",
    "State",
    "Verb",
    "accept",
    "add_words",
    "all_catalogues",
    "answer",
    "catalogue",
    "dispute",
    "get_summary",
    "inbox_counts",
    "look_of",
    "mark_duplicate",
    "my_matters",
    "open311_problem",
    "owner_of",
    "rate",
    "readable_ids",
    "refer",
    "report",
    "take_part",
    "withdraw",
]
