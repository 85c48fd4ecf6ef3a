"""Voluntary all the way: each party says yes for itself and leaves whenever it wants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.mediation import actions
from maplebridge.mediation.messages import STATES
from maplebridge.mediation.models import MediationFile, Party, PartyConsent, Step
from maplebridge.mediation.queries.own import own_rows
from maplebridge.mediation.rules.parts import Chair, Power, Side, Stands
from maplebridge.mediation.rules.stages import State, Verb
from tests.mediation.cast import Room, accepted, agreed_to, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.world import photo, viewer


def test_talks_begin_only_when_all_agreed_and_somebody_leads(room: Room) -> None:
    file = accepted(room)
    lead = f"{file.pk}/appoint/"
    assert send(room.he, lead, post=str(room.he_post.pk)).status_code == 302
    refused = send(room.he, f"{file.pk}/step/begin/", words="")
    assert refused.status_code == 422
    assert "王奶奶" in refused.content.decode()
    agreed_to(room, file)
    assert send(room.he, f"{file.pk}/step/begin/", words="").status_code == 302


def test_a_party_says_it_here_and_the_mediator_notes_what_was_said_on_paper(room: Room) -> None:
    file = accepted(room)
    wang, chen = party_of(file, room.world.wang), party_of(file, room.world.chen)
    assert send(room.world.wang, f"{file.pk}/parties/{wang.pk}/say/", said="yes").status_code == 302
    assert send(room.world.wang, f"{file.pk}/parties/{chen.pk}/say/", said="yes").status_code == 403
    data = {"said": "yes", "how": "paper", "paper": photo()}
    assert send(room.he, f"{file.pk}/parties/{chen.pk}/say/", **data).status_code == 302
    said = {one.party_id: one for one in PartyConsent.objects.all()}
    assert (said[wang.pk].how, said[wang.pk].noted_by) == ("here", room.world.wang)
    assert (said[chen.pk].how, said[chen.pk].paper is not None) == ("paper", True)


def test_one_no_keeps_it_from_being_taken_on_and_can_become_a_yes(room: Room) -> None:
    from maplebridge.mediation.rules.screening import QUESTIONS
    from tests.mediation.cast import taken

    file = taken(room)
    chen = party_of(file, room.world.chen)
    send(room.he, f"{file.pk}/screen/", **dict.fromkeys(QUESTIONS, "no"))
    send(room.world.chen, f"{file.pk}/parties/{chen.pk}/say/", said="no")
    assert send(room.he, f"{file.pk}/decide/accept/", words="").status_code == 422
    assert "《人民调解法》第 17 条" in page(room.he, f"{file.pk}/screen/")
    send(room.world.chen, f"{file.pk}/parties/{chen.pk}/say/", said="yes")
    assert send(room.he, f"{file.pk}/decide/accept/", words="").status_code == 302


def test_a_party_leaves_in_the_middle_of_talks_and_the_other_ways_are_named(room: Room) -> None:
    file = talking(room)
    chen = party_of(file, room.world.chen)
    way = f"{file.pk}/parties/{chen.pk}/leave/"
    assert get(room.world.wang, way).status_code == 403
    assert "法院" in page(room.world.chen, way)
    assert send(room.world.chen, way, words="").status_code == 302
    file.refresh_from_db()
    assert (file.state, file.ending) == ("terminated", "party_left")
    for who in (room.world.wang, room.world.chen):
        assert "12348" in page(who, f"{file.pk}/")
    assert send(room.he, f"{file.pk}/step/guide/", words="").status_code == 302
    assert AuditEntry.objects.filter(verb="mediation.leave", thing_id=file.pk).exists()


def test_one_of_two_on_a_side_leaves_and_the_others_go_on(room: Room) -> None:
    file = talking(room)
    data = {"side": "respondent", "name": "赵代理", "phone": "13900000004", "capacity": "full"}
    assert send(room.world.sun, f"{file.pk}/parties/add/", **data).status_code == 302
    chen = party_of(file, room.world.chen)
    send(room.world.chen, f"{file.pk}/parties/{chen.pk}/leave/", words="")
    file.refresh_from_db()
    assert file.state == "in_session"
    assert Step.objects.filter(file=file, verb="party_left").exists()


def test_who_left_sees_the_file_as_it_stood_then_and_nothing_that_came_later(room: Room) -> None:
    file, chen_ = talking(room), room.world.chen
    data = {"side": "respondent", "name": "赵代理", "phone": "13900000004", "capacity": "full"}
    send(room.world.sun, f"{file.pk}/parties/add/", **data)
    chen = party_of(file, chen_)
    send(chen_, f"{file.pk}/parties/{chen.pk}/leave/", words="我不谈了")
    send(room.world.sun, f"{file.pk}/parties/add/", **data | {"name": "后来人", "phone": ""})
    actions.step(
        viewer=viewer(room.he), file_id=file.pk, verb=Verb.SUSPEND, words="等鉴定",
        code="appraisal", now=timezone.now(),
    )  # fmt: skip
    shown = page(chen_, f"{file.pk}/")
    assert "我不谈了" in shown
    assert "赵代理" in shown
    for later in ("等鉴定", "后来人", f"{file.pk}/items/", f"{chen.pk}/say/"):
        assert later not in shown, later
    for closed in (
        "items/",
        "offers/",
        "agreement/",
        "papers/minutes.pdf",
        f"parties/{chen.pk}/say/",
    ):
        assert get(chen_, f"{file.pk}/{closed}").status_code == 404, closed
    home = page(chen_)
    assert file.reference in home
    assert str(STATES["suspended"][0]) not in home
    copy = {one.name: list(one.plain()) for one in own_rows(chen_.pk, timezone.now())}
    assert copy["mediations"] == []
    assert "suspended" not in str(copy["mediations_left"])
    assert "等鉴定" in page(room.world.zhao, f"{file.pk}/"), "who stayed reads on"


def test_whose_leaving_ended_it_reads_on_which_ways_are_open(room: Room) -> None:
    file, chen = talking(room), room.world.chen
    send(chen, f"{file.pk}/parties/{party_of(file, chen).pk}/leave/", words="")
    for open_ in ("", "items/", "papers/"):
        assert get(chen, f"{file.pk}/{open_}").status_code == 200


def seat(room: Room, file: MediationFile, **more: Any) -> Any:
    data = {
        "chair": Chair.JUDGE.value, "title": "人民法院周法官", "name": "周法官",
        "phone": room.judge.phone, **more,
    }  # fmt: skip
    assert send(room.he, f"{file.pk}/seats/add/", **data).status_code == 302
    return file.seats.latest("id")


def test_a_judge_sees_nothing_until_every_party_agreed_and_nothing_after_one_took_it_back(
    room: Room,
) -> None:
    file = talking(room)
    wang, chen = party_of(file, room.world.wang), party_of(file, room.world.chen)
    asked = seat(room, file)
    assert get(room.judge, f"{file.pk}/").status_code == 404
    send(room.world.wang, f"{file.pk}/seats/{asked.pk}/{wang.pk}/", said="yes")
    assert get(room.judge, f"{file.pk}/").status_code == 404
    send(room.world.chen, f"{file.pk}/seats/{asked.pk}/{chen.pk}/", said="yes")
    assert get(room.judge, f"{file.pk}/").status_code == 200
    assert file.reference in page(room.judge)
    send(room.world.chen, f"{file.pk}/seats/{asked.pk}/{chen.pk}/", said="no")
    assert get(room.judge, f"{file.pk}/").status_code == 404


def test_who_is_a_party_neither_sits_in_nor_leads(room: Room) -> None:
    file = accepted(room)
    chair = {"chair": "neighbour", "title": "邻居", "name": "陈邻居", "phone": "13900000002"}
    refused = send(room.he, f"{file.pk}/seats/add/", **chair)
    assert refused.status_code == 422
    party = {"side": "third", "name": "陆调解", "phone": room.lu.phone, "capacity": "full"}
    assert send(room.he, f"{file.pk}/parties/add/", **party).status_code == 302
    assert str(room.lu_post.pk) not in page(room.he, f"{file.pk}/appoint/")
    assert send(room.he, f"{file.pk}/appoint/", post=str(room.lu_post.pk)).status_code == 422
    assert get(room.lu, f"{file.pk}/screen/").status_code == 403, "a party keeps no books of it"


def test_a_ward_needs_a_guardian_before_talks(room: Room) -> None:
    file = accepted(room)
    agreed_to(room, file)
    send(room.he, f"{file.pk}/appoint/", post=str(room.he_post.pk))
    chen = party_of(file, room.world.chen)
    data = {"side": "respondent", "name": "陈邻居", "phone": chen.phone, "capacity": "minor"}
    assert send(room.world.sun, f"{file.pk}/parties/{chen.pk}/", **data).status_code == 302
    assert send(room.he, f"{file.pk}/step/begin/", words="").status_code == 422
    guardian = {"name": "陈母", "stands": "guardian", "power": "settle"}
    assert send(room.he, f"{file.pk}/parties/{chen.pk}/speaker/", **guardian).status_code == 302
    assert send(room.he, f"{file.pk}/step/begin/", words="").status_code == 302


def test_who_may_only_attend_neither_agrees_nor_leaves_for_the_party(room: Room) -> None:
    file = accepted(room)
    wang = party_of(file, room.world.wang)
    data = {"name": "赵代理", "phone": "13900000004", "stands": "agent", "power": "attend"}
    assert send(room.world.wang, f"{file.pk}/parties/{wang.pk}/speaker/", **data).status_code == 302
    zhao = room.world.zhao
    assert get(zhao, f"{file.pk}/").status_code == 200
    assert get(zhao, f"{file.pk}/parties/{wang.pk}/say/").status_code == 403
    assert get(zhao, f"{file.pk}/parties/{wang.pk}/leave/").status_code == 403
    speaker = wang.representatives.get()
    assert send(room.world.chen, f"{file.pk}/speakers/{speaker.pk}/end/").status_code == 403
    assert send(room.world.wang, f"{file.pk}/speakers/{speaker.pk}/end/").status_code == 302
    assert get(zhao, f"{file.pk}/").status_code == 404


def test_a_file_rests_and_an_appraisal_does_not_use_up_its_days(room: Room) -> None:
    file = talking(room)
    assert send(room.he, f"{file.pk}/step/suspend/", words="", code="weather").status_code == 422
    assert send(room.he, f"{file.pk}/step/suspend/", words="", code="appraisal").status_code == 302
    shown = page(room.world.wang, f"{file.pk}/")
    assert "正在鉴定" in shown
    assert "暂停计算" in shown
    assert send(room.he, f"{file.pk}/step/resume/", words="").status_code == 302
    file.refresh_from_db()
    assert (file.state, file.paused_for) == ("in_session", "")


def test_talks_go_no_further_after_a_no_until_it_is_a_yes(room: Room) -> None:
    file, chen = talking(room), room.world.chen
    way = f"{file.pk}/parties/{party_of(file, chen).pk}/say/"
    send(chen, way, said="no")
    refused = send(room.he, f"{file.pk}/step/propose/", words="")
    assert refused.status_code == 422
    assert chen.name in refused.content.decode()
    send(chen, way, said="yes")
    assert send(room.he, f"{file.pk}/step/propose/", words="").status_code == 302


def test_for_who_has_no_account_whoever_leads_notes_how_they_left(room: Room) -> None:
    file, now = talking(room), timezone.now()
    zhao = actions.Someone(side=Side.RESPONDENT, name="老赵")
    made = actions.add_party(viewer=viewer(room.he), file_id=file.pk, one=zhao, now=now)
    chen = party_of(file, room.world.chen)
    assert send(room.he, f"{file.pk}/parties/{made.pk}/leave/").status_code == 422
    assert send(room.he, f"{file.pk}/parties/{chen.pk}/leave/", words="x").status_code == 403
    assert (
        send(room.he, f"{file.pk}/parties/{made.pk}/leave/", words="电话里说不谈了").status_code
        == 302
    )
    made.refresh_from_db()
    file.refresh_from_db()
    assert (made.left_at is not None, file.stage) == (True, State.IN_SESSION)


def test_the_last_of_a_side_who_has_no_account_ends_the_talks_by_leaving(room: Room) -> None:
    file = talking(room)
    chen = party_of(file, room.world.chen)
    Party.objects.filter(pk=chen.pk).update(person=None)
    send(room.he, f"{file.pk}/parties/{chen.pk}/leave/", words="当面说不谈了")
    file.refresh_from_db()
    assert (file.stage, file.ending) == (State.TERMINATED, "party_left")


def test_that_a_stranger_may_settle_is_not_written_without_the_partys_paper(room: Room) -> None:
    file, now = talking(room), timezone.now()
    wang = party_of(file, room.world.wang)
    told = {"file_id": file.pk, "party_id": wang.pk, "now": now}
    one = actions.Spoken(name="外人", stands=Stands.AGENT, power=Power.SETTLE)
    with pytest.raises(RuleBroken):
        actions.add_speaker(viewer=viewer(room.he), one=one, **told)
    attending = replace(one, power=Power.ATTEND)
    assert actions.add_speaker(viewer=viewer(room.he), one=attending, **told).power == "attend"
    by_itself = replace(one, name="亲戚")
    assert (
        actions.add_speaker(viewer=viewer(room.world.wang), one=by_itself, **told).power == "settle"
    )
