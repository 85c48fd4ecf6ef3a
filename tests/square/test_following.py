"""Following and "me too": counted once, told without names, stopped with one tap, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core.outbox import deliver_all
from maplebridge.matters import actions as matter_actions
from maplebridge.square import actions, queries
from maplebridge.square.models import Alert, Following, Interest
from maplebridge.square.rules.why import Why
from tests.world import World, client_for, person, publish, settle, viewer


def too(world: World, who: Any, public: Any, say: str = "yes") -> Any:
    return client_for(who).post(f"/matters/public/{public.matter_id}/too/", {"too": say})


def news(who: Any) -> list[Why]:
    return [one.why for one in queries.my_news(viewer(who))]


def test_each_person_says_me_too_once_and_nobody_reads_who(world: World) -> None:
    public = publish(world)
    for _ in range(2):
        assert too(world, world.chen, public).status_code == 302
    assert Interest.objects.count() == 1
    for n in range(5):
        too(world, person(f"邻居{n}", f"1380000000{n}"), public)
    page = client_for(None).get(f"/matters/public/{public.matter_id}/").content.decode()
    assert "6 人" in page
    assert "陈邻居" not in page
    too(world, world.chen, public, "no")
    assert Interest.objects.count() == 5


def test_fewer_than_five_are_not_counted_out(world: World) -> None:
    public = publish(world)
    too(world, world.chen, public)
    assert queries.me_too(viewer(world.chen), public).count is None


def test_nobody_says_me_too_to_their_own_or_to_what_is_not_public(world: World) -> None:
    public = publish(world)
    assert too(world, world.wang, public).status_code == 422
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private",
        now=timezone.now(),
    )  # fmt: skip
    assert too(world, world.chen, public).status_code == 404
    follow = f"/matters/public/{public.matter_id}/follow/"
    assert client_for(world.chen).post(follow).status_code == 404
    assert not Interest.objects.exists()


def test_who_follows_a_place_hears_of_what_becomes_public_there_once(world: World) -> None:
    url = f"/matters/public/places/{world.community.pk}/follow/"
    assert client_for(world.chen).post(url, {"kind": "lighting"}).status_code == 302
    assert client_for(world.stranger).post(url, {"kind": "water"}).status_code == 302
    assert client_for(world.chen).post(url, {"kind": "nonsense"}).status_code == 422
    public = publish(world)
    deliver_all()
    assert news(world.chen) == [Why.NEW]
    assert news(world.stranger) == []
    home = client_for(world.chen).get("/").content.decode()
    assert public.words in home
    client_for(world.chen).post("/matters/public/following/seen/")
    assert news(world.chen) == []
    actions.release(
        viewer=viewer(world.li), matter_id=public.matter_id, words="路灯", lines={},
        now=timezone.now(),
    )  # fmt: skip
    deliver_all()
    assert news(world.chen) == []


def test_who_follows_a_grid_hears_of_that_grid_alone(world: World) -> None:
    page = f"/matters/public/places/{world.community.pk}/"
    chen, zhao = client_for(world.chen), client_for(world.zhao)
    assert f'value="{world.grid.pk}"' in chen.get(page).content.decode()
    assert chen.post(f"{page}follow/", {"grid": str(world.grid.pk)}).status_code == 302
    assert zhao.post(f"{page}follow/", {"grid": str(world.next_grid.pk)}).status_code == 302
    elsewhere = f"/matters/public/places/{world.other_community.pk}/follow/"
    assert chen.post(elsewhere, {"grid": str(world.grid.pk)}).status_code == 422
    assert chen.post(f"/matters/public/places/{world.building.pk}/follow/").status_code == 404
    publish(world)
    deliver_all()
    assert (news(world.chen), news(world.zhao)) == ([Why.NEW], [])
    listed = chen.get("/matters/public/following/").content.decode()
    assert world.grid.name in listed
    assert page in listed
    assert world.grid.name in chen.get(page).content.decode().split("<option")[0]
    (mine,) = queries.followed(viewer(world.chen))
    chen.post(f"/matters/public/following/{mine.id}/stop/")
    assert not Following.objects.filter(person=world.chen).exists()


def test_who_follows_a_matter_hears_of_news_and_of_its_end(world: World) -> None:
    public = publish(world)
    deliver_all()
    client_for(world.chen).post(f"/matters/public/{public.matter_id}/follow/")
    now = timezone.now()
    again = {"viewer": viewer(world.li), "matter_id": public.matter_id, "lines": {}, "now": now}
    actions.release(words="路灯还不亮", **again)
    deliver_all()
    assert news(world.chen) == [Why.NEWS]
    settle(world, public.matter, now)
    deliver_all()
    assert set(news(world.chen)) == {Why.NEWS, Why.CLOSED}


def test_what_was_taken_back_before_it_was_told_is_not_told(world: World) -> None:
    actions.follow_area(
        viewer=viewer(world.chen), area_id=world.community.pk, category="", now=timezone.now()
    )
    public = publish(world)
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private",
        now=timezone.now(),
    )  # fmt: skip
    deliver_all()
    assert not Alert.objects.exists()


def test_one_tap_stops_it_and_only_for_oneself(world: World) -> None:
    mine = actions.follow_area(
        viewer=viewer(world.chen), area_id=world.street.pk, category="", now=timezone.now()
    )
    url = f"/matters/public/following/{mine.pk}/stop/"
    assert client_for(world.wang).post(url).status_code == 404
    assert client_for(world.chen).post(url).status_code == 302
    assert not Following.objects.exists()


def test_nobody_follows_more_than_fifty(world: World) -> None:
    now = timezone.now()
    who = viewer(world.chen)
    Following.objects.bulk_create(
        Following(person=world.chen, place=world.street, category=f"k{n}", began_at=now)
        for n in range(50)
    )
    with pytest.raises(Exception, match="50"):
        actions.follow_area(viewer=who, area_id=world.community.pk, category="", now=now)


def test_alerts_go_after_ninety_days_and_all_with_the_account(world: World) -> None:
    now = timezone.now()
    actions.follow_area(viewer=viewer(world.chen), area_id=world.community.pk, category="", now=now)
    publish(world)
    deliver_all()
    actions.purge_expired(now=now + timedelta(days=89))
    assert Alert.objects.count() == 1
    actions.purge_expired(now=now + timedelta(days=91))
    assert not Alert.objects.exists()
    from maplebridge.people import actions as people_actions

    people_actions.close_account(viewer=viewer(world.chen), now=now)
    deliver_all()
    assert not Following.objects.exists()


def test_what_is_said_and_followed_goes_with_the_publication(world: World) -> None:
    public = publish(world)
    too(world, world.chen, public)
    client_for(world.chen).post(f"/matters/public/{public.matter_id}/follow/")
    matter_actions.withdraw(
        viewer=viewer(world.wang), matter_id=public.matter_id, now=timezone.now()
    )
    later = timezone.now() + timedelta(days=1100)
    matter_actions.purge_expired(now=later)
    actions.purge_expired(now=later)
    assert not Interest.objects.exists()
    assert not Following.objects.exists()
