"""Who founds a bank, seats its council, enters deeds, decides about them, and objects."""

from __future__ import annotations

from uuid import UUID

from maplebridge.core.viewer import Role, Viewer

from .models import BankCouncilMember
from .rules import Charter, Enters

WORKERS = (Role.GRID_WORKER, Role.OPERATOR, Role.HEAD)


def may_adopt_tariff(viewer: Viewer, path: str = "") -> bool:
    """A head of the place enters what its council decided; the system its default."""
    return viewer.system or viewer.holds(Role.HEAD, path=path) is not None


def may_found(viewer: Viewer, path: str) -> bool:
    """A head of the place or of one around it founds the bank that its villagers asked for."""
    return viewer.system or viewer.holds(Role.HEAD, path=path) is not None


def may_seat(viewer: Viewer, path: str) -> bool:
    """The same heads note who was elected or appointed, and when a term ends."""
    return may_found(viewer, path)


def may_decide_rules(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """The chair enters what the council decided; a head of the place may for a council that asks."""
    return may_found(viewer, path) or (seat is not None and seat.role == "chair")


def lives_in(viewer: Viewer, path: str) -> bool:
    """Whether the viewer's home lies in the bank's village."""
    return bool(viewer.home_path) and viewer.home_path.startswith(path)


def works_for(viewer: Viewer, path: str) -> bool:
    return viewer.holds(*WORKERS, path=path) is not None


def may_enter(viewer: Viewer, path: str, seat: BankCouncilMember | None, charter: Charter) -> bool:
    """The council always; villagers and workers of the place as the bank's rules say."""
    if viewer.system or seat is not None:
        return True
    if Enters.VILLAGERS in charter.entered_by and lives_in(viewer, path):
        return True
    return Enters.WORKERS in charter.entered_by and works_for(viewer, path)


def may_approve(
    seat: BankCouncilMember | None,
    *,
    own_household: UUID | None,
    household: UUID,
    entered_by: UUID | None,
    charter: Charter,
) -> bool:
    """A council member of another household; who entered it only where the rules allow that."""
    if seat is None or own_household == household:
        return False
    return charter.enterer_may_approve or seat.person_id != entered_by


def may_refuse(
    seat: BankCouncilMember | None, *, own_household: UUID | None, household: UUID
) -> bool:
    """A council member of another household."""
    return seat is not None and own_household != household


def may_withdraw(viewer: Viewer, entered_by: UUID | None) -> bool:
    """Who entered it, and nobody else."""
    return viewer.person_id is not None and viewer.person_id == entered_by


def may_publish(seat: BankCouncilMember | None) -> bool:
    return seat is not None


def may_object(viewer: Viewer, path: str) -> bool:
    """Anybody who lives in the village, about any entry, their own too."""
    return lives_in(viewer, path)


def may_note_objection(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """Council and workers of the place enter what came on paper."""
    return seat is not None or works_for(viewer, path)


def may_answer(
    seat: BankCouncilMember | None,
    *,
    own_household: UUID | None,
    household: UUID,
    objector: UUID | None,
) -> bool:
    """A council member who neither objected nor lives in the household that it is about."""
    if seat is None or own_household == household:
        return False
    return objector is None or seat.person_id != objector


def sees_deed(
    viewer: Viewer,
    seat: BankCouncilMember | None,
    *,
    own_household: UUID | None,
    households: frozenset[UUID],
    entered_by: UUID | None,
) -> bool:
    """The council, the household, those asked what they saw, and who entered it."""
    if seat is not None or own_household in households:
        return True
    return may_withdraw(viewer, entered_by)


def may_keep_rewards(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """Each member of the council keeps the shelf and hands over; a head of the place may stand in."""
    return seat is not None or may_found(viewer, path)


def may_keep_fund(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """Chair and treasurer enter what comes in and prepare what goes out; a head may stand in."""
    return may_found(viewer, path) or (seat is not None and seat.role in {"chair", "treasurer"})


def may_review_spending(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """Anybody of the council decides on money; that it was another's to prepare is a rule."""
    return viewer.person_id is not None and may_keep_rewards(viewer, path, seat)


def reads_sheet(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """Who lives in the village, its council and the workers of the place: those who pass the board."""
    return seat is not None or lives_in(viewer, path) or works_for(viewer, path)


def may_close_book(seat: BankCouncilMember | None) -> bool:
    """Any member of the council: nothing is decided by it, and nothing is undone."""
    return seat is not None


def may_print_slips(seat: BankCouncilMember | None) -> bool:
    """Any member of the council: it hands them out, and reads the deeds behind them anyway."""
    return seat is not None


def may_carry(viewer: Viewer, seat: BankCouncilMember | None) -> bool:
    """The council takes the bank's book out as a workbook and brings deeds in; so does a command."""
    return viewer.system or seat is not None


def may_decide_openings(seat: BankCouncilMember | None) -> bool:
    """Anybody of the council; that another one brought them is a rule."""
    return seat is not None


def may_audit(viewer: Viewer, path: str, seat: BankCouncilMember | None) -> bool:
    """The council, and a head of the place or of one around it, who answers for the fund's money."""
    return viewer.system or may_keep_rewards(viewer, path, seat)
