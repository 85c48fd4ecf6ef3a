"""A call at the operator's console: look the caller up if they agree, and dispatch what they said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import policy, queries
from ..models import MatterAddress, PhoneCall
from ..queries.calling import History, history
from .reporting import Report, Reported, report

CALL_MAX = timedelta(hours=4)
AGREED = "2026-11"
"""The version of the words that the operator reads out (forms.calling.SMS_WORDS)."""


def look_up(
    *, viewer: Viewer, person_id: UUID, call_id: UUID, reason: str, now: datetime
) -> History:
    """What somebody of one's place reported before, because they agreed to it in this call.

    Name and number stay covered. The person reads in their log who looked, and why.
    """
    if not policy.may_take_calls(viewer):
        raise Forbidden("console_not_yours")
    found = queries.whom(viewer, person_id, now)
    with transaction.atomic():
        people.log_access(
            viewer=viewer, subject_id=person_id, what="history", reason=reason, now=now,
            thing_id=call_id,
        )  # fmt: skip
        return history(viewer, found)


def dispatch(
    *, viewer: Viewer, sent: Report, began_at: datetime, number: str = "", now: datetime
) -> Reported:
    """Report what the caller said, by phone, and note when the call began and ended.

    Who is not named gets a receipt code to write down. Sent again it is the same matter. A
    beginning that cannot be is taken as now. `number` is where the caller agreed to be told of the
    answer, for this matter alone. Raises RuleBroken for one that no text reaches.
    """
    if not policy.may_take_calls(viewer) or viewer.person_id is None:
        raise Forbidden("console_not_yours")
    sent = replace(sent, channel="phone", nameless=sent.reporter_id is None)
    phone = people.normalise_phone(number) if number else ""
    if number and not phone:
        raise RuleBroken("console_number_unreadable")
    began_at = began_at if now - CALL_MAX <= began_at <= now else now
    with transaction.atomic():
        made = report(viewer=viewer, sent=sent, now=now)
        if made.created:
            PhoneCall.objects.create(
                matter=made.matter, operator_id=viewer.person_id, began_at=began_at, ended_at=now,
                agreed=AGREED if phone else "",
            )  # fmt: skip
            if phone:
                MatterAddress.objects.create(matter=made.matter, channel="sms", address=phone)
        return made
