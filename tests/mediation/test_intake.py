"""A quarrel comes to the desk, is looked at, and is taken on or sent where it belongs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Viewer
from maplebridge.mediation.actions import opening
from maplebridge.mediation.models import MediationFile, Party, Step
from maplebridge.mediation.rules.screening import QUESTIONS
from maplebridge.people.models import Person
from tests.mediation.cast import Room, accepted, party_of, taken
from tests.world import client_for, person

BASE = "/mediation/"


def get(who: Person | None, path: str = "") -> Any:
    return client_for(who).get(f"{BASE}{path}")


def page(who: Person, path: str = "") -> str:
    return str(get(who, path).content.decode())


def send(who: Person, path: str, **data: Any) -> Any:
    return client_for(who).post(f"{BASE}{path}", data)


def application(**more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "kind": "neighbours", "facts": "楼上漏水，谈不拢", "requests": "修好",
        "a_name": "王奶奶", "a_phone": "13900000001", "b_name": "陈邻居",
        "b_phone": "139 0000 0002", "b_address": "枫林苑 102", "freely": "on",
    } | more  # fmt: skip


def test_a_resident_applies_and_the_other_side_finds_it(room: Room) -> None:
    wang, chen = room.world.wang, room.world.chen
    assert send(wang, "apply/", **application()).status_code == 302
    file = MediationFile.objects.get()
    assert (file.state, file.community, file.street) == (
        "submitted", room.world.community, room.world.street,
    )  # fmt: skip
    assert file.reference.startswith("T-")
    for who in (wang, chen):
        assert file.reference in page(who)
        assert get(who, f"{file.pk}/").status_code == 200
    assert get(room.world.li, f"{file.pk}/").status_code == 404
    assert get(room.world.stranger, f"{file.pk}/").status_code == 404


def test_sent_twice_it_is_one_file(room: Room) -> None:
    form = application()
    assert send(room.world.wang, "apply/", **form).status_code == 302
    assert send(room.world.wang, "apply/", **form).status_code == 302
    assert MediationFile.objects.count() == 1
    assert send(room.world.chen, "apply/", **form).status_code == 404


def test_sent_again_while_the_first_is_being_written_it_is_one_file(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As between two processes: the first has looked and not yet written when the second is done."""
    form, looked, meanwhile = application(), opening._sent_before, [True]

    def late(viewer: Viewer, file_id: UUID) -> MediationFile | None:
        found = looked(viewer, file_id)
        if meanwhile and meanwhile.pop():
            assert send(room.world.wang, "apply/", **form).status_code == 302
        return found

    monkeypatch.setattr(opening, "_sent_before", late)
    answer = send(room.world.wang, "apply/", **form)
    assert (answer.status_code, MediationFile.objects.count()) == (302, 1)


def test_what_was_typed_stays_when_something_is_wrong(room: Room) -> None:
    refused = send(room.world.wang, "apply/", **application(b_phone="12"))
    assert refused.status_code == 422
    assert "楼上漏水，谈不拢" in refused.content.decode()
    assert "陈邻居" in refused.content.decode()
    assert not MediationFile.objects.exists()
    assert send(room.world.wang, "apply/", **application(freely="")).status_code == 422


def test_a_name_that_does_not_fit_its_number_opens_nothing(room: Room) -> None:
    """The file of a wrong number would else be shown to whoever carries it."""
    send(room.world.wang, "apply/", **application(b_name="陈别人"))
    file = MediationFile.objects.get()
    assert not Party.objects.filter(file=file, person=room.world.chen).exists()
    assert get(room.world.chen, f"{file.pk}/").status_code == 404


def test_a_draft_is_seen_by_nobody_else_and_can_be_thrown_away(room: Room) -> None:
    wang, chen = room.world.wang, room.world.chen
    send(wang, "apply/", **application(draft="1"))
    file = MediationFile.objects.get()
    assert file.state == "draft"
    assert file.reference in page(wang)
    assert file.reference not in page(chen)
    for who in (chen, room.he, room.world.sun):
        assert get(who, f"{file.pk}/").status_code == 404
    assert file.reference not in page(room.world.sun, "desk/?tab=all")
    assert send(wang, f"{file.pk}/send/").status_code == 302
    file.refresh_from_db()
    assert (file.state, file.submitted_at is not None) == ("submitted", True)
    assert get(chen, f"{file.pk}/").status_code == 200
    assert send(wang, f"{file.pk}/discard/").status_code == 422
    send(wang, "apply/", **application(draft="1"))
    other = MediationFile.objects.get(state="draft")
    assert send(wang, f"{other.pk}/discard/").status_code == 302
    assert not MediationFile.objects.filter(pk=other.pk).exists()


def test_who_lives_nowhere_here_says_where_it_belongs(room: Room) -> None:
    away = person("远客", "13900000031")
    form = application(a_name="远客", a_phone="13900000031")
    refused = send(away, "apply/", **form)
    assert refused.status_code == 422
    form["place"] = str(room.world.community.pk)
    assert send(away, "apply/", **form).status_code == 302
    assert MediationFile.objects.get().place == room.world.community


def test_a_concern_becomes_a_file_with_its_words(room: Room) -> None:
    from maplebridge.matters import public as matters
    from tests.world import viewer

    reported = matters.report(
        viewer=viewer(room.world.wang),
        sent=matters.Report(
            id=uuid4(), words="楼上天天漏水", category="lighting", place_id=room.world.grid.pk
        ),
        now=timezone.now(),
    )
    shown = client_for(room.world.wang).get(f"/matters/{reported.matter.pk}/").content.decode()
    assert f"/mediation/apply/?matter={reported.matter.pk}" in shown
    begun = page(room.world.wang, f"apply/?matter={reported.matter.pk}")
    assert "楼上天天漏水" in begun
    assert reported.matter.reference in begun
    form = application(matter=str(reported.matter.pk))
    assert send(room.world.wang, "apply/", **form).status_code == 302
    assert MediationFile.objects.get().matter_id == reported.matter.pk
    stranger = application(matter=str(reported.matter.pk))
    assert send(room.world.stranger, "apply/", **stranger).status_code == 404


def intake(room: Room, **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid7()), "kind": "traffic", "facts": "电动车与轿车刮擦", "lane": "express",
        "place": str(room.world.community.pk), "source": "police", "a_name": "王奶奶",
        "a_phone": "13900000001", "a_capacity": "full", "a_agrees": "on", "b_name": "路过司机",
        "b_capacity": "full", "b_agrees": "on",
    } | more  # fmt: skip


def test_at_the_scene_a_mediator_goes_from_an_empty_form_to_talks_in_six_screens(
    room: Room,
) -> None:
    he, screens = room.he, 0

    def do(path: str, **data: Any) -> str:
        nonlocal screens
        screens += 1
        assert get(he, path).status_code == 200, path
        answer = send(he, path, **data)
        assert answer.status_code == 302, answer.content.decode()
        return str(answer["Location"])

    address = do("desk/take/", **intake(room))
    file = MediationFile.objects.get()
    assert address == f"{BASE}{file.pk}/screen/"
    do(f"{file.pk}/screen/", **dict.fromkeys(QUESTIONS, "no"))
    do(f"{file.pk}/decide/accept/", words="")
    do(f"{file.pk}/appoint/", post=str(room.he_post.pk))
    do(f"{file.pk}/step/begin/", words="")
    shown = page(he, f"{file.pk}/")
    file.refresh_from_db()
    assert (file.state, file.lane, screens + 1) == ("in_session", "express", 6)
    assert "30" in shown
    assert [one.verb for one in Step.objects.filter(file=file)] == [
        "submit", "say", "say", "screen", "accept", "appoint", "begin",
    ]  # fmt: skip


def test_only_the_desk_takes_quarrels_in_and_only_for_its_place(room: Room) -> None:
    for who in (room.world.wang, room.world.li):
        assert get(who, "desk/take/").status_code == 403
    elsewhere = intake(room, place=str(room.world.other_community.pk))
    assert send(room.he, "desk/take/", **elsewhere).status_code == 422
    assert send(room.world.qian, "desk/take/", **elsewhere).status_code == 302


def test_while_a_question_is_open_it_is_not_taken_on(room: Room) -> None:
    file = taken(room)
    send(room.he, f"{file.pk}/screen/", crime="no")
    shown = page(room.he, f"{file.pk}/screen/")
    assert f"{file.pk}/decide/accept/" not in shown
    assert send(room.he, f"{file.pk}/decide/accept/", words="").status_code == 422
    assert send(room.he, f"{file.pk}/decide/decline/", words="").status_code == 422
    file.refresh_from_db()
    assert file.state == "screening"


def test_a_quarrel_about_land_goes_to_the_government_and_the_parties_read_where(room: Room) -> None:
    file = taken(room, kind="homestead")
    answers = dict.fromkeys(QUESTIONS, "no") | {"land_right": "yes"}
    send(room.he, f"{file.pk}/screen/", **answers)
    shown = page(room.he, f"{file.pk}/screen/")
    assert "《土地管理法》第 14 条" in shown
    assert f"{file.pk}/decide/accept/" not in shown
    assert send(room.he, f"{file.pk}/decide/refer/", words="已告知镇政府").status_code == 302
    read = page(room.world.wang, f"{file.pk}/")
    for words in ("《土地管理法》第 14 条", "人民政府", "已告知镇政府"):
        assert words in read
    step = Step.objects.get(file=file, verb="refer")
    assert (step.code, step.articles) == ("land_right", ["土地管理法 14"])


def test_nobody_reads_a_no_without_another_way(room: Room) -> None:
    for question in ("status", "ownership", "in_court", "crime", "gambling_debt", "labour"):
        file = taken(room)
        send(room.he, f"{file.pk}/screen/", **(dict.fromkeys(QUESTIONS, "no") | {question: "yes"}))
        assert send(room.he, f"{file.pk}/decide/decline/", words="").status_code == 302
        shown = page(room.world.chen, f"{file.pk}/")
        assert "可以这样办" in shown, question


def test_the_page_of_a_file_asks_the_same_however_many_are_in_it(room: Room) -> None:
    file = accepted(room)
    he = client_for(room.he)

    def add(number: int) -> None:
        data = {"side": "third", "name": f"证人{number}", "capacity": "full"}
        assert send(room.world.sun, f"{file.pk}/parties/add/", **data).status_code == 302

    add(0)
    he.get(f"{BASE}{file.pk}/")
    with CaptureQueriesContext(connection) as few:
        he.get(f"{BASE}{file.pk}/")
    for number in range(1, 7):
        add(number)
    with CaptureQueriesContext(connection) as many:
        he.get(f"{BASE}{file.pk}/")
    assert len(many) == len(few)
    assert len(many) <= 15


def test_a_party_puts_its_own_details_right_and_not_the_other_sides(room: Room) -> None:
    file = accepted(room)
    wang, chen = party_of(file, room.world.wang), party_of(file, room.world.chen)
    data = {"side": "respondent", "name": "王奶奶", "phone": "13900000001", "capacity": "minor"}
    assert send(room.world.wang, f"{file.pk}/parties/{wang.pk}/", **data).status_code == 302
    wang.refresh_from_db()
    assert (wang.side, wang.capacity) == ("applicant", "full"), "these are the desk's to say"
    assert send(room.world.wang, f"{file.pk}/parties/{chen.pk}/", **data).status_code == 403
