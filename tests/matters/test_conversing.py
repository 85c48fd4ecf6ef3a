"""A resident writes by a channel and is understood; what is not clear is asked back in one sentence."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from maplebridge.channels import public as channels
from maplebridge.channels.models import Sender
from maplebridge.core import files, outbox
from maplebridge.matters import actions
from maplebridge.matters.models import Conversation, Matter, MatterAddress, MatterEvent
from maplebridge.matters.rules.conversing import MESSAGES_AN_HOUR
from maplebridge.people.models import Person
from maplebridge.retention import RETENTION
from tests.channels.conftest import door as door
from tests.world import NOON, World, photo, viewer

pytestmark = pytest.mark.django_db
OPENID = "oABCD1234"


class Talker:
    """Somebody at the other end of a channel: writes, and reads what comes back."""

    def __init__(self, channel: str = "wechat", address: str = OPENID) -> None:
        self.channel, self.address, self.now = channel, address, NOON

    def send(self, text: str = "", kind: str = "text", photos: int = 0, **data: Any) -> str:
        """What comes back, "" for silence."""
        pictures = [
            files.ingest(photo(colour=f"#{n}00"), now=self.now).pk for n in range(1, photos + 1)
        ]
        known = set(channels.Outgoing.objects.values_list("pk", flat=True))
        channels.receive(
            channel=self.channel, account="gh", external_id=str(uuid4()), sender=self.address,
            text=text, kind=kind, data=data, files=pictures, now=self.now,
        )  # fmt: skip
        return self.hears(lambda: outbox.deliver_all(self.now), known)

    def hears(self, act: Any, known: set[Any] | None = None) -> str:
        known = known or set(channels.Outgoing.objects.values_list("pk", flat=True))
        act()
        found = channels.Outgoing.objects.exclude(pk__in=known).filter(to=self.address)
        return "\n".join(found.order_by("id").values_list("text", flat=True))

    def told(self) -> str:
        """What the waiting facts about steps bring."""
        return self.hears(lambda: outbox.deliver_all(self.now))

    def later(self, **more: float) -> None:
        self.now += timedelta(**more)


@pytest.fixture
def wang(world: World, door: ModuleType) -> Talker:
    Sender.objects.create(
        channel="wechat", account="gh", address=OPENID, person=world.wang, proved_at=NOON
    )
    return Talker()


@pytest.fixture
def stranger(world: World, door: ModuleType) -> Talker:
    return Talker(address="oSTRANGER")


def answer(world: World, matter: Matter, now: datetime, text: str = "灯泡已换好。") -> None:
    actions.answer(viewer=viewer(world.li, now=now), matter_id=matter.pk, text=text, now=now)


def test_a_proved_sender_reports_in_one_sentence(world: World, wang: Talker) -> None:
    reply = wang.send("三楼的灯坏了", photos=1)
    matter = Matter.objects.get()
    assert matter.reference in reply
    assert "第一網格" in reply
    assert (matter.reporter, matter.place, matter.channel) == (world.wang, world.grid, "chat")
    assert matter.words == "三楼的灯坏了"
    assert matter.events.get().photos.count() == 1
    assert matter.handler == world.li_post
    assert matter.visibility == "private"


def test_a_stranger_is_asked_where_and_gets_a_receipt(world: World, stranger: Talker) -> None:
    assert "哪里" in stranger.send("路灯不亮")
    assert not Matter.objects.exists()
    reply = stranger.send("在3棟楼下")
    matter = Matter.objects.get()
    assert (matter.words, matter.place, matter.reporter) == ("路灯不亮", world.building, None)
    assert matter.place_text == "在3棟楼下"
    assert matter.reference in reply
    receipt = actions.receipt_for(matter.pk)
    assert receipt in reply


def test_several_places_of_a_name_are_offered_by_number(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    offered = stranger.send("網格")
    assert "1 " in offered
    assert "3 " in offered
    assert not Matter.objects.exists()
    stranger.send("2。")
    place = Matter.objects.get().place
    assert place.name in offered.splitlines()[2]


def test_a_place_that_nobody_finds_goes_to_the_top_after_two_tries(
    world: World, stranger: Talker
) -> None:
    stranger.send("路灯不亮")
    assert "没有找到" in stranger.send("老地方")
    reply = stranger.send("你知道的")
    matter = Matter.objects.get()
    assert matter.place == world.jurisdiction.root
    assert matter.place_text == "你知道的"
    assert matter.reference in reply


def test_a_concern_that_nobody_placed_is_not_forgotten(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    actions.report_unplaced(now=NOON + timedelta(minutes=119))
    assert not Matter.objects.exists()
    stranger.later(hours=2)
    reply = stranger.hears(lambda: actions.report_unplaced(now=stranger.now))
    matter = Matter.objects.get()
    assert (matter.words, matter.place) == ("路灯不亮", world.jurisdiction.root)
    assert matter.reference in reply
    actions.report_unplaced(now=stranger.now + timedelta(hours=3))
    assert Matter.objects.count() == 1


def test_a_position_answers_where(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    lon, lat = world.point
    assert "不在" in stranger.send(kind="location", lon=0.5, lat=0.5)
    stranger.send(kind="location", lon=lon, lat=lat, label="楓林路")
    matter = Matter.objects.get()
    assert (matter.place, matter.lon, matter.lat) == (world.grid, lon, lat)


def test_a_position_may_come_first(world: World, stranger: Talker) -> None:
    lon, lat = world.point
    stranger.send(kind="location", lon=lon, lat=lat)
    stranger.send("路灯不亮")
    assert Matter.objects.get().place == world.grid


def test_the_code_of_a_grid_says_where(world: World, stranger: Talker) -> None:
    reply = stranger.send(kind="scan", place_id=str(world.next_grid.pk))
    assert "第二網格" in reply
    stranger.send("路灯不亮")
    assert Matter.objects.get().place == world.next_grid


def test_a_code_scanned_today_says_more_than_the_home(world: World, wang: Talker) -> None:
    wang.send(kind="scan", place_id=str(world.next_grid.pk))
    wang.send("路灯不亮")
    wang.later(days=2)
    wang.send("水管漏水")
    assert [m.place for m in Matter.objects.order_by("id")] == [world.next_grid, world.grid]


@pytest.mark.parametrize("scene", ["", "x", str(uuid4())])
def test_a_code_that_is_none_of_ours_changes_nothing(
    world: World, stranger: Talker, scene: str
) -> None:
    stranger.send(kind="scan", place_id=scene)
    assert Conversation.objects.get().place is None


def test_what_is_sent_within_the_conversation_goes_to_the_open_matter(
    world: World, wang: Talker
) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    wang.later(minutes=20)
    assert matter.reference in wang.send(photos=1, kind="image")
    wang.later(minutes=20)
    wang.send("是三号杆")
    lon, lat = world.point
    wang.send(kind="location", lon=lon, lat=lat, label="楓林路")
    assert Matter.objects.count() == 1
    lines = list(matter.events.order_by("id").values_list("verb", "text"))
    assert [verb for verb, _ in lines] == ["report", *["add_words"] * 3]
    assert "是三号杆" in lines[2][1]
    assert MatterEvent.objects.filter(photos__isnull=False).count() == 1
    wang.later(minutes=31)
    wang.send("井盖丢了")
    assert Matter.objects.count() == 2


def test_new_begins_another_matter_at_once(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    wang.send("新 井盖丢了")
    assert sorted(Matter.objects.values_list("words", flat=True)) == ["井盖丢了", "路灯不亮"]
    wang.send("新")
    wang.send("水管漏水")
    assert Matter.objects.count() == 3


def test_a_photo_without_words_waits_for_them(world: World, wang: Talker) -> None:
    assert "照片" in wang.send(photos=1, kind="image")
    assert wang.send(photos=1, kind="image") == "", "asked once"
    wang.send("井盖丢了")
    matter = Matter.objects.get()
    assert matter.words == "井盖丢了"
    assert MatterEvent.objects.get().photos.count() == 1, "equal pictures are one"


def test_more_photos_than_a_line_holds_come_in_further_lines(world: World, wang: Talker) -> None:
    wang.send("墙裂了", photos=6)
    matter = Matter.objects.get()
    counts = [event.photos.count() for event in matter.events.order_by("id")]
    assert counts == [4, 2]


def test_a_message_with_the_senders_own_reference_is_added_to_it(
    world: World, wang: Talker
) -> None:
    wang.send("路灯不亮")
    first = Matter.objects.get()
    wang.later(days=3)
    wang.send("井盖丢了")
    reply = wang.send(f"{first.reference.lower()} 今晚又灭了")
    assert first.reference in reply
    assert first.events.filter(verb="add_words", text="今晚又灭了").exists()
    assert Matter.objects.count() == 2


def test_a_reference_of_somebody_else_opens_nothing(
    world: World, wang: Talker, stranger: Talker
) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    for talker in (stranger, Talker("sms", "13900000002")):
        reply = talker.send(f"{matter.reference} 把它关了")
        assert "路灯不亮" not in reply
        assert "路灯不亮" not in talker.send(f"进度 {matter.reference}")
    assert matter.events.count() == 1


@pytest.mark.parametrize(("text", "stars"), [("满意", 5), ("4", 4), ("５", 5), ("5分", 5)])
def test_a_word_or_a_figure_rates_the_answer(
    world: World, wang: Talker, text: str, stars: int
) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    answer(world, matter, wang.now)
    assert "灯泡已换好" in wang.told()
    wang.later(hours=5)
    reply = wang.send(text)
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code) == ("closed", "fixed")
    assert matter.ratings.get().stars == stars
    assert matter.reference in reply
    assert len(reply.splitlines()) == 1, "one message, not two"


def test_not_satisfied_with_a_reason_opens_it_again(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    answer(world, matter, wang.now)
    reply = wang.send("不满意，还是不亮")
    matter.refresh_from_db()
    assert matter.state == "reopened"
    assert matter.events.get(verb="dispute").text == "还是不亮"
    assert matter.reference in reply


@pytest.mark.parametrize("text", ["不满意", "1", "2"])
def test_a_bad_rating_asks_what_is_wrong_first(world: World, wang: Talker, text: str) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    answer(world, matter, wang.now)
    assert matter.reference in wang.send(text)
    matter.refresh_from_db()
    assert matter.state == "answered"
    wang.send("晚上又灭了")
    matter.refresh_from_db()
    assert matter.state == "reopened"
    assert Matter.objects.count() == 1


def test_a_bad_rating_may_also_close_it(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    answer(world, matter, wang.now)
    wang.send("2")
    wang.send("0")
    matter.refresh_from_db()
    assert (matter.state, matter.closing_code) == ("closed", "unsolved")
    assert matter.ratings.get().stars == 2


def test_a_figure_without_an_answer_is_no_matter(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    assert wang.send("5")
    assert Matter.objects.get().events.count() == 1


def test_a_stranger_rates_by_the_address_alone(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    stranger.send("3棟")
    matter = Matter.objects.get()
    answer(world, matter, stranger.now)
    assert "灯泡已换好" in stranger.told()
    assert Talker(address="oOTHER").send("5")
    matter.refresh_from_db()
    assert matter.state == "answered"
    stranger.send("5")
    matter.refresh_from_db()
    assert matter.state == "closed"


def test_progress_tells_how_the_latest_stand(world: World, wang: Talker) -> None:
    assert wang.send("进度")
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    reply = wang.send("进度")
    assert matter.reference in reply
    assert "路灯不亮" in reply
    assert reply == wang.send(f"进度 {matter.reference}")
    assert Talker(address="oOTHER").send("进度") != reply


def test_an_answer_that_could_not_be_sent_is_read_by_asking(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    stranger.send("3棟")
    answer(world, Matter.objects.get(), stranger.now)
    stranger.later(days=9)
    assert "灯泡已换好" in stranger.send("进度")
    assert "灯泡已换好" not in Talker(address="oOTHER").send("进度")


def test_each_step_that_matters_to_the_reporter_comes_back(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    matter, li = Matter.objects.get(), viewer(world.li, now=NOON)
    actions.accept(viewer=li, matter_id=matter.pk, now=NOON)
    assert "受理" in wang.told()
    actions.triage(viewer=li, matter_id=matter.pk, category="stairs", now=NOON)
    assert "已归为“" in wang.told(), "the days that were promised are others now"
    actions.add_words(viewer=li, matter_id=matter.pk, text="是几号杆？", now=NOON)
    assert "是几号杆？" in wang.told()
    wang.later(hours=30)
    assert matter.reference in wang.send("三号"), "a question may be answered the next day"
    actions.suspend(
        viewer=li, matter_id=matter.pk, reason="parts", text="灯泡已订",
        until=(NOON + timedelta(days=5)).date(), now=NOON,
    )  # fmt: skip
    assert "11月28日" in wang.told()
    actions.resume(viewer=li, matter_id=matter.pk, now=NOON)
    answer(world, matter, NOON)
    assert "灯泡已换好" in wang.told()
    wang.later(days=60)
    actions.close_undisputed(now=wang.now)
    assert matter.reference in wang.told()
    rows = channels.Outgoing.objects.filter(about_id=matter.pk)
    assert {row.label for row in rows} == {matter.reference}
    assert all(row.data["short"] for row in rows)


def test_who_took_the_address_back_hears_no_more(world: World, wang: Talker) -> None:
    wang.send("路灯不亮")
    matter = Matter.objects.get()
    Sender.objects.all().delete()
    answer(world, matter, wang.now)
    assert wang.told() == ""
    assert "路灯不亮" not in wang.send("进度"), "and learns nothing either"


def test_voice_is_taken_as_its_recognised_words(world: World, wang: Talker) -> None:
    assert "文字" in wang.send(kind="voice")
    assert not Matter.objects.exists()
    wang.send("路灯不亮", kind="voice")
    assert Matter.objects.get().words == "路灯不亮"


def test_words_that_are_too_long_are_refused_with_the_reason(world: World, wang: Talker) -> None:
    assert "2000" in wang.send("长" * 2001)
    assert not Matter.objects.exists()
    wang.send("路灯不亮")
    assert Matter.objects.count() == 1


def test_a_flood_is_answered_once_and_makes_no_matters(world: World, wang: Talker) -> None:
    for number in range(MESSAGES_AN_HOUR):
        wang.send(f"新 事项{number}")
    assert Matter.objects.count() == MESSAGES_AN_HOUR
    assert str(MESSAGES_AN_HOUR) in wang.send("新 又一件")
    assert wang.send("新 还有一件") == ""
    assert Matter.objects.count() == MESSAGES_AN_HOUR
    wang.later(hours=1, minutes=1)
    wang.send("新 一小时后")
    assert Matter.objects.count() == MESSAGES_AN_HOUR + 1


def test_a_person_is_written_to_in_their_language(world: World, wang: Talker) -> None:
    Person.objects.filter(pk=world.wang.pk).update(language="en")
    assert wang.send("路灯不亮").startswith("Received as")


def test_an_sms_number_is_its_proved_person(world: World, door: ModuleType) -> None:
    Talker("sms", "13900000001").send("路灯不亮")
    matter = Matter.objects.get()
    assert (matter.reporter, matter.channel) == (world.wang, "sms")


@pytest.mark.django_db(transaction=True)
def test_three_parallel_retries_make_one_matter(door: ModuleType) -> None:
    from tests.world import build_world

    build_world()
    start = threading.Barrier(3)

    def retry() -> None:
        start.wait(timeout=10)
        try:
            channels.receive(
                channel="sms", account="1069", external_id="same", sender="13900000001",
                text="路灯不亮", now=NOON,
            )  # fmt: skip
            outbox.deliver_all(NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=retry) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    outbox.deliver_all(NOON)
    assert Matter.objects.count() == 1
    assert channels.Outgoing.objects.count() == 1


def test_a_conversation_is_forgotten_and_an_address_goes_with_its_matter(
    world: World, wang: Talker
) -> None:
    days: dict[str, Any] = {line.model: line.days for line in RETENTION}
    wang.send("路灯不亮")
    silent = NOON + timedelta(days=days["matters.Conversation"])
    actions.purge_expired(now=silent)
    assert Conversation.objects.exists()
    actions.purge_expired(now=silent + timedelta(minutes=1))
    assert not Conversation.objects.exists()
    matter = Matter.objects.get()
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=NOON)
    actions.purge_expired(now=NOON + timedelta(days=days["matters.MatterAddress"] - 1))
    assert MatterAddress.objects.exists()
    actions.purge_expired(now=NOON + timedelta(days=days["matters.MatterAddress"] + 1))
    assert not MatterAddress.objects.exists()
