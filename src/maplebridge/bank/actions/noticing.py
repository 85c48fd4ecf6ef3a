"""The month's notice: published by the council, objected to by the village, posted when it is over."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from maplebridge.core import audit, calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.viewer import SYSTEM, Viewer
from maplebridge.ledger import public as ledger

from .. import policy, queries
from ..models import Deed, MonthNotice, Objection, VillageBank
from ..rules import DeedState
from ..rules.deeds import month_after, month_of
from .deeds import move

WORDS_MAX = 500
_BATCH = 200


@transaction.atomic
def publish_notice(*, viewer: Viewer, bank_id: UUID, month: date, now: datetime) -> MonthNotice:
    """Publish a month that is over. Approved entries of it, and late ones of earlier months, are in.

    What is entered or approved later goes into the next notice. Raises Forbidden
    `deed_needs_council`, RuleBroken `notice_month_running`, `notice_stands`, `notice_order`.
    """
    bank = VillageBank.objects.select_for_update().get(pk=queries.get_bank(bank_id).pk)
    today = calendar.today(now)
    if not policy.may_publish(queries.seat_of(viewer.person_id, bank_id, today)):
        raise Forbidden("deed_needs_council")
    month = month_of(month)
    end = month_after(month)
    if today < end:
        raise RuleBroken("notice_month_running", day=end.isoformat())
    if month < month_of(bank.founded_on):
        raise RuleBroken("bank_not_yet", day=month.isoformat())
    latest = MonthNotice.objects.filter(bank=bank).order_by("-month").first()
    if latest is not None and latest.month >= month:
        raise RuleBroken("notice_stands" if latest.month == month else "notice_order")
    charter = queries.charter_on(bank_id, today)
    due = calendar.add_working_days(now, charter.charter.objection_days)
    notice = MonthNotice.objects.create(
        bank=bank, month=month, charter=charter, published_at=now,
        published_by_id=viewer.person_id, closes_at=due.at, certain=due.certain,
    )  # fmt: skip
    approved = Deed.objects.filter(
        bank=bank, state=DeedState.APPROVED.value, notice__isnull=True, done_on__lt=end
    )
    count = approved.update(state=DeedState.NOTICED.value, notice=notice)
    audit.record(viewer=viewer, verb="publish_notice", thing=notice, now=now, deeds=count)
    return notice


@transaction.atomic
def object_to(
    *, viewer: Viewer, deed_id: UUID, text: str, now: datetime, on_paper: bool = False
) -> Objection:
    """Say that an entry of the notice is not right, while its window is open.

    `on_paper`: council or a worker of the place enters what a villager handed in. Raises Forbidden
    `objection_not_here`, RuleBroken `objection_words`, `notice_over`.
    """
    deed = (
        Deed.objects.select_for_update(of=("self",))
        .select_related("bank", "notice")
        .filter(pk=deed_id, notice__isnull=False)
        .first()
    )
    if deed is None:
        raise RuleBroken("notice_over")
    seat = queries.seat_of(viewer.person_id, deed.bank_id, calendar.today(now))
    may = (
        policy.may_note_objection(viewer, deed.bank.path, seat)
        if on_paper
        else policy.may_object(viewer, deed.bank.path)
    )
    if not may:
        raise Forbidden("objection_not_here")
    text = _words(text)
    if deed.notice is None or deed.state != DeedState.NOTICED or now >= deed.notice.closes_at:
        raise RuleBroken("notice_over")
    made = Objection.objects.create(
        deed=deed, person_id=None if on_paper else viewer.person_id, on_paper=on_paper,
        noted_by_id=viewer.person_id if on_paper else None, text=text, at=now,
    )  # fmt: skip
    audit.record(viewer=viewer, verb="object_to", thing=deed, now=now, on_paper=on_paper)
    return made


@transaction.atomic
def answer_objection(
    *, viewer: Viewer, objection_id: UUID, upheld: bool, text: str, now: datetime
) -> Objection:
    """Answer an objection: upheld voids the entry and releases its points; rejected lets it be posted.

    Nobody decides for what they did themselves: who approved the entry does not reject the objection,
    who typed in an objection on paper does not uphold it.

    Raises Forbidden `deed_needs_council`, `objection_own`, RuleBroken `objection_own_doing`, `objection_answered`.
    """
    text = _words(text)
    found = queries.get_objection(objection_id)
    deed = (
        Deed.objects.select_for_update(of=("self",)).select_related("notice").get(pk=found.deed_id)
    )
    objection = Objection.objects.select_for_update(of=("self",)).get(pk=objection_id)
    seat = queries.seat_of(viewer.person_id, deed.bank_id, calendar.today(now))
    if not policy.may_answer(
        seat,
        own_household=queries.own_household(viewer),
        household=deed.household_id,
        objector=objection.person_id,
    ):
        raise Forbidden("objection_own" if seat else "deed_needs_council")
    if viewer.person_id == (objection.noted_by_id if upheld else deed.decided_by_id):
        raise RuleBroken("objection_own_doing")  # the form keeps what was typed
    if objection.upheld is not None:
        raise RuleBroken("objection_answered")
    objection.upheld, objection.answer = upheld, text
    objection.answered_by_id, objection.answered_at = viewer.person_id, now
    objection.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    if upheld and deed.state == DeedState.NOTICED:
        _void(viewer, deed, now)
        others = Objection.objects.filter(deed=deed, upheld__isnull=True)
        others.update(upheld=True, answer=text, answered_by_id=viewer.person_id, answered_at=now)
    audit.record(viewer=viewer, verb="answer_objection", thing=deed, now=now, upheld=upheld)
    _post_if_over(viewer, deed, now)
    return objection


def post_due(*, now: datetime) -> None:
    """Duty: when a notice's window is over, post all that no unanswered objection holds."""
    for notice in queries.open_notices(now)[:_BATCH]:
        while batch := list(queries.postable(notice, batch=_BATCH)):
            with transaction.atomic():
                _post_all(SYSTEM, batch, now)
        _finish(notice, now)


def _post_if_over(viewer: Viewer, deed: Deed, now: datetime) -> None:
    notice = deed.notice
    if notice is None or now < notice.closes_at or deed.state != DeedState.NOTICED:
        return
    if not Objection.objects.filter(deed=deed, upheld__isnull=True).exists():
        _post_all(viewer, [deed.pk], now)


def _post_all(viewer: Viewer, deed_ids: list[UUID], now: datetime) -> None:
    """Locked in the order of their keys; posted in the order of their accounts, the ledger's.

    Whoever objects holds the deed's lock, so an objection that was being written down when the deeds
    were chosen is seen once they are locked: such a deed waits for its answer.
    """
    locked = Deed.objects.select_for_update().filter(pk__in=deed_ids, state=DeedState.NOTICED.value)
    found = list(locked.order_by("pk"))
    open_ = Objection.objects.filter(deed__in=found, upheld__isnull=True)
    held = set(open_.values_list("deed", flat=True))
    deeds = {deed.hold_id: deed for deed in found if deed.pk not in held}
    holds = ledger.Transfer.objects.filter(pk__in=list(deeds)).values_list("pk", "credit")
    for hold_id, _account in sorted(holds, key=lambda found: found[1]):
        deed = deeds[hold_id]
        ledger.post(viewer=viewer, id=uuid5(deed.pk, "post"), hold_id=hold_id, now=now)
    Deed.objects.filter(pk__in=[deed.pk for deed in deeds.values()]).update(
        state=DeedState.POSTED.value
    )


def _void(viewer: Viewer, deed: Deed, now: datetime) -> None:
    assert deed.hold_id is not None, "what is noticed was promised"
    move(deed, DeedState.VOIDED)
    ledger.void(viewer=viewer, id=uuid5(deed.pk, "void"), hold_id=deed.hold_id, now=now)
    deed.save(update_fields=["state"])


@transaction.atomic
def _finish(notice: MonthNotice, now: datetime) -> None:
    VillageBank.objects.select_for_update().get(pk=notice.bank_id)
    if Deed.objects.filter(notice=notice, state=DeedState.NOTICED.value).exists():
        return
    if MonthNotice.objects.filter(pk=notice.pk, posted_at__isnull=True).update(posted_at=now):
        audit.record(viewer=SYSTEM, verb="post_notice", thing=notice, now=now)


def _words(text: str) -> str:
    text = text.strip()
    if not text or len(text) > WORDS_MAX or "\x00" in text:
        raise RuleBroken("objection_words", most=WORDS_MAX)
    return text
