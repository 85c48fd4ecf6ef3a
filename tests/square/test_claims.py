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
from maplebridge.organisations import actions as actions_of_organisations
from maplebridge.organisations.models import Delegate
from maplebridge.square import actions
from maplebridge.square.models import Claim, HelpWanted
from maplebridge.square.rules import claims
from tests.organisations.ground import ask, delegate, enter
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


def seen(who: Any, matter: Matter) -> str:
    return str(client_for(who).get(f"/matters/public/{matter.pk}/help/").content.decode())


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


def test_an_organisation_acts_through_a_delegate_without_a_post_and_earns_no_points(
    world: World,
) -> None:
    matter, company = asked(world), enter(world)
    assert "楓林物业" not in seen(world.chen, matter)
    delegate(world, company, world.chen)
    assert str(company.pk) in seen(world.chen, matter)
    assert held(world, matter, organisation=str(company.pk)).organisation == company
    assert "楓林物业" in seen(world.wang, matter)
    assert "楓林物业" in seen(world.li, matter)
    assert send(world.chen, matter, "done", text="换了灯泡").status_code == 302
    assert send(world.li, matter, "confirm", text="已修好").status_code == 302
    assert not Helper.objects.exists()


def test_nobody_speaks_for_an_organisation_that_did_not_ask_them(world: World) -> None:
    matter, company = asked(world), enter(world)
    ask(world, company, world.chen)  # and no yes yet
    refused = send(world.chen, matter, "claim", until=day(), organisation=str(company.pk))
    assert refused.status_code == 302  # there was nothing to choose: taken on in their own name
    assert Claim.objects.get().organisation is None
    assert send(world.chen, matter, "give-up").status_code == 302
    now = timezone.now()
    claim = {"viewer": viewer(world.chen), "matter_id": matter.pk, "until": calendar.today(now)}
    with pytest.raises(RuleBroken) as broken:
        actions.claim(**claim, organisation_id=company.pk, now=now)
    assert broken.value.code == "square_organisation_not_yours"


def test_an_organisation_takes_on_only_what_lies_where_it_is_active(world: World) -> None:
    matter = asked(world)
    elsewhere = enter(world, by=world.qian, place=world.other_community)
    actions_of_organisations.accept(
        viewer=viewer(world.chen),
        delegate_id=actions_of_organisations.invite(
            viewer=viewer(world.qian), organisation_id=elsewhere.pk, name=world.chen.name,
            phone=world.chen.phone, until=calendar.today(timezone.now()), now=timezone.now(),
        ).pk,
        now=timezone.now(),
    )  # fmt: skip
    near = enter(world, "近邻服务队")
    delegate(world, near, world.chen)
    assert str(elsewhere.pk) not in seen(world.chen, matter)
    wrong = send(world.chen, matter, "claim", until=day(), organisation=str(elsewhere.pk))
    assert wrong.status_code == 422
    held(world, matter, organisation=str(near.pk))


def test_a_delegate_may_take_it_on_in_their_own_name_and_is_a_helper(world: World) -> None:
    matter, company = asked(world), enter(world)
    delegate(world, company, world.chen)
    assert held(world, matter, organisation="me").organisation is None
    send(world.chen, matter, "done", text="换了灯泡")
    send(world.li, matter, "confirm", text="已修好")
    assert Helper.objects.get().person == world.chen


def test_a_colleague_goes_on_with_it_and_nobody_of_them_confirms(world: World) -> None:
    matter, company = asked(world), enter(world)
    delegate(world, company, world.chen)
    delegate(world, company, world.zhao)
    delegate(world, company, world.li)
    held(world, matter, organisation=str(company.pk))
    Delegate.objects.filter(person=world.chen).update(ended_at=timezone.now())
    assert send(world.chen, matter, "done", text="换了灯泡").status_code == 404
    post(world.zhao, Role.VOLUNTEER, world.community)
    assert send(world.zhao, matter, "done", text="换了灯泡").status_code == 302
    assert send(world.li, matter, "confirm", text="我们自己修的").status_code == 403
    assert send(world.wang, matter, "confirm", text="亮了").status_code == 302


def test_when_an_organisation_ends_what_it_had_is_free_and_what_it_did_is_not(world: World) -> None:
    first, second, company = asked(world), asked(world), enter(world)
    delegate(world, company, world.chen)
    for matter in (first, second):
        done = send(world.chen, matter, "claim", until=day(), organisation=str(company.pk))
        assert done.status_code == 302
    send(world.chen, first, "done", text="换了灯泡")
    actions_of_organisations.end(
        viewer=viewer(world.sun), organisation_id=company.pk, now=timezone.now()
    )
    deliver_all()
    stages = dict(Claim.objects.values_list("help__matter", "stage"))
    assert stages == {first.pk: "done", second.pk: "given_up"}
    assert send(world.wang, first, "confirm", text="亮了").status_code == 302


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
