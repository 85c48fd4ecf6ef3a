"""Somebody who is not paid for it takes a matter on: until a day, with proof, confirmed, thanked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import Fact
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import Role
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import Helper, Matter
from maplebridge.square import actions
from maplebridge.square.models import Claim, HelpWanted
from maplebridge.square.rules import claims
from tests.world import World, client_for, photo, post, viewer


def asked(world: World, **more: Any) -> Matter:
    """Wang's lamp, open to neighbours, for which Li asks helpers."""
    sent = {"neighbours_see": True} | more
    report = matter_actions.Report(
        words="路灯不亮", category="lighting", place_id=world.grid.pk, **sent
    )
    now = timezone.now()
    matter = matter_actions.report(viewer=viewer(world.wang), sent=report, now=now).matter
    deliver_all()
    actions.ask_for_help(viewer=viewer(world.li), matter_id=matter.pk, words="谁有梯子？", now=now)
    return matter


def day(days: int = 3) -> str:
    return (calendar.today(timezone.now()) + timedelta(days=days)).isoformat()


def send(who: Any, matter: Matter, verb: str, **data: Any) -> Any:
    return client_for(who).post(f"/matters/public/{matter.pk}/help/{verb}/", data)


def held(world: World, matter: Matter, who: Any = None, **more: Any) -> Claim:
    assert send(who or world.chen, matter, "claim", until=day(), **more).status_code == 302
    return Claim.objects.get(ended_at__isnull=True)


def test_the_way_from_help_wanted_to_points(world: World) -> None:
    matter = asked(world)
    assert "谁有梯子？" in client_for(world.chen).get("/matters/public/help/").content.decode()
    held(world, matter)
    page = client_for(world.li).get(f"/matters/public/{matter.pk}/help/").content.decode()
    assert "陈" in page
    assert "陈邻居" not in client_for(world.wang).get(
        f"/matters/public/{matter.pk}/help/"
    ).content.decode()  # fmt: skip
    done = send(world.chen, matter, "done", text="换了灯泡", photos=photo())
    assert done.status_code == 302
    line = matter.events.get(verb="take_part")
    assert (line.text, line.photos.count()) == ("换了灯泡", 1)
    assert send(world.li, matter, "confirm", text="邻居换了灯泡，谢谢").status_code == 302
    matter.refresh_from_db()
    assert (matter.state, matter.proposed_code) == ("answered", "fixed")
    assert Helper.objects.get().confirmed_at is not None
    assert Claim.objects.get().stage == "confirmed"
    matter_actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    deliver_all()
    closed = Fact.objects.get(kind="MatterClosed")
    assert str(world.chen.pk) in str(closed.payload)


def test_the_reporter_confirms_as_well_and_rates_like_any_answer(world: World) -> None:
    matter = asked(world)
    held(world, matter)
    send(world.chen, matter, "done", text="换了灯泡")
    assert send(world.wang, matter, "confirm", text="亮了").status_code == 302
    matter.refresh_from_db()
    assert matter.state == "answered"
    answer = matter.events.get(verb="answer")
    assert (answer.by_reporter, answer.text) == (True, "亮了")
    assert Helper.objects.get().confirmed_at is not None
    matter_actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )


def test_an_organisation_acts_through_a_post_holder_and_earns_no_points(world: World) -> None:
    matter = asked(world)
    refused = send(world.chen, matter, "claim", until=day(), organisation="楓林物業")
    assert refused.status_code == 422
    assert "楓林物業" in refused.content.decode() or "组织" in refused.content.decode()
    post(world.chen, Role.COUNCIL_MEMBER, world.community)
    held(world, matter, organisation="楓林物業")
    send(world.chen, matter, "done", text="换了灯泡")
    send(world.li, matter, "confirm", text="已修好")
    assert not Helper.objects.exists()


@pytest.mark.parametrize("who", ["wang", "li", "sun", "qian"])
def test_nobody_takes_on_their_own_report_or_their_own_paid_work(world: World, who: str) -> None:
    matter = asked(world)
    assert send(getattr(world, who), matter, "claim", until=day()).status_code == 403
    assert not Claim.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "wu"])
def test_who_may_not_see_the_matter_finds_no_request(world: World, who: str) -> None:
    matter = asked(world)
    person = getattr(world, who)
    assert client_for(person).get(f"/matters/public/{matter.pk}/help/").status_code == 404
    assert send(person, matter, "claim", until=day()).status_code == 404
    assert "谁有梯子？" not in client_for(person).get("/matters/public/help/").content.decode()


def test_one_at_a_time_takes_care_and_the_next_when_they_give_up(world: World) -> None:
    matter = asked(world)
    post(world.zhao, Role.VOLUNTEER, world.community)
    held(world, matter)
    assert send(world.zhao, matter, "claim", until=day()).status_code == 422
    assert send(world.zhao, matter, "give-up").status_code == 404
    assert send(world.chen, matter, "give-up").status_code == 302
    held(world, matter, world.zhao)


@pytest.mark.parametrize("days", [-1, 31])
def test_the_day_is_near(world: World, days: int) -> None:
    matter = asked(world)
    assert send(world.chen, matter, "claim", until=day(days)).status_code == 422


def test_a_claim_whose_day_has_passed_is_free_again(world: World) -> None:
    matter = asked(world)
    claim = held(world, matter)
    now = timezone.now()
    actions.release_lapsed(now=now + timedelta(days=3))
    claim.refresh_from_db()
    assert claim.stage == "held"
    actions.release_lapsed(now=now + timedelta(days=4))
    claim.refresh_from_db()
    assert claim.stage == "lapsed"
    post(world.zhao, Role.VOLUNTEER, world.community)
    held(world, matter, world.zhao)


def test_what_is_said_to_be_done_does_not_lapse_and_may_be_sent_back(world: World) -> None:
    matter = asked(world)
    claim = held(world, matter)
    send(world.chen, matter, "done", text="换了灯泡")
    actions.release_lapsed(now=timezone.now() + timedelta(days=9))
    claim.refresh_from_db()
    assert claim.stage == "done"
    assert send(world.chen, matter, "not-yet").status_code == 403
    assert send(world.li, matter, "not-yet").status_code == 302
    claim.refresh_from_db()
    assert claim.stage == "held"
    assert send(world.li, matter, "confirm", text="好").status_code == 422


def test_an_answer_of_the_handler_ends_the_search(world: World) -> None:
    matter = asked(world)
    claim = held(world, matter)
    matter_actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="已修好", now=timezone.now()
    )
    deliver_all()
    claim.refresh_from_db()
    assert claim.stage == "ended"
    assert HelpWanted.objects.get().closed_at is not None
    with pytest.raises(RuleBroken):
        actions.ask_for_help(
            viewer=viewer(world.li), matter_id=matter.pk, words="再来", now=timezone.now()
        )


def test_the_request_names_nobody(world: World) -> None:
    matter = asked(world)
    refused = send(world.li, matter, "ask", words="帮王奶奶换灯泡")
    assert refused.status_code == 422
    assert "王奶奶" in refused.content.decode()


def test_claims_go_with_the_words_of_the_matter(world: World) -> None:
    matter = asked(world)
    held(world, matter)
    matter_actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=timezone.now())
    later = timezone.now() + timedelta(days=1100)
    matter_actions.purge_expired(now=later)
    actions.purge_expired(now=later)
    assert not Claim.objects.exists()


def test_the_table_of_stages() -> None:
    assert claims.may_follow(claims.ClaimStage.HELD, claims.ClaimStage.DONE)
    assert not claims.may_follow(claims.ClaimStage.HELD, claims.ClaimStage.CONFIRMED)
    assert not claims.may_follow(claims.ClaimStage.CONFIRMED, claims.ClaimStage.HELD)
    assert not claims.may_follow(claims.ClaimStage.LAPSED, claims.ClaimStage.DONE)
