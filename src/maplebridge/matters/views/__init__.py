"""The pages of matters: report, read, and every step on the way to an answer."""

from .reading import (
    around,
    inbox,
    mapped,
    matter_list,
    photo,
    points,
    receipt,
    record,
    show,
)
from .reporting import category_chips, draft_photo, for_whom, place_choices, report, sent
from .steps import (
    accept,
    add_words,
    answer,
    contact,
    dispute,
    duplicate,
    rate,
    refer,
    take_part,
    withdraw,
)

__all__ = [
    "accept",
    "add_words",
    "answer",
    "around",
    "category_chips",
    "contact",
    "dispute",
    "draft_photo",
    "duplicate",
    "for_whom",
    "inbox",
    "mapped",
    "matter_list",
    "photo",
    "place_choices",
    "points",
    "rate",
    "receipt",
    "record",
    "refer",
    "report",
    "sent",
    "show",
    "take_part",
    "withdraw",
]
