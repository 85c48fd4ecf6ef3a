"""Changes and faults of a catalogue in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from ..messages.catalogue import CHANGES, LEVELS, WRONG
from ..rules.catalogue import LANGUAGES, Catalogue, in_language
from ..rules.catalogue_changes import Change
from ..rules.catalogue_faults import Fault
from .wording import hours_by_day, hours_words, listed, steps_words


@dataclass(frozen=True, slots=True)
class Said:
    """One difference: of which kind, what, and how it was and is."""

    kind: str
    what: str
    before: str
    after: str


def in_words(old: Catalogue, new: Catalogue, found: Iterable[Change]) -> list[Said]:
    """One line a difference. `old` and `new` name the groups of a kind that moved."""
    language = get_language() or "en"
    return [_said(change, old, new, language) for change in found]


def _said(change: Change, old: Catalogue, new: Catalogue, language: str) -> Said:
    owner = change.kind or change.group
    what = str(CHANGES[change.what])
    if change.question is not None:
        name = change.question.name(language)
        what = gettext("Question “%(name)s”: %(what)s") % {"name": name, "what": what}
    before, after = _pair(change, language)
    if change.what == "group":
        before, after = (
            next((g.name(language) for g in book.groups if g.code == code), "–")
            for book, code in ((old, change.before), (new, change.after))
        )
    return Said(owner.name(language) if owner else "", what, before, after)


def _pair(change: Change, language: str) -> tuple[str, str]:
    before, after = change.before, change.after
    if change.what == "office_hours_on":
        return hours_by_day(before) or "–", hours_by_day(after) or "–"
    if change.what == "keywords":  # only what came and what went
        gone = [word for word in before if word not in after]
        new = [word for word in after if word not in before]
        return listed(gone) or "–", listed(new) or "–"
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        if in_language(before, language) != in_language(after, language):
            return in_language(before, language) or "–", in_language(after, language) or "–"
        other = [one for one in LANGUAGES if before.get(one) != after.get(one)]
        return " / ".join(before.get(one, "–") for one in other), " / ".join(
            after.get(one, "–") for one in other
        )
    return _value(change.what, before), _value(change.what, after)


def _value(what: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if what == "duty":
        return " → ".join(str(LEVELS[level]) for level in value)
    if what == "office_hours":
        return hours_words(value)
    if what == "sms_steps":
        return steps_words(value) or "–"
    return str(value)


def where_of(fault: Fault) -> str:
    """What is wrong, in one sentence without its place."""
    return str(WRONG[fault.why]) % fault.facts
