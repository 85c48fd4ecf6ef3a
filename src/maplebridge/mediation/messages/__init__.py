"""What mediation says: one sentence a broken rule, and the names of states, roles and ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .advances import ADVANCE_SENTENCES
from .counting import COUNTING_SENTENCES
from .court import COURT_SENTENCES
from .damages import DAMAGES_SENTENCES
from .express import EXPRESS_SENTENCES
from .figures import FIGURES_SENTENCES
from .laws import LAWS, cited
from .names import (
    ABOUTS,
    ALERTS,
    BODIES,
    CAPACITIES,
    CHAIRS,
    CLOCKS,
    ENDINGS,
    HATS,
    HOWS,
    IDENTITIES,
    KINDS,
    LACKS,
    LANES,
    NOTES,
    PAUSES,
    POWERS,
    SIDES,
    SOURCES,
    STANDS,
    STATES,
    VERBS,
)
from .reckonings import RECKONING_SENTENCES
from .resting import REST_SENTENCES
from .scene import SCENE_SENTENCES
from .screening import ANSWERS, EFFECTS, FINDINGS, QUESTIONS, ROUTES
from .seeing import ACCESS, SEEN_AS, THINGS, WHENS
from .sentences import FILE_SENTENCES
from .sittings import SITTING_SENTENCES
from .talks import TALKS_SENTENCES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: dict[str, str | _StrPromise] = {
    **FILE_SENTENCES,
    **ADVANCE_SENTENCES,
    **SCENE_SENTENCES,
    **COUNTING_SENTENCES,
    **COURT_SENTENCES,
    **SITTING_SENTENCES,
    **DAMAGES_SENTENCES,
    **FIGURES_SENTENCES,
    **RECKONING_SENTENCES,
    **EXPRESS_SENTENCES,
    **REST_SENTENCES,
    **TALKS_SENTENCES,
}

__all__ = [
    "ABOUTS",
    "ACCESS",
    "ALERTS",
    "ANSWERS",
    "BODIES",
    "CAPACITIES",
    "CHAIRS",
    "CLOCKS",
    "EFFECTS",
    "ENDINGS",
    "FINDINGS",
    "HATS",
    "HOWS",
    "IDENTITIES",
    "KINDS",
    "LACKS",
    "LANES",
    "LAWS",
    "NOTES",
    "PAUSES",
    "POWERS",
    "QUESTIONS",
    "ROUTES",
    "SEEN_AS",
    "SENTENCES",
    "SIDES",
    "SOURCES",
    "STANDS",
    "STATES",
    "THINGS",
    "VERBS",
    "WHENS",
    "cited",
]
