"""How a matter came by its kind."""

from __future__ import annotations

from ..models import Matter
from ..rules.states import Verb


def read_from_words(matter: Matter) -> bool:
    """Whether the kind is still the one that was read from the words, because nobody chose any."""
    first = matter.events.filter(verb=Verb.REPORT.value).values_list("code", flat=True).first()
    return bool(first) and first == matter.category
