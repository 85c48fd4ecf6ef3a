"""Several reports of one thing: joined, closed as a repetition, taken apart, and nobody left out."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.matters import actions, queries
from maplebridge.matters.models import CoReporter, Matter, MatterEvent
from maplebridge.people.models import Person
from tests.world import NOON, World, client_for, person, viewer


def english(who: Person) -> Client:
    client = client_for(who)
    client.cookies["django_language"] = "en"
    return client


def make(
    world: World, who: Person | None = None, *, words: str = "路灯不亮", **more: bool
) -> Matter:
    sent = actions.Report(words=words, place_id=world.grid.pk, category="lighting", **more)  # type: ignore[arg-type]  # flags only
    return actions.report(viewer=viewer(who or world.wang), sent=sent, now=NOON).matter


def merge(world: World, later: Matter, earlier: Matter) -> Matter:
    return actions.mark_duplicate(
        viewer=viewer(world.li), matter_id=later.pk, of_reference=earlier.reference,
        now=NOON + timedelta(hours=1),
    )  # fmt: skip


def split(world: World, matter: Matter, hours: int = 2) -> Matter:
    return actions.split(
        viewer=viewer(world.li), matter_id=matter.pk, now=NOON + timedelta(hours=hours)
    )


def followers(matter: Matter) -> set[str]:
    rows = CoReporter.objects.filter(matter=matter).select_related("person")
    return {row.person.name for row in rows}


def test_me_too_is_once_and_for_those_who_may_read_it(world: World) -> None:
    matter = make(world, neighbours_see=True)
    actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    assert queries.followers_of(matter.pk) == [world.chen.pk]
    with pytest.raises(RuleBroken) as told:
        actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    assert told.value.code == "matter_already_joined"
    for who, wrong in ((world.wang, Forbidden), (world.li, Forbidden), (world.wu, Missing)):
        with pytest.raises(wrong):
            actions.join(viewer=viewer(who), matter_id=matter.pk, now=NOON)
    private = make(world)
    with pytest.raises(Missing):
        actions.join(viewer=viewer(world.chen), matter_id=private.pk, now=NOON)


def test_only_ones_own_report_is_taken_back_for_another(world: World) -> None:
    matter = make(world, neighbours_see=True)
    others = make(world, world.stranger)
    with pytest.raises((Missing, Forbidden)):
        actions.join(viewer=viewer(world.chen), matter_id=matter.pk, instead_of=others.pk, now=NOON)
    assert not CoReporter.objects.exists(), "the whole step is undone"


def test_who_joined_is_named_to_nobody(world: World) -> None:
    matter = make(world, neighbours_see=True)
    english(world.chen).post(f"/matters/{matter.pk}/me-too/")
    for who in (world.wang, world.li):
        page = english(who).get(f"/matters/{matter.pk}/").content.decode()
        assert "陈" not in page
        assert "Reported by one more resident" in page
        assert "1 resident more says the same" in page
        told = english(who).get(f"/api/v1/matters/{matter.pk}/timeline").json()
        assert "陈" not in str(told)
    own = english(world.chen).get(f"/matters/{matter.pk}/").content.decode()
    assert "You joined this matter" in own
    assert "resident more says" not in own


def test_a_repetition_brings_all_its_reporters_along_and_splitting_takes_them_back(
    world: World,
) -> None:
    earlier, later = make(world), make(world, world.chen, neighbours_see=True)
    third = person("周三", "13900000010", world.next_home)
    actions.join(viewer=viewer(third), matter_id=later.pk, now=NOON)
    closed = merge(world, later, earlier)
    assert (closed.closing_code, closed.duplicate_of_id) == ("duplicate", earlier.pk)
    assert followers(earlier) == {"陈邻居", "周三"}
    assert followers(later) == {"周三"}
    again = split(world, closed)
    assert followers(earlier) == set()
    assert followers(later) == {"周三"}
    assert (again.state, again.closing_code, again.duplicate_of_id) == ("reopened", "", None)
    assert AuditEntry.objects.filter(verb="matter.split").count() == 2


def test_the_clocks_of_what_was_taken_apart_ran_on(world: World) -> None:
    earlier, later = make(world), make(world, world.chen)
    promised = (later.first_answer_due_at, later.settle_due_at)
    again = split(world, merge(world, later, earlier), hours=30)
    assert (again.first_answer_due_at, again.settle_due_at) == promised
    assert again.due_at == promised[0]
    run = queries.clocks_of(again, NOON + timedelta(hours=31))
    assert (run.first_answer_due.at, run.settle_due.at) == promised
    assert run.settled_at is None
    assert run.first_answer_at is None


def test_what_rested_when_it_was_joined_by_mistake_goes_on(world: World) -> None:
    earlier, later = make(world), make(world, world.chen)
    li = viewer(world.li)
    actions.accept(viewer=li, matter_id=later.pk, now=NOON)
    actions.suspend(
        viewer=li, matter_id=later.pk, reason="parts", text="等灯泡", until=NOON.date() + timedelta(5),
        now=NOON,
    )  # fmt: skip
    again = split(world, merge(world, later, earlier), hours=50)
    run = queries.clocks_of(again, NOON + timedelta(hours=51))
    assert run.resting_since is None
    assert again.settle_due_at == run.settle_due.at
    assert again.due_at == run.settle_due.at


def test_both_numbers_go_on_leading_to_it(world: World) -> None:
    first, second, third = make(world), make(world, world.chen), make(world, world.stranger)
    merge(world, second, first)
    named = actions.mark_duplicate(
        viewer=viewer(world.li), matter_id=third.pk, of_reference=second.reference, now=NOON
    )
    assert named.duplicate_of_id == first.pk, "a repetition of a repetition is one of the first"
    assert followers(first) == {"陈邻居", "外来客"}
    page = english(world.chen).get(f"/matters/{second.pk}/").content.decode()
    assert f"It goes on as {first.reference}" in page
    assert f"/matters/{first.pk}/" not in page, "the other's words stay with them"
    listed = english(world.chen).get("/matters/joined/").content.decode()
    assert first.reference in listed
    assert f'href="/matters/{second.pk}/"' in listed
    assert "路灯不亮" not in listed
    found = english(world.li).get("/matters/inbox/", {"tab": "all", "q": second.reference})
    assert second.reference in found.content.decode()


def test_who_was_joined_sees_every_step_and_no_words(world: World) -> None:
    earlier, later = make(world), make(world, world.chen)
    merge(world, later, earlier)
    now = NOON + timedelta(hours=3)
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, text="王奶奶您好", now=now)
    page = english(world.chen).get(f"/matters/{later.pk}/").content.decode()
    assert "Taken on" in page
    assert "王奶奶" not in page
    mine = english(world.wang).get(f"/matters/{earlier.pk}/").content.decode()
    assert "was joined to it" in mine
    assert "陈" not in mine


def test_no_ring_of_repetitions(world: World) -> None:
    first, second = make(world), make(world, world.chen)
    merge(world, second, first)
    with pytest.raises(RuleBroken) as told:
        merge(world, first, second)
    assert told.value.code == "matter_duplicate_circle"
    with pytest.raises(RuleBroken) as told:
        merge(world, first, first)
    assert told.value.code == "matter_duplicate_unknown"
    assert Matter.objects.get(pk=first.pk).state == "received"


def test_the_reporter_of_a_repetition_may_dispute_it_and_leaves_the_other(world: World) -> None:
    earlier, later = make(world), make(world, world.chen)
    merge(world, later, earlier)
    actions.dispute(
        viewer=viewer(world.chen), matter_id=later.pk, reason="不是同一盏灯",
        now=NOON + timedelta(hours=2),
    )  # fmt: skip
    assert followers(earlier) == set()
    with pytest.raises(RuleBroken):
        split(world, later)


def test_only_what_was_joined_is_taken_apart(world: World) -> None:
    matter = make(world)
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=NOON)
    with pytest.raises(RuleBroken) as told:
        split(world, matter)
    assert told.value.code == "matter_not_joined"
    for who in (world.wang, world.chen):
        with pytest.raises((Forbidden, Missing)):
            actions.split(viewer=viewer(who), matter_id=matter.pk, now=NOON)
    page = english(world.li).post(f"/matters/{matter.pk}/split/")
    assert page.status_code == 422
    assert "not closed as a repetition" in page.content.decode()


def test_a_person_who_came_by_two_ways_stays_when_one_is_undone(world: World) -> None:
    earlier = make(world, neighbours_see=True)
    one, two = make(world, world.chen), make(world, world.chen)
    actions.join(viewer=viewer(world.chen), matter_id=earlier.pk, now=NOON)
    for later in (one, two):
        merge(world, later, earlier)
    for later in (one, two):
        assert followers(earlier) == {"陈邻居"}
        split(world, later)
    assert followers(earlier) == {"陈邻居"}, "they had said me too themselves"
    assert queries.followers_of(earlier.pk) == [world.chen.pk]


def test_who_joined_is_forgotten_with_the_words(world: World) -> None:
    matter = make(world, neighbours_see=True)
    actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=NOON)
    for days, left in ((1094, 1), (1096, 0)):
        actions.purge_expired(now=NOON + timedelta(days=days))
        assert CoReporter.objects.count() == left
    assert not MatterEvent.objects.filter(verb="join", actor__isnull=False).exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_close_both() -> None:
    """One closes A as a repetition of B, the other B as one of A: exactly one of them comes first."""
    from tests.world import build_world

    world = build_world()
    one, two = make(world), make(world, world.chen)
    ready, outcomes = threading.Barrier(2, timeout=20), []

    def close(later: Matter, earlier: Matter, who: Person) -> None:
        acting = viewer(who)
        ready.wait()
        try:
            actions.mark_duplicate(
                viewer=acting, matter_id=later.pk, of_reference=earlier.reference,
                now=timezone.now(),
            )  # fmt: skip
            outcomes.append("done")
        except RuleBroken as broken:
            outcomes.append(broken.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=close, args=(one, two, world.li)),
        threading.Thread(target=close, args=(two, one, world.sun)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes.count("done") == 1, outcomes
    assert len(outcomes) == 2
    assert Matter.objects.filter(state="closed").count() == 1


def test_who_came_by_a_channel_hears_of_the_steps_by_it(world: World) -> None:
    from maplebridge.channels.models import Outgoing
    from maplebridge.core import outbox
    from maplebridge.matters.models import MatterAddress

    earlier = make(world)
    later = make(world, world.chen)
    Matter.objects.filter(pk=later.pk).update(reporter=None)
    MatterAddress.objects.create(matter=later, channel="wechat", account="gh", address="oX")
    merge(world, Matter.objects.get(pk=later.pk), earlier)
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, text="王奶奶您好", now=NOON)
    outbox.deliver_all()
    said = [one.text for one in Outgoing.objects.filter(to="oX")]
    assert any(earlier.reference in text and later.reference in text for text in said)
    assert not any("王奶奶" in text for text in said)


def _wechat(who: Person, address: str) -> None:
    from maplebridge.channels.models import Sender

    Sender.objects.create(
        channel="wechat", account="gh", address=address, person=who, proved_at=NOON
    )


def _written_to(address: str) -> list[str]:
    from maplebridge.channels.models import Outgoing
    from maplebridge.core import outbox

    outbox.deliver_all()
    return list(Outgoing.objects.filter(to=address).order_by("id").values_list("text", flat=True))


def _answered(world: World, matter: Matter) -> None:
    actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="王奶奶，灯换好了", now=NOON)


def test_who_said_me_too_hears_of_each_step_on_their_own_way(world: World) -> None:
    from maplebridge.channels.models import Outgoing

    matter = make(world, neighbours_see=True)
    _wechat(world.chen, "oChen")
    actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    _answered(world, matter)
    actions.dispute(viewer=viewer(world.wang), matter_id=matter.pk, reason="还不亮", now=NOON)
    _answered(world, matter)
    actions.rate(viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=NOON)
    said = _written_to("oChen")
    assert len(said) == 5, said
    assert all(matter.reference in one for one in said)
    assert not any("王奶奶" in one or "不亮" in one for one in said), "the step, never the words"
    rows = Outgoing.objects.filter(to="oChen")
    assert {row.about_id for row in rows} == {matter.pk}
    assert all(row.state for row in rows), "each has a delivery state of its own"


def test_who_joined_does_not_confirm_or_dispute(world: World) -> None:
    matter = make(world, neighbours_see=True)
    actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    _answered(world, matter)
    with pytest.raises(Forbidden):
        actions.rate(
            viewer=viewer(world.chen), matter_id=matter.pk, stars=1, solved=False, now=NOON
        )
    with pytest.raises(Forbidden):
        actions.dispute(viewer=viewer(world.chen), matter_id=matter.pk, reason="不", now=NOON)


def test_messages_about_what_was_joined_stop_in_one_tap_and_come_back(world: World) -> None:
    import re

    matter = make(world, neighbours_see=True)
    _wechat(world.chen, "oChen")
    actions.join(viewer=viewer(world.chen), matter_id=matter.pk, now=NOON)
    actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    found = re.search(r"/matters/joined/messages/[^/]+/", _written_to("oChen")[0])
    assert found is not None
    link, nobody = found[0], client_for(None)
    assert nobody.get(link).status_code == 200
    actions.start(viewer=viewer(world.li), matter_id=matter.pk, now=NOON)
    assert nobody.post(link, {"wished": "no"}).status_code == 302
    _answered(world, matter)
    assert len(_written_to("oChen")) == 1
    nobody.post(link, {"wished": "yes"})
    actions.dispute(viewer=viewer(world.wang), matter_id=matter.pk, reason="还不亮", now=NOON)
    assert len(_written_to("oChen")) == 2
    assert nobody.get(link[:-3] + "x/").status_code == 404


def test_who_stopped_stays_stopped_where_the_matter_goes_on(world: World) -> None:
    earlier, later = make(world), make(world, world.chen, neighbours_see=True)
    sun = person("林大叔", "13900000031", world.home)
    _wechat(sun, "oLin")
    actions.join(viewer=viewer(sun), matter_id=later.pk, now=NOON)
    CoReporter.objects.update(muted_at=NOON)
    merge(world, later, earlier)
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, now=NOON)
    assert _written_to("oLin") == []


def test_what_is_merged_and_taken_apart_is_told_to_each_by_their_own_way(world: World) -> None:
    earlier, later = make(world), make(world, world.chen, neighbours_see=True)
    lin = person("林大叔", "13900000031", world.home)
    _wechat(world.chen, "oChen")
    _wechat(lin, "oLin")
    actions.join(viewer=viewer(lin), matter_id=later.pk, now=NOON)
    merge(world, later, earlier)
    assert any(later.reference in one for one in _written_to("oLin")), "merged"
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, now=NOON)
    assert any(earlier.reference in one for one in _written_to("oChen")), "the reporter of it too"
    split(world, later)
    for address in ("oChen", "oLin"):
        assert later.reference in _written_to(address)[-1], address
    before = len(_written_to("oLin"))
    actions.start(viewer=viewer(world.li), matter_id=earlier.pk, now=NOON)
    _answered(world, earlier)
    assert len(_written_to("oLin")) == before, "the other one is nothing to them any more"


def test_nobody_is_told_twice_of_one_step(world: World) -> None:
    from maplebridge.matters.models import MatterAddress

    earlier, later = make(world), make(world, world.chen)
    _wechat(world.chen, "oChen")
    MatterAddress.objects.create(matter=later, channel="wechat", account="gh", address="oChen")
    merge(world, later, earlier)
    before = len(_written_to("oChen"))
    actions.accept(viewer=viewer(world.li), matter_id=earlier.pk, now=NOON)
    assert len(_written_to("oChen")) == before + 1
