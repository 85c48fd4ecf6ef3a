"""One's own name, language, consents and copy of everything."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string

from maplebridge.core import audit
from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries
from ..models import (
    AccessRecord,
    Account,
    Consent,
    Deputy,
    Household,
    HouseholdMember,
    Leave,
    Mandate,
    Person,
    Post,
    ProgramToken,
    StaffSession,
    TeamMember,
)
from ..queries import OwnRows
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


def export_my_data(*, viewer: Viewer, now: datetime) -> tuple[Person, list[OwnRows]]:
    """All that the house keeps about the viewer, a table at a time: of this app and of those above,
    which the register of personal data names. Reading the rows is the caller's.

    Law: 個人信息保護法 art. 45 (in force 2021-11-01).
    """
    with transaction.atomic():
        person = oneself(viewer)
        audit.record(viewer=viewer, verb="export_my_data", thing=person, now=now)
    sections = _own_rows(person)
    for path in import_string(f"{settings.RETENTION}.OWN_ROWS"):
        sections += import_string(path)(person.pk, now)
    return person, sections


def _own_rows(person: Person) -> list[OwnRows]:
    return [
        OwnRows("accounts", Account, Account.objects.filter(person=person)),
        OwnRows("households", Household, Household.objects.filter(members__person=person)),
        OwnRows("stays", HouseholdMember, HouseholdMember.objects.filter(person=person)),
        OwnRows("posts", Post, Post.objects.filter(person=person)),
        OwnRows("teams", TeamMember, TeamMember.objects.filter(post__person=person)),
        OwnRows("stands_in", Deputy, Deputy.objects.filter(person=person)),
        OwnRows("leaves", Leave, Leave.objects.filter(person=person)),
        OwnRows("mandates", Mandate, Mandate.objects.filter(Q(grantor=person) | Q(agent=person))),
        OwnRows("consents", Consent, Consent.objects.filter(person=person)),
        OwnRows(
            "program_tokens", ProgramToken, ProgramToken.objects.filter(account__person=person)
        ),
        OwnRows(
            "staff_sessions", StaffSession, StaffSession.objects.filter(account__person=person)
        ),
        OwnRows("read_by_others", AccessRecord, AccessRecord.objects.filter(subject=person)),
        OwnRows("read_by_me", AccessRecord, AccessRecord.objects.filter(reader=person)),
    ]


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
