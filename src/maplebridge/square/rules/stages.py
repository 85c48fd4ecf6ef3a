"""The way of a matter to everybody: allowed by its reporter, released by a post, taken back."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a matter stands on that way. Only `released` is read by everybody."""

    ASKED = "asked"
    RELEASED = "released"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.ASKED: frozenset({Stage.RELEASED, Stage.REFUSED, Stage.TAKEN_BACK}),
    Stage.RELEASED: frozenset({Stage.RELEASED, Stage.REFUSED, Stage.TAKEN_BACK}),
    Stage.REFUSED: frozenset({Stage.RELEASED, Stage.REFUSED, Stage.TAKEN_BACK}),
    Stage.TAKEN_BACK: frozenset({Stage.ASKED}),
}
"""From taken back nobody but the reporter leads on: whoever decides finds nothing to decide."""


LOOK_WITHIN_DAYS = 2
"""Working days in which a post looks at what waits; then those above are told, once."""


def may_follow(now: Stage, then: Stage) -> bool:
    return then in NEXT[now]
