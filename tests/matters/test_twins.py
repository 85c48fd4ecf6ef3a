"""Likely repetitions: alike in words, near in place and time, shown to who may see them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from maplebridge.core import outbox
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, MatterBand
from maplebridge.matters.rules import twins
from maplebridge.people.models import Person
from tests import world as cast
from tests.world import World

LAMP = "三栋二单元楼道的路灯不亮了"
SAME = "二单元楼道路灯不亮，晚上很黑"
OTHER = "楼下广场舞太吵，半夜还在跳"
TEXT = st.text(alphabet="路灯不亮楼道三单元坏了水管漏停车位Aa1", max_size=40)


def english(who: Person | None) -> Client:
    client = cast.client_for(who)
    client.cookies["django_language"] = "en"
    return client


def report(world: World, words: str, who: str = "wang", **more: Any) -> Matter:
    sent = actions.Report(
        **{"words": words, "category": "lighting", "place_id": world.grid.pk, "id": uuid4()} | more
    )
    now = more.pop("now", None) or timezone.now()
    made = actions.report(viewer=cast.viewer(getattr(world, who)), sent=sent, now=now).matter
    outbox.deliver_all()
    return made


def suggested(world: World, who: str, words: str = SAME, **more: Any) -> list[queries.Twin]:
    sought = queries.Sought(
        **{"words": words, "category": "lighting", "place_id": world.grid.pk} | more
    )
    return queries.likely_twins(cast.viewer(getattr(world, who)), sought, now=timezone.now())


@given(TEXT, TEXT)
@settings(max_examples=200, deadline=None)
def test_likeness_is_a_share_that_asks_not_for_the_order(one: str, other: str) -> None:
    assert 0.0 <= twins.alike(one, other) <= 1.0
    assert twins.alike(one, other) == twins.alike(other, one)
    if twins.bare(one):
        assert twins.alike(one, one) == 1.0
        assert len(set(twins.bands(one))) == twins.BANDS
    assert twins.bands(one) == twins.bands(one)


def test_what_is_stored_stays_what_it_is() -> None:
    """Signatures in a database must mean the same after an update of any library."""
    assert twins.bands("路灯不亮")[:3] == PINNED


PINNED = (9180636111380005573, 5429121021165779273, 8632136148343042)


def test_texts_alike_share_a_band_as_often_as_was_worked_out() -> None:
    """Half of the runs in common: nearly always; one in twenty: rarely."""
    alphabet = [chr(0x4E00 + i) for i in range(3000)]

    def share_of(common: int, own: int) -> float:
        met = 0
        for trial in range(200):
            start = trial * 7
            same = "".join(alphabet[(start + i) % 3000] for i in range(common))
            mine = "".join(alphabet[(start + 900 + i) % 3000] for i in range(own))
            theirs = "".join(alphabet[(start + 1800 + i) % 3000] for i in range(own))
            met += bool(set(twins.bands(same + mine)) & set(twins.bands(same + theirs)))
        return met / 200

    assert share_of(common=20, own=10) > 0.98
    assert share_of(common=4, own=40) < 0.35


@given(
    st.floats(115, 117),
    st.floats(28, 29),
    st.floats(0, 6.28),
    st.floats(0, 1),
)
@settings(max_examples=300, deadline=None)
def test_the_squares_looked_at_hold_every_point_of_the_circle(
    lon: float, lat: float, turn: float, part: float
) -> None:
    import math

    radius = twins.RADIUS_M
    high = radius * part / 111_320
    wide = high / math.cos(math.radians(lat))
    near = (lon + wide * math.cos(turn), lat + high * math.sin(turn))
    assert twins.cell_of(*near) in twins.cells_near(lon, lat, radius)
    assert len(twins.cells_near(lon, lat, radius)) <= 4
    assert twins.metres_apart(lon, lat, *near) <= radius * 1.001


@pytest.mark.django_db
def test_a_repetition_is_suggested_with_its_reasons(world: World) -> None:
    lon, lat = world.point
    earlier = report(world, LAMP, place_id=None, lon=lon, lat=lat)
    report(world, OTHER, place_id=None, lon=lon, lat=lat)
    (twin,) = suggested(world, "wang", place_id=None, lon=lon + 0.0005, lat=lat)
    assert twin.reference == earlier.reference
    assert twin.metres == 50
    assert "路灯不亮" in "".join(twin.shared)
    assert suggested(world, "wang", place_id=None, lon=lon + 0.004, lat=lat) == []
    assert suggested(world, "wang", words="……") == []


@pytest.mark.django_db
def test_traditional_letters_and_another_kind_are_looked_through(world: World) -> None:
    report(world, LAMP)
    assert suggested(world, "wang", words="二單元樓道的路燈不亮了")
    assert suggested(world, "wang", words=LAMP, category="water")
    assert not suggested(world, "wang", words="路灯旁边的车位", category="water")


@pytest.mark.django_db
def test_each_sees_only_what_they_may_see_anyway(world: World) -> None:
    lon, lat = world.point
    report(world, LAMP, place_id=None, lon=lon, lat=lat)
    at = {"place_id": None, "lon": lon, "lat": lat}
    assert not suggested(world, "chen", **at), "a private matter is no neighbour's business"
    assert suggested(world, "li", **at)[0].works
    assert not suggested(world, "wu", **at)
    report(world, LAMP + "啊", place_id=None, lon=lon, lat=lat, neighbours_see=True)
    (seen,) = suggested(world, "chen", **at)
    assert (seen.metres, seen.place, seen.may_join) == (None, world.grid.name, True)


@pytest.mark.django_db
def test_trying_points_does_not_find_out_where_a_neighbours_matter_is(world: World) -> None:
    lon, lat = world.point
    report(world, LAMP, place_id=None, lon=lon, lat=lat, neighbours_see=True)
    for step in (-0.004, -0.001, 0, 0.001, 0.004):
        (seen,) = suggested(world, "chen", place_id=None, lon=lon + step, lat=lat)
        assert seen.metres is None


@pytest.mark.django_db
def test_what_was_closed_long_ago_is_no_twin_and_its_signature_goes(world: World) -> None:
    now = timezone.now()
    matter = report(world, LAMP)
    assert MatterBand.objects.count() == twins.BANDS
    actions.withdraw(viewer=cast.viewer(world.wang), matter_id=matter.pk, now=now)
    assert suggested(world, "wang")
    actions.keep_signatures(now=now + timedelta(days=30, seconds=-5))
    assert MatterBand.objects.count() == twins.BANDS
    actions.keep_signatures(now=now + timedelta(days=30, seconds=5))
    assert not MatterBand.objects.exists()


@pytest.mark.django_db
def test_a_signature_is_written_once_and_not_in_the_request(world: World) -> None:
    sent = actions.Report(words=LAMP, place_id=world.grid.pk)
    matter = actions.report(viewer=cast.viewer(world.wang), sent=sent, now=timezone.now()).matter
    assert not MatterBand.objects.exists()
    actions.keep_signatures(now=timezone.now())
    assert MatterBand.objects.filter(matter=matter).count() == twins.BANDS
    outbox.deliver_all()
    actions.sign(matter.pk)
    assert MatterBand.objects.filter(matter=matter).count() == twins.BANDS


@pytest.mark.django_db
def test_looking_asks_the_same_few_times_however_many_there_are(
    world: World, assert_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    for _ in range(8):
        report(world, LAMP)
    viewer = cast.viewer(world.wang)
    sought = queries.Sought(LAMP, "lighting", None, *world.point)
    queries.likely_twins(viewer, sought, now=timezone.now())
    with assert_queries(2):
        assert len(queries.likely_twins(viewer, sought, now=timezone.now())) == twins.SHOWN_MAX


@pytest.mark.django_db
def test_the_report_page_asks_whether_it_is_one_of_these(world: World) -> None:
    report(world, LAMP, neighbours_see=True)
    typed = {"id": str(uuid4()), "words": SAME, "place": str(world.grid.pk), "find": "1"}
    chen = english(world.chen)
    page = chen.post("/matters/report/", typed).content.decode()
    assert "Is it one of these?" in page
    assert "/me-too/" in page
    assert "王" not in page
    part = chen.get("/matters/report/twins/", typed).content.decode()
    assert "Is it one of these?" in part
    visitor = english(None).get("/matters/report/twins/", typed)
    assert "Is it one of these?" not in visitor.content.decode()
    for bad in ({"lon": "x", "lat": "NaN"}, {"place": "?"}, {"words": "\x01"}):
        assert chen.get("/matters/report/twins/", typed | bad).status_code == 200


@pytest.mark.django_db
def test_sending_is_never_held_up_and_the_next_page_asks(world: World) -> None:
    earlier = report(world, LAMP, neighbours_see=True)
    chen = english(world.chen)
    sent = chen.post(
        "/matters/report/", {"id": str(uuid4()), "words": SAME, "place": str(world.grid.pk)}
    )
    page = chen.get(sent["Location"]).content.decode()
    assert "Is it one of these?" in page
    own = Matter.objects.get(reporter=world.chen)
    done = chen.post(reverse("matters:me_too", args=[earlier.pk]), {"instead": str(own.pk)})
    assert done.status_code == 302
    own.refresh_from_db()
    assert (own.state, own.closing_code) == ("closed", "withdrawn")
    assert earlier.co_reporters.get().person_id == world.chen.pk


@pytest.mark.django_db
def test_workers_are_shown_what_may_be_the_same_and_decide(world: World) -> None:
    earlier = report(world, LAMP)
    later = report(world, SAME, "chen")
    li = english(world.li)
    page = li.get(f"/matters/{later.pk}/").content.decode()
    assert "Perhaps the same" in page
    assert earlier.reference in page
    assert f'value="{earlier.reference}"' in page
    turned = li.get(f"/matters/{earlier.pk}/").content.decode()
    assert f'value="{later.reference}"' not in turned, "the earlier one stays"
    assert (
        "Perhaps the same"
        not in english(world.wang).get(f"/matters/{earlier.pk}/").content.decode()
    )
