"""Reads of matters, by subject; each as its viewer may."""

from .addresses import matter_of_address, matters_of_address
from .answers import Answered, answered, answers_of
from .board import COLUMNS, Column, board
from .counts import (
    COUNT_MAX,
    Counts,
    inbox_counts,
)
from .joined import has_joined, joined
from .lists import (
    MAP_MAX,
    Tab,
    around,
    inbox,
    mine,
    my_matters,
    on_map,
)
from .moves import arbiter_asked, category_of, clocks_of, moves_of, supervisors, told_above
from .narrowing import places_to_choose
from .one import (
    bond_of,
    events_of,
    get_by_receipt,
    get_matter,
    get_photo,
    helpers_of,
    is_begun,
    is_received,
    names_of_workers,
    offices_of,
    owner_of,
    ratings_of,
)
from .open311 import own_jurisdiction, reference_of, service_codes, told, told_one
from .readable import readable_ids, titles_of
from .rows import (
    PAGE,
    PAGE_MAX,
    Page,
    Row,
    cursor,
    read_cursor,
)
from .rulebook import (
    Office,
    all_catalogues,
    catalogue,
    catalogue_version,
    fold,
    office,
)
from .saved import VIEWS_MAX, get_saved_view, saved_views
from .search import grams_of
from .triage import forget_triage_model, suggest, triage_model
from .twins import (
    CHAIN_MAX,
    Sought,
    Twin,
    followers_of,
    goes_on_as,
    likely_twins,
    spot_of,
    twins_of,
)
from .whom import Whom, grantors, may_report_for, residents_for, whom

__all__ = [
    "CHAIN_MAX",
    "COLUMNS",
    "COUNT_MAX",
    "MAP_MAX",
    "PAGE",
    "PAGE_MAX",
    "VIEWS_MAX",
    "Answered",
    "Column",
    "Counts",
    "Office",
    "Page",
    "Row",
    "Sought",
    "Tab",
    "Twin",
    "Whom",
    "all_catalogues",
    "answered",
    "answers_of",
    "arbiter_asked",
    "around",
    "board",
    "bond_of",
    "catalogue",
    "catalogue_version",
    "category_of",
    "clocks_of",
    "cursor",
    "events_of",
    "fold",
    "followers_of",
    "forget_triage_model",
    "get_by_receipt",
    "get_matter",
    "get_photo",
    "get_saved_view",
    "goes_on_as",
    "grams_of",
    "grantors",
    "has_joined",
    "helpers_of",
    "inbox",
    "inbox_counts",
    "is_begun",
    "is_received",
    "joined",
    "likely_twins",
    "matter_of_address",
    "matters_of_address",
    "may_report_for",
    "mine",
    "moves_of",
    "my_matters",
    "names_of_workers",
    "office",
    "offices_of",
    "on_map",
    "own_jurisdiction",
    "owner_of",
    "places_to_choose",
    "ratings_of",
    "read_cursor",
    "readable_ids",
    "reference_of",
    "residents_for",
    "saved_views",
    "service_codes",
    "spot_of",
    "suggest",
    "supervisors",
    "titles_of",
    "told",
    "told_above",
    "told_one",
    "triage_model",
    "twins_of",
    "whom",
]
