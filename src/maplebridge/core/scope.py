"""Which places a query may see. A path is a chain of four-digit steps: see territory.models.Place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from .viewer import Role, Viewer

STEP = 4
"""Digits of one step of a path; a place has at most 9,999 children."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The set of places below `paths`. An empty set sees nothing; "" sees the whole jurisdiction."""

    paths: tuple[str, ...]

    def covers(self, path: str) -> bool:
        return any(path.startswith(p) for p in self.paths)

    def q(self, field: str) -> Q:
        """A condition on a path column. Ranges, not LIKE: digits sort alike in every collation."""
        if not self.paths:
            return Q(pk__in=[])
        condition = Q()
        for path in self.paths:
            if path == "":
                return Q()
            condition |= below(field, path)
        return condition


def below(field: str, path: str) -> Q:
    """A condition: the path column names the place `path` or one inside it."""
    if not path:
        return Q()
    successor = str(int(path) + 1).zfill(len(path))
    if len(successor) > len(path):
        return Q(**{f"{field}__gte": path})
    return Q(**{f"{field}__gte": path, f"{field}__lt": successor})


def scope_of(viewer: Viewer, *roles: Role) -> Scope:
    """The places where the viewer acts today in one of `roles` (all roles when none is named)."""
    if viewer.system:
        return Scope(("",))
    held = [p.path for p in viewer.posts if not roles or p.role in roles]
    widest = [p for p in held if not any(o != p and p.startswith(o) for o in held)]
    return Scope(tuple(dict.fromkeys(sorted(widest))))
