"""The ledger against plain dictionaries: any stream of commands, step by step, on this engine.

The stream is the same for each engine (derandomized), so what both runs agree on with the
dictionaries, they agree on with each other.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import Points
from maplebridge.core.viewer import SYSTEM
from maplebridge.ledger import public as ledger
from maplebridge.ledger.queries import recomputed

from .conftest import NOW, open_one

WALLETS = st.sampled_from(["wang", "li", "zhao"])
AMOUNTS = st.integers(1, 9)


class Village(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.accounts = {name: open_one("household", True) for name in ("wang", "li", "zhao")}
        self.accounts |= {name: open_one(name, False) for name in ("issuance", "redeemed")}
        self.posted = dict.fromkeys(self.accounts, 0)
        self.held = dict.fromkeys(self.accounts, 0)
        self.incoming = dict.fromkeys(self.accounts, 0)
        self.known: dict[UUID, tuple[str, str, int]] = {}
        self.open_holds: dict[UUID, tuple[str, str, int]] = {}
        self.resolved: list[UUID] = []
        self.minutes = 0

    def ask(self, verb: str, id: UUID, debit: str, credit: str, amount: int) -> str:
        self.minutes += 1
        try:
            getattr(ledger, verb)(
                viewer=SYSTEM, id=id, unit=ledger.Unit.PT, debit=self.accounts[debit],
                credit=self.accounts[credit], amount=Points(amount),
                code="reward" if debit == "issuance" else "redeem",
                now=NOW + timedelta(minutes=self.minutes),
            )  # fmt: skip
        except RuleBroken as refused:
            return refused.code
        return "done"

    def free(self, name: str) -> int:
        return self.posted[name] - self.held[name]

    @rule(to=WALLETS, amount=AMOUNTS)
    def give(self, to: str, amount: int) -> None:
        key = uuid4()
        assert self.ask("transfer", key, "issuance", to, amount) == "done"
        self.posted["issuance"] -= amount
        self.posted[to] += amount
        self.known[key] = ("issuance", to, amount)

    @rule(by=WALLETS, to=st.sampled_from(["redeemed", "wang", "li"]), amount=AMOUNTS)
    def redeem(self, by: str, to: str, amount: int) -> None:
        if by == to:
            return
        key = uuid4()
        told = self.ask("transfer", key, by, to, amount)
        if amount > self.free(by):
            assert told == "ledger_not_enough"
            return
        assert told == "done"
        self.posted[by] -= amount
        self.posted[to] += amount
        self.known[key] = (by, to, amount)

    @rule(data=st.data(), other=AMOUNTS)
    def ask_again(self, data: st.DataObject, other: int) -> None:
        if not self.known:
            return
        key = data.draw(st.sampled_from(list(self.known)))
        debit, credit, amount = self.known[key]
        told = self.ask("transfer", key, debit, credit, other)
        if other == amount:
            assert told == "done"
        else:
            assert told in {"transfer_id_taken", "ledger_not_enough"}

    @rule(by=WALLETS, amount=AMOUNTS)
    def reserve(self, by: str, amount: int) -> None:
        key = uuid4()
        told = self.ask("hold", key, by, "redeemed", amount)
        if amount > self.free(by):
            assert told == "ledger_not_enough"
            return
        assert told == "done"
        self.held[by] += amount
        self.incoming["redeemed"] += amount
        self.open_holds[key] = (by, "redeemed", amount)

    @rule(to=WALLETS, amount=AMOUNTS)
    def promise(self, to: str, amount: int) -> None:
        key = uuid4()
        assert self.ask("hold", key, "issuance", to, amount) == "done"
        self.held["issuance"] += amount
        self.incoming[to] += amount
        self.open_holds[key] = ("issuance", to, amount)

    @rule(data=st.data(), part=AMOUNTS, voided=st.booleans())
    def resolve(self, data: st.DataObject, part: int, voided: bool) -> None:
        if not self.open_holds:
            return
        key = data.draw(st.sampled_from(list(self.open_holds)))
        debit, credit, amount = self.open_holds[key]
        moved = 0 if voided else part
        try:
            if voided:
                ledger.void(viewer=SYSTEM, id=uuid4(), hold_id=key, now=NOW)
            else:
                ledger.post(viewer=SYSTEM, id=uuid4(), hold_id=key, amount=Points(part), now=NOW)
        except RuleBroken as refused:
            assert refused.code == "ledger_more_than_held"
            assert part > amount
            return
        del self.open_holds[key]
        self.resolved.append(key)
        self.held[debit] -= amount
        self.incoming[credit] -= amount
        self.posted[debit] -= moved
        self.posted[credit] += moved

    @rule(data=st.data())
    def resolve_twice(self, data: st.DataObject) -> None:
        if not self.resolved:
            return
        key = data.draw(st.sampled_from(self.resolved))
        with pytest.raises(RuleBroken) as refused:
            ledger.void(viewer=SYSTEM, id=uuid4(), hold_id=key, now=NOW)
        assert refused.value.code == "ledger_already_resolved"

    @rule()
    def fold(self) -> None:
        ledger.fold_tails(now=NOW)

    @invariant()
    def balances_are_the_dictionaries(self) -> None:
        for name, account in self.accounts.items():
            assert ledger.balance(account) == ledger.Balance(
                posted=self.posted[name], held=self.held[name], incoming=self.incoming[name]
            ), name

    @invariant()
    def the_unit_sums_to_zero_and_no_wallet_is_below_it(self) -> None:
        assert sum(self.posted.values()) == 0
        assert all(self.free(name) >= 0 for name in ("wang", "li", "zhao"))

    def teardown(self) -> None:
        assert not [drift for drift, differs in recomputed() if differs]
        for name in ("wang", "li", "zhao"):
            page = ledger.statement(self.accounts[name], limit=200)
            assert sum(line.amount for line in page.lines) == self.posted[name]


def test_any_stream_of_commands_leaves_what_the_dictionaries_say(db: None) -> None:
    run_state_machine_as_test(
        Village,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, derandomize=True, database=None
        ),
    )
