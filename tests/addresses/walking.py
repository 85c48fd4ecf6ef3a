"""One walk over all addresses by every role: what each answers, and how often it asks the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from maplebridge.core import documents
from maplebridge.matters.queries import knowledge, rulebook, triage
from tests import world
from tests.addresses.table import COLUMNS, Row, rows
from tests.addresses.things import Things, make_things
from tests.addresses.walk import every_address

PATTERNS: dict[str, Any] = dict(every_address())


@dataclass
class Walked:
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By row of the table: the status for each role, or `in` for the way to the sign-in page."""
    queries: dict[str, int] = field(default_factory=dict)
    """By page: the most statements for any role that got it."""


@cache
def walked() -> Walked:
    """Inside a test with a database; the second test that asks gets the same walk.

    Nobody asks a hundred addresses a minute, so the limits are off; they have tests of their own.
    What a process looks for once in half a minute belongs to no page, so it has just looked. The
    same paper for another role is printed once: letter by letter the same page is the same PDF.
    """
    found = Walked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "LIMITS", {})
        patch.setattr(documents, "_to_pdf", cache(documents._to_pdf))
        for module in (rulebook, triage, knowledge):
            patch.setattr(module, "LOOK_SECONDS", 3600)
        things = make_things()
        triage.triage_model()
        rulebook.adopted()
        knowledge.perhaps("路灯", path="0001", today=date(2026, 11, 27))
        clients = {who: client_of(person) for who, person in things.people.items()}
        for (
            client
        ) in clients.values():  # the first page of a day also notes that the account is in use
            client.get(reverse("people:me"))
        for row in rows():
            asked = [_ask(clients[who], row, things) for who in COLUMNS]
            found.answers[row.name + " " + row.method] = tuple(status for status, _count in asked)
            counts = [count for status, count in asked if status == "200"]
            if row.method == "GET" and counts:
                found.queries[row.name] = max(counts)
    return found


def client_of(person: Any) -> Client:
    client = world.client_for(person)
    client.raise_request_exception = False
    return client


def _ask(client: Client, row: Row, things: Things) -> tuple[str, int]:
    """The status, or `in`, and the number of statements; whatever the request wrote is undone."""
    keys = PATTERNS[row.name].pattern.converters
    address = reverse(row.name, kwargs={key: things.ids[key] for key in keys})
    before, count = transaction.savepoint(), 0

    def counting(execute: Any, *asked: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*asked)

    with connection.execute_wrapper(counting):
        answer = _send(client, row, address, things)
    transaction.savepoint_rollback(before)
    to_sign_in = answer.status_code == 302 and "/account/login/" in answer["Location"]
    return "in" if to_sign_in else str(answer.status_code), count


def _send(client: Client, row: Row, address: str, things: Things) -> HttpResponseBase:
    if row.method == "GET":
        return client.get(address)
    kind: dict[str, Any] = (
        {"content_type": "application/json"} if row.name.startswith("api:") else {}
    )
    return client.post(address, things.bodies.get(row.name, {}), **kind)
