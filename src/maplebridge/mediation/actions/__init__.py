"""The verbs of mediation."""

from .agreeing import give_up, say
from .agreements import (
    Paying,
    Words,
    add_payment,
    drop_payment,
    fix_words,
    reopen_words,
    write_draft,
)
from .aiding import note_aid, want_aid
from .counting import answer_days, end_day, enter_day, propose_days
from .court import answer_application, answer_suit, hand_over, note_suit, read_handed
from .court import take_back as take_back_papers
from .dossier import take_dossier
from .duties import purge_expired, ring
from .forgetting import forget_codes
from .holding import hold, let_go
from .items import add_item, answer_item, drop_item, settle_item, weigh_item
from .offers import end_round, open_offers, put_figure, take_back, take_part
from .offers import stop as stop_offers
from .opening import Sent, Someone, apply, discard_draft, send_draft, take
from .parties import Spoken, add_party, add_speaker, change_party, end_speaker, saw_identity
from .performing import (
    answer_paid,
    apply_to_court,
    ask_court,
    court_answers,
    note_paid,
    remind,
    take_asking_back,
    visit,
)
from .private import open_contact, read_file, share_note, write_note
from .resting import resume_due
from .screening import answer, decide
from .seating import ask_seat, call_in, leave_seat
from .signing import put_into_effect, seal, send_code, sign, sign_as_mediator, sign_on_paper
from .stepping import appoint, leave, step

__all__ = [
    "Paying",
    "Sent",
    "Someone",
    "Spoken",
    "Words",
    "add_item",
    "add_party",
    "add_payment",
    "add_speaker",
    "answer",
    "answer_application",
    "answer_days",
    "answer_item",
    "answer_paid",
    "answer_suit",
    "apply",
    "apply_to_court",
    "appoint",
    "ask_court",
    "ask_seat",
    "call_in",
    "change_party",
    "court_answers",
    "decide",
    "discard_draft",
    "drop_item",
    "drop_payment",
    "end_day",
    "end_round",
    "end_speaker",
    "enter_day",
    "fix_words",
    "forget_codes",
    "give_up",
    "hand_over",
    "hold",
    "leave",
    "leave_seat",
    "let_go",
    "note_aid",
    "note_paid",
    "note_suit",
    "open_contact",
    "open_offers",
    "propose_days",
    "purge_expired",
    "put_figure",
    "put_into_effect",
    "read_file",
    "read_handed",
    "remind",
    "reopen_words",
    "resume_due",
    "ring",
    "saw_identity",
    "say",
    "seal",
    "send_code",
    "send_draft",
    "settle_item",
    "share_note",
    "sign",
    "sign_as_mediator",
    "sign_on_paper",
    "step",
    "stop_offers",
    "take",
    "take_asking_back",
    "take_back",
    "take_back_papers",
    "take_dossier",
    "take_part",
    "visit",
    "want_aid",
    "weigh_item",
    "write_draft",
    "write_note",
]
