"""The cast: one small place with its people, for every test that needs somebody to do something.

Wang the resident lives in the first grid of the east community; Li is its grid worker and Zhao
his deputy. Chen lives next door, Sun is operator of the community, Qian head of the street, and
Wu works in another community.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.viewer import SYSTEM, Level, Role, Viewer
from maplebridge.matters import public as matters
from maplebridge.people.models import (
    Account,
    Deputy,
    Household,
    HouseholdMember,
    Leave,
    Person,
    Post,
)
from maplebridge.people.public import viewer_of
from maplebridge.square.models import Publication
from maplebridge.territory.models import Building
from maplebridge.territory.public import Home, Jurisdiction, Place, add_place, found_jurisdiction
from tests.kept_rows import KeptRows

LONG_AGO = date(2024, 1, 1)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
"""Monday noon in Nanchang, for tests that need a fixed day."""
WEST, SOUTH, SIZE = 115.90, 28.68, 0.01


def square(column: int, row: int, width: int = 1) -> dict[str, Any]:
    """A GeoJSON square of `width` steps of 0.01 degree."""
    left, low = WEST + column * SIZE, SOUTH + row * SIZE
    right, high = left + width * SIZE, low + SIZE
    ring = [[left, low], [right, low], [right, high], [left, high], [left, low]]
    return {"type": "Polygon", "coordinates": [ring]}


@dataclass(frozen=True)
class World:
    """The places and the people, by what they are."""

    jurisdiction: Jurisdiction
    street: Place
    community: Place
    grid: Place
    next_grid: Place
    other_community: Place
    other_grid: Place
    estate: Place
    building: Place
    entrance: Place
    home: Home
    next_home: Home
    other_home: Home
    wang: Person
    chen: Person
    li: Person
    li_post: Post
    zhao: Person
    sun: Person
    qian: Person
    wu: Person
    stranger: Person

    @property
    def point(self) -> tuple[float, float]:
        """A position inside the first grid: longitude, latitude."""
        return WEST + SIZE / 2, SOUTH + SIZE / 2

    @property
    def far_away(self) -> tuple[float, float]:
        """A position outside the jurisdiction."""
        return 0.5, 0.5


def build_world() -> World:
    """Write the cast into the test's database."""
    return _kept_world()


def _make_world() -> World:
    now = timezone.now()
    top = found_jurisdiction(
        viewer=SYSTEM, name="楓橋試驗區", valid_from=LONG_AGO, demo=True, now=now
    )
    street = _place(top.root, Level.STREET, "徐家坊街道")
    east = _place(street, Level.COMMUNITY, "東社區", square(0, 0, 2))
    west = _place(street, Level.COMMUNITY, "西社區", square(0, 1, 2))
    grid = _place(east, Level.GRID, "第一網格", square(0, 0))
    next_grid = _place(east, Level.GRID, "第二網格", square(1, 0))
    other_grid = _place(west, Level.GRID, "第三網格", square(0, 1))
    estate = _place(east, Level.ESTATE, "楓林苑")
    building = _building(grid, "3棟", estate)
    entrance = _place(building, Level.ENTRANCE, "1單元")
    other_building = _building(other_grid, "8棟", None)
    home = _home(building, entrance, "101")
    next_home = _home(building, entrance, "102")
    other_home = _home(other_building, None, "801")
    li = person("李网格", "13900000003")
    zhao = person("赵代理", "13900000004")
    world = World(
        jurisdiction=top,
        street=street,
        community=east,
        grid=grid,
        next_grid=next_grid,
        other_community=west,
        other_grid=other_grid,
        estate=estate,
        building=building,
        entrance=entrance,
        home=home,
        next_home=next_home,
        other_home=other_home,
        wang=person("王奶奶", "13900000001", home),
        chen=person("陈邻居", "13900000002", next_home),
        li=li,
        li_post=post(li, Role.GRID_WORKER, grid),
        zhao=zhao,
        sun=person("孙值班", "13900000005"),
        qian=person("钱主任", "13900000006"),
        wu=person("吴外社", "13900000007"),
        stranger=person("外来客", "13900000008", other_home),
    )
    Deputy.objects.create(post=world.li_post, person=zhao, valid_from=LONG_AGO)
    post(world.sun, Role.OPERATOR, east)
    post(world.qian, Role.HEAD, street)
    post(world.wu, Role.GRID_WORKER, other_grid)
    return world


_kept_world = KeptRows(_make_world)


def person(name: str, phone: str, home: Home | None = None) -> Person:
    """Somebody with an account of their own, living in `home`. The names are made up."""
    made = Person.objects.create(name=name, phone=phone, demo=True)
    account = Account(person=made, phone=phone, phone_verified=True)
    account.set_unusable_password()
    account.save()
    if home is not None:
        household = Household.objects.create(home=home, path=home.path, began_on=LONG_AGO)
        HouseholdMember.objects.create(household=household, person=made, began_on=LONG_AGO)
    return made


def post(holder: Person, role: Role, place: Place) -> Post:
    return Post.objects.create(
        person=holder, role=role.value, place=place, path=place.path, term_from=LONG_AGO
    )


def go_on_leave(holder: Person, *, now: datetime | None = None, days: int = 7) -> Leave:
    """From today on the deputy acts."""
    today = calendar.today(now or timezone.now())
    return Leave.objects.create(
        person=holder, first_day=today, last_day=today + timedelta(days=days)
    )


def viewer(who: Person, *, now: datetime | None = None) -> Viewer:
    """What the policies see of somebody today."""
    return viewer_of(who, now=now or timezone.now())


def client_for(who: Person | None, **more: Any) -> Client:
    """A browser in which `who` is signed in; None is a visitor."""
    client = Client(**more)
    if who is not None:
        client.force_login(Account.objects.get(person=who))
    return client


def photo(name: str = "photo.png", colour: str = "#a33") -> Any:
    """A small real picture, ready to upload."""
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "PNG")
    return SimpleUploadedFile(name, target.getvalue(), content_type="image/png")


def publish(cast: World, words: str = "小区门口的路灯不亮", **more: Any) -> Publication:
    """A matter of Wang's with one photo that Li has released to everybody."""
    from maplebridge.core import files
    from maplebridge.core.outbox import deliver_all
    from maplebridge.square import actions as square

    now = timezone.now()
    lon, lat = cast.point
    sent = {"category": "lighting", "lon": lon + 0.001, "lat": lat + 0.001} | more
    picture = files.ingest(photo(), now=now)
    reported = matters.report(
        viewer=viewer(cast.wang),
        sent=matters.Report(words=words, photos=(picture.pk,), everybody_sees=True, **sent),
        now=now,
    )
    deliver_all()
    shot = matters.MatterPhoto.objects.get(event__matter=reported.matter)
    decision = {"viewer": viewer(cast.li), "matter_id": reported.matter.pk, "now": now}
    square.decide_photo(**decision, photo_id=shot.pk, shown=True, areas=[(250, 250, 500, 500)])
    return square.release(**decision, words=words, lines={})


def settle(cast: World, matter: matters.Matter, now: datetime) -> None:
    """Li answers that it is fixed, and Wang agrees."""
    matters.answer(
        viewer=viewer(cast.li), matter_id=matter.pk, text="已修好", code="fixed", now=now
    )
    matters.rate(viewer=viewer(cast.wang), matter_id=matter.pk, stars=5, solved=True, now=now)


def _place(parent: Place, level: Level, name: str, boundary: dict[str, Any] | None = None) -> Place:
    return add_place(
        viewer=SYSTEM, parent=parent, level=level, name=name, boundary=boundary,
        valid_from=LONG_AGO, now=timezone.now(),
    )  # fmt: skip


def _building(grid: Place, name: str, estate: Place | None) -> Place:
    place = _place(grid, Level.BUILDING, name)
    Building.objects.create(place=place, estate=estate, address=f"楓林路{name}", floors_above=6)
    return place


def _home(building: Place, entrance: Place | None, number: str) -> Home:
    door = entrance or building
    return Home.objects.create(
        building=building, entrance=entrance, path=door.path, number=number, sort_key=number
    )
