"""Numbers change hands: who answers one today need not be who answered it last year."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries, rules
from ..models import Account, Person
from .reading import log_access
from .sign_in import prove_phone


def note_use(*, account: Account, now: datetime) -> None:
    """The account is in use today. One conditional update, once a day."""
    today = calendar.today(now)
    Account.objects.filter(pk=account.pk).exclude(last_used_on=today).update(last_used_on=today)


@transaction.atomic
def vouch(*, viewer: Viewer, person_id: UUID, phone: str, now: datetime) -> None:
    """Having met the person, let the code sent to `phone` open their account within a day.

    Refused while the account is in use with another number. The person sees it in their log.
    """
    person = queries.get_person(viewer, person_id)
    if not policy.may_vouch(viewer, person.pk, getattr(person, "stay_path", None)):
        raise Forbidden("not_allowed_here")
    digits = rules.normalise_phone(phone)
    if digits is None:
        raise RuleBroken("phone_unusable")
    account = Account.objects.select_for_update().filter(person=person).first()
    if account is None:
        free = digits if queries.account_by_phone(digits) is None else None
        account = Account(person=person, phone=free, created_at=now)
        account.set_unusable_password()
        account.save(force_insert=True)
    elif account.phone not in (None, digits) and queries.in_use(account, calendar.today(now)):
        raise RuleBroken("signs_in_elsewhere")
    Account.objects.filter(vouched_phone=digits).update(vouched_phone=None, vouched_until=None)
    account.vouched_phone = digits
    account.vouched_until = now + timedelta(hours=rules.VOUCH_HOURS)
    account.save(update_fields=["vouched_phone", "vouched_until"])
    reason = gettext("Confirmed in person, to sign in again")
    log_access(viewer=viewer, subject_id=person.pk, what="vouch", reason=reason, now=now)
    audit.record(viewer=viewer, verb="vouch", thing=account, now=now, person=person.pk)


@transaction.atomic
def open_vouched(*, phone: str, now: datetime) -> Account | None:
    """The code came back on a number that a worker named: its account gets the number."""
    account = (
        Account.objects.select_for_update()
        .filter(vouched_phone=phone, vouched_until__gt=now, is_active=True)
        .first()
    )
    if account is None:
        return None
    _part(Account.objects.filter(phone=phone).exclude(pk=account.pk).first(), now)
    account.vouched_phone = account.vouched_until = None
    account.last_used_on = calendar.today(now)
    account.save(update_fields=["vouched_phone", "vouched_until", "last_used_on"])
    prove_phone(account=account, phone=phone, now=now)
    return account


@transaction.atomic
def confirm_still_me(*, account: Account, phone: str, name: str, door: str, now: datetime) -> None:
    """Name and door fit what is on record: the code opens the old account after all."""
    person = queries.person_behind(account, phone)
    household = queries.household_of(person.pk) if person else None
    known = (person.name if person else "", household.home.number if household else "")
    if not rules.same_person((name, door), known):
        raise RuleBroken("still_you")
    prove_phone(account=account, phone=phone, now=now)
    note_use(account=account, now=now)


@transaction.atomic
def begin_anew(*, account: Account, phone: str, now: datetime) -> Account:
    """Who answers the number now is somebody else: an account of their own.

    The old one keeps person, password and passkeys and loses the number; a worker gives the way
    in back (`vouch`).
    """
    known = queries.person_behind(account, phone)
    if known is not None:
        Person.objects.filter(pk=known.pk, phone=phone).update(phone="")
    _part(Account.objects.select_for_update().filter(pk=account.pk).first(), now)
    fresh = Account(phone=phone, created_at=now, last_used_on=calendar.today(now))
    fresh.set_unusable_password()
    fresh.save(force_insert=True)
    prove_phone(account=fresh, phone=phone, now=now)
    return fresh


@transaction.atomic
def take_number(*, account: Account, phone: str, now: datetime) -> None:
    """The code of a new number came back to somebody signed in: it is theirs.

    An account that was quiet for long loses it, as when its holder begins anew; one in use does not.
    """
    if queries.who_keeps(phone, calendar.today(now), but=account) is not None:
        raise RuleBroken("phone_of_somebody_else")
    _part(
        Account.objects.select_for_update().filter(phone=phone).exclude(pk=account.pk).first(), now
    )
    prove_phone(account=account, phone=phone, now=now)


def _part(account: Account | None, now: datetime) -> None:
    """Take the number from an account. One that belongs to nobody goes altogether."""
    if account is None:
        return
    if account.person_id is None:
        account.delete()
        return
    account.phone, account.phone_verified = None, False
    account.save(update_fields=["phone", "phone_verified"])
    viewer = Viewer(person_id=account.person_id, account_id=account.pk)
    audit.record(viewer=viewer, verb="part_number", thing=account, now=now)
