"""What the bank's pages share: who looks at which bank, and how doors and kinds are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from maplebridge.core import calendar
from maplebridge.core.viewer import Viewer
from maplebridge.core.views import viewer_of as viewer_of

from .. import policy, queries
from ..messages import STATES
from ..models import BankCouncilMember, Deed, VillageBank
from ..queries import HouseholdRow
from ..rules import Catalogue


@dataclass(frozen=True, slots=True)
class Standing:
    """Who looks at a bank: a council member, a villager, a worker of the place, or a visitor."""

    viewer: Viewer
    bank: VillageBank
    seat: BankCouncilMember | None

    @property
    def inside(self) -> bool:
        """Those who may know who is on the council and read single entries of a notice."""
        return (
            self.seat is not None
            or policy.lives_in(self.viewer, self.bank.path)
            or policy.works_for(self.viewer, self.bank.path)
        )

    @property
    def reads_names(self) -> bool:
        """Covered names help to find a household: for the council and workers of the place."""
        return self.seat is not None or policy.works_for(self.viewer, self.bank.path)


def standing(request: HttpRequest, bank_id: UUID) -> Standing:
    viewer, bank = viewer_of(request), queries.get_bank(bank_id)
    today = calendar.today(timezone.now())
    return Standing(viewer, bank, queries.seat_of(viewer.person_id, bank.pk, today))


def row_words(row: HouseholdRow) -> str:
    """How a household stands in a list: number, door, covered names."""
    number = gettext("No. %(number)s") % {"number": row.number}
    return " · ".join(part for part in (number, row.door, row.names) if part)


def kind_choices(catalogue: Catalogue, first: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The kinds with their points, those used last in front."""
    language = get_language() or "en"
    names = {kind.code: f"{kind.name_in(language)} +{kind.points}" for kind in catalogue.kinds}
    codes = [code for code in dict.fromkeys([*first, *names]) if code in names]
    return [(code, names[code]) for code in codes]


def kind_name(deed: Deed) -> str:
    """What the kind was called in the version that the deed cites."""
    kind = deed.catalogue.catalogue.kind(deed.kind)
    return kind.name_in(get_language() or "en") if kind else deed.kind


def deed_rows(deeds: Iterable[Deed]) -> list[dict[str, object]]:
    return [{"deed": deed, "kind": kind_name(deed), "state": STATES[deed.state]} for deed in deeds]
