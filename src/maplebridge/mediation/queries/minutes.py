"""The minutes of a joint session as a paper, and those that a court reads with a joint application."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maplebridge.core import calendar
from maplebridge.core.documents.blocks import Paper, Signed

from .. import policy
from ..messages.papers import ROLES
from ..models import Agreement, MinutesSign, Sitting
from ..rules.papers import Kind
from ..rules.parts import Side
from ..rules.visibility import Access, Thing
from .access import Loaded
from .file_papers import filled_with
from .papers import compose


def minutes_of(loaded: Loaded, sitting: Sitting, found: Agreement | None, language: str) -> Paper:
    """The minutes of a joint session as they were read back, and who signed them."""
    filled = filled_with(loaded, Kind.MINUTES, found, language)
    signs = {one.party_id: one for one in sitting.signs.all()}
    signed: dict[str, list[Signed]] = {"first_party": [], "second_party": []}
    for party in loaded.parties:
        key = "first_party" if party.side == Side.APPLICANT else "second_party"
        sign = signs.get(party.pk)
        note = ""
        if sign is not None:
            said = _("signed, %(day)s") if sign.signed else _("did not sign, %(day)s")
            note = said % {"day": date_format(calendar.today(sign.at), "DATE_FORMAT")}
        signed[key].append(Signed(str(ROLES[key]), party.name, note))
    words = {
        **filled.words, "time": date_format(localtime(sitting.starts_at, calendar.zone()), "DATETIME_FORMAT"), "venue": sitting.where,
        "statements": sitting.minutes,
    }  # fmt: skip
    return compose(Kind.MINUTES, replace(filled, words=words, signed=signed), language)


def minutes_before(loaded: Loaded, found: Agreement) -> Sitting | None:
    """The last joint session that was held before the agreement, when its minutes were read back and
    every party that was in the file then signed them, also one that has left since; never one with one
    side alone, nor what only one side stands behind."""
    if policy.sees(loaded.standing, Thing.MINUTES) < Access.READ:
        return None
    held = Sitting.objects.filter(
        file=loaded.file, party__isnull=True, held_at__isnull=False,
        starts_at__lte=found.effective_at or found.made_at,
    )  # fmt: skip
    signs = MinutesSign.objects.filter(signed=True).order_by("id")
    last = held.prefetch_related(Prefetch("signs", signs)).order_by("-starts_at", "-id").first()
    if last is None or not last.minutes or last.read_back_at is None or last.held_at is None:
        return None
    there = {
        one.pk
        for one in loaded.parties
        if one.added_at <= last.held_at and (one.left_at is None or one.left_at > last.starts_at)
    }
    return last if there and there <= {one.party_id for one in last.signs.all()} else None
