"""Narrowing a list of requests: by what was released, by who answers, by when something happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from maplebridge.matters.models import Matter
from maplebridge.square import actions as square
from maplebridge.square.actions.duties import purge_expired
from maplebridge.square.models import Publication, PublicWords
from tests.open311.asking import V2, get, reasons, report, rows, w3c
from tests.square.test_release import choose, release, reported
from tests.world import World, publish, viewer

FORMS = ("xml", "json")


def found(form: str = "json", **query: str) -> list[str]:
    answer = get(f"{V2}requests.{form}", query)
    assert answer.status_code == 200, answer.content
    return [line["service_request_id"] for line in rows(answer, form)]


@pytest.mark.parametrize("form", FORMS)
def test_by_photos_that_everybody_sees_and_no_others(world: World, form: str) -> None:
    shown = publish(world).matter
    bare = report(world)
    assert found(form, has_photo="true") == [shown.reference]
    assert found(form, has_photo="false") == [bare.reference]
    square.refuse(viewer=viewer(world.li), matter_id=shown.pk, reason="有人", now=timezone.now())
    assert found(form, has_photo="true") == [], "that there is a photo is not told either"
    assert set(found(form, has_photo="false")) == {shown.reference, bare.reference}


def test_by_words_that_everybody_reads_and_no_others(world: World) -> None:
    matter = reported(world, everybody_sees=True, attributes={})
    assert found(q="灯不亮") == [], "nothing was released"
    release(world, matter, "路口的灯不亮")
    assert found(q="灯不亮") == found(q="路口") == [matter.reference]
    assert found(q="路灯") == [], "what was typed is not searched"
    assert found(q="路口", status="closed") == []
    assert found(q=matter.reference.lower()) == [matter.reference]
    assert found(q="。。。") == []
    release(world, matter, "巷口的灯不亮")
    assert (found(q="路口"), found(q="巷口")) == ([], [matter.reference])
    choose(world, matter, "neighbours")
    assert found(q="灯不亮") == []
    assert not PublicWords.objects.exists()


def test_what_was_released_before_is_found_after_the_night(world: World) -> None:
    matter = publish(world).matter
    PublicWords.objects.all().delete()
    assert found(q="路灯") == []
    purge_expired(now=timezone.now())
    assert found(q="路灯") == [matter.reference]
    purge_expired(now=timezone.now())
    Publication.objects.all().delete()
    assert not PublicWords.objects.exists()


def test_by_who_answers(world: World) -> None:
    here = report(world)
    line = rows(get(f"{V2}requests/{here.reference}.json"), "json")[0]
    name = line["agency_responsible"]
    assert found(agency_responsible=name) == [here.reference]
    other = world.other_community.name
    assert found(agency_responsible=other) == []
    assert found(agency_responsible=f"{other},{name}") == [here.reference]
    unknown = get(f"{V2}requests.json", {"agency_responsible": "不存在的"})
    assert (unknown.status_code, reasons(unknown, "json")) == (404, ["open311_agency_unknown"])
    Matter.objects.update(handler=None)
    assert found(agency_responsible=world.grid.name) == [here.reference], "nobody answers: its grid"


@pytest.mark.parametrize("form", FORMS)
def test_by_when_something_happened_those_changed_last_first(world: World, form: str) -> None:
    now = timezone.now()
    old, new, still = report(world), report(world), report(world)
    for matter, reported_days, changed_days in ((old, 300, 1), (new, 2, 2), (still, 200, 100)):
        Matter.objects.filter(pk=matter.pk).update(
            reported_at=now - timedelta(days=reported_days),
            last_activity_at=now - timedelta(days=changed_days),
        )
    since = w3c(now - timedelta(days=10))
    assert found(form, updated_after=since) == [old.reference, new.reference]
    assert found(form, updated_after=since, page_size="1", page="2") == [new.reference]
    before = w3c(now - timedelta(days=1, hours=12))
    assert found(form, updated_after=since, updated_before=before) == [new.reference]
    assert found(form, updated_before=w3c(now - timedelta(days=90))) == [still.reference]
    named = {"start_date": w3c(now - timedelta(days=3)), "updated_after": since}
    assert found(form, **named) == [new.reference]
    assert found(form) == [new.reference], "without it the last 90 days of reporting, as ever"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"has_photo": "yes"}, ["open311_true_or_false"]),
        ({"updated_after": "gestern"}, ["open311_date_unreadable"]),
        (
            {"updated_after": "2026-01-01T00:00:00Z", "updated_before": "2026-06-01T00:00:00Z"},
            ["open311_span_too_long"],
        ),
        (
            {"updated_after": "2026-06-01T00:00:00Z", "updated_before": "2026-05-01T00:00:00Z"},
            ["open311_dates_backwards"],
        ),
        ({"q": "a\x00b"}, ["open311_text_unreadable"]),
        ({"agency_responsible": "a\x00b"}, ["open311_text_unreadable"]),
        (
            {"agency_responsible": ",".join(f"a{n}" for n in range(21))},
            ["open311_too_many_agencies"],
        ),
    ],
)
def test_every_wrong_filter_is_named(
    world: World, query: dict[str, str], wrong: list[str], form: str
) -> None:
    answer = get(f"{V2}requests.{form}", query)
    assert (answer.status_code, reasons(answer, form)) == (400, wrong)
    if "updated_before" in query:
        assert "updated_" in rows(answer, form)[0]["description"]
