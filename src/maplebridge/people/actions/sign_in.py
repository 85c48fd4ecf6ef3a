"""Sign in by a proved phone, close the account, and staff mode."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from maplebridge import events as facts
from maplebridge.core import audit, calendar, outbox
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import queries, rules
from ..models import Account, Person, ProgramToken, StaffSession
from .checks import clean_reason, own_account


def account_for_phone(*, phone: str, now: datetime) -> Account:
    """The account of a number, opened when there is none: nobody is told which of the two it was.

    A new one belongs to no person and can do nothing until the code proves the number.
    """
    account = queries.account_by_phone(phone)
    if account is not None:
        return account
    account = Account(phone=phone, created_at=now)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:  # the same number, sent twice at the same moment
        account = Account.objects.get(phone=phone)
    return account


@transaction.atomic
def prove_phone(*, account: Account, phone: str, now: datetime) -> Person:
    """The code came back: the account has this number, and a person is found or made for it.

    A person whom a worker registered with the number is taken over, never doubled. Somebody else
    who merely had the number noted loses it: who answers the phone is the stronger evidence.
    Locks the account. Writes nothing when all is known already.
    """
    locked = Account.objects.select_for_update().get(pk=account.pk)
    known = Person.objects.filter(phone=phone).first()
    taken = (
        known is not None and Account.objects.filter(person=known).exclude(pk=locked.pk).exists()
    )
    person = locked.person
    if person is None and known is not None and not taken:
        person = known
    if known is not None and known != person:
        known.phone = ""
        known.save(update_fields=["phone"])
    if person is None:
        person = Person.objects.create(phone=phone, created_at=now)
    if person.phone != phone or person.left_on is not None:
        person.phone, person.left_on = phone, None
        person.save(update_fields=["phone", "left_on"])
    if (locked.person_id, locked.phone, locked.phone_verified) != (person.pk, phone, True):
        locked.person, locked.phone, locked.phone_verified = person, phone, True
        locked.save(update_fields=["person", "phone", "phone_verified"])
        audit.record(
            viewer=Viewer(person_id=person.pk, account_id=locked.pk),
            verb="prove_phone",
            thing=locked,
            now=now,
            known=known is not None,
        )
    account.person, account.phone, account.phone_verified = person, phone, True
    return person


@transaction.atomic
def close_account(*, viewer: Viewer, now: datetime) -> None:
    """Erase every way to sign in. The person stays known to those who answer their matters.

    Who neither lives here nor holds a post is marked as gone, which starts the 730 days.
    """
    account = own_account(viewer)
    if any(post.deputy_for is None for post in viewer.posts):
        raise RuleBroken("close_in_office")
    Authenticator.objects.filter(user=account).delete()
    ProgramToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=now)
    person = account.person
    account.person = account.phone = account.email = None
    account.phone_verified = account.is_active = account.may_staff = False
    account.last_login = None
    account.set_unusable_password()
    account.save()
    if person is not None and queries.household_of(person.pk) is None:
        person.left_on = calendar.today(now)
        person.save(update_fields=["left_on"])
    audit.record(viewer=viewer, verb="close_account", thing=account, now=now)
    if person is not None:
        outbox.tell(facts.AccountClosed(person.pk), now=now)


@transaction.atomic
def start_staff_mode(*, viewer: Viewer, reason: str, minutes: int, now: datetime) -> StaffSession:
    """See other people's data for at most an hour, for a written reason, on the record."""
    account = own_account(viewer)
    if not account.may_staff:
        raise Forbidden("staff_not_allowed")
    ends_at = rules.staff_end(now, minutes)
    if ends_at is None:
        raise RuleBroken("staff_minutes", most=rules.STAFF_MINUTES_MAX)
    words = clean_reason(reason)
    StaffSession.objects.filter(account=account, ends_at__gt=now).update(ends_at=now)
    session = StaffSession.objects.create(
        account=account, reason=words, began_at=now, ends_at=ends_at
    )
    audit.record(viewer=viewer, verb="start_staff_mode", thing=session, now=now, minutes=minutes)
    return session


@transaction.atomic
def end_staff_mode(*, viewer: Viewer, now: datetime) -> None:
    session = queries.staff_session(viewer, now)
    if session is None:
        return
    StaffSession.objects.filter(account=session.account_id, ends_at__gt=now).update(ends_at=now)
    audit.record(viewer=viewer, verb="end_staff_mode", thing=session, now=now)
