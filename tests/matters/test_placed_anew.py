"""A wrong place is put right, a kind is sorted anew: who is asked then is proposed, never taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Matter, MatterEvent
from maplebridge.square.models import Publication
from maplebridge.territory.public import forget_index, root
from tests.world import World, client_for, post, publish, viewer

EN = {"accept-language": "en"}


def made(world: World, **more: Any) -> Matter:
    sent = actions.Report(
        words="路灯不亮", **{"place_id": world.grid.pk, "category": "lighting"} | more
    )
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def page(world: World, who: Any, matter: Matter) -> str:
    return client_for(who).get(f"/matters/{matter.pk}/", headers=EN).content.decode()


def only_community(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """From now on the catalogue says that the community is asked first for one kind."""
    real = queries.routing.category_of

    def changed(matter: Matter) -> Any:
        rulebook, category = real(matter)
        if category.code != code:
            return rulebook, category
        return rulebook, replace(category, duty=("community", "street"))

    monkeypatch.setattr(queries.routing, "category_of", changed)


def test_the_worker_says_where_it_lies_and_hands_it_there_in_one_tap(world: World) -> None:
    post(world.zhao, Role.GRID_WORKER, world.next_grid)
    matter, li = made(world, lon=world.point[0], lat=world.point[1]), client_for(world.li)
    assert "Hand it there?" not in page(world, world.li, matter)
    data = {"place": str(world.next_grid.pk), "text": "灯杆在路东"}
    assert li.post(f"/matters/{matter.pk}/place/", data).status_code == 302
    matter.refresh_from_db()
    assert (matter.grid_id, matter.path) == (world.next_grid.pk, world.next_grid.path)
    assert matter.lon is None, "the point was wrong"
    assert matter.handler_id == world.li_post.pk, "nobody loses it silently"
    shown = page(world, world.li, matter)
    assert f"Found to lie at {world.next_grid.name}, not at {world.grid.name}" in shown
    assert "灯杆在路东" in shown
    assert "Hand it there?" in shown
    tap = {"refer-place": str(world.next_grid.pk), "refer-text": "地点在那里"}
    assert tap["refer-place"] in shown
    li.post(f"/matters/{matter.pk}/refer/", tap)
    matter.refresh_from_db()
    assert matter.handler is not None
    assert matter.handler.person_id == world.zhao.pk
    assert "Hand it there?" not in page(world, world.sun, matter)


def test_a_point_of_the_map_is_a_place(world: World) -> None:
    forget_index()
    matter, (lon, lat) = made(world), world.point
    data = {"place": "", "lon": str(lon + 0.01), "lat": str(lat), "text": "在路东"}
    client_for(world.sun).post(f"/matters/{matter.pk}/place/", data)
    matter.refresh_from_db()
    assert matter.grid_id == world.next_grid.pk
    assert matter.lon == pytest.approx(lon + 0.01)
    outside = {"place": "", "lon": "0.5", "lat": "0.5", "text": "在路东"}
    refused = client_for(world.sun).post(f"/matters/{matter.pk}/place/", outside)
    assert refused.status_code == 422
    assert "在路东" in refused.content.decode()


@pytest.mark.parametrize("data", [{"text": "在这里"}, {"text": ""}], ids=["same", "no reason"])
def test_the_same_place_or_no_reason_is_refused_and_what_was_typed_stays(
    world: World, data: dict[str, str]
) -> None:
    matter = made(world)
    sent = {"place": str(world.grid.pk), **data}
    answer = client_for(world.li).post(f"/matters/{matter.pk}/place/", sent)
    assert answer.status_code == 422
    assert f'value="{world.grid.pk}" checked' in answer.content.decode()
    assert not matter.events.filter(verb="place").exists()


def test_a_search_is_no_step(world: World) -> None:
    matter = made(world)
    data = {"find": "1", "place_search": world.building.name, "text": "三棟門口"}
    found = client_for(world.li).post(f"/matters/{matter.pk}/place/", data)
    assert found.status_code == 200
    assert str(world.building.pk) in found.content.decode()
    assert "三棟門口" in found.content.decode()


def test_what_nobody_placed_is_placed_and_then_handed_on(world: World) -> None:
    top = post(world.zhao, Role.OPERATOR, root())
    matter = made(world, place_id=root().pk)
    assert matter.handler_id == top.pk
    zhao = client_for(world.zhao)
    zhao.post(f"/matters/{matter.pk}/place/", {"place": str(world.grid.pk), "text": "问过了"})
    assert "Hand it there?" in page(world, world.zhao, matter)
    matter.refresh_from_db()
    assert matter.grid_id == world.grid.pk


def test_what_nobody_had_goes_to_who_answers_there(world: World) -> None:
    matter = made(world, place_id=root().pk)
    assert matter.handler_id is None
    qian = post(world.qian, Role.HEAD, root())
    actions.place_anew(
        viewer=viewer(world.qian), matter_id=matter.pk, place_id=world.grid.pk, reason="问过了",
        now=timezone.now(),
    )  # fmt: skip
    matter.refresh_from_db()
    assert matter.handler_id == world.li_post.pk
    assert qian.pk != matter.handler_id


def test_the_line_cannot_be_rewritten_and_is_sealed(world: World) -> None:
    matter = made(world)
    actions.place_anew(
        viewer=viewer(world.li), matter_id=matter.pk, place_id=world.next_grid.pk,
        reason="在路东", now=timezone.now(),
    )  # fmt: skip
    line = MatterEvent.objects.filter(verb="place")
    with pytest.raises(DatabaseError), transaction.atomic():
        line.update(place=world.other_grid)
    plain = next(queries.sealed.events(line)).plain
    assert plain[-2:] == (world.next_grid.pk.hex, world.grid.pk.hex)
    assert next(queries.sealed.events(matter.events.filter(verb="report"))).plain[-1] == (
        matter.reported_at
    ), "lines without a place keep the hash that they had"


def test_what_everybody_reads_moves_along_without_its_spot(world: World) -> None:
    publication = publish(world)
    Publication.objects.update(exact_spot=True, lon=world.point[0], lat=world.point[1])
    actions.place_anew(
        viewer=viewer(world.li), matter_id=publication.matter_id, place_id=world.next_grid.pk,
        reason="在路东", now=timezone.now(),
    )  # fmt: skip
    publication.refresh_from_db()
    assert (publication.grid_id, publication.exact_spot) == (world.next_grid.pk, False)
    grid = world.next_grid
    assert (publication.lon, publication.lat) == (grid.lon, grid.lat)


def test_its_likely_repetitions_are_those_of_the_new_place(world: World) -> None:
    matter = made(world)
    deliver_all()
    assert set(matter.bands.values_list("grid", flat=True)) == {world.grid.pk}
    actions.place_anew(
        viewer=viewer(world.li), matter_id=matter.pk, place_id=world.next_grid.pk,
        reason="在路东", now=timezone.now(),
    )  # fmt: skip
    deliver_all()
    assert set(matter.bands.values_list("grid", flat=True)) == {world.next_grid.pk}


def test_sorted_anew_it_is_proposed_to_whom_the_kind_names(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_community(monkeypatch, "dispute")
    matter, li = made(world), client_for(world.li)
    li.post(f"/matters/{matter.pk}/triage/", {"triage-category": "dispute"})
    matter.refresh_from_db()
    assert matter.handler_id == world.li_post.pk
    shown = page(world, world.li, matter)
    assert "Hand it there?" in shown
    assert f'name="refer-place" value="{world.community.pk}"' in shown
    data = {"refer-place": str(world.community.pk), "refer-text": "归社区"}
    li.post(f"/matters/{matter.pk}/refer/", data)
    matter.refresh_from_db()
    assert matter.handler is not None
    assert matter.handler.person_id == world.sun.pk
    assert matter.first_asked_id == world.li_post.pk
    assert "Hand it there?" not in page(world, world.sun, matter), "it was sent since"


def test_who_held_it_before_is_not_proposed_again_to_the_one_who_has_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_community(monkeypatch, "dispute")
    matter, now = made(world), timezone.now()
    li, sun = viewer(world.li), viewer(world.sun)
    actions.refer(
        viewer=li, matter_id=matter.pk, place_id=world.community.pk, reason="归社区", now=now
    )
    actions.triage(viewer=sun, matter_id=matter.pk, category="water", now=now)
    assert "Hand it there?" not in page(world, world.sun, matter)
    assert "Hand it there?" in page(world, world.qian, matter), "who stands above may send it"


def test_a_longer_promise_counts_only_when_somebody_above_says_so(world: World) -> None:
    matter, now = made(world), timezone.now()
    promised = matter.settle_due_at
    for who in (world.li, world.qian):
        kind = "greenery" if who is world.li else "road"
        actions.triage(viewer=viewer(who), matter_id=matter.pk, category=kind, now=now)
        matter.refresh_from_db()
        assert matter.settle_due_at == promised, who.name
    client_for(world.qian).post(
        f"/matters/{matter.pk}/triage/", {"triage-category": "greenery", "triage-longer": "on"}
    )
    matter.refresh_from_db()
    assert matter.settle_due_at > promised + timedelta(days=3)
    assert "Let the longer time" in page(world, world.qian, matter)
    assert "Let the longer time" not in page(world, world.li, matter)
