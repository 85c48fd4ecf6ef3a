"""The pages of matters: report, read, and every step on the way to an answer."""

from .board import board
from .bulk import bulk
from .catalogue import adopt, catalogue, compare, propose
from .inbox import forget_view, inbox, views
from .joining import hear, likely_twins, me_too, split
from .kiosk import kiosk
from .link import answer_link
from .naming import name_kind
from .outbox import outbox, upload
from .programs import programs
from .promise import promise
from .questions import questions
from .reading import (
    around,
    joined,
    mapped,
    matter_list,
    photo,
    points,
    receipt,
    record,
    show,
)
from .relaying import relay
from .reporting import category_chips, draft_photo, for_whom, place_choices, report, sent
from .signs import sign, signs
from .spots import spot
from .steps import (
    accept,
    add_words,
    answer,
    assign,
    contact,
    dispute,
    duplicate,
    end_recourse,
    rate,
    recourse,
    refer,
    resume,
    return_,
    start,
    suspend,
    take_part,
    triage,
    withdraw,
)
from .workbooks import bring, workbook

__all__ = [
    "accept",
    "add_words",
    "adopt",
    "answer",
    "answer_link",
    "around",
    "assign",
    "board",
    "bring",
    "bulk",
    "catalogue",
    "category_chips",
    "compare",
    "contact",
    "dispute",
    "draft_photo",
    "duplicate",
    "end_recourse",
    "for_whom",
    "forget_view",
    "hear",
    "inbox",
    "joined",
    "kiosk",
    "likely_twins",
    "mapped",
    "matter_list",
    "me_too",
    "name_kind",
    "outbox",
    "photo",
    "place_choices",
    "points",
    "programs",
    "promise",
    "propose",
    "questions",
    "rate",
    "receipt",
    "record",
    "recourse",
    "refer",
    "relay",
    "report",
    "resume",
    "return_",
    "sent",
    "show",
    "sign",
    "signs",
    "split",
    "spot",
    "start",
    "suspend",
    "take_part",
    "triage",
    "upload",
    "views",
    "withdraw",
    "workbook",
]
