"""The photo of a deed: its difference hash, and which earlier photo it looks like."""

from __future__ import annotations

from uuid import UUID

from PIL import Image

from maplebridge.core import files
from maplebridge.core.models import StoredFile

from .. import queries
from ..rules.likeness import HEIGHT, WIDTH, difference_hash, most_alike

_TURNS = (
    None,
    Image.Transpose.FLIP_LEFT_RIGHT,
    Image.Transpose.FLIP_TOP_BOTTOM,
    Image.Transpose.ROTATE_90,
    Image.Transpose.ROTATE_180,
    Image.Transpose.ROTATE_270,
    Image.Transpose.TRANSPOSE,
    Image.Transpose.TRANSVERSE,
)


def hashes(photo: StoredFile) -> list[int]:
    """The hash of a stored photo as it is, then those of its seven other orientations."""
    with files.open(photo, thumb=True) as content, Image.open(content) as picture:
        grey = picture.convert("L")
    turned = [grey if turn is None else grey.transpose(turn) for turn in _TURNS]
    small = [one.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR) for one in turned]
    return [difference_hash(list(one.tobytes())) for one in small]


def looks_like(bank_id: UUID, turned: list[int]) -> UUID | None:
    """The deed of the bank whose photo differs least from this one, if little enough."""
    return most_alike(turned, reversed(queries.photo_hashes(bank_id)))
