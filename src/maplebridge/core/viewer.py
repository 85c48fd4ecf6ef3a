"""Who is looking: the frozen facts every policy and every query decides by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Level(StrEnum):
    """The kinds of place a post can be held at, from wide to narrow."""

    JURISDICTION = "jurisdiction"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"
    ESTATE = "estate"
    BUILDING = "building"
    ENTRANCE = "entrance"


class Role(StrEnum):
    """The posts a person can hold at a place for a term."""

    GRID_WORKER = "grid_worker"
    BUILDING_CHIEF = "building_chief"
    UNIT_CHIEF = "unit_chief"
    VOLUNTEER = "volunteer"
    CONTACT = "contact"
    MEDIATOR = "mediator"
    OPERATOR = "operator"
    COUNCIL_MEMBER = "council_member"
    HEAD = "head"
    SERVICE_TEAM = "service_team"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post that acts today: the person's own, or one covered as deputy.

    `path` is the materialised path of the place (see territory): a post covers every place whose
    path starts with it. `deputy_for` is the person who is on leave, or None for one's own post.
    """

    post_id: UUID
    role: Role
    level: Level
    place_id: UUID
    path: str
    deputy_for: UUID | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """A signed-in person, an anonymous visitor (`person_id` None) or the system itself.

    `home_path` is the path of the grid of the viewer's home, "" when unknown. `staff_until` is set
    only while staff mode is on; it always carries `staff_reason`.
    """

    person_id: UUID | None = None
    account_id: UUID | None = None
    name: str = ""
    posts: tuple[HeldPost, ...] = ()
    home_path: str = ""
    home_grid_id: UUID | None = None
    on_behalf_of: UUID | None = None
    staff_until: datetime | None = None
    staff_reason: str = ""
    system: bool = False

    @property
    def signed_in(self) -> bool:
        return self.person_id is not None

    def holds(self, *roles: Role, path: str | None = None) -> HeldPost | None:
        """The first acting post with one of `roles` whose place covers `path` (any place if None)."""
        for post in self.posts:
            if post.role in roles and (path is None or path.startswith(post.path)):
                return post
        return None

    @property
    def works(self) -> bool:
        """Whether the viewer holds a post that answers matters."""
        return self.holds(Role.GRID_WORKER, Role.OPERATOR, Role.HEAD, Role.SERVICE_TEAM) is not None


ANONYMOUS = Viewer()
SYSTEM = Viewer(system=True, name="system")
