"""What people do with a matter. Each verb locks the matter, checks, writes its line, tells others."""

from .alarms import act_on_alarms
from .announcing import announce
from .bulk import BULK_MAX, BulkVerb, Outcome, several
from .cataloguing import (
    CatalogueRefused,
    adopt_catalogue,
    allow_catalogue,
    check_new,
    checked_catalogue,
    one_adoption_at_a_time,
)
from .co_reporters import hear
from .contacts import GivenContact
from .conversing import take_message
from .duties import close_undisputed, purge_expired
from .finding import reread_words
from .handing import assign, refer, return_
from .helping import (
    confirm_help,
    take_help_back,
    tell_help,
)
from .joining import join, keep_signatures, mark_duplicate, sign, split
from .learning import (
    adopt_model,
    ask_for_training,
    learn_nightly,
    learn_on_request,
    train,
    train_on_own,
)
from .looking import lapse_looks
from .nudging import nudge_reporter, nudge_worker
from .open311 import id_under_key, report_by_program, update_by_program
from .opening import (
    open_to,
)
from .passing import pass_on_ended
from .placed import place_anew
from .placing import report_unplaced
from .recourse import end_recourse, name_recourse
from .relaying import relay
from .reporting import Report, Reported, receipt_for, report
from .residents import add_words, dispute, name_kind, rate, take_part, withdraw
from .saved import forget_view, save_view
from .sealing import seal_all, seal_recent
from .signs import matter_of_paper, new_paper_number, sign_of
from .telling import tell_received, tell_reporter
from .uploads import (
    PIECE_MAX,
    PIECE_MIN,
    UNSENT_BYTES_MAX,
    add_piece,
    begin_upload,
    forget_uploads,
    purge_uploads,
    whole_photos,
)
from .working import (
    accept,
    answer,
    resume,
    see_contact,
    start,
    suspend,
    triage,
)

__all__ = [
    "BULK_MAX",
    "PIECE_MAX",
    "PIECE_MIN",
    "UNSENT_BYTES_MAX",
    "BulkVerb",
    "CatalogueRefused",
    "GivenContact",
    "Outcome",
    "Report",
    "Reported",
    "accept",
    "act_on_alarms",
    "add_piece",
    "add_words",
    "adopt_catalogue",
    "adopt_model",
    "allow_catalogue",
    "announce",
    "answer",
    "ask_for_training",
    "assign",
    "begin_upload",
    "check_new",
    "checked_catalogue",
    "close_undisputed",
    "confirm_help",
    "dispute",
    "end_recourse",
    "forget_uploads",
    "forget_view",
    "hear",
    "id_under_key",
    "join",
    "keep_signatures",
    "lapse_looks",
    "learn_nightly",
    "learn_on_request",
    "mark_duplicate",
    "matter_of_paper",
    "name_kind",
    "name_recourse",
    "new_paper_number",
    "nudge_reporter",
    "nudge_worker",
    "one_adoption_at_a_time",
    "open_to",
    "pass_on_ended",
    "place_anew",
    "purge_expired",
    "purge_uploads",
    "rate",
    "receipt_for",
    "refer",
    "relay",
    "report",
    "report_by_program",
    "report_unplaced",
    "reread_words",
    "resume",
    "return_",
    "save_view",
    "seal_all",
    "seal_recent",
    "see_contact",
    "several",
    "sign",
    "sign_of",
    "split",
    "start",
    "suspend",
    "take_help_back",
    "take_message",
    "take_part",
    "tell_help",
    "tell_received",
    "tell_reporter",
    "train",
    "train_on_own",
    "triage",
    "update_by_program",
    "whole_photos",
    "withdraw",
]
