"""Days that somebody enters or a step makes, and the clocks that begin on them.

What others run by, such as an insurer's ten days, begins when a day is written down; a clock that
rests on nothing would only frighten. What tells of a party's own plans, such as that it had money
frozen, is that party's alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from .stages import PENDING, Confirmation, State
from .talks import AFTER
from .terms import TERMS, Alert, Code, Days, Gap, Term, alerts, later, limitation_start

MORE_DAYS_MAX = 60
"""So many days the parties may add at a time."""
RULING_LONGER = 10
"""So many days a court may add to its ruling on a confirmation (法釋〔2011〕5 art. 5)."""


class Counted(StrEnum):
    """A day that is entered."""

    KNOWN = "known"
    """The loss and who owes for it were known."""
    CERTIFICATE = "certificate"
    """The determination of responsibility was served."""
    POLICE_ASKED = "police_asked"
    """The joint request went to the traffic police."""
    INSURER_TOLD = "insurer_told"
    INSURER_HAS_ALL = "insurer_has_all"
    """Every paper that the insurer asked for was handed in."""
    INSURER_AGREED = "insurer_agreed"
    PRESERVED = "preserved"
    """A court froze money or things before a suit."""
    FILED = "filed"
    """A party handed its complaint to a court."""


STARTS: Mapping[Counted, tuple[Code, ...]] = {
    Counted.KNOWN: (Code.LIMITATION,),
    Counted.CERTIFICATE: (Code.CERTIFICATE_REVIEW, Code.POLICE_AFTER_CERTIFICATE),
    Counted.POLICE_ASKED: (),
    Counted.INSURER_TOLD: (Code.INSURER_PAPERS,),
    Counted.INSURER_HAS_ALL: (Code.INSURER_DECIDES,),
    Counted.INSURER_AGREED: (Code.INSURER_PAYS,),
    Counted.PRESERVED: (Code.SUE_AFTER_PRESERVATION,),
    Counted.FILED: (Code.FILE_SUIT,),
}
OWN = frozenset({Counted.KNOWN, Counted.PRESERVED, Counted.FILED})
"""Those of one party: the other side does not read them."""
TRAFFIC = frozenset({
    Counted.CERTIFICATE, Counted.POLICE_ASKED, Counted.INSURER_TOLD, Counted.INSURER_HAS_ALL,
    Counted.INSURER_AGREED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Day:
    """A day that was entered; `party` is the key of whose it is, "" for everybody's, and `number`
    the party's place in the file. `done_on` ends what began with it."""

    kind: Counted
    day: date
    party: str = ""
    number: int = 0
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A clock and the day on which it began; `party` is whose alone it is, "" for everybody's."""

    term: Term
    day: date
    party: str = ""
    mark: str = ""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the file's own columns: entered days, added days of mediation, the last
    day of payment, visits, what the court did, and clocks that other parts of a file start."""

    days: tuple[Day, ...] = ()
    more_days: int = 0
    last_due: date | None = None
    visits: tuple[date, ...] = ()
    applied_on: date | None = None
    taken_on: date | None = None
    ruling_longer: bool = False
    others: tuple[Start, ...] = field(default=())

    def has(self, kind: Counted) -> bool:
        return any(one.kind is kind for one in self.days)


NOTHING_KNOWN = Known()


def mediating(more_days: int) -> Term:
    """The days for mediation, with those that all parties added.

    Law: 人民法院在線調解規則 art. 24 (in force 2022-01-01).
    Law: 最高人民法院關於人民法院特邀調解的規定 art. 27 (in force 2016-07-01).
    """
    usual = TERMS[Code.MEDIATE]
    if not more_days:
        return usual
    return replace(
        usual, days=usual.days + more_days, alerts=tuple(one + more_days for one in usual.alerts)
    )


def entered(
    known: Known, state: State, interrupted_on: date | None, agreed_on: date | None = None
) -> Iterator[Start]:
    """The clocks that entered days start. Time to sue begins anew when mediation is asked for, and no
    longer matters once there is an agreement or a suit; that failed talks were put away ends nothing.

    Law: 民法典 art. 188, 195 (in force 2021-01-01).
    """
    asked = known.has(Counted.POLICE_ASKED)
    agreed = state in AFTER or (state is State.ARCHIVED and agreed_on is not None)
    for one in known.days:
        mark = f"p{one.number}" if one.party else ""
        suing = any(x.kind is Counted.FILED and x.party == one.party for x in known.days)
        for code in STARTS[one.kind]:
            if code is Code.POLICE_AFTER_CERTIFICATE:
                if not asked and not agreed:
                    yield Start(TERMS[code], one.day)
            elif one.done_on is not None:
                continue
            elif code is Code.LIMITATION:
                if not agreed and not suing:
                    first = limitation_start(one.day, interrupted_on)
                    yield Start(TERMS[code], first, one.party, mark)
            elif code is not Code.SUE_AFTER_PRESERVATION or not suing:
                yield Start(TERMS[code], one.day, one.party, mark)


def at_court(known: Known, confirmation: Confirmation) -> Iterator[Start]:
    """The court's days for a joint application: to take it on, then to rule.

    Law: 法釋〔2011〕5 art. 4, 5 (in force 2011-03-30).
    """
    if confirmation is not Confirmation.APPLIED or known.applied_on is None:
        return
    if known.taken_on is None:
        yield Start(TERMS[Code.COURT_TAKES], known.applied_on)
        return
    term = TERMS[Code.COURT_RULES]
    if known.ruling_longer:
        longer = tuple(one + RULING_LONGER for one in term.alerts)
        term = replace(term, days=term.days + RULING_LONGER, alerts=longer)
    yield Start(term, known.taken_on)


def visiting(
    known: Known, state: State, agreed_on: date | None, performed_on: date | None
) -> Iterator[Start]:
    """Visits that we promise: fifteen days after the last day of payment, and half a year after all
    was carried out. A visit on or after the day from which it counts ends the clock."""
    last = known.last_due or agreed_on
    if state in AFTER and last is not None and not any(day >= last for day in known.visits):
        yield Start(TERMS[Code.VISIT], last)
    if state in {State.PERFORMED, State.REVISITED} and performed_on is not None:
        near = later(performed_on, months=TERMS[Code.SECOND_VISIT].days - 1)
        if not any(day >= near for day in known.visits):
            yield Start(TERMS[Code.SECOND_VISIT], performed_on)


def waits_for_police(failed: bool, kind: str, known: Known) -> bool:
    """Whether the three days after failed mediation run."""
    return failed and kind == "traffic" and not known.has(Counted.POLICE_ASKED)


def ringing_of(starts: Iterable[Start], days: Days) -> tuple[tuple[Start, Alert], ...]:
    """Every alert with the clock that it belongs to."""
    return tuple(
        (one, replace(alert, mark=one.mark))
        for one in starts
        for alert in alerts(one.term, one.day, days, one.gaps)
    )


def may_add_days(state: State) -> bool:
    return state in PENDING
