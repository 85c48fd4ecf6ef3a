"""Who spoke last: the inbox says that the resident wrote, and a question waits for its reply."""

from __future__ import annotations

from datetime import timedelta

from maplebridge.core.models import Fact
from maplebridge.matters import actions
from maplebridge.matters.models import Matter, MatterEvent
from maplebridge.matters.rules.clocks import ASK_DAYS, Step, waits_for_handler
from maplebridge.matters.rules.states import Verb
from tests.matters.test_handing import fresh, play_until, reported
from tests.world import NOON, World, client_for, viewer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def said(
    world: World, matter: Matter, text: str, after: timedelta, *, asks: bool = False
) -> Matter:
    who = world.li if asks or text == "马上来" else world.wang
    return actions.add_words(
        viewer=viewer(who), matter_id=matter.pk, text=text, asks=asks, now=NOON + after
    )


def told(matter: Matter, why: str) -> int:
    facts = Fact.objects.filter(kind="PostAsked").values_list("payload", flat=True)
    return sum(one["why"] == why and one["matter_id"] == str(matter.pk) for one in facts)


def speaks_last(matter: Matter) -> bool:
    lines = MatterEvent.objects.filter(matter=matter).order_by("at", "id")
    return waits_for_handler([Step(e.at, Verb(e.verb), e.by_reporter) for e in lines])


def test_the_inbox_says_that_the_resident_wrote_until_somebody_replies(world: World) -> None:
    matter = reported(world)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    li = client_for(world.li)
    assert "居民有新留言" not in li.get("/matters/inbox/").content.decode()
    said(world, matter, "现在冒火花了", HOUR)
    assert speaks_last(matter)
    assert "居民有新留言" in li.get("/matters/inbox/").content.decode()
    assert told(matter, "wrote") == 1
    said(world, matter, "马上来", 2 * HOUR)
    assert not speaks_last(matter)
    assert (fresh(matter).wrote_at, fresh(matter).reply_due_at) == (None, None)
    assert "居民有新留言" not in li.get("/matters/inbox/").content.decode()


def test_without_a_reply_one_above_is_told_once(world: World) -> None:
    matter = reported(world)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    wrote = said(world, matter, "现在冒火花了", HOUR)
    assert wrote.reply_due_at is not None
    play_until(wrote.reply_due_at - timedelta(minutes=1))
    assert told(matter, "unreplied") == 0
    play_until(wrote.reply_due_at + HOUR)
    assert told(matter, "unreplied") == 2, "the handler and one above"
    assert fresh(matter).wrote_at is not None


def test_a_question_waits_for_its_reply_and_not_for_ever(world: World) -> None:
    matter = reported(world)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    before = fresh(matter).settle_due_at
    asked = said(world, matter, "哪一盏？", HOUR, asks=True)
    assert before < asked.settle_due_at <= before + timedelta(days=ASK_DAYS + 3)
    assert fresh(matter).due_at == asked.settle_due_at
    replied = said(world, matter, "门口那盏", 2 * HOUR)
    assert replied.settle_due_at == before, "a reply on the same day costs no day"
    other = reported(world)
    said(world, other, "马上来", HOUR)
    assert fresh(other).settle_due_at == other.settle_due_at, "words alone move nothing"
