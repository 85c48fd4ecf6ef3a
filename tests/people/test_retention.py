"""What has been kept long enough is gone the night after, table by table, and not a day before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import models

from maplebridge.people import actions
from maplebridge.people.actions import forgetting
from maplebridge.people.models import (
    AccessRecord,
    Account,
    Consent,
    HouseholdMember,
    Mandate,
    Person,
    ProgramToken,
    StaffSession,
)
from maplebridge.retention import RETENTION
from tests.people.ground import NOW, Ground, day

DAYS = {line.model: line.days for line in RETENTION if line.model.startswith("people.")}


def stay(g: Ground, p: Person, age: int) -> models.Model:
    row = g.live(p, g.home)
    HouseholdMember.objects.filter(pk=row.pk).update(ended_on=day(-age))
    return row


def mandate(g: Ground, p: Person, age: int, **more: Any) -> models.Model:
    terms = {"valid_from": day(-age - 9), "valid_to": day(-age)} | more
    return Mandate.objects.create(grantor=p, agent=g.person("代"), **terms)


def revoked(g: Ground, p: Person, age: int) -> models.Model:
    at = NOW - timedelta(days=age)
    return mandate(g, p, age, valid_to=day(300), revoked_at=at)


def consent(g: Ground, p: Person, age: int) -> models.Model:
    at = NOW - timedelta(days=age)
    return Consent.objects.create(
        person=p, purpose="visits", text_version="1", channel="web", given_at=at, withdrawn_at=at
    )


def staff(g: Ground, p: Person, age: int) -> models.Model:
    at = NOW - timedelta(days=age)
    return StaffSession.objects.create(account=p.account, reason="r", began_at=at, ends_at=at)


def access(g: Ground, p: Person, age: int) -> models.Model:
    at = NOW - timedelta(days=age)
    return AccessRecord.objects.create(
        subject=p, reader=g.person("讀"), what="card", reason="r", at=at
    )


def leave(g: Ground, p: Person, age: int) -> models.Model:
    return g.leave(p, day(-age - 3), day(-age))


def token(g: Ground, p: Person, age: int, **more: Any) -> models.Model:
    terms = {"ends_on": day(-age), "digest": f"{age}", "scopes": "matters.read"} | more
    return ProgramToken.objects.create(account=p.account, name="x", created_at=NOW, **terms)


def revoked_token(g: Ground, p: Person, age: int) -> models.Model:
    return token(g, p, age, ends_on=day(300), revoked_at=NOW - timedelta(days=age))


def draft(g: Ground, p: Person, age: int) -> models.Model:
    return Account.objects.create(phone="13600000000", created_at=NOW - timedelta(days=age))


Maker = Callable[[Ground, Person, int], models.Model]
TABLES: list[tuple[str, Maker]] = [
    ("people.HouseholdMember", stay),
    ("people.Mandate", mandate),
    ("people.Mandate", revoked),
    ("people.Consent", consent),
    ("people.StaffSession", staff),
    ("people.AccessRecord", access),
    ("people.Leave", leave),
    ("people.Account", draft),
    ("people.ProgramToken", token),
    ("people.ProgramToken", revoked_token),
]


@pytest.mark.parametrize(("label", "make"), TABLES, ids=[f"{n}-{m.__name__}" for n, m in TABLES])
def test_a_row_stays_its_days_and_goes_the_day_after(
    ground: Ground, label: str, make: Maker
) -> None:
    kept_for = DAYS[label]
    assert kept_for is not None
    row = make(ground, ground.person("王小明"), kept_for)
    actions.purge_expired(now=NOW)
    assert type(row)._default_manager.filter(pk=row.pk).exists()
    actions.purge_expired(now=NOW + timedelta(days=1, seconds=1))
    assert not type(row)._default_manager.filter(pk=row.pk).exists()


def test_every_line_of_the_register_is_proved_here() -> None:
    assert {label for label, _make in TABLES} | {"people.Person"} == set(DAYS)


def test_who_left_two_years_ago_has_no_name_any_more(ground: Ground) -> None:
    gone = ground.person("王小明", account=False, left_on=day(-731))
    recent = ground.person("張三丰", account=False, left_on=day(-730))
    signs_in = ground.person("李芳", left_on=day(-2000))
    actions.purge_expired(now=NOW)
    for person, name in ((gone, ""), (recent, "張三丰"), (signs_in, "李芳")):
        person.refresh_from_db()
        assert person.name == name
    assert gone.phone == ""


def test_what_is_in_force_is_never_purged(ground: Ground) -> None:
    wang = ground.person("王小明", home=ground.home)
    Consent.objects.create(
        person=wang,
        purpose="visits",
        text_version="1",
        channel="web",
        given_at=NOW - timedelta(days=9999),
    )
    Account.objects.filter(person=wang).update(created_at=NOW - timedelta(days=9999))
    actions.purge_expired(now=NOW)
    assert Consent.objects.count() == HouseholdMember.objects.count() == 1
    assert Account.objects.count() == 1


def test_a_long_backlog_goes_in_batches(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 3)
    wang, reader = ground.person("王小明"), ground.person("讀")
    AccessRecord.objects.bulk_create(
        AccessRecord(
            subject=wang, reader=reader, what="card", reason="r", at=NOW - timedelta(days=2000)
        )
        for _ in range(10)
    )
    actions.purge_expired(now=NOW)
    assert not AccessRecord.objects.exists()


def test_old_sessions_go_too(db: None) -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=NOW - timedelta(1))
    Session.objects.create(session_key="new", session_data="", expire_date=NOW + timedelta(1))
    actions.purge_expired(now=NOW)
    assert [row.session_key for row in Session.objects.all()] == ["new"]
