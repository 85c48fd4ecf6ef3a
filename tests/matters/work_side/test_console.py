"""A call at the operator's console: typed once, looked up by consent, dispatched with one key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils import timezone

from maplebridge.matters import actions
from maplebridge.matters.models import Matter, PhoneCall
from maplebridge.people.models import AccessRecord
from tests.world import World, client_for, viewer


def ring(world: World, **fields: Any) -> HttpResponse:
    client = client_for(world.sun)
    client.cookies["django_language"] = "zh-hans"
    sent = {"id": str(uuid4()), "began": (timezone.now() - timedelta(minutes=3)).isoformat()}
    answer: HttpResponse = client.post("/matters/console/", sent | fields, follow=True)
    return answer


def test_what_is_said_is_dispatched_to_the_worker_of_the_place(world: World) -> None:
    answer = ring(world, words="三栋路灯不亮", place=str(world.grid.pk), dispatch="1")
    matter = Matter.objects.get()
    assert (matter.handler_id, matter.channel) == (world.li_post.pk, "phone")
    assert (matter.reporter_id, matter.on_behalf_by_id) == (None, world.sun.pk)
    assert actions.receipt_for(matter.pk) in answer.content.decode()


def test_the_beginning_and_the_end_of_the_call_are_noted_and_shown(world: World) -> None:
    ring(world, words="路灯不亮", place=str(world.grid.pk), dispatch="1")
    call = PhoneCall.objects.get()
    assert call.operator_id == world.sun.pk
    assert timedelta(minutes=2) < call.ended_at - call.began_at < timedelta(minutes=5)
    page = client_for(world.li).get(f"/matters/{call.matter_id}/").content.decode()
    assert "Phone call" in page or "来电时间" in page


def test_a_beginning_that_cannot_be_is_taken_as_now(world: World) -> None:
    for began in ("x", "2020-01-01T00:00:00+00:00", "2090-01-01T00:00:00+00:00", "2026-11-27"):
        ring(world, words="路灯", place=str(world.grid.pk), began=began, dispatch="1")
    assert all(call.began_at == call.ended_at for call in PhoneCall.objects.all())
    assert PhoneCall.objects.count() == 4


def test_sending_again_is_the_same_matter_and_the_same_call(world: World) -> None:
    sent = {"id": str(uuid4()), "words": "路灯不亮", "place": str(world.grid.pk), "dispatch": "1"}
    ring(world, **sent)
    ring(world, **sent)
    assert Matter.objects.count() == PhoneCall.objects.count() == 1


def test_a_caller_is_found_covered_and_their_history_needs_their_word(world: World) -> None:
    sent = actions.Report(words="以前的水管", place_id=world.grid.pk)
    actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now())
    found = ring(world, caller="13900000001", look="1").content.decode()
    assert "139****0001" in found
    assert "13900000001" not in found.replace('value="13900000001"', "")
    chosen = {"caller": "13900000001", "reporter": str(world.wang.pk), "id": str(uuid4())}
    assert "以前的水管" not in ring(world, **chosen, look="1").content.decode()
    assert not AccessRecord.objects.exists()
    assert "以前的水管" in ring(world, **chosen, agrees="on", look="1").content.decode()
    read = AccessRecord.objects.get()
    assert (read.subject_id, read.reader_id, read.what) == (world.wang.pk, world.sun.pk, "history")


def test_looking_twice_in_one_call_is_one_line_of_the_log(world: World) -> None:
    client = client_for(world.sun)
    sent = {
        "id": str(uuid4()), "caller": "王奶奶", "reporter": str(world.wang.pk), "agrees": "on", "look": "1",
    }  # fmt: skip
    first = client.post("/matters/console/", sent)
    client.post("/matters/console/", sent | {"looked": first.context["looked"]})
    assert AccessRecord.objects.count() == 1
    client.post("/matters/console/", sent | {"id": str(uuid4()), "looked": first.context["looked"]})
    assert AccessRecord.objects.count() == 2


def test_nobody_outside_the_place_is_found_or_looked_up(world: World) -> None:
    found = ring(world, caller="13900000008", look="1").content.decode()
    assert str(world.stranger.pk) not in found
    ring(world, reporter=str(world.stranger.pk), agrees="on", look="1")
    assert not AccessRecord.objects.exists()


def test_a_named_caller_is_the_reporter(world: World) -> None:
    ring(
        world, words="路灯不亮", place=str(world.grid.pk), reporter=str(world.wang.pk), dispatch="1"
    )
    matter = Matter.objects.get()
    assert (matter.reporter_id, matter.on_behalf_by_id) == (world.wang.pk, world.sun.pk)


def test_a_danger_is_answered_with_its_advice_and_nothing_typed_is_lost(world: World) -> None:
    page = ring(world, words="有人触电，电线掉下来了", look="1")
    assert "120" in page.content.decode()
    assert "有人触电，电线掉下来了" in page.content.decode()
    assert not Matter.objects.exists()
    missing = ring(world, words="路灯不亮", dispatch="1")
    assert missing.status_code == 422
    assert "路灯不亮" in missing.content.decode()


def test_only_operators_and_heads_sit_at_the_console(world: World) -> None:
    answers = {
        who: client_for(getattr(world, who)).get("/matters/console/").status_code
        for who in ("wang", "li", "sun", "qian")
    }
    assert answers == {"wang": 403, "li": 403, "sun": 200, "qian": 200}


def test_the_call_goes_with_its_matter(world: World) -> None:
    ring(world, words="路灯不亮", place=str(world.grid.pk), dispatch="1")
    now = timezone.now()
    matter = Matter.objects.get()
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="修好了", now=now)
    actions.close_undisputed(now=now + timedelta(days=60))
    actions.purge_expired(now=now + timedelta(days=60 + 1094))
    assert PhoneCall.objects.exists()
    actions.purge_expired(now=now + timedelta(days=60 + 1096))
    assert not PhoneCall.objects.exists()
