"""Somebody acts for an organisation only when asked and willing, and no longer than both want."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.channels.models import Outgoing, Sender
from maplebridge.core.models import AuditEntry
from maplebridge.core.outbox import deliver_all
from maplebridge.organisations import actions, queries
from maplebridge.organisations.models import Delegate
from maplebridge.people import actions as people
from maplebridge.people.models import Person
from tests.organisations.ground import ask, delegate, enter, until
from tests.world import World, client_for, viewer


def send(who: Person, path: str, **data: Any) -> Any:
    return client_for(who).post(f"/organisations/{path}", data)


def page(who: Person, path: str) -> str:
    return str(client_for(who).get(path).content.decode())


def sent(who: Person, **more: Any) -> dict[str, Any]:
    return {"name": who.name, "phone": who.phone, "until": until(timezone.now())} | more


def test_asked_on_the_home_page_and_a_yes_makes_it_so(world: World) -> None:
    found = enter(world)
    assert send(world.sun, f"{found.pk}/invite/", **sent(world.chen)).status_code == 302
    today = until(timezone.now(), 0)
    assert not queries.may_act_for(world.chen.pk, found.pk, today)
    assert "楓林物业" in page(world.chen, "/")
    assert "楓林物业" in page(world.chen, "/organisations/mine/")
    asked = Delegate.objects.get()
    assert send(world.chen, f"mine/{asked.pk}/accept/").status_code == 302
    assert queries.may_act_for(world.chen.pk, found.pk, today)
    assert "楓林物业" not in page(world.chen, "/")


def test_a_no_deletes_the_question_and_says_what_the_audit_keeps(world: World) -> None:
    asked = ask(world, enter(world), world.chen)
    client = client_for(world.chen)
    client.cookies["django_language"] = "en"
    said = client.post(f"/organisations/mine/{asked.pk}/decline/", follow=True).content.decode()
    assert not Delegate.objects.exists()
    assert "Nothing of it is kept" not in said
    assert "keeps one line about it, with numbers instead of names" in said
    (kept,) = AuditEntry.objects.filter(verb="organisation.decline")
    assert world.chen.name not in str((kept.thing_kind, kept.facts))


def test_only_the_one_who_was_asked_answers(world: World) -> None:
    asked = ask(world, enter(world), world.chen)
    for who in (world.wang, world.sun):
        assert send(who, f"mine/{asked.pk}/accept/").status_code == 404
        assert send(who, f"mine/{asked.pk}/decline/").status_code == 404
    assert Delegate.objects.get().accepted_at is None


@pytest.mark.parametrize(
    "wrong",
    [{"name": "陈别人"}, {"phone": "13900000001"}, {"phone": "13811112222"}, {"phone": "abc"}],
)
def test_name_and_number_have_to_fit_one_person(world: World, wrong: dict[str, str]) -> None:
    found = enter(world)
    refused = send(world.sun, f"{found.pk}/invite/", **sent(world.chen, **wrong))
    assert refused.status_code == 422
    assert "没有" in refused.content.decode() or "Nobody" in refused.content.decode()
    assert not Delegate.objects.exists()


def test_nobody_names_themselves_and_nobody_is_named_twice(world: World) -> None:
    found = enter(world)
    assert send(world.sun, f"{found.pk}/invite/", **sent(world.sun)).status_code == 422
    delegate(world, found, world.chen)
    assert send(world.sun, f"{found.pk}/invite/", **sent(world.chen)).status_code == 422
    assert Delegate.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 1097])
def test_the_last_day_is_near(world: World, days: int) -> None:
    found = enter(world)
    far = sent(world.chen, until=until(timezone.now(), days))
    assert send(world.sun, f"{found.pk}/invite/", **far).status_code == 422


def test_who_keeps_it_sees_names_covered_and_others_see_none(world: World) -> None:
    found = enter(world)
    delegate(world, found, world.chen)
    kept = page(world.sun, f"/organisations/{found.pk}/")
    assert "陈*" in kept
    assert "陈邻居" not in kept
    assert world.chen.phone not in kept
    for who in (world.wang, world.li, world.wu):
        assert "陈*" not in page(who, f"/organisations/{found.pk}/")


def test_either_side_ends_it_at_once(world: World) -> None:
    found = enter(world)
    one, other = delegate(world, found, world.chen), delegate(world, found, world.zhao)
    today = until(timezone.now(), 0)
    assert send(world.wang, f"delegates/{one.pk}/end/").status_code == 403
    assert send(world.chen, f"delegates/{other.pk}/end/").status_code == 403
    assert send(world.chen, f"delegates/{one.pk}/end/", **{"from": "mine"}).status_code == 302
    assert send(world.sun, f"delegates/{other.pk}/end/").status_code == 302
    assert queries.who_acts_for(found.pk, today) == set()
    assert send(world.sun, f"{found.pk}/invite/", **sent(world.chen)).status_code == 302


def test_an_unanswered_question_is_taken_back_without_a_trace(world: World) -> None:
    asked = ask(world, enter(world), world.chen)
    assert send(world.sun, f"delegates/{asked.pk}/end/").status_code == 302
    assert not Delegate.objects.exists()


def test_who_leads_another_place_finds_no_such_delegate(world: World) -> None:
    found = enter(world, by=world.qian, place=world.street)
    asked = actions.invite(
        viewer=viewer(world.qian), organisation_id=found.pk, name=world.chen.name,
        phone=world.chen.phone, until=until(timezone.now()), now=timezone.now(),
    )  # fmt: skip
    assert send(world.sun, f"delegates/{asked.pk}/end/").status_code == 404
    assert send(world.sun, f"{found.pk}/invite/", **sent(world.chen)).status_code == 404


def test_nobody_acts_after_the_last_day_and_can_be_asked_anew(world: World) -> None:
    found, now = enter(world), timezone.now()
    delegate(world, found, world.chen, until=until(now, 2))
    assert queries.may_act_for(world.chen.pk, found.pk, until(now, 2))
    assert not queries.may_act_for(world.chen.pk, found.pk, until(now, 3))
    later = now + timedelta(days=3)
    asked = ask(world, found, world.chen, now=later, until=until(later))
    assert asked.accepted_at is None
    assert Delegate.objects.filter(ended_at__isnull=True).get() == asked


def test_a_question_is_over_after_a_month(world: World) -> None:
    asked = ask(world, enter(world), world.chen)
    Delegate.objects.update(invited_at=timezone.now() - timedelta(days=31))
    assert "楓林物业" not in page(world.chen, "/organisations/mine/")
    assert send(world.chen, f"mine/{asked.pk}/accept/").status_code == 404


def test_when_the_organisation_ends_nobody_acts_for_it(world: World) -> None:
    found = enter(world)
    delegate(world, found, world.chen)
    asked = ask(world, found, world.zhao)
    assert send(world.sun, f"{found.pk}/end/").status_code == 302
    assert not queries.may_act_for(world.chen.pk, found.pk, until(timezone.now(), 0))
    assert send(world.zhao, f"mine/{asked.pk}/accept/").status_code == 404


def test_who_closes_their_account_acts_for_nobody(world: World) -> None:
    found = enter(world)
    delegate(world, found, world.chen)
    ask(world, found, world.wang)
    for who in (world.chen, world.wang):
        people.close_account(viewer=viewer(who), now=timezone.now())
    deliver_all()
    assert Delegate.objects.get().ended_at is not None


def test_whoever_is_asked_is_written_to_where_they_have_a_way(world: World, settings: Any) -> None:
    settings.MAIL_BOX = "house@example.org"
    Sender.objects.create(
        channel="mail", address="chen@example.org", person=world.chen, proved_at=timezone.now()
    )
    ask(world, enter(world), world.chen)
    deliver_all()
    message = Outgoing.objects.get(channel="mail")
    assert message.to == "chen@example.org"
    assert "/organisations/mine/" in message.text
    assert "楓林" not in message.text


def test_my_copy_says_for_whom_i_act(world: World) -> None:
    delegate(world, enter(world), world.chen)
    _, sections = people.export_my_data(viewer=viewer(world.chen), now=timezone.now())
    rows = next(one for one in sections if one.name == "acts_for")
    assert [row["person_id"] for row in rows.plain()] == [world.chen.pk]
    assert "invited_by_id" not in next(rows.plain())
