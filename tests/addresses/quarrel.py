"""Wang and Chen before the mediators: Sun took it in, it waits for an answer, one seat was asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from maplebridge.core.values import uuid7
from maplebridge.mediation import actions
from maplebridge.mediation.models import Party, Sitting
from maplebridge.mediation.rules.parts import Chair, Power, Side, Stands
from maplebridge.mediation.rules.stages import Verb
from tests import world


def quarrel(cast: world.World, now: datetime) -> dict[str, Any]:
    """A file of the east community; `party_id` is Wang's."""
    sun = world.viewer(cast.sun)
    file = actions.take(
        viewer=sun,
        sent=actions.Sent(
            id=uuid7(), kind="neighbours", facts="楼上漏水", place_id=cast.community.pk
        ),
        parties=(
            actions.Someone(side=Side.APPLICANT, name=cast.wang.name, phone=cast.wang.phone),
            actions.Someone(side=Side.RESPONDENT, name=cast.chen.name, phone=cast.chen.phone),
        ),
        now=now,
    )
    wang = Party.objects.get(file=file, person=cast.wang)
    seat = actions.ask_seat(
        viewer=sun, file_id=file.pk, chair=Chair.JUDGE, title="人民法院", now=now
    )
    speaker = actions.add_speaker(
        viewer=sun, file_id=file.pk, party_id=wang.pk,
        one=actions.Spoken("王小", Stands.AGENT, Power.ATTEND), now=now,
    )  # fmt: skip
    sitting = Sitting.objects.create(
        file=file, kind="joint", starts_at=now + timedelta(days=9), length=60, where="调解室",
        set_at=now,
    )  # fmt: skip
    return {
        "sitting_id": sitting.pk, "calendar_secret": "none",
        "region": "jiangxi", "figure_year": 2023, "series": "income_urban", "casefile_id": file.pk, "party_id": wang.pk, "chair_id": seat.pk,
        "speaker_id": speaker.pk, "caucus_id": uuid4(), "item_id": uuid4(),
        "offers_id": uuid4(), "payment_id": uuid4(), "paid_id": uuid4(), "counted_id": uuid4(),
        "confirmation_id": uuid4(), "handover_id": uuid4(), "paper_kind": "rights", "paper_form": "docx",
        "move": Verb.TERMINATE.value, "screen": "accident", "whom": "new", "advance_kind": "fund", "advance_id": uuid4(), "record_kind": "picture", "record_id": uuid4(), "reckoning_number": 1,
    }  # fmt: skip
