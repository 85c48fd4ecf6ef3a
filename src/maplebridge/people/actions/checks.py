"""Fetch who acts, and check what they typed."""

from __future__ import annotations

from maplebridge.core.errors import Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import rules
from ..models import Account, Person


def oneself(viewer: Viewer) -> Person:
    person = Person.objects.filter(pk=viewer.person_id).first() if viewer.person_id else None
    if person is None:
        raise Missing("no_such_person")
    return person


def own_account(viewer: Viewer) -> Account:
    if viewer.account_id is None:
        raise Missing("no_such_person")
    account = Account.objects.select_for_update().filter(pk=viewer.account_id).first()
    if account is None:
        raise Missing("no_such_person")
    return account


def clean_name(text: str) -> str:
    name = rules.clean_name(text)
    if name is None:
        raise RuleBroken("name_unusable", most=rules.NAME_MAX)
    return name


def clean_reason(text: str) -> str:
    reason = rules.clean_reason(text)
    if reason is None:
        raise RuleBroken("reason_unusable", least=rules.REASON_MIN, most=rules.REASON_MAX)
    return reason
