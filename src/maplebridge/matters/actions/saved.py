"""Keep a set of filters under a name, and drop it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from .. import queries
from ..models import SavedView
from ..rules import filters as rules
from ..rules.input import storable, tidy

NAME_MAX = 40


def save_view(*, viewer: Viewer, name: str, filters: Mapping[str, str], now: datetime) -> SavedView:
    """Keep what narrows the list. The same name again takes the new filters."""
    if not viewer.works or viewer.person_id is None:
        raise Forbidden("matter_no_post")
    name = tidy(name)
    if not name or len(name) > NAME_MAX or not storable(name) or "\n" in name:
        raise RuleBroken("saved_view_name", most=NAME_MAX)
    kept = rules.written(rules.read(filters))
    with transaction.atomic():
        # Locking the owner keeps two windows from passing the limit together.
        people.Person.objects.select_for_update(no_key=True).get(pk=viewer.person_id)
        mine = SavedView.objects.filter(owner=viewer.person_id)
        known = mine.filter(name=name).first()
        if known is None and mine.count() >= queries.VIEWS_MAX:
            raise RuleBroken("saved_view_enough", most=queries.VIEWS_MAX)
        view = known or SavedView(owner_id=viewer.person_id, name=name, made_at=now)
        view.filters = kept
        view.save()
        audit.record(viewer=viewer, verb="matter.save_view", thing=view, now=now)
        return view


def forget_view(*, viewer: Viewer, view_id: UUID, now: datetime) -> None:
    if not viewer.works:
        raise Forbidden("matter_no_post")
    with transaction.atomic():
        view = queries.get_saved_view(viewer, view_id)
        audit.record(viewer=viewer, verb="matter.forget_view", thing=view, now=now)
        view.delete()


def purge_views(*, now: datetime) -> None:
    """Forget the views of those who hold no post any more."""
    holders = people.office_holders(calendar.today(now))
    SavedView.objects.exclude(owner__in=holders.values("pk")).delete()
