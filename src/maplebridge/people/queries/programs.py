"""The keys of programs, and who looks when one of them calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer

from .. import policy, rules
from ..models import ProgramToken
from .viewers import account_with_home, viewer_of


@dataclass(frozen=True, slots=True)
class Program:
    """A program that called: as whom, what it may do, and the key it showed."""

    viewer: Viewer
    scopes: frozenset[rules.Scope]
    token: ProgramToken


def tokens_of(viewer: Viewer, today: date) -> list[ProgramToken]:
    """The viewer's keys that still open something, the newest first."""
    live = ProgramToken.objects.filter(account=viewer.account_id, revoked_at__isnull=True)
    return list(live.filter(ends_on__gte=today).order_by("-created_at", "-id")[: rules.TOKENS_MAX])


def program_of(token: str, *, now: datetime) -> Program | None:
    """Who calls with `token`; None when it is unknown, ended, revoked or its office is over."""
    digest = rules.token_digest(token)
    if digest is None:
        return None
    row = ProgramToken.objects.filter(digest=digest, revoked_at__isnull=True).first()
    if row is None or row.ends_on < calendar.today(now):
        return None
    account = account_with_home(row.account_id, now=now)
    if account is None or account.person_id is None:
        return None
    narrow: Callable[[Viewer], Viewer] = _office if row.office else _person
    viewer = narrow(viewer_of(account, now=now))
    if row.office and not viewer.posts:
        return None
    return Program(viewer, frozenset(map(rules.Scope, row.scopes.split())), row)


def _person(viewer: Viewer) -> Viewer:
    """All of the person's rights but staff mode: a program gives no reasons."""
    return replace(viewer, staff_until=None, staff_reason="")


def _office(viewer: Viewer) -> Viewer:
    """The office's posts and nothing of the person's home."""
    posts = tuple(post for post in viewer.posts if post.role in policy.LEADERS)
    return replace(_person(viewer), posts=posts, home_path="", home_grid_id=None)
