"""Reads of village rules and family precepts."""

from .family import families, get_precept, members_of, my_precept, on_paper, said_of
from .rules import (
    PAGE,
    Cited,
    around,
    articles_at,
    cited,
    edition_of,
    editions_of,
    filings_of,
    get_edition,
    get_rules,
    in_force,
    of_number,
    rules_at,
    rules_list,
)
from .talks import comments_of, get_comment, open_draft, residents_names

__all__ = [
    "PAGE",
    "Cited",
    "around",
    "articles_at",
    "cited",
    "comments_of",
    "edition_of",
    "editions_of",
    "families",
    "filings_of",
    "get_comment",
    "get_edition",
    "get_precept",
    "get_rules",
    "in_force",
    "members_of",
    "my_precept",
    "of_number",
    "on_paper",
    "open_draft",
    "residents_names",
    "rules_at",
    "rules_list",
    "said_of",
]
