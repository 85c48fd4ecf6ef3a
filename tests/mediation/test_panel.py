"""Mediators of elsewhere sit in one file's panel: called in, agreed to by all, and nowhere else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maplebridge.core.viewer import Role
from maplebridge.mediation.models import MediationFile, MediatorProfile, OfficeSeat
from maplebridge.people.models import Person, Post
from tests.mediation.cast import Room, accepted, party_of
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_leading import choose
from tests.world import client_for, person, post


@pytest.fixture
def far(room: Room) -> tuple[Person, Post]:
    who = person("万远来", "13900000077")
    return who, post(who, Role.MEDIATOR, room.world.other_community)


def called(room: Room, file: MediationFile, far: Post) -> OfficeSeat:
    assert send(room.he, f"{file.pk}/panel/", post=str(far.pk)).status_code == 302
    return OfficeSeat.objects.get(file=file, post=far)


def agreed(room: Room, file: MediationFile, seat: OfficeSeat) -> None:
    for who in (room.world.wang, room.world.chen):
        send(who, f"{file.pk}/seats/{seat.pk}/{party_of(file, who).pk}/", said="yes")


def test_who_is_called_in_sees_that_file_alone_and_only_once_all_agreed(
    room: Room, far: tuple[Person, Post]
) -> None:
    wan, held = far
    file, other = accepted(room), accepted(room)
    seat = called(room, file, held)
    assert get(wan, f"{file.pk}/").status_code == 404
    agreed(room, file, seat)
    assert get(wan, f"{file.pk}/").status_code == 200
    assert file.reference in page(wan)
    assert get(wan, f"{other.pk}/").status_code == 404
    for tab in ("waiting", "mine"):
        assert file.reference not in page(wan, f"desk/?tab={tab}"), "no place of theirs"
    one = party_of(file, room.world.chen)
    send(room.world.chen, f"{file.pk}/seats/{seat.pk}/{one.pk}/", said="no")
    assert get(wan, f"{file.pk}/").status_code == 404


def test_the_parties_may_choose_them_to_lead_once_all_agreed_to_the_seat(
    room: Room, far: tuple[Person, Post]
) -> None:
    _, held = far
    file = accepted(room)
    seat = called(room, file, held)
    assert choose(room, file, room.world.wang, held).status_code == 422
    agreed(room, file, seat)
    for who in (room.world.wang, room.world.chen):
        assert choose(room, file, who, held).status_code == 302
    file.refresh_from_db()
    assert file.lead == held
    assert "万远来" in page(room.world.wang, f"{file.pk}/")


def test_no_party_nobody_twice_and_not_by_a_party(room: Room, far: tuple[Person, Post]) -> None:
    _, held = far
    file = accepted(room)
    assert get(room.world.wang, f"{file.pk}/panel/").status_code == 403
    own = post(room.world.chen, Role.MEDIATOR, room.world.other_community)
    for wrong in (own, room.world.sun.posts.get()):
        send(room.he, f"{file.pk}/panel/", post=str(wrong.pk))
    called(room, file, held)
    send(room.he, f"{file.pk}/panel/", post=str(held.pk))
    assert OfficeSeat.objects.filter(file=file).count() == 1


def test_a_roster_of_many_is_paged_and_searched_with_the_same_statements(room: Room) -> None:
    file = accepted(room)
    client = client_for(room.world.sun)
    way = f"/mediation/{file.pk}/panel/"
    client.get(way)
    with CaptureQueriesContext(connection) as few:
        client.get(way)
    people = Person.objects.bulk_create(
        Person(name=f"调解员{n:03}", phone=f"1380000{n:04}") for n in range(60)
    )
    place = room.world.other_community
    posts = Post.objects.bulk_create(
        Post(person=one, role=Role.MEDIATOR.value, place=place, path=place.path, term_from="2020-01-01")
        for one in people
    )  # fmt: skip
    MediatorProfile.objects.create(post=posts[41], kinds=["graves"], changed_at="2026-01-01T00:00Z")
    with CaptureQueriesContext(connection) as many:
        first = client.get(way).content.decode()
    assert len(many) <= len(few) + 2, "a page that has a next one asks no more"
    assert first.count('name="post"') <= 25
    assert "after=" in first
    for query in ("?kind=graves", "?q=调解员041"):
        found = client.get(way + query).content.decode()
        assert "调解员041" in found
        assert "调解员042" not in found
