"""A building comes to stand in another grid: its people, posts and matters go with it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from maplebridge.core import outbox
from maplebridge.core.viewer import SYSTEM, Role
from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter
from maplebridge.territory import actions as territory
from maplebridge.territory.models import Place
from tests import world


@pytest.mark.django_db(transaction=True)
def test_matters_homes_and_posts_follow_the_building() -> None:
    cast = world.build_world()
    now = timezone.now()
    chief = world.person("楼栋长", "13900000011")
    world.post(chief, Role.BUILDING_CHIEF, cast.building)
    matters.report(
        viewer=world.viewer(cast.wang),
        sent=matters.Report(
            id=uuid4(), words="楼道的灯不亮了", category="lighting", place_id=cast.building.pk
        ),
        now=now,
    )
    Place.objects.filter(pk=cast.building.pk).update(lon=world.WEST + 0.015, lat=cast.point[1])
    grid = territory.redraw_grid(
        viewer=SYSTEM,
        grid=cast.grid,
        boundary=world.square(0, 0),
        day=now.date(),
        today=now.date(),
        now=now,
    )
    outbox.deliver_all()
    assert grid.valid_to is None
    building = Place.objects.get(pk=cast.building.pk)
    assert building.parent == cast.next_grid
    matter = Matter.objects.get()
    assert (matter.path, matter.grid_id) == (building.path, cast.next_grid.pk)
    assert world.viewer(cast.wang).home_path == cast.next_grid.path
    assert world.viewer(chief).holds(Role.BUILDING_CHIEF, path=building.path)
