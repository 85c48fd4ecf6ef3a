"""No address without a row, no row without an address, and every cell true."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests import world
from tests.addresses.table import COLUMNS, Row, rows
from tests.addresses.things import Things, make_things
from tests.addresses.walk import every_address

PATTERNS: dict[str, Any] = dict(every_address())


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    listed = {row.name for row in rows()}
    assert listed == set(PATTERNS), "write the row, or remove it, in tests/addresses/table.py"
    assert all(len(row.answers) == len(COLUMNS) for row in rows())


@pytest.mark.django_db
def test_every_role_gets_what_the_table_says(settings: Any) -> None:
    """Nobody asks a hundred addresses a minute; the limits have tests of their own."""
    settings.LIMITS = {}
    things = make_things()
    clients = {who: _client(person) for who, person in things.people.items()}
    wrong = []
    for row in rows():
        answers = tuple(_ask(clients[who], row, things) for who in COLUMNS)
        if answers != row.answers:
            wrong.append(f"{row.name} {row.method} {' '.join(answers)}")
    assert not wrong, "\n".join(wrong)


def _client(person: Any) -> Client:
    client = world.client_for(person)
    client.raise_request_exception = False
    return client


def _ask(client: Client, row: Row, things: Things) -> str:
    """The status, or `in`; whatever the request wrote is undone."""
    keys = PATTERNS[row.name].pattern.converters
    address = reverse(row.name, kwargs={key: things.ids[key] for key in keys})
    before = transaction.savepoint()
    answer = _send(client, row, address, things)
    transaction.savepoint_rollback(before)
    to_sign_in = answer.status_code == 302 and "/account/login/" in answer["Location"]
    return "in" if to_sign_in else str(answer.status_code)


def _send(client: Client, row: Row, address: str, things: Things) -> HttpResponseBase:
    if row.method == "GET":
        return client.get(address)
    kind = {"content_type": "application/json"} if row.name.startswith("api:") else {}
    return client.post(address, things.bodies.get(row.name, {}), **kind)
