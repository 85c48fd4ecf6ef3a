"""A worker brings in what was said where we cannot listen: in a group chat, or on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..rules.states import State, Verb
from .reporting import Report, Reported, report
from .working import accept


def relay(*, viewer: Viewer, sent: Report, now: datetime) -> Reported:
    """Report it for a resident who was found, or for nobody known by name: then with a receipt.

    What comes from a chat gets its first answer there, at once, so the worker takes it on where
    they may; the figure of first answers counts from this moment. The same `sent.id` again gives
    the same matter, and finishes what an earlier try began. Raises Forbidden, RuleBroken.
    """
    assert sent.place_id is not None, "a matter is relayed from a place that the worker serves"
    if not policy.serves(viewer, territory.place_by_id(sent.place_id).path):
        raise Forbidden("matter_relay_elsewhere")
    made = report(viewer=viewer, sent=replace(sent, nameless=sent.reporter_id is None), now=now)
    matter = made.matter
    waits = matter.state == State.RECEIVED and matter.first_answered_at is None
    if sent.channel != "chat" or not waits or not policy.may(viewer, matter, Verb.ACCEPT):
        return made
    text = gettext("First answer given in the group.")
    try:
        return replace(made, matter=accept(viewer=viewer, matter_id=matter.pk, text=text, now=now))
    except RuleBroken:
        matter.refresh_from_db()
        if matter.state == State.RECEIVED:
            raise
        return made  # the same form, sent twice in one moment: the other one took it on
