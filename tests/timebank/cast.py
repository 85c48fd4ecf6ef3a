"""The time bank's cast: Wang asks, Chen and Zhao help, Sun coordinates, Li writes down, Qian leads.

Zhao the deputy lives next door here. Everything happens on and after Monday noon, world.NOON.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from maplebridge.core import calendar
from maplebridge.people.models import Household, HouseholdMember, Person
from maplebridge.timebank import actions
from maplebridge.timebank.models import Member, Request, Visit
from maplebridge.timebank.rules.codes import code_at
from maplebridge.timebank.rules.windows import Weekly, Window
from tests.world import LONG_AGO, NOON, World, build_world, person, viewer

DAY = calendar.today
ALL_WEEK = tuple(Weekly(day, 480, 1080) for day in range(7))


@dataclass(frozen=True)
class Hours:
    """The world, the helpers' rows, and the day on which visits are made: the day after NOON."""

    world: World
    chen: Member
    zhao: Member
    day: date

    def window(self, first: int = 540, last: int = 660) -> Window:
        return Window(self.day, first, last)

    def at(self, hour: int, minute: int = 0) -> datetime:
        """A time on the day of the visits."""
        return calendar.start_of(self.day) + timedelta(hours=hour, minutes=minute)

    def see(self, who: Person, now: datetime = NOON) -> Any:
        return viewer(who, now=now)

    def ask(self, **more: Any) -> Request:
        sent = actions.Asking(kind="company", minutes=60, windows=(self.window(),), **more)
        return actions.ask(
            viewer=self.see(self.world.wang), elder_id=self.world.wang.pk, sent=sent, now=NOON
        )

    def proposed(self, request: Request, *members: Member, first: int = 540) -> list[Visit]:
        actions.propose(
            viewer=self.see(self.world.sun), request_id=request.pk,
            member_ids=[member.pk for member in members], when=self.window(first, first + 60), now=NOON,
        )  # fmt: skip
        return [Visit.objects.get(request=request, member=member) for member in members]

    def agreed(self, **more: Any) -> list[Visit]:
        """A request that Chen and Zhao have said yes to, and Wang to them."""
        request = self.ask(**more)
        visits = self.proposed(request, self.chen, self.zhao)
        for visit, who in zip(visits, (self.world.chen, self.world.zhao), strict=True):
            actions.accept(viewer=self.see(who), visit_id=visit.pk, now=NOON)
        actions.agree(viewer=self.see(self.world.wang), request_id=request.pk, yes=True, now=NOON)
        return visits

    def number(self, visit: Visit, now: datetime) -> str:
        return code_at(visit.request.secret, now, 5)

    def visited(self, visit: Visit, who: Person, minutes: int = 60) -> Visit:
        """The helper came at nine and left so many minutes later, both by the number at the door."""
        came = self.at(9)
        left = came + timedelta(minutes=minutes)
        actions.come(
            viewer=self.see(who, came), visit_id=visit.pk, code=self.number(visit, came), now=came
        )
        return actions.leave(
            viewer=self.see(who, left), visit_id=visit.pk, code=self.number(visit, left), now=left
        )

    def confirmed(self, minutes: int = 60) -> list[Visit]:
        """Both went and Wang has said so."""
        visits = self.agreed()
        after = self.at(20)
        for visit, who in zip(visits, (self.world.chen, self.world.zhao), strict=True):
            self.visited(visit, who, minutes)
            actions.confirm(viewer=self.see(self.world.wang, after), visit_id=visit.pk, now=after)
        return visits


def build_hours() -> Hours:
    world = build_world()
    household = Household.objects.create(
        home=world.next_home, path=world.next_home.path, began_on=LONG_AGO
    )
    HouseholdMember.objects.create(household=household, person=world.zhao, began_on=LONG_AGO)
    chen, zhao = (helper(world, who) for who in (world.chen, world.zhao))
    return Hours(world, chen, zhao, DAY(NOON) + timedelta(days=1))


def helper(world: World, who: Person, *, insured: bool = True, **more: Any) -> Member:
    """Somebody who offers company all week, with an insurance for a year."""
    offer = {"skills": ("company", "errand"), "weekly": ALL_WEEK} | more
    made = actions.offer(viewer=viewer(who, now=NOON), sent=actions.Offering(**offer), now=NOON)
    if insured:
        actions.insure(
            viewer=viewer(world.sun, now=NOON), member_id=made.member_id, policy_number="PA-1",
            until=DAY(NOON) + timedelta(days=365), now=NOON,
        )  # fmt: skip
    return Member.objects.get(pk=made.member_id)


def relative(name: str, phone: str) -> Person:
    return person(name, phone)
