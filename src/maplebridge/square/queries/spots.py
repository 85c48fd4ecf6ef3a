"""Whether the exact spot of a matter may be shown, by the catalogue under which it was reported."""

from __future__ import annotations

from maplebridge.matters import public as matters

from ..rules.spots import may_show_spot


def spot_allowed(matter: matters.Matter) -> bool:
    """A kind that this version does not know, or that does not say so, has no public spot."""
    kind = matters.catalogue_version(matter.rulebook).get(matter.category)
    return may_show_spot(
        matter.place.level,
        public_thing=kind is not None and kind.public_spot,
        pointed_at=matter.lon is not None,
    )
