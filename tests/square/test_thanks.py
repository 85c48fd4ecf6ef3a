"""From "I take care of it" as far as the points: who gets a row of the bank, and who gets none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.bank.models import MatterReward
from maplebridge.core import calendar
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import Role
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import Helper, Matter
from maplebridge.people.models import HouseholdMember, Mandate
from maplebridge.square import actions
from maplebridge.square.models import Claim
from tests.organisations.ground import delegate, enter
from tests.world import World, client_for, post, viewer


def asked(world: World, **more: Any) -> Matter:
    """Wang's lamp, open to neighbours, for which Li asks helpers."""
    now = timezone.now()
    sent = matter_actions.Report(
        words="路灯不亮", category="lighting", place_id=world.grid.pk, neighbours_see=True, **more
    )
    reporter = world.chen if more else world.wang
    matter = matter_actions.report(viewer=viewer(reporter), sent=sent, now=now).matter
    deliver_all()
    actions.ask_for_help(viewer=viewer(world.li), matter_id=matter.pk, words="谁有梯子？", now=now)
    return matter


def send(who: Any, matter: Matter, verb: str, **data: str) -> int:
    url = f"/matters/public/{matter.pk}/help/{verb}/"
    return client_for(who).post(url, data).status_code


def put_right(world: World, matter: Matter, who: Any, confirmed_by: Any, **more: str) -> None:
    until = (calendar.today(timezone.now()) + timedelta(days=3)).isoformat()
    assert send(who, matter, "claim", until=until, **more) == 302
    assert send(who, matter, "done", text="换了灯泡") == 302
    assert send(confirmed_by, matter, "confirm", text="亮了，谢谢") == 302


def rate(world: World, matter: Matter) -> None:
    matter_actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    deliver_all()


def rewards(matter: Matter, part: str) -> list[tuple[Any, str]]:
    found = MatterReward.objects.filter(matter_id=matter.pk, part=part)
    return list(found.values_list("household_id", "reason"))


@pytest.mark.parametrize("confirming", ["li", "wang"])
def test_a_confirmed_helper_is_rewarded_when_the_matter_closes(
    world: World, confirming: str
) -> None:
    matter = asked(world)
    put_right(world, matter, world.chen, getattr(world, confirming))
    deliver_all()
    assert not MatterReward.objects.exists()  # an answer that is not accepted yet gives nothing
    rate(world, matter)
    home = HouseholdMember.objects.get(person=world.chen).household_id
    assert rewards(matter, "helper") == [(home, "given")]
    reward = MatterReward.objects.get(matter_id=matter.pk, part="helper")
    assert reward.points > 0
    assert reward.transfer is not None


def test_who_said_it_was_done_and_was_not_confirmed_gets_nothing(world: World) -> None:
    matter = asked(world)
    until = calendar.today(timezone.now()).isoformat()
    assert send(world.chen, matter, "claim", until=until) == 302
    assert send(world.chen, matter, "done", text="换了灯泡") == 302
    matter_actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="电工修好了", code="fixed",
        now=timezone.now(),
    )  # fmt: skip
    rate(world, matter)
    assert rewards(matter, "reporter")
    assert rewards(matter, "helper") == []


def test_an_organisation_gets_no_points(world: World) -> None:
    company = enter(world)
    delegate(world, company, world.chen)
    matter = asked(world)
    put_right(world, matter, world.chen, world.li, organisation=str(company.pk))
    rate(world, matter)
    assert rewards(matter, "reporter")
    assert rewards(matter, "helper") == []


@pytest.mark.parametrize("who", ["li", "sun", "qian"])
def test_a_paid_handler_gets_no_points(world: World, who: str) -> None:
    matter = asked(world)
    until = calendar.today(timezone.now()).isoformat()
    assert send(getattr(world, who), matter, "claim", until=until) == 403
    matter_actions.answer(
        viewer=viewer(getattr(world, who)), matter_id=matter.pk, text="已修好", code="fixed",
        now=timezone.now(),
    )  # fmt: skip
    rate(world, matter)
    assert rewards(matter, "helper") == []
    assert not Helper.objects.exists()


def by_mandate(world: World) -> Matter:
    """Chen reports for Wang, by her mandate."""
    today = calendar.today(timezone.now())
    Mandate.objects.create(grantor=world.wang, agent=world.chen, valid_from=today, valid_to=today)
    return asked(world, reporter_id=world.wang.pk)


def test_who_acts_by_mandate_confirms_as_the_reporter_may(world: World) -> None:
    matter = by_mandate(world)
    post(world.zhao, Role.VOLUNTEER, world.community)
    put_right(world, matter, world.zhao, world.chen)
    matter.refresh_from_db()
    assert matter.state == "answered"
    line = matter.events.get(verb="answer")
    assert (line.by_reporter, line.actor_id) == (True, world.chen.pk)
    assert Claim.objects.get().stage == "confirmed"


def test_without_the_mandate_any_more_they_do_not(world: World) -> None:
    matter = by_mandate(world)
    post(world.zhao, Role.VOLUNTEER, world.community)
    until = calendar.today(timezone.now()).isoformat()
    assert send(world.zhao, matter, "claim", until=until) == 302
    assert send(world.zhao, matter, "done", text="换了灯泡") == 302
    Mandate.objects.update(revoked_at=timezone.now())
    assert send(world.chen, matter, "confirm", text="亮了") == 403
    assert Claim.objects.get().stage == "done"


def test_nobody_confirms_their_own_work_for_another(world: World) -> None:
    matter = by_mandate(world)
    until = calendar.today(timezone.now()).isoformat()
    assert send(world.chen, matter, "claim", until=until) == 302
    assert send(world.chen, matter, "done", text="换了灯泡") == 302
    assert send(world.chen, matter, "confirm", text="亮了") == 403
    assert Claim.objects.get().stage == "done"
