"""The rows of one community: its ground, its homes, who lives there and who holds which post."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from maplebridge.core import calendar
from maplebridge.core.viewer import Level, Role
from maplebridge.territory.public import sort_key

from . import words
from .cast import HEAD, OPERATOR, Member, seat_of_worker, seats_of_residents
from .keys import Keys, Kind
from .lattice import Net, Rect
from .shapes import CommunityPlan, GridPlan, Plan

Rows = dict[str, list[tuple[Any, ...]]]
SOURCE = "示范数据，虚构"
RESIDENTS_FROM = 64
"""People of a community with a lower number work for it; nobody among them lives in its homes."""
MEDIATOR, COMMUNITY_OPERATOR = 60, 61
PHONES_A_COMMUNITY = 10_000
DAYS_BEFORE = 400


@dataclass(frozen=True, slots=True)
class Resident:
    """A grown-up who may report: keys, and the door they live behind."""

    person: str
    household: str
    place: str
    path: str
    door: str
    lon: float
    lat: float


@dataclass(slots=True)
class Roll:
    """A community in rows, and what its concerns need to know about it."""

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    residents: dict[int, list[Resident]] = field(default_factory=lambda: defaultdict(list))
    volunteers: list[Resident] = field(default_factory=list)
    people: int = RESIDENTS_FROM
    homes: int = 0
    buildings: int = 0
    entrances: int = 0

    def add(self, table: str, *row: Any) -> None:
        self.rows[table].append(row)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that stays the same while a world is made."""

    plan: Plan
    keys: Keys
    net: Net
    now: datetime

    @property
    def today(self) -> date:
        return calendar.today(self.now)

    @property
    def since(self) -> date:
        return self.today - timedelta(days=DAYS_BEFORE)

    @property
    def since_at(self) -> datetime:
        return self.now - timedelta(days=DAYS_BEFORE)

    @property
    def root(self) -> str:
        return self.keys(Kind.PLACE, 0)

    def town(self, number: int) -> str:
        return self.keys(Kind.PLACE, number + 1)

    def parent_of(self, community: CommunityPlan) -> str:
        return self.town(community.town) if self.plan.towns else self.root


def frame_rows(world: World) -> Rows:
    """The jurisdiction, its towns or streets, and who runs it."""
    roll = Roll()
    shape = world.plan.shape
    name = {"village": "枫桥示范乡", "quarter": "枫桥示范街区", "street": "枫桥示范区"}.get(
        shape.name, "枫桥示范县"
    )
    whole = Rect(0, 0, world.plan.width, world.plan.height)
    _place(roll, world, world.root, Level.JURISDICTION, None, "", name, whole)
    _code(roll, world, world.root, "division", "990100000000")
    roll.add("territory.Jurisdiction", world.keys(Kind.JURISDICTION, 0), name, world.root, True)
    for town in world.plan.towns:
        title = f"{words.TOWNS[town.number]}镇" if shape.houses else "枫桥示范街道"
        key = world.town(town.number)
        _place(roll, world, key, Level.STREET, world.root, town.path, title, town.rect)
        _code(roll, world, key, "division", f"990100{town.number + 1:03d}000")
    for number, (member, role) in enumerate(((OPERATOR, Role.OPERATOR), (HEAD, Role.HEAD)), 1):
        key = world.keys(Kind.PERSON, number)
        _person(roll, world, key, member.name, member.phone)
        _post(roll, world, number, key, role, world.root, "")
    return roll.rows


def community_roll(world: World, community: CommunityPlan) -> Roll:
    """Everything in one community except its concerns."""
    roll = Roll()
    chance = world.keys.chance("community", community.number)
    name = community_name(world.plan, community.number)
    key = world.keys(Kind.PLACE, community.base)
    _place(
        roll, world, key, Level.COMMUNITY, world.parent_of(community), community.path, name,
        community.rect,
    )  # fmt: skip
    _code(roll, world, key, "division", _division_code(community))
    _workers(roll, world, chance, community)
    estates = _estates(roll, world, chance, community, name, key)
    for grid in community.grids:
        _grid(roll, world, chance, community, grid, name, estates)
    _volunteers(roll, world, chance, community)
    _service_points(roll, world, chance, community, name)
    assert roll.people <= PHONES_A_COMMUNITY, "a community has numbers enough"
    return roll


def community_name(plan: Plan, number: int) -> str:
    if plan.shape.name == "village":
        return "枫树湾村"
    if not plan.shape.houses:
        return f"{words.COMMUNITIES[number]}社区"
    first, last = divmod(number, len(words.VILLAGE_LAST))
    return f"{words.VILLAGE_FIRST[first]}{words.VILLAGE_LAST[last]}村"


def grid_key(world: World, community: CommunityPlan, grid: int) -> str:
    return world.keys(Kind.PLACE, community.base + 1 + grid)


def worker_post(world: World, community: CommunityPlan, grid: int) -> str:
    return world.keys(Kind.POST, community.base + grid)


def worker_person(world: World, community: CommunityPlan, grid: int) -> str:
    return world.keys(Kind.PERSON, community.base + grid)


def deputy_number(community: CommunityPlan, grid: int) -> int:
    """Who covers a grid: its neighbour's worker, in a community of one grid the mediator."""
    count = len(community.grids)
    if count == 1:
        return MEDIATOR
    if community.number == 0:
        return 1 if grid != 1 else 0
    return (grid + 1) % count


def on_leave(community: CommunityPlan, grid: int) -> bool:
    """Whether the grid's worker is on leave now: one of the cast, and one in thirty of the others."""
    if community.number == 0:
        return grid == 2
    return (community.number * 7 + grid) % 31 == 5


# Places


def _place(
    roll: Roll, world: World, key: str, level: Level, parent: str | None, path: str, name: str,
    rect: Rect,
) -> None:  # fmt: skip
    lon, lat = world.net.inside(rect, 0.5, 0.5)
    ring = world.net.ring(rect)
    roll.add(
        "territory.Place",
        key, level.value, parent, path, name, lon, lat, ring, SOURCE, world.since,
    )  # fmt: skip


def _spot(
    roll: Roll, world: World, key: str, level: Level, parent: str, path: str, name: str,
    at: tuple[float, float],
) -> None:  # fmt: skip
    roll.add("territory.Place", key, level.value, parent, path, name, *at, None, "", world.since)


def _code(roll: Roll, world: World, place: str, scheme: str, code: str) -> None:
    roll.add("territory.PlaceCode", place, scheme, code, world.since, SOURCE)


def _division_code(community: CommunityPlan) -> str:
    return f"990100{community.town + 1:03d}{community.number % 999 + 1:03d}"


def _estates(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, name: str, parent: str
) -> list[tuple[str, str]]:
    """Estates stand beside the grids and may span several of them."""
    if world.plan.shape.houses:
        return []
    made = []
    count = 1 if world.plan.shape.name == "quarter" else chance.randint(1, 3)
    for number in range(count):
        key = world.keys(Kind.PLACE, community.base + 500 + number)
        title = f"{name[:2]}{words.ESTATES[(community.number + number) % len(words.ESTATES)]}"
        path = f"{community.path}{len(community.grids) + number + 1:04d}"
        at = world.net.inside(community.rect, chance.random(), chance.random())
        _spot(roll, world, key, Level.ESTATE, parent, path, title, at)
        made.append((key, title))
    return made


def _grid(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, grid: GridPlan, name: str,
    estates: list[tuple[str, str]],
) -> None:  # fmt: skip
    key = grid_key(world, community, grid.number)
    parent = world.keys(Kind.PLACE, community.base)
    houses = world.plan.shape.houses
    lane = words.LANES[(grid.number + community.number) % len(words.LANES)]
    title = f"{lane}网格" if houses else f"第{words.NUMERALS[grid.number]}网格"
    _place(roll, world, key, Level.GRID, parent, grid.path, title, grid.rect)
    _code(roll, world, key, "grid", f"{_division_code(community)}{grid.number + 1:03d}")
    if houses:
        for number in range(grid.houses):
            _house(roll, world, chance, community, grid, key, f"{lane}{number + 1}号", number)
        speaker = roll.residents[grid.number][min(2, grid.houses - 1)]
        _post(
            roll, world, community.base + 1_000 + grid.number, speaker.person, Role.CONTACT, key,
            grid.path,
        )  # fmt: skip
    for number, block in enumerate(grid.blocks):
        estate = estates[number % len(estates)]
        _building(roll, world, chance, community, grid, key, estate, number, block)


def _house(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, grid: GridPlan,
    parent: str, title: str, number: int,
) -> None:  # fmt: skip
    key = world.keys(Kind.PLACE, community.base + 100_000 + roll.buildings)
    roll.buildings += 1
    path = f"{grid.path}{number + 1:04d}"
    at = world.net.inside(grid.rect, chance.random(), chance.random())
    _spot(roll, world, key, Level.BUILDING, parent, path, title, at)
    roll.add("territory.Building", key, None, title, chance.randint(1, 3))
    home = _home(roll, world, community, key, None, path, "独户", 1, chance.randint(70, 220))
    _household(roll, world, chance, community, grid, home, key, path, title, at)


def _building(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, grid: GridPlan,
    parent: str, estate: tuple[str, str], number: int, block: tuple[int, ...],
) -> None:  # fmt: skip
    key = world.keys(Kind.PLACE, community.base + 100_000 + roll.buildings)
    roll.buildings += 1
    path = f"{grid.path}{number + 1:04d}"
    at = world.net.inside(grid.rect, chance.random(), chance.random())
    title = f"{roll.buildings}栋"
    door = f"{estate[1]}{title}"
    _spot(roll, world, key, Level.BUILDING, parent, path, title, at)
    floors = max(-(-homes // 2) for homes in block)
    roll.add("territory.Building", key, estate[0], door, floors)
    first = len(roll.residents[grid.number])
    for step, homes in enumerate(block):
        _entrance(roll, world, chance, community, grid, key, path, door, at, step, homes)
    chief = roll.residents[grid.number][min(first + 2, len(roll.residents[grid.number]) - 1)]
    _post(
        roll, world, community.base + 1_000 + roll.buildings, chief.person, Role.BUILDING_CHIEF,
        key, path,
    )  # fmt: skip


def _entrance(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, grid: GridPlan,
    building: str, path: str, door: str, at: tuple[float, float], step: int, homes: int,
) -> None:  # fmt: skip
    roll.entrances += 1
    key = world.keys(Kind.PLACE, community.base + 300_000 + roll.entrances)
    path = f"{path}{step + 1:04d}"
    title = f"{step + 1}单元"
    _spot(roll, world, key, Level.ENTRANCE, building, path, title, at)
    first = len(roll.residents[grid.number])
    area = chance.randint(58, 128)
    for number in range(homes + homes % 2):
        floor, side = divmod(number, 2)
        home = _home(
            roll, world, community, building, key, path, f"{floor + 1}{side + 1:02d}",
            floor + 1, area + 9 * side,
        )  # fmt: skip
        if number < homes:
            _household(roll, world, chance, community, grid, home, key, path, door + title, at)
    chief = roll.residents[grid.number][first]
    _post(
        roll, world, community.base + 20_000 + roll.entrances, chief.person, Role.UNIT_CHIEF, key,
        path,
    )  # fmt: skip


def _home(
    roll: Roll, world: World, community: CommunityPlan, building: str, entrance: str | None,
    path: str, number: str, floor: int, area_m2: int,
) -> str:  # fmt: skip
    key = world.keys(Kind.HOME, community.base + roll.homes)
    roll.homes += 1
    roll.add(
        "territory.Home",
        key, building, entrance, path, number, sort_key(number), floor, area_m2 * 10_000,
    )  # fmt: skip
    return key


def _service_points(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, name: str
) -> None:
    """Each point serves the grids around it; every grid is served by one at least."""
    count, grids = community.service_points, len(community.grids)
    for number in range(count):
        key = world.keys(Kind.SERVICE_POINT, community.base + number)
        middle = number * grids // count
        at = world.net.inside(community.grids[middle].rect, 0.45, 0.55)
        title = f"{name}连心桥服务点" + (words.NUMERALS[number] if count > 1 else "")
        phone = f"154{99_000_000 + community.number * 50 + number:08d}"
        roll.add(
            "territory.ServicePoint",
            key, title, world.keys(Kind.PLACE, community.base), *at, f"{name}服务中心", phone,
            "周一至周日 8:30–12:00，14:00–17:30",
        )  # fmt: skip
        served = {middle, min(middle + 1, grids - 1)}
        served |= {at for at in range(grids) if at * count // grids == number}
        for grid in sorted(served):
            roll.add("territory.ServicePointGrid", key, grid_key(world, community, grid))
        _team(roll, world, community, number, key, sorted(served))


def _team(
    roll: Roll, world: World, community: CommunityPlan, number: int, point: str, served: list[int]
) -> None:
    """The mediator leads it; the operators of the community and of the whole place are in it, and
    the workers of the grids that the point serves."""
    base = community.base
    team = world.keys(Kind.TEAM, base + number)
    roll.add(
        "people.Post",
        team, world.keys(Kind.PERSON, base + MEDIATOR), Role.SERVICE_TEAM.value,
        world.keys(Kind.PLACE, base), community.path, world.since, point,
    )  # fmt: skip
    posts = [
        *(world.keys(Kind.POST, base + one) for one in (MEDIATOR, COMMUNITY_OPERATOR)),
        world.keys(Kind.POST, 1),
        *(worker_post(world, community, grid) for grid in served),
    ]
    for at, post in enumerate(posts):
        key = world.keys(Kind.TEAM_MEMBER, base + number * 100 + at)
        roll.add("people.TeamMember", key, team, post, world.since)


# People


def _household(
    roll: Roll, world: World, chance: Random, community: CommunityPlan, grid: GridPlan,
    home: str, place: str, path: str, door: str, at: tuple[float, float],
) -> None:  # fmt: skip
    weights = world.plan.shape.size_weights
    size = chance.choices(range(1, len(weights) + 1), weights)[0]
    surname = chance.choice(words.SURNAMES)
    key = world.keys(Kind.HOUSEHOLD, community.base + roll.homes)
    roll.add("people.Household", key, home, path, world.since)
    seats = seats_of_residents(community.number, grid.number)
    lives_here = len(roll.residents[grid.number])
    of_cast = seats[lives_here] if lives_here < len(seats) else None
    if of_cast is not None and of_cast.lives_with:
        size = of_cast.lives_with
    for number in range(size):
        person = world.keys(Kind.PERSON, community.base + roll.people)
        member: Member | None = of_cast if number == 0 else None
        family = surname if number != 1 else chance.choice(words.SURNAMES)
        name = member.name if member else family + chance.choice(words.GIVEN)
        phone = member.phone if member else _phone(chance, community, roll.people, number)
        _person(roll, world, person, name, phone)
        roll.add(
            "people.HouseholdMember",
            world.keys(Kind.STAY, community.base + roll.people), key, person, world.since,
        )  # fmt: skip
        if number == 0:
            roll.residents[grid.number].append(Resident(person, key, place, path, door, *at))
        roll.people += 1


def _phone(chance: Random, community: CommunityPlan, person: int, number: int) -> str:
    """A number in a series that no operator has; children and some elders have none."""
    if chance.random() > (0.9, 0.7, 0.2, 0.1, 0.3, 0.1)[number]:
        return ""
    return f"154{(community.number + 1) * PHONES_A_COMMUNITY + person:08d}"


def _person(roll: Roll, world: World, key: str, name: str, phone: str) -> None:
    roll.add("people.Person", key, name, phone, True, world.since_at)


def _post(
    roll: Roll, world: World, number: int, person: str, role: Role, place: str, path: str
) -> None:
    roll.add(
        "people.Post",
        world.keys(Kind.POST, number), person, role.value, place, path, world.since, None,
    )  # fmt: skip


def _workers(roll: Roll, world: World, chance: Random, community: CommunityPlan) -> None:
    """A worker and a deputy for each grid, a mediator and an operator for the community."""
    base, key = community.base, world.keys(Kind.PLACE, community.base)
    for number in [*range(len(community.grids)), MEDIATOR, COMMUNITY_OPERATOR]:
        member = seat_of_worker(community.number, number)
        name = chance.choice(words.SURNAMES) + chance.choice(words.GIVEN)
        phone = f"154{(community.number + 1) * PHONES_A_COMMUNITY + number:08d}"
        person = world.keys(Kind.PERSON, base + number)
        _person(
            roll, world, person, member.name if member else name, member.phone if member else phone
        )
        role = {MEDIATOR: Role.MEDIATOR, COMMUNITY_OPERATOR: Role.OPERATOR}.get(number)
        place = key if role else grid_key(world, community, number)
        path = community.path if role else community.grids[number].path
        _post(roll, world, base + number, person, role or Role.GRID_WORKER, place, path)
    for number in range(len(community.grids)):
        person = world.keys(Kind.PERSON, base + deputy_number(community, number))
        roll.add(
            "people.Deputy",
            world.keys(Kind.DEPUTY, base + number), worker_post(world, community, number), person,
            world.since,
        )  # fmt: skip
        if on_leave(community, number):
            roll.add(
                "people.Leave",
                world.keys(Kind.LEAVE, base + number), worker_person(world, community, number),
                world.today - timedelta(days=2), world.today + timedelta(days=12),
            )  # fmt: skip


def _volunteers(roll: Roll, world: World, chance: Random, community: CommunityPlan) -> None:
    """Residents who lend a hand; one of the cast is the first of community 0."""
    everybody = [one for grid in community.grids for one in roll.residents[grid.number]]
    chosen = chance.sample(everybody, min(community.volunteers, len(everybody)))
    if community.number == 0:
        first = roll.residents[0][3]
        chosen = [first, *[one for one in chosen if one is not first]][: community.volunteers]
    place = world.keys(Kind.PLACE, community.base)
    for number, resident in enumerate(chosen):
        post = community.base + 100 + number
        _post(roll, world, post, resident.person, Role.VOLUNTEER, place, community.path)
    roll.volunteers = chosen
