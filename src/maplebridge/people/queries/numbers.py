"""Whether the person behind a number was seen lately."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from maplebridge.core import calendar

from .. import rules
from ..models import Account, HouseholdMember, Person


def person_behind(account: Account, phone: str) -> Person | None:
    """Who the number would open: the account's person, or whom a worker noted with the number."""
    if account.person_id is not None:
        return Person.objects.filter(pk=account.person_id).first()
    return Person.objects.filter(phone=phone, account__isnull=True).first()


def in_use(account: Account, today: date) -> bool:
    """Whether somebody used the account, or was given it, within the days of the setting."""
    signed_in = calendar.today(account.last_login) if account.last_login else None
    days = [account.last_used_on, signed_in, calendar.today(account.created_at)]
    last = max(day for day in days if day is not None)
    return rules.is_recent(last, today, settings.NUMBER_UNUSED_DAYS)


def opens_by_code_alone(account: Account, phone: str, today: date) -> bool:
    """Whether a code proves enough. Nobody's number is: there is nothing to open.

    Fictional people have numbers that no operator gives out.
    """
    person = person_behind(account, phone)
    if person is None or person.demo:
        return True
    if account.person_id is not None:
        return in_use(account, today)
    noted = [calendar.today(person.created_at)]
    stays = HouseholdMember.objects.filter(person=person, ended_on__isnull=True)
    noted += stays.values_list("began_on", flat=True)
    return rules.is_recent(max(noted), today, settings.NUMBER_UNUSED_DAYS)


def person_by_number(phone: str, now: datetime) -> Person | None:
    """Whose proved number it is; nobody's when it may have gone to somebody else since."""
    account = Account.objects.filter(phone=phone, phone_verified=True, is_active=True).first()
    if account is None or account.person_id is None:
        return None
    if not opens_by_code_alone(account, phone, calendar.today(now)):
        return None
    return Person.objects.get(pk=account.person_id)


def proved_number(person_id: UUID, now: datetime) -> str:
    """The number at which a person can be written to, "" when none is proved and in use."""
    found = Account.objects.filter(person=person_id, phone_verified=True, is_active=True)
    phone = found.values_list("phone", flat=True).first() or ""
    return phone if phone and person_by_number(phone, now) is not None else ""


def with_account() -> QuerySet[Account, UUID | None]:
    """The ids of everybody who can sign in, as a subquery."""
    found = Account.objects.filter(is_active=True, person__isnull=False)
    return found.values_list("person_id", flat=True)


def who_keeps(phone: str, today: date, *, but: Account) -> Account | None:
    """Another account that a code does not take the number from, because it is in use."""
    other = Account.objects.filter(phone=phone, person__isnull=False).exclude(pk=but.pk).first()
    return other if other is not None and opens_by_code_alone(other, phone, today) else None
