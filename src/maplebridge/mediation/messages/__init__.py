"""What mediation says: one sentence a broken rule, and the names of states, roles and ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .damages import DAMAGES_SENTENCES
from .talks import TALKS_SENTENCES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: dict[str, str | _StrPromise] = {
    **DAMAGES_SENTENCES,
    **TALKS_SENTENCES,
}
