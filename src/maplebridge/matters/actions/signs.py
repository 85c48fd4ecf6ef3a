"""Paper for those without a phone: signs with a code, and numbered forms that become one matter each."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy
from ..models.signs import PlaceSign
from ..rules import signs


def sign_of(*, viewer: Viewer, place: territory.Place, now: datetime) -> PlaceSign:
    """The sign of a place that the viewer serves; made when it is asked for first.

    Two who ask at once get the same. Raises Forbidden.
    """
    if not policy.serves(viewer, place.path):
        raise Forbidden("matter_relay_elsewhere")
    for _try in range(3):
        if known := PlaceSign.objects.filter(place=place.pk).first():
            return known
        code = signs.code_from(secrets.token_bytes(16))
        try:
            with transaction.atomic():
                return PlaceSign.objects.create(place_id=place.pk, code=code, made_at=now)
        except IntegrityError:
            continue
    return PlaceSign.objects.get(place=place.pk)


def new_paper_number() -> str:
    """A number for one paper form. Nothing is stored: the number alone says which matter it becomes."""
    return signs.code_from(secrets.token_bytes(16))


def matter_of_paper(number: str) -> UUID:
    """The id of the matter that this paper becomes, from the secret key: nobody else can foresee it."""
    digest = salted_hmac("maplebridge.matters.paper", number, algorithm="sha256").digest()
    return signs.paper_id(digest)
