"""What each page asks of the database stays within its budget, whoever looks."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maplebridge.matters.queries import knowledge, rulebook, triage
from tests import world
from tests.addresses.table import COLUMNS, rows
from tests.addresses.things import make_things
from tests.addresses.walk import every_address
from tests.budgets import BUDGETS


@pytest.fixture
def _looked_a_moment_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process looks for once in half a minute belongs to no page; a slow machine met it."""
    for module in (rulebook, triage, knowledge):
        monkeypatch.setattr(module, "LOOK_SECONDS", 3600)


@pytest.mark.django_db
@pytest.mark.usefixtures("_looked_a_moment_ago")
def test_no_page_asks_more_than_its_budget() -> None:
    things = make_things()
    triage.triage_model()
    rulebook.adopted()
    knowledge.perhaps("路灯", path="0001", today=date(2026, 11, 27))
    patterns = dict(every_address())
    clients = {who: world.client_for(person) for who, person in things.people.items()}
    for client in clients.values():  # the first page of a day also notes that the account is in use
        client.get(reverse("people:me"))
    most: dict[str, int] = {}
    for row in rows():
        if row.method != "GET" or row.name not in BUDGETS:
            continue
        keys = patterns[row.name].pattern.converters
        address = reverse(row.name, kwargs={key: things.ids[key] for key in keys})
        for who, expected in zip(COLUMNS, row.answers, strict=True):
            if expected != "200":
                continue
            with CaptureQueriesContext(connection) as asked:
                clients[who].get(address)
            most[row.name] = max(most.get(row.name, 0), len(asked))
    over = {name: number for name, number in most.items() if number > BUDGETS[name]}
    assert not over, f"more queries than tests/budgets.py allows: {over}"
