"""State x role x verb: everything that may follow and who may do it, and nothing else."""

from __future__ import annotations

from itertools import product

import pytest

from maplebridge.mediation.rules.stages import (
    CONFIRMATIONS,
    LIVE,
    PENDING,
    Confirmation,
    State,
    Verb,
    allowed,
    then,
    verbs,
)
from maplebridge.mediation.rules.visibility import Hat

LETTERS = {
    "P": Hat.PARTY, "R": Hat.REPRESENTATIVE, "L": Hat.LEAD, "C": Hat.CO_MEDIATOR,
    "I": Hat.INSURER, "A": Hat.ADVISER, "K": Hat.COMMITTEE, "J": Hat.COURT,
}  # fmt: skip

# state -> state | verb | who: P party, R who speaks for one, L leading and C second mediator, K committee
TABLE = """
draft        submitted    submit            P R K
submitted    screening    screen            K
screening    declined     decline           K
screening    referred     refer             K
screening    accepted     accept            K
accepted     choosing     choose            K
accepted     accepted     appoint           K
choosing     choosing     appoint           K
noticed      noticed      appoint           K
in_session   in_session   appoint           K
suspended    suspended    appoint           K
proposal     proposal     appoint           K
accepted     noticed      notify            L C K
choosing     noticed      notify            L C K
noticed      noticed      notify            L C K
in_session   in_session   notify            L C K
suspended    suspended    notify            L C K
proposal     proposal     notify            L C K
accepted     in_session   begin             L C
choosing     in_session   begin             L C
noticed      in_session   begin             L C
in_session   suspended    suspend           L C
proposal     suspended    suspend           L C
suspended    in_session   resume            L C
in_session   proposal     propose           L C
proposal     in_session   talk_on           L C
in_session   agreed_oral  agree_orally      L
proposal     agreed_oral  agree_orally      L
in_session   agreed       agree             L
proposal     agreed       agree             L
agreed_oral  agreed       agree             L
agreed_oral  performing   start_performing  L K
agreed       performing   start_performing  L K
agreed_oral  performed    perform           L K
agreed       performed    perform           L K
performing   performed    perform           L K
breached     performed    perform           L K
agreed_oral  breached     breach            L K
agreed       breached     breach            L K
performing   breached     breach            L K
breached     performing   cure              L K
submitted    terminated   leave             P R
screening    terminated   leave             P R
accepted     terminated   leave             P R
choosing     terminated   leave             P R
noticed      terminated   leave             P R
in_session   terminated   leave             P R
suspended    terminated   leave             P R
proposal     terminated   leave             P R
submitted    terminated   terminate         L K
screening    terminated   terminate         L K
accepted     terminated   terminate         L K
choosing     terminated   terminate         L K
noticed      terminated   terminate         L K
in_session   terminated   terminate         L K
suspended    terminated   terminate         L K
proposal     terminated   terminate         L K
terminated   guided       guide             L K
performed    revisited    revisit           L K
breached     breached     revisit           L K
performed    archived     archive           L K
revisited    archived     archive           L K
breached     archived     archive           L K
guided       archived     archive           L K
declined     archived     archive           L K
referred     archived     archive           L K
"""


def rows() -> dict[tuple[State, Verb], tuple[State, set[Hat]]]:
    found = {}
    for line in TABLE.strip().splitlines():
        before, after, verb, *who = line.split()
        found[State(before), Verb(verb)] = (State(after), {LETTERS[one] for one in who})
    return found


def test_every_state_role_and_verb_is_as_the_table_says() -> None:
    table, tried = rows(), 0
    for state, verb, hat in product(State, Verb, Hat):
        tried += 1
        after, who = table.get((state, verb), (None, set[Hat]()))
        assert allowed(state, verb, {hat}) == (hat in who), (state, verb, hat)
        if after is not None:
            assert then(state, verb) is after
    assert tried == len(State) * len(Verb) * len(Hat)


def test_nobody_at_all_may_do_nothing() -> None:
    assert not any(allowed(state, verb, set()) for state, verb in product(State, Verb))


@pytest.mark.parametrize("state", sorted(PENDING))
def test_a_party_can_leave_at_every_moment_until_there_is_an_agreement(state: State) -> None:
    assert Verb.LEAVE in verbs(state, {Hat.PARTY})


def test_every_state_but_the_archive_can_be_left_and_is_reached() -> None:
    table = rows()
    left = {state for (state, _), (after, _) in table.items() if after is not state}
    reached = {after for after, _ in table.values()} | {State.DRAFT}
    assert left == set(State) - {State.ARCHIVED}
    assert reached == set(State)


def test_who_only_advises_moves_nothing() -> None:
    for state in State:
        assert verbs(state, {Hat.ADVISER, Hat.INSURER, Hat.COURT}) == ()


def test_what_is_live_can_reach_an_end() -> None:
    table = rows()
    for state in LIVE:
        seen, waits = {state}, [state]
        while waits:
            here = waits.pop()
            for (before, _), (after, _) in table.items():
                if before is here and after not in seen:
                    seen.add(after)
                    waits.append(after)
        assert State.ARCHIVED in seen, state


def test_a_ruling_of_the_court_stands_and_a_withdrawal_may_be_repeated() -> None:
    assert CONFIRMATIONS[Confirmation.CONFIRMED] == frozenset()
    assert CONFIRMATIONS[Confirmation.REJECTED] == frozenset()
    assert Confirmation.APPLIED in CONFIRMATIONS[Confirmation.WITHDRAWN]
