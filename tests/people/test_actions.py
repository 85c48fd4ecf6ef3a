"""What people do about themselves and each other: homes, mandates, consents, leave, staff mode."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from maplebridge.core.errors import Forbidden, Missing, RuleBroken, registered
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import SYSTEM, Role, Viewer
from maplebridge.people import actions, public, queries
from maplebridge.people.messages import SENTENCES
from maplebridge.people.models import (
    AccessRecord,
    Account,
    Consent,
    Deputy,
    Household,
    HouseholdMember,
    Leave,
    Mandate,
    Person,
    Post,
    StaffSession,
)
from tests.people.ground import NOW, TODAY, Ground, day


def seen(person: Person, now: Any = NOW) -> Viewer:
    return public.viewer_of(person, now=now)


def refused(code: str) -> Any:
    return pytest.raises(RuleBroken, check=lambda broken: broken.code == code)


def test_every_sentence_is_registered_and_its_facts_fit() -> None:
    assert all(registered()[code] is sentence for code, sentence in SENTENCES.items())


# Homes


def test_a_resident_moves_into_an_empty_home_and_the_old_stay_is_kept(ground: Ground) -> None:
    wang = ground.person("王小明", home=ground.home)
    actions.move_in(viewer=seen(wang), home=ground.other_home, now=NOW)
    old, new = wang.stays.order_by("began_on")
    assert (old.ended_on, new.ended_on) == (TODAY, None)
    assert old.household.ended_on == TODAY, "nobody is left there"
    assert public.household_of(wang.pk) == new.household
    assert public.home_grid(wang.pk) == ground.grid
    assert AuditEntry.objects.filter(verb="move_in", actor_id=wang.pk).exists()


def test_nobody_lets_themselves_into_anothers_home(ground: Ground) -> None:
    ground.person("王小明", home=ground.home)
    stranger = ground.person("遠行客")
    with refused("home_is_lived_in"):
        actions.move_in(viewer=seen(stranger), home=ground.home, now=NOW)
    assert not stranger.stays.exists()
    worker = ground.worker("李芳", ground.grid)
    child = actions.register_person(
        viewer=seen(worker), name="王小小", phone="", home=ground.home, now=NOW
    )
    assert public.household_of(child.pk) == Household.objects.get()


def test_moving_to_where_one_lives_changes_nothing(ground: Ground) -> None:
    worker = ground.worker("李芳", ground.grid)
    ground.live(worker, ground.home)
    with refused("already_lives_here"):
        actions.move_in(viewer=seen(worker), home=ground.home, now=NOW)
    assert HouseholdMember.objects.count() == 1


def test_a_household_outlives_the_one_who_leaves(ground: Ground) -> None:
    wang, zhang = ground.person("王", home=ground.home), ground.person("張", home=ground.home)
    actions.move_out(viewer=seen(wang), now=NOW)
    assert public.household_of(wang.pk) is None
    assert public.household_of(zhang.pk)
    wang.refresh_from_db()
    assert wang.left_on is None, "the account still speaks for them"


@pytest.mark.parametrize(
    ("place", "allowed"), [("grid", True), ("east", True), ("far_grid", False)]
)
def test_a_worker_registers_in_their_own_place_only(
    ground: Ground, place: str, allowed: bool
) -> None:
    viewer = seen(ground.worker("李芳", getattr(ground, place)))
    new: dict[str, Any] = {
        "name": "新來",
        "phone": "138 1234 0000",
        "home": ground.home,
        "now": NOW,
    }
    if not allowed:
        with pytest.raises(Forbidden):
            actions.register_person(viewer=viewer, **new)
        return
    person = actions.register_person(viewer=viewer, **new)
    assert (person.phone, public.home_grid(person.pk)) == ("13812340000", ground.grid)
    assert not Account.objects.filter(person=person).exists()


def test_a_volunteer_and_a_visitor_register_nobody(ground: Ground) -> None:
    volunteer = seen(ground.worker("何幫忙", ground.grid, Role.VOLUNTEER))
    for viewer in (volunteer, Viewer(), seen(ground.person("王小明"))):
        with pytest.raises(Forbidden):
            actions.register_person(viewer=viewer, name="新", phone="", home=ground.home, now=NOW)


@pytest.mark.parametrize(
    ("name", "phone", "code"),
    [("", "", "name_unusable"), ("x" * 81, "", "name_unusable"), ("新", "12", "phone_unusable")],
)
def test_unusable_names_and_numbers_leave_nothing_behind(
    ground: Ground, name: str, phone: str, code: str
) -> None:
    viewer = seen(ground.worker("李芳", ground.grid))
    before = Person.objects.count()
    with refused(code):
        actions.register_person(viewer=viewer, name=name, phone=phone, home=ground.home, now=NOW)
    assert Person.objects.count() == before


def test_many_without_a_number_may_be_registered(ground: Ground) -> None:
    viewer = seen(ground.worker("李芳", ground.grid))
    for name in ("甲", "乙", "丙"):
        actions.register_person(viewer=viewer, name=name, phone="", home=ground.home, now=NOW)
    assert Person.objects.filter(phone="").count() == 3


# Mandates


def test_a_mandate_to_a_housemate_lasts_to_its_last_day(ground: Ground) -> None:
    wang, zhang = ground.person("王", home=ground.home), ground.person("張", home=ground.home)
    actions.give_mandate(
        viewer=seen(wang), agent_id=zhang.pk, valid_from=TODAY, valid_to=day(3), now=NOW
    )
    for offset, holds in ((0, True), (3, True), (4, False)):
        later = NOW + timedelta(days=offset)
        assert public.may_act_for(seen(zhang), wang.pk, later) is holds
    assert not public.may_act_for(seen(wang), zhang.pk, NOW), "not the other way round"
    assert not public.may_act_for(Viewer(), wang.pk, NOW)


def test_a_mandate_ends_the_moment_it_is_taken_back(ground: Ground) -> None:
    wang, zhang = ground.person("王", home=ground.home), ground.person("張", home=ground.home)
    mandate = actions.give_mandate(
        viewer=seen(wang), agent_id=zhang.pk, valid_from=TODAY, valid_to=day(3), now=NOW
    )
    with pytest.raises(Missing):
        actions.revoke_mandate(viewer=seen(ground.person("別人")), mandate_id=mandate.pk, now=NOW)
    actions.revoke_mandate(viewer=seen(wang), mandate_id=mandate.pk, now=NOW)
    actions.revoke_mandate(viewer=seen(wang), mandate_id=mandate.pk, now=NOW + timedelta(1))
    assert Mandate.objects.get().revoked_at == NOW
    assert not public.may_act_for(seen(zhang), wang.pk, NOW)
    again = {"agent_id": zhang.pk, "valid_from": TODAY, "valid_to": day(1), "now": NOW}
    actions.give_mandate(viewer=seen(wang), **again)


def test_one_chooses_an_agent_from_home_or_office_never_by_guessing(ground: Ground) -> None:
    wang = ground.person("王", home=ground.home)
    worker, stranger = ground.worker("李芳", ground.grid), ground.person("遠行客")
    terms: dict[str, Any] = {"valid_from": TODAY, "valid_to": day(9), "now": NOW}
    actions.give_mandate(viewer=seen(wang), agent_id=worker.pk, **terms)
    for nobody in (stranger.pk, wang.pk):
        with refused("mandate_agent"):
            actions.give_mandate(viewer=seen(wang), agent_id=nobody, **terms)
    with refused("mandate_exists"):
        actions.give_mandate(viewer=seen(wang), agent_id=worker.pk, **terms)
    with refused("mandate_dates"):
        actions.give_mandate(
            viewer=seen(wang), agent_id=worker.pk, **{**terms, "valid_to": day(366)}
        )


def test_a_worker_writes_a_spoken_mandate_down_and_stands_as_witness(ground: Ground) -> None:
    elder = ground.person("陳奶奶", phone="", account=False, home=ground.home)
    nephew = ground.person("陳阿姪", phone="13812340000")
    worker, far = ground.worker("李芳", ground.grid), ground.worker("趙強", ground.far_grid)
    terms: dict[str, Any] = {"grantor_id": elder.pk, "valid_from": TODAY, "valid_to": day(90)}
    mandate = actions.take_mandate(
        viewer=seen(worker), agent_phone="138 1234 0000", now=NOW, **terms
    )
    assert (mandate.grantor, mandate.agent, mandate.witness) == (elder, nephew, worker)
    assert public.may_act_for(seen(nephew), elder.pk, NOW)
    own = actions.take_mandate(viewer=seen(worker), agent_phone="", now=NOW, **terms)
    assert own.agent == worker
    with pytest.raises(Missing):
        actions.take_mandate(viewer=seen(far), agent_phone="", now=NOW, **terms)


# Consents


def test_a_yes_and_its_taking_back_are_receipts(ground: Ground) -> None:
    wang = ground.person("王小明")
    version = queries.PURPOSES["visits"].version
    yes: dict[str, Any] = {"purpose": "visits", "text_version": version, "now": NOW}
    first = actions.give_consent(viewer=seen(wang), **yes)
    assert actions.give_consent(viewer=seen(wang), **yes) == first
    actions.withdraw_consent(viewer=seen(wang), purpose="visits", now=NOW)
    actions.withdraw_consent(viewer=seen(wang), purpose="visits", now=NOW + timedelta(1))
    actions.give_consent(viewer=seen(wang), **yes)
    assert [c.withdrawn_at for c in Consent.objects.order_by("id")] == [NOW, None]


def test_one_agrees_only_to_the_words_one_read(ground: Ground) -> None:
    wang = seen(ground.person("王小明"))
    with refused("text_changed"):
        actions.give_consent(viewer=wang, purpose="visits", text_version="2020-01", now=NOW)
    with refused("purpose_unknown"):
        actions.give_consent(viewer=wang, purpose="faces", text_version="1", now=NOW)
    assert not Consent.objects.exists()


# Leave, deputies, posts


def test_leave_hands_the_post_over_and_coming_back_takes_it(ground: Ground) -> None:
    li, zhao = ground.worker("李芳", ground.grid), ground.worker("趙強", ground.next_grid)
    post = li.posts.get()
    actions.name_deputy(viewer=seen(li), post_id=post.pk, person_id=zhao.pk, now=NOW)
    leave = actions.take_leave(viewer=seen(li), first_day=TODAY, last_day=day(5), now=NOW)
    assert seen(zhao).posts[-1].deputy_for == li.pk
    back = NOW + timedelta(days=2)
    actions.end_leave(viewer=seen(li), leave_id=leave.pk, now=back)
    leave.refresh_from_db()
    assert leave.last_day == day(1)
    assert [p.deputy_for for p in seen(zhao, back).posts] == [None]


def test_a_leave_that_has_not_begun_is_struck_out(ground: Ground) -> None:
    li = ground.worker("李芳", ground.grid)
    leave = actions.take_leave(viewer=seen(li), first_day=day(3), last_day=day(5), now=NOW)
    with refused("leave_overlaps"):
        actions.take_leave(viewer=seen(li), first_day=day(5), last_day=day(7), now=NOW)
    actions.end_leave(viewer=seen(li), leave_id=leave.pk, now=NOW)
    assert not Leave.objects.exists()
    with refused("leave_unknown"):
        actions.end_leave(viewer=seen(li), leave_id=leave.pk, now=NOW)
    with refused("leave_dates"):
        actions.take_leave(viewer=seen(li), first_day=day(-1), last_day=day(1), now=NOW)


def test_a_new_deputy_follows_the_old_one_without_a_gap(ground: Ground) -> None:
    li = ground.worker("李芳", ground.grid)
    b, c = ground.worker("乙", ground.next_grid), ground.worker("丙", ground.east)
    post = li.posts.get()
    actions.name_deputy(viewer=seen(li), post_id=post.pk, person_id=b.pk, now=NOW)
    later = NOW + timedelta(days=10)
    actions.name_deputy(viewer=seen(li, later), post_id=post.pk, person_id=c.pk, now=later)
    first, second = Deputy.objects.order_by("valid_from")
    assert (first.valid_to, second.valid_from, second.valid_to) == (day(9), day(10), None)


def test_only_colleagues_nearby_stand_in(ground: Ground) -> None:
    li = ground.worker("李芳", ground.grid)
    post = li.posts.get()
    for unfit in (li, ground.person("王小明"), ground.worker("遠", ground.far_grid)):
        with refused("deputy_unsuitable"):
            actions.name_deputy(viewer=seen(li), post_id=post.pk, person_id=unfit.pk, now=NOW)


APPOINT = [
    # who appoints, as what, where -> allowed
    (Role.HEAD, "root", Role.HEAD, True),
    (Role.HEAD, "root", Role.GRID_WORKER, True),
    (Role.HEAD, "far_grid", Role.GRID_WORKER, False),
    (Role.OPERATOR, "east", Role.GRID_WORKER, True),
    (Role.OPERATOR, "east", Role.OPERATOR, False),
    (Role.OPERATOR, "west", Role.GRID_WORKER, False),
    (Role.GRID_WORKER, "grid", Role.VOLUNTEER, False),
]


@pytest.mark.parametrize(("by", "at", "role", "allowed"), APPOINT)
def test_who_leads_a_place_fills_its_posts(
    ground: Ground, by: Role, at: str, role: Role, allowed: bool
) -> None:
    viewer = seen(ground.worker("周", getattr(ground, at), by))
    new: dict[str, Any] = {
        "person": ground.person("新"),
        "role": role,
        "place": ground.grid,
        "term_from": TODAY,
        "term_to": None,
        "now": NOW,
    }
    if not allowed:
        with pytest.raises(Forbidden):
            public.appoint(viewer=viewer, **new)
        return
    post = public.appoint(viewer=viewer, **new)
    ended = actions.end_term(viewer=viewer, post_id=post.pk, last_day=day(30), now=NOW)
    assert (ended.term_to, ended.path) == (day(30), ground.grid.path)
    with refused("term_dates"):
        actions.end_term(viewer=viewer, post_id=post.pk, last_day=day(-1), now=NOW)


def test_the_system_fills_the_first_post(ground: Ground) -> None:
    terms: dict[str, Any] = {"term_from": TODAY, "term_to": None, "now": NOW}
    public.appoint(
        viewer=SYSTEM, person=ground.person("周"), role=Role.HEAD, place=ground.root, **terms
    )
    assert Post.objects.get().role == Role.HEAD


# Staff mode and the access log


def test_staff_mode_ends_by_itself(ground: Ground) -> None:
    qian, wang = ground.person("錢修理"), ground.person("王小明", home=ground.home)
    Account.objects.filter(person=qian).update(may_staff=True)
    actions.start_staff_mode(viewer=seen(qian), reason="repair the index", minutes=30, now=NOW)
    on = NOW + timedelta(minutes=29)
    assert seen(qian, on).staff_reason == "repair the index"
    card = public.read_person(
        viewer=seen(qian, on), person_id=wang.pk, reason="repair the index", now=on
    )
    assert card.phone == wang.phone
    off = NOW + timedelta(minutes=30)
    assert seen(qian, off).staff_until is None
    with pytest.raises(Missing):
        public.read_person(viewer=seen(qian, off), person_id=wang.pk, reason="more", now=off)
    assert AuditEntry.objects.filter(verb="start_staff_mode").count() == 1


def test_staff_mode_needs_leave_a_reason_and_a_short_time(ground: Ground) -> None:
    qian = ground.person("錢修理")
    with pytest.raises(Forbidden):
        actions.start_staff_mode(viewer=seen(qian), reason="repair", minutes=5, now=NOW)
    Account.objects.filter(person=qian).update(may_staff=True)
    with refused("reason_unusable"):
        actions.start_staff_mode(viewer=seen(qian), reason=" ", minutes=5, now=NOW)
    with refused("staff_minutes"):
        actions.start_staff_mode(viewer=seen(qian), reason="repair", minutes=61, now=NOW)
    for _ in range(2):
        actions.start_staff_mode(viewer=seen(qian), reason="repair", minutes=60, now=NOW)
    assert StaffSession.objects.filter(ends_at__gt=NOW).count() == 1
    actions.end_staff_mode(viewer=seen(qian), now=NOW)
    actions.end_staff_mode(viewer=seen(qian), now=NOW)
    assert not StaffSession.objects.filter(ends_at__gt=NOW).exists()


def test_every_reading_of_anothers_data_is_in_their_log(ground: Ground) -> None:
    wang, li = ground.person("王小明", home=ground.home), ground.worker("李芳", ground.grid)
    public.read_person(viewer=seen(li), person_id=wang.pk, reason="call back", now=NOW)
    row = AccessRecord.objects.get()
    assert (row.subject, row.reader, row.reason, row.what) == (wang, li, "call back", "card")
    public.read_person(viewer=seen(wang), person_id=wang.pk, reason="", now=NOW)
    assert AccessRecord.objects.count() == 1, "reading oneself is nobody's business"
    far = ground.worker("趙強", ground.far_grid)
    with pytest.raises(Missing):
        public.read_person(viewer=seen(far), person_id=wang.pk, reason="curious", now=NOW)
    with refused("reason_unusable"):
        public.read_person(viewer=seen(li), person_id=wang.pk, reason="", now=NOW)
    assert AccessRecord.objects.count() == 1


# One's own copy, and going


def test_the_copy_holds_all_about_oneself_and_nobody_else(ground: Ground, client: Client) -> None:
    wang, li = ground.person("王小明", home=ground.home), ground.worker("李芳", ground.grid)
    zhang = ground.person("張三丰", home=ground.home)
    wang.account.set_password("maple leaves fall")
    wang.account.save()
    public.read_person(viewer=seen(li), person_id=wang.pk, reason="call back", now=NOW)
    client.force_login(wang.account)
    answer = client.post("/people/export/")
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    copy = answer.getvalue().decode()
    data = json.loads(copy)
    assert data["person"]["name"] == "王小明"
    assert data["read_by_others"][0]["reason"] == "call back"
    assert len(data["stays"]) == 1
    text = copy
    assert "password" not in text
    assert "張三丰" not in text
    assert str(zhang.pk) not in text


def test_closing_an_account_erases_every_way_in(ground: Ground, client: Client) -> None:
    wang = ground.person("王小明")
    client.force_login(wang.account)
    assert client.post("/people/close/").status_code == 302
    account = Account.objects.get()
    assert (account.phone, account.email, account.person, account.is_active) == (
        None,
        None,
        None,
        False,
    )
    assert not account.has_usable_password()
    assert client.get("/people/").status_code == 302
    wang.refresh_from_db()
    assert wang.left_on is not None
    assert wang.name == "王小明", "two years remain to answer for old matters"
    fresh = actions.account_for_phone(phone=wang.phone, now=NOW)
    assert actions.prove_phone(account=fresh, phone=wang.phone, now=NOW) == wang
    wang.refresh_from_db()
    assert wang.left_on is None


def test_who_holds_a_post_does_not_close_the_account(ground: Ground) -> None:
    li = ground.worker("李芳", ground.grid)
    with refused("close_in_office"):
        actions.close_account(viewer=seen(li), now=NOW)
    assert li.account.is_active
