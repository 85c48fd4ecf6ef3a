"""A proposed change in one line, in words of the active language."""

from __future__ import annotations

from django.utils.translation import get_language, gettext, pgettext

from maplebridge.matters import public as matters

from ..messages import LEVELS
from ..models import Proposal
from ..rules import changes
from ..rules.changes import Kind


def title_of(found: Proposal) -> str:
    """What would change, in one line."""
    change = found.change
    kind = matters.kind_names(get_language() or "en").get(change["category"], change["category"])
    if found.kind == Kind.LIMIT:
        words = gettext("%(kind)s: first answer in %(hours)s hours, settled in %(days)s days")
        facts = {"hours": change["first_answer_hours"], "days": change["settle_days"]}
        return words % {"kind": kind, **facts}
    if found.kind == Kind.ROUTE:
        words = gettext("%(kind)s at %(place)s: first asked is %(level)s")
        return words % {"kind": kind, "place": found.place.name, "level": LEVELS[change["level"]]}
    if found.kind == Kind.KEYWORDS:
        return gettext("%(kind)s: keywords %(words)s") % {
            "kind": kind,
            "words": pgettext("between names", ", ").join(change["keywords"]),
        }
    if found.kind == Kind.SPLIT:
        names = [part_name(found, part["code"]) for part in change["parts"]]
        words = gettext("%(kind)s becomes %(one)s and %(two)s")
        return words % {"kind": kind, "one": names[0], "two": names[1]}
    return gettext("%(place)s: %(count)s posts more") % {
        "place": found.place.name,
        "count": change["posts"],
    }


def part_name(found: Proposal, code: str) -> str:
    for part in changes.read(found.change).parts:
        if part.code == code:
            return part.names.get(get_language() or "en", part.name)
    return code
