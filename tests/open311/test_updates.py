"""Service request updates in both directions: what a status does, who may say it, who hears it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from maplebridge.core.viewer import Role
from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter, MatterEvent, MatterPhoto
from tests.open311.asking import (
    REPORTS,
    UPDATES,
    V2,
    body,
    get,
    key,
    reasons,
    report,
    rows,
    send,
    sent_matter,
    update,
)
from tests.world import World, photo, post, viewer

FORMS = ("xml", "json")


@pytest.mark.parametrize(
    ("statuses", "state", "code"),
    [
        (["OPEN"], "received", ""),
        (["INVESTIGATING"], "accepted", ""),
        (["ACTION_SCHEDULED"], "accepted", ""),
        (["IN_PROGRESS"], "working", ""),
        (["INVESTIGATING", "IN_PROGRESS", "INVESTIGATING"], "working", ""),
        (["FIXED"], "answered", "fixed"),
        (["in_progress", "NO_FURTHER_ACTION"], "answered", "cannot_fix"),
        (["NOT_COUNCILS_RESPONSIBILITY"], "answered", "not_ours"),
        (["CLOSED"], "answered", "answered"),
        (["CLOSED", "FIXED"], "answered", "fixed"),
        ([""], "received", ""),
    ],
)
def test_a_post_says_how_far_a_matter_is(
    world: World, statuses: list[str], state: str, code: str
) -> None:
    matter = report(world)
    for status in statuses:
        answer = update(world.li, matter, status, description="灯泡已换好")
        assert answer.status_code == 200, answer.content
    matter.refresh_from_db()
    assert (matter.state, matter.proposed_code) == (state, code)
    (line,) = rows(answer, "json")
    event = MatterEvent.objects.get(pk=line["update_id"])
    assert (event.text, event.actor_id) == ("灯泡已换好", world.li.pk)


def test_statuses_that_need_more_say_what(world: World) -> None:
    earlier, matter = report(world), report(world)
    for status, needs, more, state in (
        ("FOR_TRIAGE", "service_code", {"service_code": "water"}, "triaged"),
        ("INTERNAL_REFERRAL", "address_id", {"address_id": str(world.next_grid.pk)}, "referred"),
        ("DUPLICATE", "duplicate_of", {"duplicate_of": earlier.reference}, "closed"),
    ):
        refused = update(world.sun, matter, status, description="说明")
        assert (refused.status_code, reasons(refused, "json")) == (400, ["open311_update_needs"])
        assert needs in refused.content.decode()
        assert update(world.sun, matter, status, description="说明", **more).status_code == 200
        matter.refresh_from_db()
        assert matter.state == state


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "HAPPY"}, "open311_update_status_unknown"),
        ({"status": "FIXED"}, "matter_answer_missing"),
        ({"status": ""}, "open311_update_empty"),
        ({"status": "OPEN"}, "open311_update_changes_nothing"),
        ({"status": "CANCELLED", "description": "x"}, "open311_update_of_reporter"),
        ({"status": "REOPEN", "description": "x"}, "open311_update_of_reporter"),
        ({"status": "FIXED", "description": "x", "updated_datetime": "now"}, "open311_date_unreadable"),
        ({"status": "FIXED", "description": "长" * 2001}, "open311_text_too_long"),
    ],
)  # fmt: skip
def test_a_status_that_cannot_be_says_why(
    world: World, fields: dict[str, str], reason: str
) -> None:
    matter = report(world)
    answer = update(world.li, matter, **fields)
    assert (answer.status_code, reasons(answer, "json")) == (400, [reason])
    assert MatterEvent.objects.count() == 1


def test_nothing_follows_an_end_or_an_answer_but_what_is_the_reporters(world: World) -> None:
    matter = report(world)
    update(world.li, matter, "FIXED", description="好了")
    answer = update(world.li, matter, "IN_PROGRESS", description="再看")
    assert reasons(answer, "json") == ["open311_update_after_answer"]
    matters.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    answer = update(world.li, matter, "CLOSED", description="再看")
    assert reasons(answer, "json") == ["open311_update_after_end"]


def test_the_program_that_sent_a_matter_speaks_for_its_reporter(world: World) -> None:
    token = key(world.chen)
    matter = sent_matter(send("requests.json", body(world, api_key=token)))
    answer = update(token, matter, "FIXED", description="看起来好了")
    assert answer.status_code == 200
    matter.refresh_from_db()
    assert matter.state == "received", (
        "its words are added; whether it is fixed is the post's to say"
    )
    (line,) = rows(answer, "json")
    event = MatterEvent.objects.get(pk=line["update_id"])
    assert (event.verb, event.by_reporter, event.actor_id) == ("add_words", True, None)
    update(world.li, matter, "FIXED", description="换了灯泡")
    assert update(token, matter, "REOPEN", description="又坏了").status_code == 200
    matter.refresh_from_db()
    assert matter.state == "reopened"
    assert update(token, matter, "CANCELLED").status_code == 200
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code) == ("closed", "withdrawn")


def test_others_learn_nothing_of_a_matter_by_updating_it(world: World) -> None:
    matter = report(world)
    for who in (world.wu, world.chen):
        there = update(who, matter, "OPEN", description="x")
        assert (there.status_code, reasons(there, "json")) == (404, ["open311_request_missing"])
    assert (
        update(world.li, Matter(reference="M-2026-999999"), "OPEN", description="x").status_code
        == 404
    )


def test_an_update_sent_again_is_the_same_line(world: World) -> None:
    matter, other = report(world), report(world)
    token = key(world.li)
    first = update(token, matter, "FIXED", description="好了", update_id="c-1")
    second = update(token, matter, "FIXED", description="好了", update_id="c-1")
    assert first.content == second.content
    assert matter.events.count() == 2
    taken = update(token, other, "FIXED", description="好了", update_id="c-1")
    assert reasons(taken, "json") == ["matter_id_taken"]


def test_photos_come_with_an_update(world: World) -> None:
    matter = report(world)
    answer = update(world.li, matter, "IN_PROGRESS", description="在修", media=photo())
    (line,) = rows(answer, "json")
    assert MatterPhoto.objects.get().event_id == UUID(line["update_id"])


@pytest.mark.parametrize("form", FORMS)
def test_updates_are_followed_by_who_sent_the_matter_and_by_its_posts(
    world: World, form: str
) -> None:
    token = key(world.chen, REPORTS)
    matter = sent_matter(send("requests.json", body(world, api_key=token)))
    private = report(world)
    update(world.li, matter, "IN_PROGRESS", description="在修")
    update(world.li, matter, "FIXED", description="换了 <灯泡> & 开关")
    update(world.li, private, "INVESTIGATING")

    def followed(key_: str, **more: Any) -> list[tuple[str, str, str]]:
        answer = get(f"{V2}servicerequestupdates.{form}", {"api_key": key_} | more)
        assert answer.status_code == 200, answer.content
        names = ("service_request_id", "status", "description")
        return [tuple(line[name] for name in names) for line in rows(answer, form)]  # type: ignore[misc]  # three

    expected = [
        (matter.reference, "INVESTIGATING", "Taken on"),
        (matter.reference, "IN_PROGRESS", "在修"),
        (matter.reference, "FIXED", "换了 <灯泡> & 开关"),
    ]
    assert followed(token) == expected
    own = [*expected, (private.reference, "INVESTIGATING", "Taken on")]
    assert followed(key(world.li)) == own
    assert followed(key(world.li), page_size="2", page="2") == own[2:]
    assert followed(key(world.wu)) == []
    assert followed(token, start_date="2026-01-01T00:00:00Z", end_date="2026-01-02T00:00:00Z") == []
    far = {
        "api_key": token,
        "start_date": "2026-01-01T00:00:00Z",
        "end_date": "2026-06-01T00:00:00Z",
    }
    answer = get(f"{V2}servicerequestupdates.{form}", far)
    assert (answer.status_code, reasons(answer, form)) == (400, ["open311_span_too_long"])


def test_following_takes_the_same_statements_however_long(
    world: World, django_assert_num_queries: Any
) -> None:
    token = key(world.li)
    get(f"{V2}servicerequestupdates.json", {"api_key": token})
    for number in (1, 6):
        for _ in range(number):
            update(world.li, report(world), "INVESTIGATING")
        with django_assert_num_queries(4):
            get(f"{V2}servicerequestupdates.json", {"api_key": token})


def test_an_office_acts_by_its_post_and_ends_with_it(world: World) -> None:
    matter = report(world)
    office = key(world.sun, UPDATES, office=True)
    assert update(office, matter, "INVESTIGATING").status_code == 200
    held = post(world.chen, Role.HEAD, world.street)
    token = key(world.chen, UPDATES, office=True)
    held.term_to = held.term_from
    held.save(update_fields=["term_to"])
    assert update(token, matter, "IN_PROGRESS").status_code == 403


def test_a_strangers_report_is_joined_to_an_earlier_one_and_still_followed(world: World) -> None:
    token, earlier = key(world.chen), report(world)
    matter = sent_matter(send("requests.json", body(world, api_key=token)))
    answer = update(world.li, matter, "DUPLICATE", duplicate_of=earlier.reference)
    assert answer.status_code == 200, answer.content
    (shown,) = rows(get(f"{V2}requests/{matter.reference}.json"), "json")
    assert (shown["status"], shown["status_notes"]) == ("closed", "Reported before")
    heard = rows(get(f"{V2}servicerequestupdates.json", {"api_key": token}), "json")
    assert [line["status"] for line in heard if line["service_request_id"] == matter.reference] == [
        "DUPLICATE"
    ]
