"""The stories of a demo world: every kind of step, through people's verbs, and nothing leaves the house."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from maplebridge.bank.models import Donation, Redemption, StockUnit
from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core import audit
from maplebridge.core.models import Delivery
from maplebridge.insight.models import HandledQuarter
from maplebridge.matters.models import Article, Matter, MatterAddress, MatterEvent, MatterTask
from maplebridge.mediation.models import (
    AgreedPart,
    Agreement,
    CourtConfirmation,
    MediationFile,
    PaidNote,
    SealedFigure,
    Signature,
)
from maplebridge.mediation.queries import court as courts
from maplebridge.organisations.models import Delegate
from maplebridge.people.models import Person
from maplebridge.people.public import viewer_of
from maplebridge.precepts.models import FamilyPrecept, RulesComment, RulesEdition
from maplebridge.square.models import Claim, Following, HelpWanted, Publication, PublicPicture
from maplebridge.timebank.models import Request, Visit
from maplebridge.worlds import cast
from maplebridge.worlds.seed import seed
from tests.world import client_for

pytestmark = pytest.mark.django_db
ON_POSTGRESQL = connection.vendor == "postgresql"

HARD_DAYS = (  # the calendar is the same on both databases: PostgreSQL lives through the first
    datetime(2026, 11, 27, 2, 0, tzinfo=UTC),
    datetime(2026, 1, 1, 16, 30, tzinfo=UTC),  # half past midnight, a holiday
    datetime(2026, 3, 1, 23, 59, tzinfo=UTC),
    datetime(2026, 10, 6, 8, 0, tzinfo=UTC),  # in the middle of a long holiday
)


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO, settings.MAIL_BOX = True, "report@maplebridge.example"
    settings.CHANNEL_DOORS = dict.fromkeys(
        settings.CHANNEL_DOORS, "maplebridge.channels.adapters.demo.keep"
    )


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("now", HARD_DAYS[:1] if ON_POSTGRESQL else HARD_DAYS, ids=str)
def test_a_newcomer_meets_every_kind_of_step(now: datetime) -> None:
    seed(world="village", now=now)
    verbs = set(MatterEvent.objects.values_list("verb", flat=True))
    assert verbs >= {
        "mark_duplicate", "split", "return", "assign", "suspend", "dispute", "take_part", "rate",
    }  # fmt: skip
    channels = set(Matter.objects.values_list("channel", flat=True))
    assert channels >= {"web", "chat", "sms", "mail"}
    assert Sender.objects.get(channel="wechat").person.name == "林晓雨"
    by_chat = MatterAddress.objects.filter(channel="wechat").latest("id").matter
    assert (by_chat.state, by_chat.closing_code) == ("closed", "fixed")
    assert MatterAddress.objects.filter(channel="sms").latest("id").matter.state == "reopened"
    stages = set(Publication.objects.values_list("stage", flat=True))
    assert {"released", "asked"} <= stages
    assert all(one.areas for one in PublicPicture.objects.all())
    assert HelpWanted.objects.filter(closed_at__isnull=True).count() == 1
    assert Claim.objects.count() == 1
    agreed = Agreement.objects.values_list("state", flat=True).order_by("id")
    assert sorted(agreed) == ["draft", "in_effect", "in_effect", "signing"]
    assert SealedFigure.objects.count() == 1
    grave = MediationFile.objects.get(kind="graves")
    assert Signature.objects.filter(agreement__file=grave).count() == 3
    assert (grave.answers["land_right"], grave.state) == ("partly", "agreed")
    at_court = CourtConfirmation.objects.order_by("applied_on")
    assert HandledQuarter.objects.exists(), "how mediation went is counted for the quarters before"
    assert [one.outcome for one in at_court] == ["confirmed", ""]
    assert at_court[0].agreement.file == grave
    clerk = viewer_of(Person.objects.get(phone=cast.COURT.phone), now=now)
    assert set(courts.applications(clerk, now, None).rows) == set(at_court)
    parts = AgreedPart.objects.filter(payment__agreement=at_court[1].agreement)
    assert PaidNote.objects.filter(payment__parts__in=parts).exists()
    assert parts.filter(due_on__gt=now.date()).count() == 5, "one of six is paid, the next is due"
    adjuster = client_for(Person.objects.get(phone=cast.ADJUSTER.phone))
    assert adjuster.get(f"/mediation/{at_court[1].agreement.file_id}/").status_code == 200
    assert Following.objects.count() == 2
    named = Delegate.objects.values_list("person__name", flat=True).order_by("person__name")
    assert list(named.filter(accepted_at__isnull=False)) == ["吴小梅", cast.COURT.name]
    assert list(named.filter(accepted_at__isnull=True)) == ["郑大明"]
    assert Article.objects.filter(released__isnull=False).count() == 3
    assert MatterTask.objects.count() == 1
    states = Request.objects.values_list("state", flat=True)
    assert sorted(states) == ["agreed", "done", "open", "proposed"]
    assert Visit.objects.filter(stage="confirmed", minutes__gt=60).count() == 2
    assert Redemption.objects.get().state == "collected"
    assert StockUnit.objects.count() == 20 + 10 + 8 + 8
    assert Donation.objects.count() == 2
    edition = RulesEdition.objects.get()
    assert ("演示" in edition.title, len(edition.listed)) == (True, 5)
    assert [one.kind for one in edition.filings.order_by("id")] == ["sent", "noted"]
    assert RulesComment.objects.get(state="shown").article == 6
    assert FamilyPrecept.objects.get().published_at is not None
    ended = set(Outgoing.objects.values_list("state", "provider_ref"))
    assert ("sent", "demo") in ended
    assert ended <= {("sent", "demo"), ("waiting", "")}, "at night some wait for the morning"
    assert set(Outgoing.objects.values_list("channel", flat=True)) >= {"wechat", "sms", "mail"}
    assert not Delivery.objects.exclude(state="done").exists(), "nothing is left for the worker"
    assert audit.verify().unsealed == 0


def test_a_world_that_is_no_demo_writes_to_nobody() -> None:
    seed(world="village", now=HARD_DAYS[0])
    assert not Outgoing.objects.exists()
    assert not MatterEvent.objects.filter(verb="return").exists()


@pytest.mark.usefixtures("demo")
def test_what_would_have_been_sent_is_read_by_everybody_in_a_demo(settings: Any) -> None:
    Outgoing.objects.create(
        channel="sms", account="aliyun", to="15400000001", text="路灯已修好", label="M-2026-000001",
        made_at=HARD_DAYS[0], queued_at=HARD_DAYS[0], due_at=HARD_DAYS[0], expires_at=HARD_DAYS[0],
    )  # fmt: skip
    page = client_for(None).get("/channels/demo/")
    assert "路灯已修好" in page.content.decode()
    settings.DEMO = False
    assert client_for(None).get("/channels/demo/").status_code == 404
