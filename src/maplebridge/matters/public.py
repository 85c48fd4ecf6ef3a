"""What other apps may call of matters."""

from .actions import (
    Report,
    Reported,
    accept,
    add_words,
    adopt_catalogue,
    answer,
    confirm_help,
    dispute,
    mark_duplicate,
    open_to,
    rate,
    refer,
    report,
    take_part,
    tell_help,
    withdraw,
)
from .actions.steps import (
    fetch as lock_matter,
)
from .forms import (
    Photos,
)
from .messages import (
    CODES,
    REASONS,
    STEPS,
    look_of,
)
from .models import Helper, Matter, MatterEvent, MatterPhoto, Rating, RatingReason
from .policy import (
    Standing,
    handling_post,
    may_open,
    not_yours,
    standing_of,
)
from .queries import (
    KIOSK_COOKIE,
    Counts,
    Row,
    all_catalogues,
    awaiting_word,
    catalogue,
    catalogue_version,
    cursor,
    events_of,
    figure,
    first_guesses,
    inbox_counts,
    my_matters,
    office,
    offices_of,
    owner_of,
    past_matters,
    read_cursor,
    readable_ids,
    rows_of,
    stuck,
)
from .queries import get_matter as get_summary
from .rules.catalogue import dump as dump_catalogue
from .rules.catalogue import parse as parse_catalogue
from .rules.clocks import Promise
from .rules.input import (
    WORDS_MAX,
    storable,
    tidy,
    title_of,
)
from .rules.ladder import Asked
from .rules.open311.shapes import Note, Released
from .rules.publicity import Publicity
from .rules.reasons import Reason
from .rules.replay import LimitChange, RouteChange, replay
from .rules.states import HOUSEWORK, OF_TASKS, ClosingCode, State, Verb
from .views.open311 import problem as open311_problem

__all__ = [
    "CODES",
    "HOUSEWORK",
    "KIOSK_COOKIE",
    "OF_TASKS",
    "REASONS",
    "STEPS",
    "WORDS_MAX",
    "Asked",
    "ClosingCode",
    "Counts",
    "Helper",
    "LimitChange",
    "Matter",
    "MatterEvent",
    "MatterPhoto",
    "Note",
    "Photos",
    "Promise",
    "Publicity",
    "Rating",
    "RatingReason",
    "Reason",
    "Released",
    "Report",
    "Reported",
    "RouteChange",
    "Row",
    "Standing",
    "State",
    "Verb",
    "accept",
    "add_words",
    "adopt_catalogue",
    "all_catalogues",
    "answer",
    "awaiting_word",
    "catalogue",
    "catalogue_version",
    "confirm_help",
    "cursor",
    "dispute",
    "dump_catalogue",
    "events_of",
    "figure",
    "first_guesses",
    "get_summary",
    "handling_post",
    "inbox_counts",
    "lock_matter",
    "look_of",
    "mark_duplicate",
    "may_open",
    "my_matters",
    "not_yours",
    "office",
    "offices_of",
    "open311_problem",
    "open_to",
    "owner_of",
    "parse_catalogue",
    "past_matters",
    "rate",
    "read_cursor",
    "readable_ids",
    "refer",
    "replay",
    "report",
    "rows_of",
    "standing_of",
    "storable",
    "stuck",
    "take_part",
    "tell_help",
    "tidy",
    "title_of",
    "withdraw",
]
