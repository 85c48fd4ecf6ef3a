"""What its reporter withdraws or makes private, and what is forgotten, is gone everywhere at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from maplebridge.core.errors import RuleBroken
from maplebridge.core.outbox import deliver_all
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import Matter
from maplebridge.people.models import Consent
from maplebridge.square import actions, queries
from maplebridge.square.models import Publication
from tests.world import World, client_for, publish, viewer

WORDS = "小区门口的路灯不亮"


def withdraw(world: World, public: Publication) -> None:
    matter_actions.withdraw(
        viewer=viewer(world.wang), matter_id=public.matter_id, now=timezone.now()
    )


def make_private(world: World, public: Publication) -> None:
    actions.choose_readers(
        viewer=viewer(world.wang), matter_id=public.matter_id, visibility="private",
        now=timezone.now(),
    )  # fmt: skip


def forget(world: World, public: Publication) -> None:
    """The matter's own duty alone; the public side has not been called yet."""
    ended = timezone.now() - timedelta(days=1100)
    Matter.objects.filter(pk=public.matter_id).update(
        reported_at=ended, state="closed", closing_code="fixed", closed_at=ended,
        last_activity_at=ended,
    )  # fmt: skip
    matter_actions.purge_expired(now=timezone.now())
    assert Matter.objects.get(pk=public.matter_id).words == ""


WAYS = [withdraw, make_private, forget]


def told(public: Publication) -> dict[str, str]:
    """All that a visitor gets, by the way they ask; "" where the address answers 404."""
    visitor = client_for(None)
    matter = public.matter
    addresses = {
        "list": "/matters/public/",
        "list of its place": f"/matters/public/?place={matter.community_id}",
        "page": f"/matters/public/{matter.pk}/",
        "place": f"/matters/public/places/{matter.community_id}/",
        "map": "/matters/public/points.geojson",
        "feed": "/matters/public/feed.atom",
        "table": "/matters/public/matters.csv",
        "Open311 XML": "/open311/v2/requests.xml",
        "Open311 JSON": f"/open311/v2/requests/{matter.reference}.json",
    }
    said: dict[str, str] = {}
    for name, address in addresses.items():
        answer = visitor.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
        said[name] = content.decode() if answer.status_code == 200 else ""
    return said


@pytest.mark.parametrize("go", WAYS)
def test_it_leaves_every_public_way_before_any_fact_was_delivered(
    world: World, go: Callable[[World, Publication], None]
) -> None:
    public = publish(world, words=WORDS)
    picture = public.pictures.get().pk
    copy = f"/matters/public/{public.matter_id}/pictures/{picture}/"
    assert client_for(None).get(copy).status_code == 200
    before = told(public)
    mute = {name for name, said in before.items() if WORDS not in said}
    assert mute <= {"map"}, mute
    assert str(public.matter_id) in before["map"]
    go(world, public)
    for name, said in told(public).items():
        assert WORDS not in said, name
        assert f"/public/{public.matter_id}" not in said, name
        assert str(picture) not in said, name
        if not name.startswith("Open311"):
            assert public.matter.reference not in said, name
    assert client_for(None).get(copy).status_code == 404


def test_what_was_withdrawn_is_removed_with_its_copies_and_its_consent(world: World) -> None:
    public = publish(world)
    withdraw(world, public)
    deliver_all()
    public.refresh_from_db()
    assert (public.stage, public.words, public.lon) == ("taken_back", "", None)
    assert not public.pictures.exists()
    assert Consent.objects.get(person=world.wang).withdrawn_at is not None


def test_one_that_was_withdrawn_earlier_is_gone_and_removed_by_the_clock(world: World) -> None:
    public, still = publish(world), publish(world)
    now = timezone.now()
    Matter.objects.filter(pk=public.matter_id).update(
        state="closed", closing_code="withdrawn", closed_at=now
    )
    assert [row.id for row in queries.listed(queries.Wanted()).rows] == [still.matter_id]
    actions.purge_expired(now=now)
    public.refresh_from_db()
    still.refresh_from_db()
    assert (public.stage, still.stage) == ("taken_back", "released")


def test_what_was_withdrawn_is_neither_asked_for_nor_released(world: World) -> None:
    sent = matter_actions.Report(
        words=WORDS, category="lighting", place_id=world.grid.pk, everybody_sees=True
    )
    now = timezone.now()
    matter = matter_actions.report(viewer=viewer(world.wang), sent=sent, now=now).matter
    deliver_all()
    assert len(queries.queue(viewer(world.li))[0]) == 1
    matter_actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=now)
    assert queries.queue(viewer(world.li))[0] == []
    with pytest.raises(RuleBroken) as late:
        actions.release(
            viewer=viewer(world.li), matter_id=matter.pk, words=WORDS, lines={}, now=now
        )
    assert late.value.code == "square_taken_back"
    with pytest.raises(RuleBroken) as again:
        actions.choose_readers(
            viewer=viewer(world.wang), matter_id=matter.pk, visibility="public", now=now
        )
    assert again.value.code == "square_withdrawn"


def test_a_request_for_helpers_goes_with_the_matter_at_once(world: World) -> None:
    public = publish(world)
    actions.ask_for_help(
        viewer=viewer(world.li), matter_id=public.matter_id, words="谁有梯子？", now=timezone.now()
    )
    page = "/matters/public/help/"
    assert "谁有梯子？" in client_for(world.chen).get(page).content.decode()
    withdraw(world, public)
    assert "谁有梯子？" not in client_for(world.chen).get(page).content.decode()
    gone = client_for(world.chen).get(f"/matters/public/{public.matter_id}/help/")
    assert gone.status_code == 404
