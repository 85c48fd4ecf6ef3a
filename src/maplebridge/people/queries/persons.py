"""A person as the viewer may see them, and lists of persons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import Missing
from maplebridge.core.viewer import Viewer

from .. import policy, rules
from ..models import AccessRecord, Account, Person, Post
from .homes import address_of, household_of, stay_path


class Masked(NamedTuple):
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person as the viewer may see them now. `open` is False while name and phone are masked."""

    person_id: UUID
    name: str
    phone: str
    home: str
    open: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `after` is the key of its last row when there is more."""

    rows: list[Any]
    after: UUID | None


PAGE = 25

READ: dict[str, Promise] = {
    "card": _("Name, number and address"),
    "matter": _("Name and number of a matter"),
    "vouch": _("Met in person"),
    "history": _("What was reported before"),
    "rules_comment": _("Whose words on village rules they are"),
    "mediation": _("Number and address in a mediation"),
    "family_precept": _("Who signed under a family’s precept"),
}
"""What was read, as the log says it; other apps' kinds are shown by their own word."""


def paged(rows: list[Any], limit: int = PAGE) -> Page:
    """Cut a list that was fetched one row longer than the page."""
    more = len(rows) > limit
    return Page(rows[:limit], rows[limit - 1].pk if more else None)


def masked(person: Person) -> Masked:
    return Masked(rules.mask_name(person.name), rules.mask_phone(person.phone))


def names_for(ids: Iterable[UUID], viewer: Viewer) -> dict[UUID, str]:
    """Names to print beside a thing: one's own and those of people in office in full, others 王*."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    in_office = Exists(Post.objects.filter(person=OuterRef("pk"), term_to__isnull=True))
    people = Person.objects.filter(pk__in=wanted).annotate(in_office=in_office)
    return {
        person.pk: person.name
        if person.in_office or person.pk == viewer.person_id
        else rules.mask_name(person.name)
        for person in people.only("id", "name")
    }


def account_by_phone(phone: str) -> Account | None:
    return Account.objects.select_related("person").filter(phone=phone).first()


def get_person(viewer: Viewer, person_id: UUID) -> Person:
    """A person whom the viewer may know of; raises Missing for all others alike."""
    person = Person.objects.filter(pk=person_id).annotate(stay_path=stay_path()).first()
    if person is None or not policy.may_read(viewer, person.pk, person.stay_path):
        raise Missing("no_such_person")
    return person


def card_of(person: Person, *, open_: bool) -> PersonCard:
    household = household_of(person.pk)
    home = address_of(household.home) if household and open_ else ""
    shown = (person.name, person.phone) if open_ else masked(person)
    return PersonCard(person.pk, shown[0], shown[1], home, open_)


def access_log(viewer: Viewer, *, before: UUID | None = None, limit: int = PAGE) -> Page:
    """Who read the viewer's data, newest first. Keys grow with time, so the key is the order."""
    rows = AccessRecord.objects.filter(subject=viewer.person_id).select_related("reader")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return paged(list(rows.order_by("-id")[: limit + 1]), limit)
