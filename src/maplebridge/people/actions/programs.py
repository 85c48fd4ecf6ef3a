"""Give a program a key to the API, and take it back."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import policy, queries, rules
from ..models import ProgramToken
from .checks import own_account


@transaction.atomic
def make_token(
    *,
    viewer: Viewer,
    id: UUID,
    name: str,
    scopes: Collection[rules.Scope],
    ends_on: date,
    office: bool = False,
    now: datetime,
) -> str:
    """Make a key and return its token, which nobody can read again. `id` is the form's own."""
    account, today = own_account(viewer), calendar.today(now)
    words = " ".join(name.split())
    if not (0 < len(words) <= rules.TOKEN_NAME_MAX and words.isprintable()):
        raise RuleBroken("name_unusable", most=rules.TOKEN_NAME_MAX)
    if not scopes:
        raise RuleBroken("token_without_scope")
    if office and not policy.may_make_office_tokens(viewer):
        raise Forbidden("not_allowed_here")
    if office and rules.OF_A_PERSON.intersection(scopes):
        raise RuleBroken("token_office_points")
    if not rules.token_end_fits(today, ends_on):
        raise RuleBroken("token_dates", most=rules.TOKEN_DAYS_MAX)
    if ProgramToken.objects.filter(pk=id).exists():
        raise RuleBroken("token_shown_already")
    if len(queries.tokens_of(viewer, today)) >= rules.TOKENS_MAX:
        raise RuleBroken("token_too_many", most=rules.TOKENS_MAX)
    token = rules.TOKEN_PREFIX + secrets.token_urlsafe(rules.TOKEN_BYTES)
    digest = rules.token_digest(token)
    assert digest is not None
    made = ProgramToken.objects.create(
        id=id,
        account=account,
        name=words,
        digest=digest,
        scopes=" ".join(sorted(scope.value for scope in scopes)),
        office=office,
        ends_on=ends_on,
        created_at=now,
    )
    audit.record(
        viewer=viewer, verb="make_token", thing=made, now=now, scopes=made.scopes, office=office
    )
    return token


@transaction.atomic
def revoke_token(*, viewer: Viewer, token_id: UUID, now: datetime) -> None:
    """From now on the key opens nothing. A second time changes nothing."""
    own = ProgramToken.objects.select_for_update().filter(account=viewer.account_id, pk=token_id)
    token = own.first() if viewer.account_id else None
    if token is None:
        raise Missing("no_such_thing")
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    audit.record(viewer=viewer, verb="revoke_token", thing=token, now=now)


def open_token(*, token: str, now: datetime) -> queries.Program | None:
    """Who calls with `token`. The first call of a day notes the day."""
    program = queries.program_of(token, now=now)
    if program is not None:
        today = calendar.today(now)
        if program.token.last_used_on != today:
            ProgramToken.objects.filter(pk=program.token.pk).update(last_used_on=today)
    return program
