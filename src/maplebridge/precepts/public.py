"""What higher floors may call of village rules: to cite an article, and to adopt what was voted."""

from .actions import Deciding, adopt
from .queries import Cited, articles_at, cited, rules_at
from .rules.deciding import Decision, Way

__all__ = [
    "Cited",
    "Deciding",
    "Decision",
    "Way",
    "adopt",
    "articles_at",
    "cited",
    "rules_at",
]
