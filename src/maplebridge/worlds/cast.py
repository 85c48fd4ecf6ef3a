"""The people of a demo world who can sign in, and what each of them is there to show.

Nobody here exists. Their numbers begin with 154, a series that no operator in China has given out
as far as we know; no message is ever sent to one in demo mode.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PASSWORD = "maplebridge-demo"
"""Only set in demo mode; a world seeded elsewhere lets nobody in without a code."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast. `phone` is eleven digits; `lives_with` counts the household, 0 is any."""

    code: str
    name: str
    phone: str
    role: str | Promise
    lives_with: int = 0


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in as one of the cast: by phone and code, or by phone and password."""

    name: str
    role: str
    phone: str
    password: str | None = None


ELDER = Member("elder", "王秀兰", "15400000001", _("Resident, 76, lives alone"), 1)
YOUNGER = Member("younger", "林晓雨", "15400000002", _("Resident with two small children"), 4)
WORKER = Member("worker", "陈建国", "15400000003", _("Grid worker of the first grid"))
DEPUTY = Member("deputy", "赵敏", "15400000004", _("Grid worker, deputy of both neighbours"))
AWAY = Member("away", "孙立军", "15400000005", _("Grid worker on leave"))
OPERATOR = Member("operator", "周文静", "15400000006", _("Operator of the whole place"))
HEAD = Member("head", "许国强", "15400000007", _("Head of the council"))
MEDIATOR = Member("mediator", "何正平", "15400000008", _("Mediator of the community"))
VOLUNTEER = Member("volunteer", "吴小梅", "15400000009", _("Resident and volunteer"))
CHIEF = Member("chief", "郑大明", "15400000010", _("Resident who speaks for the neighbours"))
COURT = Member("court", "宋立言", "15400000011", _("Clerk of a court that confirms agreements"))
ADJUSTER = Member("adjuster", "周理赔", "15400000071", _("Pays and signs for an insurer"))

SEATS: dict[str | None, str | Promise] = {
    "chair": _("chair of the village bank's council"),
    "treasurer": _("treasurer of the village bank"),
}
MEMBERS = (ELDER, YOUNGER, WORKER, DEPUTY, AWAY, OPERATOR, HEAD, MEDIATOR, VOLUNTEER, CHIEF)
GUESTS = (COURT, ADJUSTER)
"""They live nowhere here and act for organisations; only a demo has them."""
_WORKERS = {0: WORKER, 1: DEPUTY, 2: AWAY, 60: MEDIATOR}
_RESIDENTS = (ELDER, YOUNGER, CHIEF, VOLUNTEER)


def sign_ins() -> list[SignIn]:
    """The demo people in the order a visitor should try them; roles in the active language, with the
    seat that somebody has on the council of a village bank. Two queries."""
    from maplebridge.bank.models import BankCouncilMember
    from maplebridge.people.models import Account

    phones = [one.phone for one in MEMBERS]
    found = BankCouncilMember.objects.filter(person__phone__in=phones, term_to__isnull=True)
    seats = dict(found.values_list("person__phone", "role"))
    guests = [one.phone for one in GUESTS]
    here = set(Account.objects.filter(phone__in=guests).values_list("phone", flat=True))
    return [
        SignIn(one.name, _with_seat(str(one.role), seats.get(one.phone)), one.phone, PASSWORD)
        for one in (*MEMBERS, *(guest for guest in GUESTS if guest.phone in here))
    ]


def _with_seat(role: str, seat: str | None) -> str:
    if seat not in SEATS:
        return role
    return gettext("%(role)s; %(seat)s") % {"role": role, "seat": SEATS[seat]}


def seat_of_worker(community: int, number: int) -> Member | None:
    """The cast member who holds a worker's seat of the first community."""
    return _WORKERS.get(number) if community == 0 else None


def seats_of_residents(community: int, grid: int) -> tuple[Member, ...]:
    """The cast members who live in the first homes of the first grid, in order."""
    return _RESIDENTS if (community, grid) == (0, 0) else ()
