"""Who leads: chosen by all, refused by one, and open about ties."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.mediation import actions
from maplebridge.mediation.actions import leading
from maplebridge.mediation.models import LeadChoice, MediationFile, MediatorProfile
from maplebridge.mediation.rules.choosing import common
from tests.mediation.cast import Room, accepted, agreed_to, led, load, party_of, talking
from tests.mediation.test_intake import get, page, send
from tests.world import person, viewer


@pytest.mark.parametrize(
    ("ranked", "leads"),
    [
        ({"a": "xyz", "b": "zyx"}, "y"),  # nobody's last choice
        ({"a": "xy", "b": "yx"}, "x"),  # a tie: the first ranking decides
        ({"a": "xyz", "b": "y"}, "y"),
        ({"a": "x", "b": "y"}, None),
        ({"a": "xyz", "b": "zxy", "c": "xzy"}, "x"),
        ({}, None),
    ],
)
def test_the_one_whom_all_can_live_with_best(ranked: dict[str, str], leads: str | None) -> None:
    assert common(ranked) == leads


@given(st.lists(st.permutations("vwxyz").map(lambda one: one[:3]), min_size=1, max_size=4))
def test_whoever_leads_was_named_by_all(lists: list[list[str]]) -> None:
    found = common(dict(enumerate(lists)))
    shared = set(lists[0]).intersection(*map(set, lists))
    assert (found is None) == (not shared)
    assert found is None or found in shared


def choose(room: Room, file: MediationFile, who: Any, *posts: Any) -> Any:
    names = dict(zip(("first", "second", "third"), (str(one.pk) for one in posts), strict=False))
    return send(who, f"{file.pk}/parties/{party_of(file, who).pk}/choose/", **names)


def test_once_both_named_the_same_mediator_that_one_leads(room: Room) -> None:
    file = accepted(room)
    wang, chen = room.world.wang, room.world.chen
    assert choose(room, file, wang, room.he_post, room.lu_post).status_code == 302
    file.refresh_from_db()
    assert file.lead is None
    assert "陆调解" in page(chen, f"{file.pk}/parties/{party_of(file, chen).pk}/choose/")
    assert choose(room, file, chen, room.lu_post).status_code == 302
    file.refresh_from_db()
    assert file.lead == room.lu_post
    assert get(room.lu, f"{file.pk}/").status_code == 200
    assert get(room.he, f"{file.pk}/").status_code == 404


def test_nobody_chooses_for_the_other_side_or_somebody_who_is_not_free(room: Room) -> None:
    file = accepted(room)
    chen = party_of(file, room.world.chen)
    way = f"{file.pk}/parties/{chen.pk}/choose/"
    assert get(room.world.wang, way).status_code == 403
    assert get(room.he, way).status_code == 403
    assert send(room.world.chen, way, first=str(uuid4())).status_code == 422
    for name in ("choose_lead", str(room.lu_post.pk)):
        assert name not in page(room.world.wang, f"{file.pk}/")


def test_without_a_common_name_the_committee_appoints(room: Room) -> None:
    file = accepted(room)
    choose(room, file, room.world.wang, room.he_post)
    choose(room, file, room.world.chen, room.lu_post)
    file.refresh_from_db()
    assert file.lead is None
    assert send(room.world.sun, f"{file.pk}/appoint/", post=str(room.he_post.pk)).status_code == 302


def test_a_party_asks_for_another_mediator_in_the_middle_of_talks(room: Room) -> None:
    file = talking(room)
    chen = party_of(file, room.world.chen)
    way = f"{file.pk}/parties/{chen.pk}/refuse/"
    assert get(room.world.wang, way).status_code == 403
    assert send(room.world.chen, way, words="").status_code == 302
    file.refresh_from_db()
    assert (file.lead, file.state) == (None, "in_session")
    assert get(room.he, f"{file.pk}/").status_code == 404
    assert send(room.world.sun, f"{file.pk}/appoint/", post=str(room.lu_post.pk)).status_code == 302
    assert get(room.lu, f"{file.pk}/").status_code == 200


def test_who_declared_a_tie_goes_on_only_when_every_party_wants_that(room: Room) -> None:
    file = accepted(room)
    agreed_to(room, file)
    send(room.he, f"{file.pk}/appoint/", post=str(room.he_post.pk))
    tie = {"bond": "relative", "words": "王奶奶是我的姨"}
    assert send(room.world.sun, f"{file.pk}/tie/", **tie).status_code == 403
    assert send(room.he, f"{file.pk}/tie/", **tie).status_code == 302
    assert send(room.he, f"{file.pk}/step/begin/", words="").status_code == 422
    for who in (room.world.wang, room.world.chen):
        assert "王奶奶是我的姨" in page(who, f"{file.pk}/")
        way = f"{file.pk}/tie/{party_of(file, who).pk}/"
        assert send(room.he, way).status_code == 403
        assert send(who, way).status_code == 302
    assert send(room.he, f"{file.pk}/step/begin/", words="").status_code == 302


def test_a_mediator_says_in_what_they_are_at_home_and_nobody_else_does(room: Room) -> None:
    data = {"kinds": ["graves"], "languages": "南昌话", "about": "退休教师"}
    assert send(room.world.wang, "profile/", **data).status_code == 403
    assert send(room.he, "profile/", **data).status_code == 302
    shown = page(room.world.wang, "roster/")
    for words in ("何调解", "南昌话", "退休教师", "墓地"):
        assert words in shown
    assert send(room.he, "profile/", kinds=["weather"]).status_code == 422


def test_whom_a_party_named_is_forgotten_when_the_talks_are_over(room: Room) -> None:
    file = accepted(room)
    choose(room, file, room.world.wang, room.he_post)
    chen = party_of(file, room.world.chen)
    send(room.world.chen, f"{file.pk}/parties/{chen.pk}/leave/", words="")
    assert not LeadChoice.objects.exists()


def test_what_a_mediator_said_goes_with_the_post(room: Room) -> None:
    send(room.he, "profile/", languages="南昌话")
    now = timezone.now()
    room.he_post.term_to = calendar.today(now)
    room.he_post.save(update_fields=["term_to"])
    actions.purge_expired(now=now)
    assert MediatorProfile.objects.exists()
    actions.purge_expired(now=now + timedelta(days=1))
    assert not MediatorProfile.objects.exists()


def test_a_stranger_named_he_leads_nothing(room: Room) -> None:
    other = person("何调解", "13900000041")
    file = talking(room)
    assert get(other, f"{file.pk}/").status_code == 404


def test_a_mediator_whom_a_party_refused_is_not_appointed_again(room: Room) -> None:
    file, cast, now = led(room), room.world, timezone.now()
    wang = party_of(file, cast.wang)
    leading.refuse_lead(viewer=viewer(cast.wang), file_id=file.pk, party_id=wang.pk, now=now)
    assert room.he_post.pk not in {
        one.post.pk for one in leading.free_mediators(load(cast.wang, file), now)
    }
    with pytest.raises(RuleBroken) as refused:
        actions.appoint(viewer=viewer(room.he), file_id=file.pk, post_id=room.he_post.pk, now=now)
    assert refused.value.code == "mediation_mediator_refused"
