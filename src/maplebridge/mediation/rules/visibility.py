"""Who sees what of a file: one table of hats and things, read by policy and printed on the file's page.

A hat is what somebody is to one file; one person may wear several. The table is exhaustive: what it
does not open stays shut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Hat(StrEnum):
    """What somebody is to one file."""

    PARTY = "party"
    REPRESENTATIVE = "representative"
    LEAD = "lead"
    CO_MEDIATOR = "co_mediator"
    INSURER = "insurer"
    ADVISER = "adviser"
    """A judge or police officer who advises and is no mediator."""
    COMMITTEE = "committee"
    """Those who keep the committee's books: operators and heads of the place; its mediators until
    one is appointed."""
    COURT = "court"
    """The court that is asked to confirm an agreement."""


class Thing(StrEnum):
    """What there is to see in a file."""

    FILE = "file"
    """Facts, requests, steps, joint minutes and the agreement."""
    APPLICATION = "application"
    """The agreement in effect, the joint application to a court, and the answer."""
    MINUTES = "minutes"
    """The minutes of the joint session before an agreement, read back and signed by all parties that were there."""
    IDENTITY = "identity"
    """The other side's number and address; one's own are always open to oneself."""
    MEDICAL = "medical"
    CAUCUS = "caucus"
    """What a party said to the mediator alone, and offers it made through them alone."""
    OFFER = "offer"
    """The figure of a silent offer."""
    CONFLICTS = "conflicts"
    """What a mediator declared about ties to a party."""


class Access(IntEnum):
    """How much of it, from nothing to all."""

    NOTHING = 0
    STATE = 1
    """Only how far it is, such as: offers overlap, are near, are far apart."""
    MASKED = 2
    OWN = 3
    """What the own side said or brought."""
    READ = 4
    WRITE = 5


class When(StrEnum):
    """What has to be true before a cell opens."""

    IN_SCOPE = "in_scope"
    """The representative's power covers it and is in force."""
    INVITED = "invited"
    """Every party agreed to the seat and takes it back at any time."""
    EXTRACT = "extract"
    """The party concerned agreed to show the needed extract."""
    BY_TASK = "by_task"
    """The lead mediator gave this part of the work to them."""
    CLAIM = "claim"
    """It is about the claim on their cover; each reading is logged."""
    TICKED = "ticked"
    """The party ticked that a co-mediator may read this note."""
    APPLIED = "applied"
    """The parties asked this court to confirm the agreement."""
    FILED = "filed"
    """It is among the papers that the parties filed with this court."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a hat gets: `access` when `when` is true (or None), else `otherwise`."""

    access: Access
    when: When | None = None
    otherwise: Access = Access.NOTHING

    def under(self, true: Iterable[When]) -> Access:
        return self.access if self.when is None or self.when in set(true) else self.otherwise


_NO = Cell(Access.NOTHING)
_READ, _WRITE, _MASKED = Cell(Access.READ), Cell(Access.WRITE), Cell(Access.MASKED)
_OWN = Cell(Access.OWN)

TABLE: Mapping[Thing, Mapping[Hat, Cell]] = {
    Thing.FILE: {
        Hat.PARTY: _READ,
        Hat.REPRESENTATIVE: Cell(Access.READ, When.IN_SCOPE),
        Hat.LEAD: _WRITE,
        Hat.CO_MEDIATOR: _WRITE,
        Hat.INSURER: Cell(Access.READ, When.INVITED),
        Hat.ADVISER: Cell(Access.READ, When.INVITED),
        Hat.COMMITTEE: _READ,
        Hat.COURT: _NO,
    },
    Thing.APPLICATION: {
        Hat.PARTY: _READ,
        Hat.REPRESENTATIVE: Cell(Access.READ, When.IN_SCOPE),
        Hat.LEAD: _WRITE,
        Hat.CO_MEDIATOR: _WRITE,
        Hat.INSURER: Cell(Access.READ, When.INVITED),
        Hat.ADVISER: Cell(Access.READ, When.INVITED),
        Hat.COMMITTEE: _READ,
        Hat.COURT: Cell(Access.READ, When.APPLIED),
    },
    Thing.MINUTES: {
        Hat.PARTY: _READ,
        Hat.REPRESENTATIVE: Cell(Access.READ, When.IN_SCOPE),
        Hat.LEAD: _WRITE,
        Hat.CO_MEDIATOR: _WRITE,
        Hat.INSURER: Cell(Access.READ, When.INVITED),
        Hat.ADVISER: Cell(Access.READ, When.INVITED),
        Hat.COMMITTEE: _READ,
        Hat.COURT: Cell(Access.READ, When.APPLIED),
    },
    Thing.IDENTITY: {
        Hat.PARTY: _MASKED,
        Hat.REPRESENTATIVE: Cell(Access.MASKED, When.IN_SCOPE),
        Hat.LEAD: _READ,
        Hat.CO_MEDIATOR: _READ,
        Hat.INSURER: Cell(Access.MASKED, When.INVITED),
        Hat.ADVISER: Cell(Access.MASKED, When.INVITED),
        Hat.COMMITTEE: _READ,
        Hat.COURT: Cell(Access.READ, When.FILED),
    },
    Thing.MEDICAL: {
        Hat.PARTY: Cell(Access.READ, When.EXTRACT, Access.OWN),
        Hat.REPRESENTATIVE: Cell(Access.OWN, When.IN_SCOPE),
        Hat.LEAD: _READ,
        Hat.CO_MEDIATOR: Cell(Access.READ, When.BY_TASK),
        Hat.INSURER: Cell(Access.READ, When.CLAIM),
        Hat.ADVISER: Cell(Access.READ, When.EXTRACT),
        Hat.COMMITTEE: _NO,
        Hat.COURT: Cell(Access.READ, When.FILED),
    },
    Thing.CAUCUS: {
        Hat.PARTY: _OWN,
        Hat.REPRESENTATIVE: Cell(Access.OWN, When.IN_SCOPE),
        Hat.LEAD: _WRITE,
        Hat.CO_MEDIATOR: Cell(Access.READ, When.TICKED),
        Hat.INSURER: _NO,
        Hat.ADVISER: _NO,
        Hat.COMMITTEE: _NO,
        Hat.COURT: _NO,
    },
    Thing.OFFER: {
        Hat.PARTY: _OWN,
        Hat.REPRESENTATIVE: Cell(Access.OWN, When.IN_SCOPE),
        Hat.LEAD: Cell(Access.STATE),
        Hat.CO_MEDIATOR: _NO,
        Hat.INSURER: _OWN,
        Hat.ADVISER: _NO,
        Hat.COMMITTEE: _NO,
        Hat.COURT: _NO,
    },
    Thing.CONFLICTS: {
        Hat.PARTY: _READ,
        Hat.REPRESENTATIVE: Cell(Access.READ, When.IN_SCOPE),
        Hat.LEAD: _WRITE,
        Hat.CO_MEDIATOR: _WRITE,
        Hat.INSURER: Cell(Access.READ, When.INVITED),
        Hat.ADVISER: Cell(Access.READ, When.INVITED),
        Hat.COMMITTEE: _READ,
        Hat.COURT: _NO,
    },
}

NEVER: Mapping[Thing, frozenset[Hat]] = {
    Thing.CAUCUS: frozenset({Hat.ADVISER, Hat.COURT}),
    Thing.OFFER: frozenset({Hat.ADVISER, Hat.COURT}),
}
"""A judge who may sit on the case later must not know it, whatever else they are to the file."""


def access(thing: Thing, hats: Iterable[Hat], true: Iterable[When] = ()) -> Access:
    """The most that one of the hats opens; nothing at all when one of them must never see it."""
    worn, holds = set(hats), set(true)
    if worn & NEVER.get(thing, frozenset()):
        return Access.NOTHING
    return max((TABLE[thing][hat].under(holds) for hat in worn), default=Access.NOTHING)
