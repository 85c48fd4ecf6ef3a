"""By which way somebody is written to about what is theirs. Pure."""

from __future__ import annotations

from enum import StrEnum


class Wish(StrEnum):
    """What a person chose once; without a choice the order of `order` decides."""

    WECHAT = "wechat"
    SMS = "sms"
    MAIL = "mail"
    PAGE = "page"


CHAIN = ("wechat", "sms", "mail")
"""The ways that we try, one after the other, when nothing else is known or one of them fails."""


def order(chosen: str, came_by: str, *, may_cost: bool) -> tuple[str, ...]:
    """The channels to try, the best first; () leaves it to the page and the person's own devices.

    A text message costs, so it goes out where `may_cost` allows it, or to whoever came by it.
    Who chose text messages is written to by no other way.
    """
    if chosen == Wish.PAGE:
        return ()
    if chosen == Wish.SMS:
        return ("sms",) if may_cost or came_by == "sms" else ()
    ways = dict.fromkeys(way for way in (chosen, came_by, *CHAIN) if way)
    return tuple(way for way in ways if way != "sms" or may_cost or came_by == "sms")


def after(tried: set[str], *, may_cost: bool) -> tuple[str, ...]:
    """The ways that are left when those in `tried` failed."""
    return tuple(way for way in CHAIN if way not in tried and (may_cost or way != "sms"))
