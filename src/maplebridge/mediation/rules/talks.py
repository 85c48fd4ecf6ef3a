"""When talks may go on: items, silent offers and a draft belong between taking on and an agreement."""

from __future__ import annotations

from datetime import timedelta

from .stages import AGREEMENTS, TALKS, State

TALKING = TALKS | {State.NOTICED, State.SUSPENDED}
"""Items are written and figures are put while talks are on or rest, or a session is set."""
DRAFTING = TALKS | {State.AGREED_ORAL}
"""An agreement is written while people talk, or after they agreed by word of mouth."""
AFTER = AGREEMENTS | {State.PERFORMING, State.PERFORMED, State.BREACHED, State.REVISITED}
"""What was agreed is being kept, or was, or was not."""
CODES_KEPT = timedelta(days=1)
CODE_MINUTES = 10
CODE_TRIES = 5
CODE_SENDS = 8
"""Codes for one signature a day: whoever needs more signs on paper."""
CODE_DIGITS = 6
STROKES_MAX = 20_000
CLAUSES_MAX = 40
PAYMENTS_MAX = 20
