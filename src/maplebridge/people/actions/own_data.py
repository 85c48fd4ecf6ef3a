"""One's own name, language, consents and copy of everything."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import (
    AccessRecord,
    Account,
    Consent,
    Household,
    HouseholdMember,
    Leave,
    Mandate,
    Person,
    Post,
    ProgramToken,
    StaffSession,
)
from .checks import clean_name, oneself


@transaction.atomic
def correct_name(*, viewer: Viewer, name: str, now: datetime) -> Person:
    person = oneself(viewer)
    person.name = clean_name(name)
    person.save(update_fields=["name"])
    audit.record(viewer=viewer, verb="correct_name", thing=person, now=now)
    return person


@transaction.atomic
def choose_language(*, viewer: Viewer, language: str, now: datetime) -> None:
    person = oneself(viewer)
    person.language = language
    person.save(update_fields=["language"])


@transaction.atomic
def export_my_data(*, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """All that this app keeps about the viewer, as plain values.

    Law: 個人信息保護法 art. 45 (in force 2021-11-01).
    """
    person = oneself(viewer)
    audit.record(viewer=viewer, verb="export_my_data", thing=person, now=now)
    return {"exported_at": now.isoformat(), "person": _columns(person)} | {
        name: [_columns(row) for row in rows] for name, rows in _tables_about(person).items()
    }


def _tables_about(person: Person) -> dict[str, models.QuerySet[Any]]:
    account = Account.objects.filter(person=person).defer("password")
    return {
        "accounts": account,
        "households": Household.objects.filter(members__person=person),
        "stays": HouseholdMember.objects.filter(person=person),
        "posts": Post.objects.filter(person=person),
        "leaves": Leave.objects.filter(person=person),
        "mandates": Mandate.objects.filter(Q(grantor=person) | Q(agent=person)),
        "consents": Consent.objects.filter(person=person),
        "program_tokens": ProgramToken.objects.filter(account__person=person),
        "staff_sessions": StaffSession.objects.filter(account__person=person),
        "read_by_others": AccessRecord.objects.filter(subject=person),
        "read_by_me": AccessRecord.objects.filter(reader=person),
    }


def _columns(row: models.Model) -> dict[str, Any]:
    hidden = {"password", "digest"}
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in hidden
    }


@transaction.atomic
def give_consent(
    *, viewer: Viewer, purpose: str, text_version: str, now: datetime, channel: str = "web"
) -> Consent:
    """Say yes to one purpose in the wording that was on the page; a second yes changes nothing."""
    wording = queries.PURPOSES.get(purpose)
    if wording is None:
        raise RuleBroken("purpose_unknown")
    if wording.version != text_version:
        raise RuleBroken("text_changed")
    person = oneself(viewer)
    consent, made = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"text_version": text_version, "channel": channel, "given_at": now},
    )
    if made:
        audit.record(viewer=viewer, verb="give_consent", thing=consent, now=now, purpose=purpose)
    return consent


@transaction.atomic
def withdraw_consent(*, viewer: Viewer, purpose: str, now: datetime) -> None:
    """Take a yes back, at once and without a reason.

    Law: 個人信息保護法 art. 15 (in force 2021-11-01).
    """
    consent = Consent.objects.filter(
        person=oneself(viewer), purpose=purpose, withdrawn_at__isnull=True
    ).first()
    if consent is None:
        return
    consent.withdrawn_at = now
    consent.save(update_fields=["withdrawn_at"])
    audit.record(viewer=viewer, verb="withdraw_consent", thing=consent, now=now, purpose=purpose)
