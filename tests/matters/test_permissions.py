"""Role x state x verb: who may do what, as one table, tried through the URLs."""

from __future__ import annotations

import pytest
from django.utils import timezone

from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from tests.world import World, client_for, viewer

FORMS: dict[str, dict[str, str]] = {
    "accept": {},
    "answer": {"answer-text": "好了。", "answer-code": "fixed"},
    "refer": {"refer-text": "不归我管。"},
    "words": {"words-text": "补充一句。"},
    "duplicate": {"duplicate-reference": "M-2026-000001"},
    "rate": {"rate-stars": "4", "rate-solved": "yes"},
    "dispute": {"dispute-text": "还是不亮。"},
    "withdraw": {},
    "take-part": {},
    "recourse": {"recourse-kind": "petition"},
    "contact": {"contact-reason": "约时间上门"},
}
WORK = {"accept", "answer", "refer", "words", "contact"}
OWN = {"words", "rate", "dispute", "withdraw"}
# who -> the verbs that a new matter, an answered one and a closed one let them do
TABLE = {
    "wang": (
        {"words", "withdraw", "recourse"},
        {"words", "rate", "dispute", "recourse"},
        {"dispute", "recourse"},
    ),
    "li": (WORK, {"answer", "words", "contact"}, {"contact"}),
    "sun": (WORK, {"answer", "words", "contact"}, {"contact"}),
    "qian": (WORK, {"answer", "words", "contact"}, {"contact"}),
    "chen": ({"take-part"}, set(), set()),
}
OUTSIDE = ("wu", "stranger", "zhao")


def make(world: World, state: int, *, neighbours_see: bool = True) -> Matter:
    now = timezone.now()
    sent = actions.Report(
        words="路灯不亮", place_id=world.grid.pk, category="lighting", neighbours_see=neighbours_see
    )
    matter = actions.report(viewer=viewer(world.wang), sent=sent, now=now).matter
    if state >= 1:
        actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="已修好", now=now)
    if state == 2:
        actions.rate(viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=now)
    return matter


@pytest.mark.parametrize("state", [0, 1, 2], ids=["received", "answered", "closed"])
@pytest.mark.parametrize("who", TABLE)
def test_each_person_does_exactly_what_the_table_says(world: World, who: str, state: int) -> None:
    client = client_for(getattr(world, who))
    for verb, data in FORMS.items():
        if verb == "duplicate":
            continue
        matter = make(world, state)
        sent = data | ({"refer-place": str(world.next_grid.pk)} if verb == "refer" else {})
        if verb == "refer":
            sent["refer-place"] = str(world.community.pk)
            if who == "sun":
                actions.refer(
                    viewer=viewer(world.sun), matter_id=matter.pk, place_id=world.street.pk,
                    reason="上级协调", now=timezone.now(),
                ) if state == 0 else None  # fmt: skip
        answer = client.post(f"/matters/{matter.pk}/{verb}/", sent)
        allowed = verb in TABLE[who][state]
        assert (answer.status_code in {200, 302}) is allowed, (who, state, verb, answer.status_code)
        if not allowed:
            assert answer.status_code in {403, 422}, (who, state, verb)


@pytest.mark.parametrize("who", OUTSIDE)
def test_the_wrong_place_is_told_like_no_place(world: World, who: str) -> None:
    matter = make(world, 0)
    client = client_for(getattr(world, who))
    assert client.get(f"/matters/{matter.pk}/").status_code == 404
    for verb, data in FORMS.items():
        assert client.post(f"/matters/{matter.pk}/{verb}/", data).status_code == 404, verb
    assert client.post(f"/matters/{matter.pk}/record.pdf").status_code == 404
    assert client.get(f"/api/v1/matters/{matter.pk}").status_code == 404


def test_the_wrong_post_is_refused(world: World) -> None:
    matter = make(world, 0)
    assert client_for(world.wang).post(f"/matters/{matter.pk}/accept/").status_code == 403
    assert client_for(world.chen).post(f"/matters/{matter.pk}/accept/").status_code == 403


def test_visitors_are_asked_to_sign_in(world: World) -> None:
    matter = make(world, 0)
    client = client_for(None)
    for path in ("", "inbox/", "around/", "map/", "map/points.geojson", f"{matter.pk}/"):
        answer = client.get(f"/matters/{path}")
        assert answer.status_code == 302, path
        assert "/account/login/" in answer["Location"]
    for verb, data in FORMS.items():
        answer = client.post(f"/matters/{matter.pk}/{verb}/", data)
        assert answer.status_code == 302, verb
        assert "/account/login/" in answer["Location"]
    assert client.get("/api/v1/matters").status_code == 401


def test_a_private_matter_is_hidden_from_neighbours(world: World) -> None:
    matter = make(world, 0, neighbours_see=False)
    chen = client_for(world.chen)
    assert chen.get(f"/matters/{matter.pk}/").status_code == 404
    assert matter.reference not in chen.get("/matters/around/").content.decode()


def test_neighbours_read_neither_names_nor_photos(world: World) -> None:
    matter = make(world, 0)
    page = client_for(world.chen).get(f"/matters/{matter.pk}/").content.decode()
    assert "路灯不亮" in page
    assert "王" not in page.replace("王*", "") or "王奶奶" not in page
    assert "/photos/" not in page


def test_the_reason_for_reading_a_contact_is_in_the_persons_log(world: World) -> None:
    from maplebridge.people.models import AccessRecord

    matter = make(world, 0)
    page = client_for(world.li).post(
        f"/matters/{matter.pk}/contact/", {"contact-reason": "约时间上门"}
    )
    assert "13900000001" in page.content.decode()
    row = AccessRecord.objects.get(subject=world.wang)
    assert (row.reader_id, row.reason) == (world.li.pk, "约时间上门")


def test_the_handler_reaches_a_reporter_who_lives_elsewhere(world: World) -> None:
    from maplebridge.people.models import AccessRecord

    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk, category="lighting")
    matter = actions.report(viewer=viewer(world.stranger), sent=sent, now=timezone.now()).matter
    page = client_for(world.li).post(
        f"/matters/{matter.pk}/contact/", {"contact-reason": "约时间上门"}
    )
    assert "13900000008" in page.content.decode()
    row = AccessRecord.objects.get(subject=world.stranger)
    assert (row.what, row.thing_id) == ("matter", matter.pk)


def test_neighbours_do_not_read_what_the_reporter_said_of_the_answer(world: World) -> None:
    now = timezone.now()
    matter = make(world, 1)
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=2, solved=True, text="等太久", now=now
    )
    assert "等太久" in client_for(world.li).get(f"/matters/{matter.pk}/").content.decode()
    assert "等太久" not in client_for(world.chen).get(f"/matters/{matter.pk}/").content.decode()


def test_who_hands_a_matter_out_of_their_reach_lands_in_the_inbox(world: World) -> None:
    matter = make(world, 0)
    answer = client_for(world.li).post(
        f"/matters/{matter.pk}/refer/",
        {"refer-place": str(world.other_grid.pk), "refer-text": "在第三网格"},
    )
    assert answer["Location"] in ("/matters/inbox/", f"/matters/{matter.pk}/")
    assert client_for(world.li).get(answer["Location"]).status_code == 200
