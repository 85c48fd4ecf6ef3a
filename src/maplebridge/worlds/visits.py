"""The time bank of a demo world: offers, requests and visits of the cast, played through its verbs.

All of it is invented. A visit of last week is confirmed, one is agreed for today, one waits for a
helper's yes, and one that somebody phoned in waits for the coordinator.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from maplebridge.core import calendar, outbox
from maplebridge.core.viewer import Viewer
from maplebridge.people.public import Person, viewer_of
from maplebridge.timebank import actions
from maplebridge.timebank.models import Request, Visit
from maplebridge.timebank.rules.codes import code_at
from maplebridge.timebank.rules.windows import Weekly, Window

from . import cast

HELPERS = (cast.VOLUNTEER, cast.CHIEF, cast.YOUNGER)
_EVENING = 17 * 60


def add_visits(now: datetime) -> None:
    """Play the cast's visits, as of the moments when they would have been."""
    stage = _Stage(now)
    stage.offers()
    stage.last_week()
    stage.today()
    stage.waiting()
    outbox.deliver_all(now)


class _Stage:
    def __init__(self, now: datetime) -> None:
        self.now, self.today_is = now, calendar.today(now)
        members = (cast.ELDER, cast.WORKER, cast.OPERATOR, *HELPERS)
        found = {person.phone: person for person in Person.objects.filter(
            phone__in=[one.phone for one in members]
        )}  # fmt: skip
        self.people: dict[cast.Member, Person] = {one: found[one.phone] for one in members}

    def as_(self, who: cast.Member, at: datetime) -> Viewer:
        return viewer_of(self.people[who], now=at)

    def offers(self) -> None:
        at = self.now - timedelta(days=9)
        weekly = tuple(Weekly(day, 8 * 60, 21 * 60) for day in range(7))
        for who, skills in zip(
            HELPERS,
            (("company", "doctor", "errand"), ("company", "repair"), ("errand", "phone")),
            strict=True,
        ):
            made = actions.offer(
                viewer=self.as_(who, at), now=at,
                sent=actions.Offering(skills=skills, weekly=weekly, wide=True, languages=("gan",)),
            )  # fmt: skip
            if who is not cast.YOUNGER:
                actions.insure(
                    viewer=self.as_(cast.OPERATOR, at), member_id=made.member_id,
                    policy_number=f"YW-{self.today_is.year}-{made.member_id.hex[-4:].upper()}",
                    until=self.today_is + timedelta(days=300), now=at,
                )  # fmt: skip

    def asked(
        self, kind: str, window: Window, minutes: int, notes: str, at: datetime,
        by: cast.Member = cast.ELDER,
    ) -> Request:  # fmt: skip
        sent = actions.Asking(
            kind=kind, minutes=minutes, windows=(window,), language="gan", notes=notes
        )
        elder = self.people[cast.ELDER]
        return actions.ask(viewer=self.as_(by, at), elder_id=elder.pk, sent=sent, now=at)

    def proposed(self, request: Request, when: Window, at: datetime, *who: cast.Member) -> None:
        members = [actions.member_of(self.people[one].pk, now=at).pk for one in who]
        chair = self.as_(cast.OPERATOR, at)
        actions.propose(
            viewer=chair, request_id=request.pk, member_ids=members, when=when,
            why={member: ["skill", "free", "same_grid"] for member in members}, now=at,
        )  # fmt: skip

    def agreed(
        self, request: Request, when: Window, at: datetime, *who: cast.Member
    ) -> list[Visit]:
        self.proposed(request, when, at, *who)
        visits = [
            Visit.objects.select_related("request").get(
                request=request, member__person=self.people[one]
            )
            for one in who
        ]
        for one, visit in zip(who, visits, strict=True):
            actions.accept(viewer=self.as_(one, at), visit_id=visit.pk, now=at)
        actions.agree(viewer=self.as_(cast.ELDER, at), request_id=request.pk, yes=True, now=at)
        return visits

    def last_week(self) -> None:
        """Two came for the first time, stayed an hour and a half; the elder confirmed and said thanks."""
        day = self.today_is - timedelta(days=5)
        asked = self.moment(day - timedelta(days=2), 10 * 60)
        window = Window(day, 9 * 60, 11 * 60)
        request = self.asked("company", window, 90, "想有人陪着聊聊天。（演示内容）", asked)
        when, who = Window(day, 9 * 60, 10 * 60 + 30), (cast.VOLUNTEER, cast.CHIEF)
        came, left = self.moment(day, 9 * 60 + 2), self.moment(day, 10 * 60 + 31)
        for one, visit in zip(who, self.agreed(request, when, asked, *who), strict=True):
            for verb, at in ((actions.come, came), (actions.leave, left)):
                number = code_at(visit.request.secret, at, 5)
                verb(viewer=self.as_(one, at), visit_id=visit.pk, code=number, now=at)
            later = left + timedelta(hours=2)
            actions.confirm(viewer=self.as_(cast.ELDER, later), visit_id=visit.pk, now=later)
            actions.rate(
                viewer=self.as_(cast.ELDER, later), visit_id=visit.pk, stars=5,
                words="很耐心。（演示内容）", now=later,
            )  # fmt: skip
        actions.donate(viewer=self.as_(cast.CHIEF, self.now), id=uuid4(), minutes=30, now=self.now)

    def today(self) -> None:
        """Agreed for today, or tomorrow when the evening has come, so that the door can be tried."""
        late = self.now >= self.moment(self.today_is, _EVENING)
        day = self.today_is + timedelta(days=late)
        window = Window(day, 9 * 60, 19 * 60)
        request = self.asked("company", window, 90, "一起读读报纸。（演示内容）", self.now)
        self.agreed(request, Window(day, 17 * 60, 18 * 60 + 30), self.now, cast.VOLUNTEER)

    def waiting(self) -> None:
        """One waits for a helper's yes, one that was phoned in for the coordinator."""
        day = self.today_is + timedelta(days=2)
        window = Window(day, 14 * 60, 17 * 60)
        request = self.asked("company", window, 60, "", self.now)
        self.proposed(request, Window(day, 14 * 60, 15 * 60), self.now, cast.CHIEF)
        window = Window(day + timedelta(days=1), 8 * 60, 12 * 60)
        self.asked("doctor", window, 180, "去社区医院取药。（演示内容）", self.now, cast.WORKER)

    def moment(self, day: date, minutes: int) -> datetime:
        return calendar.start_of(day) + timedelta(minutes=minutes)
