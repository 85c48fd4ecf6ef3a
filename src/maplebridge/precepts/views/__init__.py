"""Pages of village rules and family precepts."""

from .drafting import (
    adopt,
    begin,
    comment_name,
    decide_comment,
    draft,
    drop,
    file,
    revise,
)
from .family import families, family, paper, say, waiting
from .reading import article, compare, edition, index, rules, sheet

__all__ = [
    "adopt",
    "article",
    "begin",
    "comment_name",
    "compare",
    "decide_comment",
    "draft",
    "drop",
    "edition",
    "families",
    "family",
    "file",
    "index",
    "paper",
    "revise",
    "rules",
    "say",
    "sheet",
    "waiting",
]
