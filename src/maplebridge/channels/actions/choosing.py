"""A person chooses once how they are written to about what is theirs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from maplebridge.core import audit
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.people import public as people

from ..models import ChosenWay, Sender
from ..rules.ways import Wish


@transaction.atomic
def choose_way(*, viewer: Viewer, way: str, now: datetime) -> None:
    """Keep the choice; "" is "as it came". Raises RuleBroken for a way that is not theirs yet."""
    if viewer.person_id is None:
        raise Forbidden("channels_sign_in_first")
    if way and way not in set(Wish):
        raise RuleBroken("channels_way_unknown")
    if not _theirs(viewer, way, now):
        raise RuleBroken("channels_way_not_joined")
    if way:
        ChosenWay.objects.update_or_create(
            person_id=viewer.person_id, defaults={"way": way, "chosen_at": now}
        )
    else:
        ChosenWay.objects.filter(person=viewer.person_id).delete()
    about = ("people.person", viewer.person_id)
    audit.record(viewer=viewer, verb="channels.choose_way", thing=about, now=now, way=way)


def _theirs(viewer: Viewer, way: str, now: datetime) -> bool:
    if way in ("", Wish.PAGE):
        return True
    assert viewer.person_id is not None
    if way == Wish.SMS:
        return bool(people.proved_number(viewer.person_id, now))
    return Sender.objects.filter(person=viewer.person_id, channel=way).exists()
