"""Fill an empty database with a fictional world: `maplebridge seed --world village`.

A world is written community by community, each in one transaction together with its line in the
journal. What was interrupted goes on where it stopped, with the same rows as without the stop.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maplebridge.bank.rules import digest, read_tariff
from maplebridge.core import audit, errors
from maplebridge.core.errors import RuleBroken
from maplebridge.core.references import next_reference
from maplebridge.insight.actions import count_handling
from maplebridge.matters.public import Matter
from maplebridge.people.public import Person
from maplebridge.square.actions import count_figures
from maplebridge.territory.public import Jurisdiction, Place, ground_changed

from . import cast, journal
from .accident import add_accident
from .banks import add_bank, close_first_month
from .concerns import Desk, add_concerns, schedule
from .guests import add_organisations
from .keys import Keys, Kind
from .lattice import Net
from .living import add_living
from .photos import keep_photos
from .quarrels import add_quarrels
from .reviews import add_reviews
from .roll import World, community_roll, frame_rows
from .shapes import CommunityPlan, plan, shape_of
from .shelf import add_shelf
from .stories import Concern
from .village_rules import add_village_rules
from .visits import add_visits
from .writing import write

Progress = Callable[[str], None]
RULEBOOK = "matter_points"

SENTENCES = {
    "world_unknown": _(
        "There is no world “%(world)s”. Choose village, quarter, street or county, or a part of one: "
        "street/40 is a fortieth."
    ),
    "world_not_empty": _(
        "This database already holds %(name)s. A world needs an empty database: name another one "
        "in MAPLEBRIDGE_DATABASE_URL, or another folder in MAPLEBRIDGE_DATA_DIR."
    ),
    "world_half_made": _(
        "The world “%(world)s” (seed %(seed)s) was interrupted here. Go on with: maplebridge seed "
        "--world %(world)s --seed %(seed)s --resume"
    ),
    "world_other_half_made": _(
        "Here stands the half-made world “%(world)s” (seed %(seed)s); only that one can be resumed."
    ),
    "world_nothing_to_resume": _("Nothing was interrupted here. Seed without --resume."),
}
errors.register(SENTENCES)


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written in this run; `rows` counts every table together."""

    world: str
    seed: int
    communities: int
    rows: int
    matters: int
    people: int
    seconds: float


def seed(
    *,
    world: str,
    seed: int = 7,
    now: datetime | None = None,
    progress: Progress = lambda text: None,
    resume: bool = False,
) -> Summary:
    """Make a world in an empty database; the same seed and `now` make the same rows.

    Only the ids of stored photographs and of journal lines differ, and the reviews of its last months,
    whose lots are drawn anew. Raises RuleBroken: world_unknown,
    world_not_empty, world_half_made, world_other_half_made, world_nothing_to_resume.
    """
    began = time.monotonic()
    made = _World(world, seed, _as_of(world, seed, now or timezone.now(), resume), progress)
    rows = made.write()
    return Summary(
        world=world,
        seed=seed,
        communities=len(made.world.plan.communities),
        rows=rows,
        matters=Matter.objects.count(),
        people=Person.objects.count(),
        seconds=time.monotonic() - began,
    )


def seed_if_needed(*, world: str, progress: Progress = lambda text: None) -> bool:
    """Seed an empty database, or finish what was interrupted; False when there is nothing to do."""
    standing = journal.read()
    if standing is not None and not standing.finished:
        seed(world=standing.world, seed=standing.seed, progress=progress, resume=True)
        return True
    if standing is not None or Jurisdiction.objects.exists():
        return False
    seed(world=world, progress=progress)
    return True


def _as_of(world: str, seed: int, now: datetime, resume: bool) -> datetime:
    """The moment that the world is seen from, after every reason to refuse."""
    if shape_of(world) is None:
        raise RuleBroken("world_unknown", world=world)
    standing = journal.read()
    if standing is None or standing.finished:
        if resume:
            raise RuleBroken("world_nothing_to_resume")
        _refuse_unless_empty()
        return now
    if not resume:
        raise RuleBroken("world_half_made", world=standing.world, seed=standing.seed)
    if (standing.world, standing.seed) != (world, seed):
        raise RuleBroken("world_other_half_made", world=standing.world, seed=standing.seed)
    return standing.now


def _refuse_unless_empty() -> None:
    jurisdiction = Jurisdiction.objects.first()
    if jurisdiction is not None:
        raise RuleBroken("world_not_empty", name=jurisdiction.name)
    if Place.objects.exists() or Person.objects.exists() or Matter.objects.exists():
        raise RuleBroken("world_not_empty", name=_("places or people"))


class _World:
    """One run: the frame, the communities that are missing, and the end."""

    def __init__(self, name: str, seed: int, now: datetime, progress: Progress) -> None:
        shape = shape_of(name)
        assert shape is not None, "refused above"
        keys = Keys(name, seed)
        layout = plan(shape, keys)
        net = Net(layout.width, layout.height, shape.centre, shape.span_degrees)
        self.world = World(layout, keys, net, now)
        self.seed, self.now, self.progress = seed, now, progress
        self.jurisdiction_id = UUID(keys(Kind.JURISDICTION, 0))
        self.rulebook = keys(Kind.RULEBOOK, 0)
        self.issuance = keys(Kind.LEDGER_ACCOUNT, 0)
        self.photos: dict[str, UUID] = {}

    def write(self) -> int:
        standing = journal.read()
        rows = 0 if standing else self._frame()
        done = standing.parts if standing else frozenset()
        desk = self._desk()
        concerns = self._concerns()
        communities = self.world.plan.communities
        first_grid = 0
        for community in communities:
            if community.number not in done:
                rows += self._community(desk, community, first_grid, concerns[community.number])
                self._say(community.number + 1, len(communities), rows)
            first_grid += len(community.grids)
        return rows + self._end()

    def _say(self, done: int, whole: int, rows: int) -> None:
        if whole <= 20 or done % 12 == 0 or done == whole:
            self.progress(f"{done} of {whole} communities, {rows:,} rows")

    def _frame(self) -> int:
        shipped = _tariff()
        body, valid_from = shipped["body"], date.fromisoformat(shipped["valid_from"])
        rows = frame_rows(self.world)
        seal = digest(RULEBOOK, shipped["version"], valid_from.isoformat(), body)
        rows["bank.Rulebook"] = [(
            self.rulebook, RULEBOOK, shipped["version"], valid_from, body, seal,
            shipped["source"], self.world.since_at,
        )]  # fmt: skip
        rows["ledger.LedgerAccount"] = [(
            self.issuance, "PT", "issuance", None, False, self.world.since_at,
        )]  # fmt: skip
        with transaction.atomic():
            written = write(rows)
            name = self.world.plan.shape.name
            journal.begin(
                jurisdiction_id=self.jurisdiction_id, world=name, seed=self.seed, now=self.now
            )
        return written

    def _desk(self) -> Desk:
        self.photos, shipped = keep_photos(self.now), _tariff()
        return Desk(
            tariff=read_tariff(shipped["body"]),
            citation=f"{RULEBOOK}/{shipped['version']}",
            rulebook=self.rulebook,
            issuance=self.issuance,
            photos=self.photos,
        )

    def _concerns(self) -> dict[int, list[Concern]]:
        """The concerns of the year by community."""
        community_of = [community.number for community, _ in self.world.plan.grids()]
        found: dict[int, list[Concern]] = defaultdict(list)
        for concern in schedule(self.world):
            found[community_of[concern.grid]].append(concern)
        return found

    def _community(
        self, desk: Desk, community: CommunityPlan, first_grid: int, concerns: list[Concern]
    ) -> int:
        roll = community_roll(self.world, community)
        add_concerns(roll, self.world, desk, community, first_grid, concerns)
        with transaction.atomic():
            written = write(roll.rows)
            journal.note_part(
                jurisdiction_id=self.jurisdiction_id, part=community.number, now=self.now
            )
        return written

    def _end(self) -> int:
        with transaction.atomic():
            written = write({"people.Account": self._accounts()})
            _count_references_on(self.now)
            ground_changed()
            journal.finish(jurisdiction_id=self.jurisdiction_id, now=self.now)
        count_figures(now=self.now)
        self.progress("holding the monthly reviews")
        add_reviews(self.now, self.world.keys.chance("reviews"))
        if self.world.plan.shape.name == "village":
            self.progress("keeping the village bank")
            add_bank(self.now, self.world.keys.chance("bank"))
        if settings.DEMO:
            self.progress("playing the stories of the cast")
            add_organisations(self.now)
            add_living(self.now, self.photos)
            add_visits(self.now)
            add_quarrels(self.now)
            add_accident(self.now)
            count_handling(now=self.now)
            add_shelf(self.now)
            if self.world.plan.shape.name == "village":
                add_village_rules(self.now)
        if self.world.plan.shape.name == "village":
            close_first_month(self.now)
        self.progress("sealing the record")
        audit.seal(now=self.now)
        if connection.vendor == "postgresql":
            _analyse()
        return written

    def _accounts(self) -> list[tuple[Any, ...]]:
        """A way to sign in for each of the cast; the password only where this is a demo."""
        password = make_password(cast.PASSWORD, salt="maplebridge-demo") if settings.DEMO else "!"
        phones = {member.phone: number for number, member in enumerate(cast.MEMBERS)}
        known = dict(Person.objects.filter(phone__in=phones).values_list("phone", "id"))
        return [
            (
                self.world.keys(Kind.ACCOUNT, phones[phone]), person.hex, phone, True, password,
                phone in {cast.OPERATOR.phone, cast.HEAD.phone}, self.world.since_at,
            )
            for phone, person in sorted(known.items())
        ]  # fmt: skip


def _tariff() -> dict[str, Any]:
    text = (resources.files("maplebridge.bank") / "data" / "matter_points.json").read_text("utf-8")
    shipped: dict[str, Any] = json.loads(text)
    return shipped


def _count_references_on(now: datetime) -> None:
    """Let the next references follow those of the world, in each of its two years."""
    references = Matter.objects.values_list("reference", flat=True)
    for year in (now.year - 1, now.year):
        newest = (
            references.filter(reference__startswith=f"M-{year}-").order_by("-reference").first()
        )
        if newest is None:
            continue
        moment = now.replace(year=year, month=7, day=1)
        next_reference("M", moment)
        last = int(newest.rpartition("-")[2])
        _set_counter(year, last)


def _set_counter(year: int, last: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s::regclass, %s)", [f"core_reference_m_{year}", last])
        else:
            cursor.execute(
                "UPDATE core_referencecounter SET last = %s WHERE series = 'M' AND year = %s",
                [last, year],
            )


def _analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
