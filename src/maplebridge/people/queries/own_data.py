"""One's own mandates, consents, leaves, posts and staff mode."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maplebridge.core import calendar
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import Viewer

from .. import rules
from ..models import Account, Consent, Leave, Mandate, Person, Post, StaffSession
from .homes import housemates
from .numbers import proved_number
from .terms import in_force


@dataclass(frozen=True, slots=True)
class OwnRows:
    """The rows of one table that are about a person, for the copy that they take away.

    `hidden` are columns that would give away a secret or somebody else.
    """

    name: str
    table: type[Model]
    rows: QuerySet[Any]
    hidden: tuple[str, ...] = ()

    def plain(self) -> Iterator[dict[str, Any]]:
        """Each row as plain values, read in pieces."""
        names = [
            field.attname
            for field in self.table._meta.concrete_fields
            if field.attname not in {"password", "digest", *self.hidden}
        ]
        for values in self.rows.values_list(*names).iterator(chunk_size=500):
            yield dict(zip(names, values, strict=True))


def number_since(person_id: UUID, now: datetime) -> tuple[str, datetime] | None:
    """The person's proved number and since when it is theirs: numbers change hands."""
    number = proved_number(person_id, now)
    account = Account.objects.filter(person=person_id, phone=number).first() if number else None
    if account is None:
        return None
    proofs = AuditEntry.objects.filter(thing_id=account.pk, verb="prove_phone").order_by("-id")
    since = proofs.values_list("at", flat=True).first()
    return (number, since) if since is not None else None


def may_act_for(viewer: Viewer, person_id: UUID, now: datetime) -> bool:
    """Whether `person_id` let the viewer act for them, by a mandate in force now."""
    if viewer.person_id is None:
        return False
    today = calendar.today(now)
    return Mandate.objects.filter(
        grantor=person_id,
        agent=viewer.person_id,
        valid_from__lte=today,
        valid_to__gte=today,
        revoked_at__isnull=True,
    ).exists()


def mandates_of(viewer: Viewer, today: date) -> tuple[list[Mandate], list[Mandate]]:
    """Those in force or to come: given by the viewer, and held by the viewer."""
    live = Mandate.objects.filter(valid_to__gte=today, revoked_at__isnull=True)
    live = live.select_related("grantor", "agent", "witness").order_by("valid_to", "id")
    given, held = live.filter(grantor=viewer.person_id), live.filter(agent=viewer.person_id)
    return list(given[:50]), list(held[:50])


def possible_agents(viewer: Viewer, today: date) -> list[Person]:
    """Housemates and those who hold a post for the viewer's home: people one may choose unseen."""
    if viewer.person_id is None:
        return []
    mates = [stay.person for stay in housemates(viewer) if stay.person_id != viewer.person_id]
    if not viewer.home_path:
        return mates
    posts = Post.objects.filter(in_force(today, "term_from", "term_to"))
    posts = posts.filter(path__in=[p for p in rules.prefixes(viewer.home_path) if p])
    helpers = Person.objects.filter(pk__in=posts.values("person")).exclude(pk=viewer.person_id)
    known = {person.pk for person in mates}
    return mates + [p for p in helpers.order_by("name", "id")[:50] if p.pk not in known]


def consents_of(viewer: Viewer) -> dict[str, Consent]:
    """Consents in force by purpose."""
    given = Consent.objects.filter(person=viewer.person_id, withdrawn_at__isnull=True)
    return {consent.purpose: consent for consent in given[:50]}


def who_agreed(person_ids: Collection[UUID], purpose: str) -> set[UUID]:
    """Those of them whose yes to this purpose is in force and whose account is open."""
    given = Consent.objects.filter(
        person__in=person_ids,
        person__account__is_active=True,
        purpose=purpose,
        withdrawn_at__isnull=True,
    )
    return set(given.values_list("person_id", flat=True))


def leaves_of(viewer: Viewer, today: date) -> list[Leave]:
    leaves = Leave.objects.filter(person=viewer.person_id, last_day__gte=today)
    return list(leaves.order_by("first_day", "id")[:50])


def own_posts(viewer: Viewer, today: date) -> list[Post]:
    posts = Post.objects.filter(in_force(today, "term_from", "term_to"), person=viewer.person_id)
    return list(posts.select_related("place")[:50])


def staff_session(viewer: Viewer, now: datetime) -> StaffSession | None:
    sessions = StaffSession.objects.filter(account=viewer.account_id, ends_at__gt=now)
    return sessions.order_by("-ends_at").first()


def may_staff(viewer: Viewer) -> bool:
    if viewer.account_id is None:
        return False
    return Account.objects.filter(pk=viewer.account_id, may_staff=True, is_active=True).exists()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Something a person may agree to. A new wording is a new version, and asks again."""

    title: str | Promise
    text: str | Promise
    version: str


PURPOSES = {
    "contact_card": Purpose(
        _("Contact card"),
        _(
            "My unit chief and the contact person of my building may see my name and phone, to "
            "pass on needs and hazards. Nobody else gets them by this."
        ),
        "2026-11",
    ),
    "door_card": Purpose(
        _("My number on the card at the door"),
        _(
            "If I hold a post, the printed contact card of its place may name my phone number. "
            "Without this it names the station's number only."
        ),
        "2026-11",
    ),
    "visits": Purpose(
        _("Visits"),
        _(
            "Volunteers of my community may know that I would like a visit, and at what times. "
            "They see my name, phone and door, nothing about my health."
        ),
        "2026-11",
    ),
    "bank_name": Purpose(
        _("My name in the notice of the village bank"),
        _(
            "The public notice of our village bank may say my name beside the number and the points of "
            "my household. Without this it says the number only."
        ),
        "2026-11",
    ),
    "push": Purpose(
        _("News on my devices"),
        _(
            "A browser that I switch on under My page may show that there is news about a concern of "
            "mine, or of my work: its number, no words. The maker of the browser, who may be abroad, "
            "carries it encrypted and learns when something came, not what."
        ),
        "2026-11",
    ),
    "alerts": Purpose(
        _("Messages about what I follow"),
        _(
            "What becomes public where I follow, and how it goes on, may come to my device, my WeChat or "
            "my mail, whichever I have linked: one message a matter and day, none from 21:00 to 8:00, "
            "never by SMS. WeChat and mail carry the public words. Each message stops them in one tap."
        ),
        "2026-11",
    ),
    "notices": Purpose(
        _("Notices by SMS"),
        _(
            "My community may send me notices that do not concern a matter of mine, at most one "
            "a week. Answers to my own matters come in any case."
        ),
        "2026-11",
    ),
}


ABOUT = {
    "publish": Purpose(
        _("Everybody may read a matter of mine"),
        _(
            "My matter may stand on the public pages once somebody at the community has checked it: "
            "words, photos with faces and number plates covered, the answers, how far it is and "
            "roughly where. Never my name, my number or my door. I can take it back at any time; "
            "then it is gone from the public pages at once."
        ),
        "2026-11",
    ),
}
"""Purposes that are agreed to for one thing at a time; the receipt names it: publish:<id>."""


@dataclass(frozen=True, slots=True)
class ConsentAbout:
    """A consent in force that concerns one thing."""

    purpose: str
    thing_id: UUID
    given_at: datetime


def consents_about(viewer: Viewer) -> list[ConsentAbout]:
    """The viewer's consents in force that concern one thing each, newest first; at most 50."""
    given = Consent.objects.filter(
        person=viewer.person_id, withdrawn_at__isnull=True, purpose__contains=":"
    )
    rows = given.order_by("-given_at", "-id").values_list("purpose", "given_at")[:50]
    found = []
    for named, given_at in rows:
        purpose, _sep, thing = named.partition(":")
        found.append(ConsentAbout(purpose, UUID(thing), given_at))
    return found


def passkeys(viewer: Viewer) -> int:
    """How many passkeys open the viewer's account."""
    keys = Authenticator.objects.filter(user=viewer.account_id, type=Authenticator.Type.WEBAUTHN)
    return int(keys.count())
