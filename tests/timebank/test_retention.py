"""What the time bank forgets and when, and the copy that a person takes away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from maplebridge.retention import RETENTION
from maplebridge.timebank import actions
from maplebridge.timebank.models import Kinship, Member, Offer, Request, Visit, VisitRating
from maplebridge.timebank.queries.own import own_rows
from tests.timebank.cast import Hours
from tests.timebank.test_minutes import grant_from_nothing
from tests.world import NOON

DAYS = {line.model.split(".")[1]: line.days for line in RETENTION if "timebank." in line.model}


def last(name: str) -> timedelta:
    days = DAYS[name]
    assert days is not None
    return timedelta(days=days)


def test_words_go_then_visits_then_members_without_minutes(hours: Hours) -> None:
    visits = hours.confirmed()
    done = hours.at(20)
    actions.rate(
        viewer=hours.see(hours.world.wang, done), visit_id=visits[0].pk, stars=5, words="很细心",
        now=done,
    )  # fmt: skip
    Request.objects.update(notes="爱听戏", gender="female", things=["pets"])
    actions.purge_expired(now=done + last("Request"))
    assert Request.objects.get().notes
    assert VisitRating.objects.exists()
    after = done + last("Request") + timedelta(days=1)
    actions.purge_expired(now=after)
    request = Request.objects.get()
    assert (request.notes, request.gender, request.things, request.windows) == ("", "", [], [])
    assert not VisitRating.objects.exists()
    assert Visit.objects.filter(minutes=60).count() == 2
    actions.purge_expired(now=done + last("Visit"))
    assert Visit.objects.exists()
    actions.purge_expired(now=done + last("Visit") + timedelta(days=1))
    assert not Visit.objects.exists()
    assert not Request.objects.exists()
    # Wang has no minutes and is forgotten; the helpers keep theirs, and with them their row.
    assert set(Member.objects.values_list("person", flat=True)) == {
        hours.world.chen.pk,
        hours.world.zhao.pk,
    }


def test_members_with_minutes_do_not_hide_those_behind_them(
    hours: Hours, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maplebridge.timebank.actions.duties.BATCH", 1)
    grant_from_nothing(hours, hours.world.chen.pk, 5)
    Member.objects.filter(pk=hours.chen.pk).update(active_at=NOON - timedelta(days=9))
    Member.objects.filter(pk=hours.zhao.pk).update(active_at=NOON - timedelta(days=8))
    actions.purge_expired(now=NOON + last("Member"))
    assert list(Member.objects.values_list("person", flat=True)) == [hours.world.chen.pk]


def test_a_tie_goes_when_it_was_not_used_for_long(hours: Hours) -> None:
    Kinship.objects.create(
        giver=hours.world.chen, relative=hours.world.wang, relation="parent", age_reached=60,
        seen_by=hours.world.sun, seen_at=NOON, used_at=NOON,
    )  # fmt: skip
    actions.purge_expired(now=NOON + last("Kinship"))
    assert Kinship.objects.exists()
    actions.purge_expired(now=NOON + last("Kinship") + timedelta(days=1))
    assert not Kinship.objects.exists()


def test_an_offer_goes_with_its_owners_wish_or_account(hours: Hours) -> None:
    actions.stop_offering(viewer=hours.see(hours.world.chen), now=NOON)
    assert Offer.objects.get().member == hours.zhao
    actions.forget(person_id=hours.world.zhao.pk, now=NOON)
    assert not Offer.objects.exists()


def test_the_copy_holds_ones_own_rows_and_nobody_elses_name(hours: Hours) -> None:
    hours.confirmed()
    rows = {one.name: list(one.plain()) for one in own_rows(hours.world.wang.pk, NOON)}
    assert len(rows["time_bank_requests"]) == 1
    assert len(rows["time_bank_visits"]) == 2
    assert "secret" not in rows["time_bank_requests"][0]
    chen = hours.world.chen
    assert not any(
        value in (chen.pk, hours.chen.pk)
        for row in rows["time_bank_visits"]
        for value in row.values()
    )
    theirs = {one.name: list(one.plain()) for one in own_rows(chen.pk, NOON)}
    assert len(theirs["time_bank_offer"]) == 1
    assert len(theirs["time_bank_visits"]) == 1
    assert theirs["time_bank_requests"] == []
