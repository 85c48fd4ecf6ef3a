"""The rows of a community's concerns: matters with their timelines, ratings, audit and points."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from maplebridge.bank.rules import Part, Reason, Taker, Tariff, shares, transfer_id
from maplebridge.core import calendar
from maplebridge.core.values import format_reference
from maplebridge.matters.public import ClosingCode, State, Verb, catalogue
from maplebridge.matters.queries import grams_of, office
from maplebridge.matters.rules.clocks import due_from, is_answer
from maplebridge.matters.rules.states import closing_code, undisputed_code

from . import stories, words
from .keys import Kind
from .roll import (
    COMMUNITY_OPERATOR,
    Resident,
    Roll,
    World,
    deputy_number,
    grid_key,
    on_leave,
    worker_person,
    worker_post,
)
from .shapes import CommunityPlan, GridPlan
from .stories import Concern, Step

STEPS_MAX = 32
_CHANNELS = (("web", 66), ("phone", 10), ("desk", 6), ("chat", 12), ("api", 6))


@dataclass(frozen=True, slots=True)
class Desk:
    """What concerns need besides the world: the tariff and the files of the demo photos."""

    tariff: Tariff
    citation: str
    rulebook: str
    issuance: str
    photos: dict[str, UUID]


def schedule(world: World) -> list[Concern]:
    """Every concern of the world, in order of time."""
    weights = [grid.households for _, grid in world.plan.grids()]
    local = world.now.astimezone(calendar.zone())
    found = stories.schedule(
        world.plan.shape.matters, weights, local, world.keys.chance("schedule")
    )
    return [
        replace(one, grid=stories.GRIDS.get(one.script, one.grid)) if one.script else one
        for one in found
    ]


def add_concerns(
    roll: Roll, world: World, desk: Desk, community: CommunityPlan, first_grid: int,
    concerns: list[Concern],
) -> None:  # fmt: skip
    """Add to `roll` the concerns of one community; `first_grid` is the number of its first grid."""
    accounts: dict[str, datetime] = {}
    for concern in concerns:
        grid = community.grids[concern.grid - first_grid]
        _Told(roll, world, desk, community, grid, concern, accounts).write()
    for household, since in sorted(accounts.items()):
        roll.add(
            "ledger.LedgerAccount",
            _account(household), "PT", "household", household, True, since,
        )  # fmt: skip


def _account(household: str) -> str:
    """The account's key: the household's, marked as another kind."""
    return f"{household[:13]}{int(Kind.LEDGER_ACCOUNT):03x}{household[16:]}"


class _Told:
    """One concern on its way into rows: the state that the actions would have left behind."""

    def __init__(
        self, roll: Roll, world: World, desk: Desk, community: CommunityPlan, grid: GridPlan,
        concern: Concern, accounts: dict[str, datetime],
    ) -> None:  # fmt: skip
        self.roll, self.world, self.desk = roll, world, desk
        self.community, self.grid, self.concern = community, grid, concern
        self.accounts = accounts
        self.chance: Random = world.keys.chance("concern", concern.number)
        self.millis = int(concern.at.timestamp() * 1000)
        self.key = world.keys(Kind.MATTER, concern.number, self.millis)
        self.catalogue = catalogue(calendar.today(concern.at))
        self.category = stories.CATEGORIES.get(concern.script) or self._category()
        self.reporter = self._reporter()
        self.post = worker_post(world, community, grid.number)
        self.helper: Resident | None = None
        self.state: dict[str, Any] = {}

    def write(self) -> None:
        steps = stories.story(
            self.concern, self.category, self._words(), self.world.now, self.chance
        )
        self._decide_channel()
        self._begin(steps[0].at)
        self._write_place(steps)
        before = ""
        for number, step in enumerate(steps):
            self._apply(step)
            self._event(number, step, before)
            before = step.to.value
        if self.state["closing"]:
            self._reward()
        self._matter(steps)

    # What the concern is about

    def _category(self) -> str:
        kinds = words.CONCERNS
        return self.chance.choices(list(kinds), [one.weight for one in kinds.values()])[0]

    def _reporter(self) -> Resident:
        living = self.roll.residents[self.grid.number]
        if self.concern.script:
            of_cast = self.roll.residents[0]
            return of_cast[stories.REPORTERS[self.concern.script]]
        return self.chance.choice(living)

    def _words(self) -> str:
        said = words.CONCERNS[self.category].words
        spots = words.SPOTS
        if self.world.plan.shape.houses:
            spots = words.VILLAGE_SPOTS
            said = tuple(one for one in said if not any(has in one for has in words.TOWN_ONLY))
        text = self.chance.choice(said).replace("{spot}", self.chance.choice(spots))
        return text.replace("{door}", self.reporter.door).replace("{grid}", "小区")

    def _decide_channel(self) -> None:
        names = [name for name, _ in _CHANNELS]
        channel = self.chance.choices(names, [weight for _, weight in _CHANNELS])[0]
        luck = self.chance.random()
        scripted = bool(self.concern.script)
        self.channel = "web" if scripted else channel
        self.anonymous = not scripted and luck < 0.05 and channel == "web"
        self.on_behalf = not self.anonymous and self.channel in {"phone", "desk"}
        self.neighbours = self.chance.random() < 0.45 or self.concern.script in {"pothole", "bench"}
        self.at_door = self.chance.random() < 0.4 and self.grid.number == self._home_grid()

    def _home_grid(self) -> int:
        return 0 if self.concern.script else self.grid.number

    # The steps

    def _begin(self, at: datetime) -> None:
        self.state = {
            "heard": None, "answered": None, "closed": None, "due": None,
            "proposed": "", "code": "", "closing": 0,
        }  # fmt: skip
        self._start_clocks(at)
        self.state["due"] = self.state["first"]

    def _start_clocks(self, at: datetime) -> None:
        category = self.catalogue.get(self.category)
        assert category is not None, self.category
        first, settle = due_from(at, category.promise, office(self.world.now, self.catalogue))
        self.state |= {"first": first.at, "settle": settle.at, "due": first.at}
        self.state["certain"] = first.certain and settle.certain

    def _apply(self, step: Step) -> None:
        """Change the state as matters.actions does for this verb."""
        state = self.state
        spoke = step.by in {"worker", "operator"} and is_answer(step.verb, not step.text)
        if step.verb is Verb.REFER:
            self.post = worker_post(self.world, self.community, COMMUNITY_OPERATOR)
        elif spoke and state["heard"] is None:
            state["heard"] = step.at
            state["due"] = state["settle"]
        match step.verb:
            case Verb.ANSWER:
                state |= {"answered": step.at, "due": None, "proposed": step.code}
            case Verb.DISPUTE:
                state |= {"heard": None, "answered": None, "closed": None}
                state |= {"proposed": "", "code": ""}
                self._start_clocks(step.at)
            case Verb.WITHDRAW:
                self._close(step, ClosingCode.WITHDRAWN)
            case Verb.RATE:
                proposed = ClosingCode(state["proposed"])
                self._close(step, closing_code(proposed, solved=step.solved))
            case Verb.CLOSE_UNDISPUTED:
                self._close(step, undisputed_code(ClosingCode(state["proposed"])))
            case Verb.TAKE_PART:
                self.helper = self.roll.volunteers[0]

    def _close(self, step: Step, code: ClosingCode) -> None:
        self.state["closing"] += 1
        self.state |= {"code": code.value, "closed": step.at, "due": None}

    def _actor(self, step: Step) -> tuple[str | None, str | None]:
        """Who did it, and for whom while that one was on leave."""
        match step.by:
            case "reporter" if step.verb is Verb.REPORT and self.on_behalf:
                return worker_person(self.world, self.community, self.grid.number), None
            case "reporter":
                return (None if self.anonymous else self.reporter.person), None
            case "helper":
                return (self.helper.person if self.helper else None), None
            case "worker":
                return self._worker(step.at)
            case "operator":
                return worker_person(self.world, self.community, COMMUNITY_OPERATOR), None
        return None, None

    def _worker(self, at: datetime) -> tuple[str, str | None]:
        holder = worker_person(self.world, self.community, self.grid.number)
        away = on_leave(self.community, self.grid.number)
        if not away or calendar.today(at) < self.world.today - timedelta(days=2):
            return holder, None
        number = deputy_number(self.community, self.grid.number)
        return self.world.keys(Kind.PERSON, self.community.base + number), holder

    # The rows

    def _event(self, number: int, step: Step, before: str) -> None:
        world, millis = self.world, int(step.at.timestamp() * 1000)
        count = self.concern.number * STEPS_MAX + number
        key = world.keys(Kind.EVENT, count, millis)
        actor, deputy_for = self._actor(step)
        reporting = step.verb is Verb.REPORT
        self.roll.add(
            "matters.MatterEvent",
            key, self.key, step.verb.value, actor, step.by == "reporter", deputy_for,
            self.post if step.verb in {Verb.REPORT, Verb.REFER} else None, step.text, before, step.to.value,
            step.code or self.state["code"], self.state["closing"], step.at,
        )  # fmt: skip
        if step.photo:
            file = self.desk.photos[_photo_for(step.photo, self.desk.photos)]
            self.roll.add(
                "matters.MatterPhoto", world.keys(Kind.PHOTO, count, millis), key, file.hex, 0
            )
        if step.verb is Verb.RATE:
            self.roll.add(
                "matters.Rating",
                world.keys(Kind.RATING, count, millis), self.key, self.state["closing"],
                step.stars, step.solved, step.text, step.at,
            )  # fmt: skip
        facts: dict[str, Any] = {"event": str(UUID(key)), "state": step.to.value}
        if reporting:
            facts = {"rulebook": self.catalogue.version, "handler": str(UUID(self.post))}
        kind = "system" if step.by == "system" else "person" if actor else "visitor"
        self._audit(count * 2, step.at, kind, actor, deputy_for, f"matter.{step.verb.value}", facts)

    def _audit(
        self, number: int, at: datetime, kind: str, actor: str | None, deputy_for: str | None,
        verb: str, facts: dict[str, Any],
    ) -> None:  # fmt: skip
        key = self.world.keys(Kind.AUDIT, number, int(at.timestamp() * 1000))
        self.roll.add(
            "core.AuditEntry",
            key, at, kind, actor, deputy_for, verb, "matters.matter", self.key, facts,
        )  # fmt: skip

    def _reward(self) -> None:
        """What bank.actions.reward_matter enters for the closing, by the same pure rule."""
        at = self.state["closed"] + timedelta(seconds=2)
        reporter = self.reporter
        known = not self.anonymous
        takers = [Taker(Part.REPORTER, known, UUID(reporter.household) if known else None)]
        if self.helper is not None:
            takers.append(Taker(Part.HELPER, True, UUID(self.helper.household)))
        given = shares(self.desk.tariff, self.state["code"], takers, frozenset())
        for number, share in enumerate(given):
            transfer = None
            if share.reason is Reason.GIVEN and share.household_id:
                transfer = self._transfer(share.household_id, share.points, at)
            self.roll.add(
                "bank.MatterReward",
                self.world.keys(
                    Kind.REWARD, self.concern.number * 8 + number, int(at.timestamp() * 1000)
                ),
                self.key, self.state["closing"], number, share.part.value,
                share.household_id.hex if share.household_id else None,
                share.points, share.reason.value, transfer, self.desk.rulebook, at,
            )  # fmt: skip
        facts = {
            "closing": self.state["closing"], "points": sum(share.points for share in given),
            "rulebook": self.desk.citation,
        }  # fmt: skip
        number = (self.concern.number * STEPS_MAX + STEPS_MAX - 1) * 2 + 1
        self._audit(number, at, "system", None, None, "reward_matter", facts)

    def _transfer(self, household_id: UUID, points: int, at: datetime) -> str:
        household = household_id.hex
        key = transfer_id(UUID(self.key), household_id).hex
        self.accounts.setdefault(household, self.world.since_at)
        self.roll.add(
            "ledger.Transfer",
            key, "PT", self.desk.issuance, _account(household), points, "posted", "reward",
            "matters.matter", self.key, self.desk.citation, at,
        )  # fmt: skip
        return key

    def _write_place(self, steps: list[Step]) -> None:
        reporter = self.reporter
        if self.at_door:
            self.place, self.path = reporter.place, reporter.path
        else:
            self.place = grid_key(self.world, self.community, self.grid.number)
            self.path = self.grid.path
        self.point: tuple[float | None, float | None] = (None, None)
        if self.at_door:
            self.point = (reporter.lon, reporter.lat)
        elif self.concern.script or self.chance.random() < 0.7:
            self.point = self.world.net.inside(
                self.grid.rect, self.chance.random(), self.chance.random()
            )

    def _matter(self, steps: list[Step]) -> None:
        state, last = self.state, steps[-1]
        towns = self.world.plan.towns
        worker = worker_person(self.world, self.community, self.grid.number)
        receipt = hashlib.sha256(self.key.encode()).hexdigest() if self.anonymous else ""
        self.roll.add(
            "matters.Matter",
            self.key,
            format_reference("M", self.concern.year, self.concern.reference),
            steps[0].text, self.category, self.catalogue.version, *self.point, self.place,
            self.path, grid_key(self.world, self.community, self.grid.number),
            self.world.keys(Kind.PLACE, self.community.base),
            self.world.town(self.community.town) if towns else None,
            None if self.anonymous else self.reporter.person,
            worker if self.on_behalf else None,
            receipt, self.channel, "neighbours" if self.neighbours else "private",
            last.to.value, self.post, steps[0].at, state["first"], state["settle"],
            state["due"] if last.to not in {State.ANSWERED, State.CLOSED} else None,
            state["certain"], state["heard"], state["answered"], state["closed"],
            state["proposed"], state["code"], state["closing"], last.at,
        )  # fmt: skip
        self.roll.add("matters.MatterWords", self.key, grams_of(steps[0].text, ""))
        if self.helper is not None:
            said = next(step.at for step in steps if step.verb is Verb.TAKE_PART)
            self.roll.add(
                "matters.Helper",
                self.world.keys(Kind.HELPER, self.concern.number), self.key, self.helper.person,
                said, state["answered"],
            )  # fmt: skip


def _photo_for(name: str, photos: dict[str, UUID]) -> str:
    return name if name in photos else "road"
