"""Words after an answer: about it, or about something else? We ask, and no word is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import ModuleType

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from maplebridge.channels import public as channels
from maplebridge.channels.models import Sender
from maplebridge.core import files
from maplebridge.matters import actions, queries
from maplebridge.matters.models import Conversation, Matter, MatterEvent, MatterPhoto
from maplebridge.matters.rules.conversing import Which, says_thanks, share_a_word, which
from tests.channels.conftest import door as door
from tests.matters.test_conversing import Talker, answer
from tests.matters.test_conversing import stranger as stranger
from tests.matters.test_conversing import wang as wang
from tests.world import NOON, World, photo, viewer

pytestmark = pytest.mark.django_db
STEPS = "桥头的台阶松了"


def answered(world: World, talker: Talker, words: str = "路灯不亮") -> Matter:
    """A matter of theirs whose answer they have just read."""
    talker.send(f"新 {words}")
    matter = Matter.objects.get(words=words)
    answer(world, matter, talker.now)
    talker.told()
    talker.later(minutes=5)
    return matter


def words_of(matter: Matter) -> list[str]:
    return list(
        matter.events.filter(verb="add_words").order_by("id").values_list("text", flat=True)
    )


def test_words_after_an_answer_are_asked_about_and_kept(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    asked = wang.send(STEPS, photos=1)
    assert lamp.reference in asked
    assert "路灯不亮" in asked
    assert words_of(lamp) == [], "nothing is filed before they say so"
    assert Matter.objects.count() == 1
    reply = wang.send("2")
    steps = Matter.objects.exclude(pk=lamp.pk).get()
    assert (steps.words, steps.reporter, steps.place) == (STEPS, world.wang, world.grid)
    assert steps.reference in reply
    assert MatterPhoto.objects.get().event.matter == steps
    lamp.refresh_from_db()
    assert (lamp.state, words_of(lamp)) == ("answered", [])


@pytest.mark.parametrize("text", ["1", "１。", "一", "是的"])
def test_one_says_that_it_is_about_it_and_how_to_say_that_it_is_not_right(
    world: World, wang: Talker, text: str
) -> None:
    lamp = answered(world, wang)
    wang.send("晚上又灭了", photos=1)
    reply = wang.send(text)
    assert (Matter.objects.count(), words_of(lamp)) == (1, ["晚上又灭了"])
    assert MatterPhoto.objects.get().event.verb == "add_words"
    assert lamp.reference in reply
    assert "未解决" in reply
    assert "晚上七点多" not in wang.send("大概晚上七点多"), (
        "who said that they are at it is not asked again"
    )
    assert words_of(lamp) == ["晚上又灭了", "大概晚上七点多"]
    wang.later(minutes=31)
    assert "1" in wang.send("还有一件"), "later it may be about anything again"
    assert len(words_of(lamp)) == 2


def test_a_stranger_is_asked_the_same_and_then_where(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    stranger.send("3棟")
    lamp = Matter.objects.get()
    answer(world, lamp, stranger.now)
    stranger.told()
    assert lamp.reference in stranger.send("台阶松了")
    assert "哪里" in stranger.send("另一件"), (
        "their place was forgotten: a code lives a day, a home nowhere"
    )
    stranger.send("第一網格")
    assert Matter.objects.exclude(pk=lamp.pk).get().words == "台阶松了"


def test_before_an_answer_more_words_are_added_without_a_question(
    world: World, wang: Talker
) -> None:
    wang.send("路灯不亮")
    reply = wang.send("是三号杆")
    lamp = Matter.objects.get()
    assert words_of(lamp) == ["是三号杆"]
    assert lamp.reference in reply
    assert "“新”" in reply, "and how to begin another is said"


def test_words_that_plainly_name_another_kind_are_asked_about_before_an_answer(
    world: World, wang: Talker
) -> None:
    queries.forget_triage_model()
    wang.send("三楼的路灯不亮了")
    lamp = Matter.objects.get()
    assert lamp.category == "lighting"
    assert lamp.reference in wang.send("垃圾桶满了没人收")
    wang.send("2")
    assert sorted(Matter.objects.values_list("category", flat=True)) == ["lighting", "rubbish"]
    again = Matter.objects.get(category="rubbish")
    wang.send("垃圾桶旁边的路灯也不亮")
    assert words_of(again) == ["垃圾桶旁边的路灯也不亮"], (
        "a word in common: it may well belong together"
    )


def test_thanks_are_no_new_matter_and_no_question(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    assert "1" in wang.send("好的，谢谢你们")
    assert (Matter.objects.count(), words_of(lamp)) == (1, ["好的，谢谢你们"])


def test_the_reply_to_a_workers_words_is_never_asked_about(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    actions.add_words(
        viewer=viewer(world.li, now=wang.now), matter_id=lamp.pk, text="今晚亮了吗？", now=wang.now
    )
    wang.told()
    wang.later(hours=20)
    wang.send("垃圾桶满了没人收，灯也没亮")
    assert len(words_of(lamp)) == 2


def test_who_answers_the_question_with_more_words_is_asked_once_more(
    world: World, wang: Talker
) -> None:
    lamp = answered(world, wang)
    wang.send("台阶松了")
    assert lamp.reference in wang.send("老人过桥害怕", photos=1)
    assert wang.send("请快来看") == "", "the last sentence said what becomes of it"
    wang.send("2")
    steps = Matter.objects.exclude(pk=lamp.pk).get()
    assert steps.words == "台阶松了\n老人过桥害怕\n请快来看"
    assert MatterPhoto.objects.get().event.matter == steps


def test_without_a_reply_it_is_a_matter_of_its_own_after_two_hours(
    world: World, wang: Talker
) -> None:
    lamp = answered(world, wang)
    wang.send(STEPS, photos=1)
    actions.report_unplaced(now=wang.now + timedelta(minutes=119))
    assert Matter.objects.count() == 1
    wang.later(hours=2)
    told = wang.hears(lambda: actions.report_unplaced(now=wang.now))
    steps = Matter.objects.exclude(pk=lamp.pk).get()
    assert (steps.words, steps.place) == (STEPS, world.grid)
    assert steps.reference in told
    assert MatterPhoto.objects.get().event.matter == steps
    actions.report_unplaced(now=wang.now + timedelta(hours=9))
    assert Matter.objects.count() == 2


def test_what_cannot_be_reported_is_said_and_holds_nobody_else_up(
    world: World, wang: Talker, stranger: Talker
) -> None:
    answered(world, wang)
    wang.send(STEPS)
    stranger.send("水管漏水")
    first = Conversation.objects.get(address=wang.address)
    channels.Incoming.objects.filter(pk__in=first.pending).update(text="坏\x7f的字")
    now = NOON + timedelta(hours=3)
    told = wang.hears(lambda: actions.report_unplaced(now=now))
    assert told
    assert Matter.objects.filter(words="水管漏水").exists()
    assert not Conversation.objects.exclude(asking="").exists()


def test_new_answers_the_question_and_may_repeat_the_words(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    wang.send(STEPS)
    wang.send(f"新 {STEPS}")
    steps = Matter.objects.exclude(pk=lamp.pk).get()
    assert steps.words == STEPS, "the same words stand there once"
    answer(world, steps, wang.now)
    wang.told()
    wang.send("水管漏水")
    wang.send("新")
    assert Matter.objects.filter(words="水管漏水").count() == 1


def test_a_rating_or_its_reason_instead_of_an_answer_is_about_the_matter(
    world: World, wang: Talker
) -> None:
    lamp = answered(world, wang)
    wang.send("师傅来得很快")
    wang.send("5")
    lamp.refresh_from_db()
    assert (lamp.state, lamp.closing_code, words_of(lamp)) == ("closed", "fixed", ["师傅来得很快"])
    second = answered(world, wang, "新的灯也坏了")
    wang.send("晚上又灭了", photos=1)
    wang.send("不满意，来回两次了")
    second.refresh_from_db()
    assert second.state == "reopened"
    assert second.events.get(verb="dispute").text == "晚上又灭了\n来回两次了"
    assert Matter.objects.count() == 2


def test_a_rating_does_not_bury_words_that_plainly_name_something_else(
    world: World, wang: Talker
) -> None:
    queries.forget_triage_model()
    lamp = answered(world, wang, "三楼的路灯不亮了")
    wang.send("垃圾桶满了没人收")
    wang.send("5")
    lamp.refresh_from_db()
    assert (lamp.state, words_of(lamp)) == ("closed", [])
    assert Matter.objects.get(category="rubbish").words == "垃圾桶满了没人收"


def test_a_reference_decides_without_a_question(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    wang.send(f"{lamp.reference} 晚上又灭了")
    assert words_of(lamp) == ["晚上又灭了"]
    wang.later(minutes=31)
    other = answered(world, wang, "水管漏水")
    wang.send("还有一处")
    assert other.reference not in wang.send(f"{lamp.reference} 九点灭的")
    assert words_of(lamp) == ["晚上又灭了", "九点灭的"]
    wang.send(f"{other.reference} 在厨房")
    assert words_of(other) == ["还有一处\n在厨房"], "to name it answers the question"


def test_the_thread_of_a_mail_decides_and_a_new_mail_is_asked_about(
    world: World, door: ModuleType
) -> None:
    Sender.objects.create(
        channel="mail", account="gh", address="w@example.org", person=world.wang, proved_at=NOON
    )
    wang = Talker("mail", "w@example.org")
    lamp = answered(world, wang)
    wang.send("晚上又灭了", reference=lamp.reference)
    assert words_of(lamp) == ["晚上又灭了"]
    wang.later(minutes=31)
    assert lamp.reference in wang.send(STEPS)
    wang.send("2")
    assert Matter.objects.filter(words=STEPS).exists()


def test_a_position_after_an_answer_says_where_the_new_matter_is(
    world: World, wang: Talker
) -> None:
    lamp = answered(world, wang)
    lon, lat = world.point
    assert lamp.reference in wang.send(kind="location", lon=lon, lat=lat, label="楓林路")
    wang.send(STEPS)
    wang.send("2")
    steps = Matter.objects.exclude(pk=lamp.pk).get()
    assert (steps.words, steps.lon, steps.lat) == (STEPS, lon, lat)


def test_help_progress_and_cancel_work_while_we_wait(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    wang.send(STEPS)
    assert lamp.reference in wang.send("进度")
    assert "110" in wang.send("帮助")
    assert Conversation.objects.get().asking == "which"
    assert wang.send("算了")
    wang.later(hours=3)
    actions.report_unplaced(now=wang.now)
    assert Matter.objects.count() == 1


def test_a_refused_message_leaves_what_was_kept(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    wang.send(STEPS)
    assert "2000" in wang.send("长" * 1995)
    wang.send("2")
    assert Matter.objects.exclude(pk=lamp.pk).get().words == STEPS
    wang.later(hours=1)
    wang.send(kind="image", photos=1)
    assert "2000" in wang.send("长" * 2001)
    wang.send("水管漏水")
    assert MatterPhoto.objects.get().event.matter.words == "水管漏水"


def test_not_satisfied_with_nothing_is_taken_as_words(world: World, wang: Talker) -> None:
    wang.send("不满意，路灯又坏了")
    assert Matter.objects.get().words == "不满意，路灯又坏了"
    wang.later(minutes=40)
    first = answered(world, wang, "水管漏水")
    lamp = Matter.objects.exclude(pk=first.pk).get()
    wang.send(f"不满意 {lamp.reference} 三天没人来")
    first.refresh_from_db()
    assert first.state == "answered", "another matter was named"
    assert any("三天没人来" in words for words in words_of(lamp))


def test_a_picture_that_waits_for_its_words_outlives_a_bad_rating(
    world: World, wang: Talker
) -> None:
    lamp = answered(world, wang)
    wang.send(kind="image", photos=1)
    wang.send("2")
    reply = wang.send("1")
    picture = Matter.objects.exclude(pk=lamp.pk).get()
    assert MatterPhoto.objects.get().event.matter == picture
    assert picture.reference in reply, "what became of it is said"
    assert lamp.reference in reply, "and what the rating asks"
    wang.send("晚上又灭了")
    lamp.refresh_from_db()
    assert lamp.state == "reopened"


@pytest.mark.parametrize("rest", ["0", "是"])
def test_the_picture_of_a_middling_rating_is_added_before_that_closes(
    world: World, wang: Talker, rest: str
) -> None:
    lamp = answered(world, wang)
    wang.send("3", kind="image", photos=1)
    assert not MatterPhoto.objects.exists()
    wang.send(rest)
    lamp.refresh_from_db()
    assert (lamp.state, MatterPhoto.objects.get().event.matter) == ("closed", lamp)


def test_a_reason_is_waited_for_two_days(world: World, wang: Talker) -> None:
    lamp = answered(world, wang)
    wang.send("不满意")
    wang.later(hours=49)
    wang.send(STEPS)
    lamp.refresh_from_db()
    assert lamp.state == "answered"
    assert Matter.objects.filter(words=STEPS).exists()


def test_where_it_is_may_say_more_than_where(world: World, stranger: Talker) -> None:
    stranger.send("路灯不亮")
    stranger.send("老地方，井盖也丢了")
    stranger.send("網格 旁边水管还漏水")
    stranger.send("²")
    stranger.send("1")
    matter = Matter.objects.get()
    for words in ("路灯不亮", "井盖也丢了", "水管还漏水"):
        assert words in matter.words + matter.place_text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1", Which.ABOUT), ("２", Which.ANOTHER), ("另外一件", Which.ANOTHER), ("12", Which.UNSAID),
        ("1分", Which.UNSAID), ("2 楼的灯", Which.UNSAID), ("是三号杆", Which.UNSAID), ("", Which.UNSAID),
    ],
)  # fmt: skip
def test_what_answers_the_question(text: str, said: Which) -> None:
    assert which(text) is said


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("谢谢", True),
        ("好的，收到。谢谢师傅！", True),
        ("好的灯还是不亮", False),
        ("", False),
        ("ok", True),
    ],
)
def test_what_only_thanks(text: str, thanks: bool) -> None:
    assert says_thanks(text) is thanks


def test_what_have_words_in_common() -> None:
    assert share_a_word("路灯下面", "三楼的路灯")
    assert share_a_word("the lamp", "a lamp is out")
    assert not share_a_word("井盖松了", "路灯不亮了")


# Nothing is lost

MOVES = (
    "words", "words", "words", "photo", "new", "unhappy", "named", "one", "two", "three", "five", "yes",
    "place", "spot", "answer", "later", "long", "clock", "progress",
)  # fmt: skip
BEGINS = (
    ("words",),
    ("words", "place", "answer", "words"),
    ("words", "place", "answer", "photo"),
    ("words", "place", "answer", "words", "later", "words"),
)
"""Where it becomes interesting: what was answered, and words after that."""
TELLING = ("一号", "二号", "三号", "四号", "五号", "六号", "七号", "八号", "九号", "十号", "廿号")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    begins=st.sampled_from(BEGINS),
    moves=st.lists(st.sampled_from(MOVES), min_size=1, max_size=6),
    proved=st.booleans(),
)
@example(begins=BEGINS[1], moves=["one"], proved=True)
@example(begins=BEGINS[2], moves=["spot", "one"], proved=False)
@example(begins=BEGINS[3], moves=["unhappy"], proved=True)
@example(begins=BEGINS[3], moves=["five", "words"], proved=False)
@example(begins=BEGINS[1], moves=["named", "three", "words"], proved=True)
@example(begins=BEGINS[2], moves=["two", "words"], proved=False)
@example(begins=BEGINS[2], moves=["two", "one"], proved=False)
def test_every_word_stands_in_exactly_one_matter_in_the_end(
    world: World, door: ModuleType, begins: tuple[str, ...], moves: list[str], proved: bool
) -> None:
    moves = [*begins, *moves]
    with transaction.atomic():
        talker = Talker(address="oPROVED" if proved else "oNOBODY")
        if proved:
            Sender.objects.create(
                channel="wechat", account="gh", address="oPROVED", person=world.wang, proved_at=NOON
            )
        said = play(world, talker, moves)
        talker.later(hours=3)
        actions.report_unplaced(now=talker.now)
        texts = {
            matter.pk: "\n".join(
                [matter.words, matter.place_text]
                + list(MatterEvent.objects.filter(matter=matter).values_list("text", flat=True))
            )
            for matter in Matter.objects.all()
        }
        for word in said:
            held = [pk for pk, text in texts.items() if word in text]
            assert len(held) == 1, (word, moves, texts)
        pictures = MatterPhoto.objects.values("file", "event__matter").distinct().count()
        assert pictures == moves.count("photo")
        transaction.set_rollback(True)


def play(world: World, talker: Talker, moves: list[str]) -> list[str]:
    """Do as the moves say; the telling words that were sent, each once."""
    said: list[str] = []
    shown = iter(range(100))

    def word(shape: str = "%s") -> str:
        said.append(f"甲{TELLING[len(said)]}乙")
        return shape % said[-1]

    def latest() -> Matter | None:
        return Matter.objects.order_by("-reported_at", "-id").first()

    def named() -> str:
        found = latest()
        return word(f"{found.reference} %s" if found else "%s")

    def picture() -> None:
        kept = files.ingest(photo(colour=f"#{next(shown):03d}"), now=talker.now).pk
        channels.receive(
            channel=talker.channel, account="gh", external_id=f"p{kept}", sender=talker.address,
            kind="image", files=[kept], now=talker.now,
        )  # fmt: skip
        talker.told()

    def answer_it() -> None:
        found = latest()
        if found is not None and found.is_open and found.handler is not None:
            who = viewer(found.handler.person, now=talker.now)
            actions.answer(viewer=who, matter_id=found.pk, text="办好了。", now=talker.now)
            talker.told()

    lon, lat = world.point
    does: dict[str, Callable[[], object]] = {
        "words": lambda: talker.send(word()),
        "photo": picture,
        "new": lambda: talker.send(word("新 %s")),
        "unhappy": lambda: talker.send(word("不满意 %s")),
        "named": lambda: talker.send(named()),
        "one": lambda: talker.send("1"),
        "two": lambda: talker.send("2"),
        "three": lambda: talker.send("3"),
        "five": lambda: talker.send("5"),
        "yes": lambda: talker.send("是"),
        "place": lambda: talker.send("第一網格"),
        "spot": lambda: talker.send(kind="location", lon=lon, lat=lat),
        "answer": answer_it,
        "later": lambda: talker.later(minutes=20),
        "long": lambda: talker.later(hours=5),
        "clock": lambda: actions.report_unplaced(now=talker.now),
        "progress": lambda: talker.send("进度"),
    }
    for move in moves:
        does[move]()
        talker.later(seconds=5)
    return said
