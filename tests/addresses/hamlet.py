"""The village rules of the cast's first grid: an edition, a draft, a comment, a family's precept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.precepts import actions
from maplebridge.precepts.public import Deciding, Decision, Way
from maplebridge.precepts.rules.articles import Typed
from tests import world


def rules_of_the_grid(cast: world.World, now: datetime) -> dict[str, Any]:
    """Sun writes for the first grid; Wang has said something, and written a precept for paper."""
    sun, today = world.viewer(cast.sun), calendar.today(now)
    draft = actions.begin(viewer=sun, place_id=cast.grid.pk, title="村规民约", now=now)
    told: dict[str, Any] = {"viewer": sun, "rules_id": draft.rules_id, "now": now}
    actions.revise(**told, revision=1, title="村规民约", typed=[Typed(0, 1, "", "邻里和气。")])
    decision = Decision(Way.VILLAGERS, today, 9, 7, 6, 1, 0, "")
    actions.adopt(**told, sent=Deciding(decision, today, 2))
    actions.begin(viewer=sun, place_id=cast.grid.pk, title="", now=now)
    said = actions.comment(
        viewer=world.viewer(cast.wang), rules_id=draft.rules_id, article=1, text="好", now=now
    )
    precept = actions.write_precept(
        viewer=world.viewer(cast.wang), text="勤俭", shown_name="王家", on_paper=True,
        now=now,
    )  # fmt: skip
    actions.say(viewer=world.viewer(cast.wang), precept_id=precept.pk, agrees=False, now=now)
    return {
        "rules_id": draft.rules_id, "edition": 1, "article": 1, "size": "a4",
        "comment_id": said.pk, "precept_id": precept.pk,
    }  # fmt: skip


def rules_bodies() -> dict[str, dict[str, Any]]:
    """What is sent to the addresses of village rules that need something sent."""
    today = calendar.today(timezone.now())
    return {
        "precepts:decide_comment": {"shown": "yes"},
        "precepts:comment_name": {"reason": "请她来会上说"},
        "precepts:file": {"kind": "sent", "day": str(today), "words": "备案号 7"},
        "precepts:say": {"what": "yes"},
    }
