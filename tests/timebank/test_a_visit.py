"""A visit from the first word to the posted minutes, and each place where somebody may say no."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from maplebridge.channels.public import Outgoing
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.ledger import public as ledger
from maplebridge.people.models import AccessRecord, HouseholdMember
from maplebridge.people.public import household_of
from maplebridge.timebank import actions
from maplebridge.timebank.models import Member, Request, Visit
from maplebridge.timebank.queries.minutes import COMMUNITY, POOL, WALLET
from tests.timebank.cast import Hours, helper
from tests.world import LONG_AGO, NOON


def balance(kind: str, owner: object = None) -> ledger.Balance:
    found = ledger.find_account(unit=ledger.Unit.MIN, kind=kind, owner_id=owner)  # type: ignore[arg-type]  # a key or None
    return ledger.balance(found) if found else ledger.Balance(0, 0)


def refused(code: str, error: type[RuleBroken] = RuleBroken) -> pytest.RaisesExc[RuleBroken]:
    return pytest.RaisesExc(error, check=lambda broken: broken.code == code)


def test_a_visit_from_asking_to_posted_minutes(hours: Hours) -> None:
    visits = hours.agreed()
    left = hours.visited(visits[0], hours.world.chen, 59)
    assert (left.stage, left.minutes) == ("ended", 59)
    chen = balance(WALLET, hours.world.chen.pk)
    assert (chen.available, chen.incoming) == (0, 59)  # promised, not to be used
    after = hours.at(20)
    actions.confirm(viewer=hours.see(hours.world.wang, after), visit_id=left.pk, now=after)
    assert balance(WALLET, hours.world.chen.pk).available == 59
    assert balance(COMMUNITY).posted == -59  # Wang had none, and nobody asks her for any
    hours.visited(visits[1], hours.world.zhao, 61)
    actions.confirm(viewer=hours.see(hours.world.sun, after), visit_id=visits[1].pk, now=after)
    assert Request.objects.get().state == "done"


def test_a_request_by_phone_says_who_wrote_it_down(hours: Hours) -> None:
    sent = actions.Asking(kind="errand", minutes=30, windows=(hours.window(),), channel="phone")
    wang = hours.world.wang
    made = actions.ask(viewer=hours.see(hours.world.li), elder_id=wang.pk, sent=sent, now=NOON)
    assert (made.channel, made.entered_by, made.elder) == ("phone", hours.world.li, wang)
    log = AccessRecord.objects.get(subject=wang, what="timebank.request")
    assert (log.reader, log.reason) == (hours.world.li, made.reference)
    with refused("timebank_not_for_them", Forbidden):
        actions.ask(viewer=hours.see(hours.world.wu), elder_id=wang.pk, sent=sent, now=NOON)


def test_asking_again_with_the_same_id_asks_once(hours: Hours) -> None:
    first = hours.ask()
    again = actions.Asking(kind="company", minutes=60, windows=(hours.window(),), id=first.pk)
    wang = hours.world.wang
    assert actions.ask(viewer=hours.see(wang), elder_id=wang.pk, sent=again, now=NOON) == first


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "surgery"}, "timebank_kind_unknown"),
        ({"minutes": 5}, "timebank_minutes"),
        ({"minutes": 500}, "timebank_minutes"),
        ({"windows": ()}, "timebank_windows"),
        ({"notes": "x" * 501}, "timebank_words"),
        ({"language": "klingon"}, "timebank_kind_unknown"),
    ],
)
def test_what_cannot_be_asked(hours: Hours, change: dict[str, object], code: str) -> None:
    sent = {"kind": "company", "minutes": 60, "windows": (hours.window(),)} | change
    wang = hours.world.wang
    with refused(code):
        actions.ask(
            viewer=hours.see(wang),
            elder_id=wang.pk,
            sent=actions.Asking(**sent),
            now=NOON,  # type: ignore[arg-type]  # typed badly on purpose
        )


def test_nobody_goes_alone_to_a_home_for_the_first_time(hours: Hours) -> None:
    request = hours.ask()
    with refused("timebank_pair_needed"):
        hours.proposed(request, hours.chen)
    assert len(hours.proposed(request, hours.chen, hours.zhao)) == 2


def test_who_was_there_before_goes_alone(hours: Hours) -> None:
    hours.confirmed()
    request = hours.ask()
    (visit,) = hours.proposed(request, hours.chen)
    assert not visit.first_time
    actions.accept(viewer=hours.see(hours.world.chen), visit_id=visit.pk, now=NOON)
    request.refresh_from_db()
    assert (request.state, request.seats) == ("filled", 1)


def test_insurance_blocks_with_a_sentence_that_says_what_to_do(hours: Hours) -> None:
    request = hours.ask()
    Member.objects.filter(pk=hours.chen.pk).update(insurance="", insured_until=None)
    with refused("timebank_not_insured") as told:
        hours.proposed(request, hours.chen, hours.zhao)
    assert "陈*" in str(told.value)
    assert "帮手" in str(told.value)
    Member.objects.filter(pk=hours.chen.pk).update(
        insurance="PA-1", insured_until=hours.day - timedelta(days=1)
    )
    with refused("timebank_insurance_ends"):
        hours.proposed(request, hours.chen, hours.zhao)
    assert not Visit.objects.exists()


def test_a_no_has_no_reason_and_no_consequence(hours: Hours) -> None:
    request = hours.ask()
    visit, other = hours.proposed(request, hours.chen, hours.zhao)
    actions.accept(viewer=hours.see(hours.world.zhao), visit_id=other.pk, now=NOON)
    actions.decline(viewer=hours.see(hours.world.chen), visit_id=visit.pk, now=NOON)
    request.refresh_from_db()
    visit.refresh_from_db()
    assert (request.state, visit.stage, visit.objection) == ("proposed", "declined", "")
    assert AuditEntry.objects.get(verb="timebank.decline").facts == {}
    hours.proposed(hours.ask(), hours.chen, hours.zhao, first=600)  # asked again like anybody


def test_the_first_to_accept_take_the_seats(hours: Hours) -> None:
    hours.confirmed()
    request = hours.ask()
    visits = hours.proposed(request, hours.chen, hours.zhao)
    actions.accept(viewer=hours.see(hours.world.zhao), visit_id=visits[1].pk, now=NOON)
    with refused("timebank_seats_taken"):
        actions.accept(viewer=hours.see(hours.world.chen), visit_id=visits[0].pk, now=NOON)
    visits[0].refresh_from_db()
    assert visits[0].stage == "released"


def test_the_elder_may_wish_for_others(hours: Hours) -> None:
    request = hours.ask()
    for visit, who in zip(
        hours.proposed(request, hours.chen, hours.zhao), (hours.world.chen, hours.world.zhao),
        strict=True,
    ):  # fmt: skip
        actions.accept(viewer=hours.see(who), visit_id=visit.pk, now=NOON)
    with refused("timebank_elder_agrees", Forbidden):
        actions.agree(viewer=hours.see(hours.world.chen), request_id=request.pk, yes=True, now=NOON)
    actions.agree(viewer=hours.see(hours.world.wang), request_id=request.pk, yes=False, now=NOON)
    request.refresh_from_db()
    assert (request.state, request.day) == ("open", None)
    assert set(request.visits.values_list("stage", flat=True)) == {"released"}


def test_nobody_is_in_two_homes_at_once(hours: Hours) -> None:
    hours.agreed()
    with refused("timebank_elsewhere"):
        hours.proposed(hours.ask(), hours.chen, hours.zhao)


def test_the_number_at_the_door_is_good_for_some_minutes(hours: Hours) -> None:
    visit = hours.agreed()[0]
    chen, came = hours.world.chen, hours.at(9)
    old = hours.number(visit, came - timedelta(minutes=11))
    with refused("timebank_wrong_code"):
        actions.come(viewer=hours.see(chen, came), visit_id=visit.pk, code=old, now=came)
    just = hours.number(visit, came - timedelta(minutes=4))
    actions.come(viewer=hours.see(chen, came), visit_id=visit.pk, code=just, now=came)
    visit.refresh_from_db()
    assert (visit.stage, visit.tries) == ("started", 1)
    with refused("timebank_visit_moved_on"):
        actions.come(viewer=hours.see(chen, came), visit_id=visit.pk, code=just, now=came)


def test_guessing_the_number_ends_after_a_few_tries(hours: Hours) -> None:
    visit = hours.agreed()[0]
    chen, came = hours.world.chen, hours.at(9)
    right = hours.number(visit, came)
    for _ in range(8):
        with refused("timebank_wrong_code"):
            actions.come(viewer=hours.see(chen, came), visit_id=visit.pk, code="x", now=came)
    with refused("timebank_too_many_tries"):
        actions.come(viewer=hours.see(chen, came), visit_id=visit.pk, code=right, now=came)


def test_a_number_of_another_day_or_another_helper_opens_nothing(hours: Hours) -> None:
    visit = hours.agreed()[0]
    code = hours.number(visit, NOON)
    with refused("timebank_other_day"):
        actions.come(viewer=hours.see(hours.world.chen), visit_id=visit.pk, code=code, now=NOON)
    with refused("timebank_missing", Missing):
        actions.come(viewer=hours.see(hours.world.zhao), visit_id=visit.pk, code=code, now=NOON)


def test_a_signed_card_is_typed_in_by_the_coordinator_alone(hours: Hours) -> None:
    visit = hours.agreed()[0]
    came, left, later = hours.at(9), hours.at(10), hours.at(20)
    card = {"visit_id": visit.pk, "came": came, "left": left, "now": later}
    with refused("timebank_coordinators_only", Forbidden):
        actions.type_card(viewer=hours.see(hours.world.li, later), **card)
    with refused("timebank_missing", Missing):
        actions.type_card(viewer=hours.see(hours.world.wu, later), **card)
    with refused("timebank_card_times"):
        swapped = card | {"came": left, "left": came}
        actions.type_card(viewer=hours.see(hours.world.sun, later), **swapped)
    typed = actions.type_card(viewer=hours.see(hours.world.sun, later), **card)
    assert (typed.stage, typed.minutes, typed.card) == ("ended", 60, True)
    with refused("timebank_visit_moved_on"):
        actions.type_card(viewer=hours.see(hours.world.sun, later), **card)


def test_the_coordinator_hears_once_of_who_did_not_leave(hours: Hours) -> None:
    visit = hours.agreed()[0]
    came = hours.at(9)
    actions.come(
        viewer=hours.see(hours.world.chen, came), visit_id=visit.pk,
        code=hours.number(visit, came), now=came,
    )  # fmt: skip
    actions.tell_overdue(now=hours.at(10, 29))
    visit.refresh_from_db()
    assert visit.overdue_at is None
    for _ in range(2):
        actions.tell_overdue(now=hours.at(10, 30))
    visit.refresh_from_db()
    assert visit.overdue_at == hours.at(10, 30)
    assert AuditEntry.objects.filter(verb="timebank.overdue").count() == 1


def test_nobody_confirms_their_own_minutes(hours: Hours) -> None:
    visit = hours.visited(hours.agreed()[0], hours.world.chen)
    later = hours.at(20)
    with refused("timebank_not_yours_to_confirm", Forbidden):
        actions.confirm(viewer=hours.see(hours.world.chen, later), visit_id=visit.pk, now=later)
    with refused("timebank_not_yours_to_confirm", Forbidden):
        actions.confirm(viewer=hours.see(hours.world.li, later), visit_id=visit.pk, now=later)


def test_a_dispute_voids_what_was_promised_with_an_answer_to_both(hours: Hours) -> None:
    visit = hours.visited(hours.agreed()[0], hours.world.chen)
    later, wang = hours.at(20), hours.world.wang
    actions.dispute(
        viewer=hours.see(wang, later), visit_id=visit.pk, words="她十分钟就走了", now=later
    )
    with refused("timebank_visit_moved_on"):
        actions.confirm(viewer=hours.see(hours.world.sun, later), visit_id=visit.pk, now=later)
    with refused("timebank_answer_missing"):
        actions.decide(
            viewer=hours.see(hours.world.sun, later), visit_id=visit.pk, minutes=0, answer=" ",
            now=later,
        )  # fmt: skip
    decided = actions.decide(
        viewer=hours.see(hours.world.sun, later), visit_id=visit.pk, minutes=0,
        answer="双方都说没有待满，这次不记。", now=later,
    )  # fmt: skip
    assert decided.stage == "voided"
    chen = balance(WALLET, hours.world.chen.pk)
    assert (chen.posted, chen.incoming) == (0, 0)


def test_a_dispute_may_end_with_fewer_minutes(hours: Hours) -> None:
    visit = hours.visited(hours.agreed()[0], hours.world.chen)
    later = hours.at(20)
    actions.dispute(
        viewer=hours.see(hours.world.chen, later), visit_id=visit.pk, words="记多了", now=later
    )
    with refused("timebank_too_many_minutes"):
        actions.decide(
            viewer=hours.see(hours.world.sun, later), visit_id=visit.pk, minutes=61, answer="a",
            now=later,
        )  # fmt: skip
    actions.decide(
        viewer=hours.see(hours.world.sun, later), visit_id=visit.pk, minutes=40, answer="按四十分钟",
        now=later,
    )  # fmt: skip
    assert balance(WALLET, hours.world.chen.pk).available == 40
    assert balance(COMMUNITY).posted == -40
    assert balance(POOL).posted == 0


def test_name_and_door_are_for_who_goes_and_the_elder_reads_who_looked(hours: Hours) -> None:
    request = hours.ask()
    visits = hours.proposed(request, hours.chen, hours.zhao)
    with refused("timebank_not_agreed_yet", Forbidden):
        actions.open_door(viewer=hours.see(hours.world.chen), request_id=request.pk, now=NOON)
    for visit, who in zip(visits, (hours.world.chen, hours.world.zhao), strict=True):
        actions.accept(viewer=hours.see(who), visit_id=visit.pk, now=NOON)
    actions.agree(viewer=hours.see(hours.world.wang), request_id=request.pk, yes=True, now=NOON)
    card = actions.open_door(viewer=hours.see(hours.world.chen), request_id=request.pk, now=NOON)
    assert card.name == "王奶奶"
    assert "101" in card.home
    assert AccessRecord.objects.filter(
        subject=hours.world.wang, reader=hours.world.chen, reason=request.reference
    ).exists()
    with refused("timebank_missing", Missing):
        actions.open_door(viewer=hours.see(hours.world.wu), request_id=request.pk, now=NOON)


def test_withdrawing_releases_whoever_was_asked(hours: Hours) -> None:
    visits = hours.agreed()
    request = visits[0].request
    actions.withdraw(viewer=hours.see(hours.world.wang), request_id=request.pk, now=NOON)
    assert set(request.visits.values_list("stage", flat=True)) == {"released"}
    with refused("timebank_moved_on"):
        actions.withdraw(viewer=hours.see(hours.world.wang), request_id=request.pk, now=NOON)


def test_a_request_that_nobody_could_take_lapses(hours: Hours) -> None:
    request = hours.ask()
    actions.lapse(now=hours.at(23))
    request.refresh_from_db()
    assert request.state == "open"
    actions.lapse(now=hours.at(23) + timedelta(days=1))
    request.refresh_from_db()
    assert request.state == "lapsed"


def test_messages_name_the_request_and_nothing_else(hours: Hours) -> None:
    hours.confirmed()
    texts = list(
        Outgoing.objects.filter(about_kind="timebank.request").values_list("text", flat=True)
    )
    assert not any("王" in text or "陪伴" in text for text in texts)


def agreed_later(hours: Hours) -> list[Visit]:
    """A second visit of the same two, from 11 to 12."""
    world = hours.world
    sent = actions.Asking(kind="company", minutes=60, windows=(hours.window(660, 720),))
    request = actions.ask(viewer=hours.see(world.wang), elder_id=world.wang.pk, sent=sent, now=NOON)
    visits = hours.proposed(request, hours.chen, hours.zhao, first=660)
    for visit, who in zip(visits, (world.chen, world.zhao), strict=True):
        actions.accept(viewer=hours.see(who), visit_id=visit.pk, now=NOON)
    actions.agree(viewer=hours.see(world.wang), request_id=request.pk, yes=True, now=NOON)
    return visits


def test_nobody_is_in_two_homes_at_one_time(hours: Hours) -> None:
    first, later = hours.agreed(), agreed_later(hours)
    chen = hours.world.chen
    for visit in (first[0], later[0]):
        with suppress(RuleBroken):
            actions.come(
                viewer=hours.see(chen, hours.at(9)), visit_id=visit.pk,
                code=hours.number(visit, hours.at(9)), now=hours.at(9),
            )  # fmt: skip
    assert Visit.objects.filter(member=hours.chen, stage="started").count() == 1
    with refused("timebank_two_homes"):
        actions.type_card(
            viewer=hours.see(hours.world.sun, hours.at(20)), visit_id=later[0].pk,
            came=hours.at(9, 30), left=hours.at(10, 30), now=hours.at(20),
        )  # fmt: skip


def test_who_has_come_can_leave_though_the_other_helper_stays_away(hours: Hours) -> None:
    first, other = hours.agreed()
    chen, now = hours.world.chen, hours.at(9)
    actions.come(
        viewer=hours.see(chen, now), visit_id=first.pk, code=hours.number(first, now), now=now
    )
    actions.decline(viewer=hours.see(hours.world.zhao, now), visit_id=other.pk, now=now)
    first.request.refresh_from_db()
    assert first.request.state == "agreed"
    now = hours.at(10)
    left = actions.leave(
        viewer=hours.see(chen, now), visit_id=first.pk, code=hours.number(first, now), now=now
    )
    assert left.minutes == 60


def test_who_lives_with_the_elder_helps_as_family(hours: Hours) -> None:
    home = household_of(hours.world.wang.pk)
    HouseholdMember.objects.filter(person=hours.world.chen).delete()
    HouseholdMember.objects.create(household=home, person=hours.world.chen, began_on=LONG_AGO)
    request = hours.ask()
    with refused("timebank_same_household"):
        hours.proposed(request, hours.chen, hours.zhao)


def test_a_coordinator_who_helps_does_not_speak_for_the_elder(hours: Hours) -> None:
    home = household_of(hours.world.chen.pk) or household_of(hours.world.zhao.pk)
    HouseholdMember.objects.create(household=home, person=hours.world.sun, began_on=LONG_AGO)
    sun = helper(hours.world, hours.world.sun)
    request = hours.ask()
    visits = hours.proposed(request, hours.chen, sun)
    for visit, who in zip(visits, (hours.world.chen, hours.world.sun), strict=True):
        actions.accept(viewer=hours.see(who), visit_id=visit.pk, now=NOON)
    with refused("timebank_elder_agrees", Forbidden):
        actions.agree(viewer=hours.see(hours.world.sun), request_id=request.pk, yes=True, now=NOON)
    actions.agree(viewer=hours.see(hours.world.li), request_id=request.pk, yes=True, now=NOON)
