"""What is said in a group chat becomes a matter in three taps, and the group gets its answer."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from maplebridge.matters.actions import Report, answer, relaying, report
from maplebridge.matters.models import Matter, MatterEvent, MatterPhoto, MatterWords
from maplebridge.matters.rules.chat import MESSAGES_MAX, Message, split
from tests.world import World, client_for, photo, viewer

PASTED = "王阿姨: 三号楼楼道灯坏了\n地点：3栋1单元\n李叔：井盖松了，小心"


def form(world: World, text: str, **more: Any) -> dict[str, Any]:
    base = {"id": str(uuid4()), "channel": "chat", "text": text, "place": str(world.grid.pk)}
    return base | more


def rows(page: str) -> dict[str, str]:
    """The hidden and typed values of the ticked messages, as a browser would send them."""
    sent = {"rows": re.search(r'name="rows" value="(\d+)"', page)[1]}  # type: ignore[index]
    for at in range(int(sent["rows"])):
        for name in ("id", "alias"):
            found = re.search(rf'name="m{at}-{name}"[^>]*?value="([^"]*)"', page)
            sent[f"m{at}-{name}"] = found[1] if found else ""
        words = re.search(rf'name="m{at}-words"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
        sent[f"m{at}-words"] = words[1] if words else ""
        sent[f"m{at}-take"] = "on"
    return sent


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("楼道灯坏了", [("", "楼道灯坏了")]),
        ("王阿姨: 灯坏了", [("王阿姨", "灯坏了")]),
        (PASTED, [("王阿姨", "三号楼楼道灯坏了\n地点：3栋1单元"), ("李叔", "井盖松了，小心")]),
        ("王阿姨:\n灯坏了\n\n李叔:\n井盖松了", [("王阿姨", "灯坏了"), ("李叔", "井盖松了")]),
        ("楼长(12345678) 2026-11-23 20:45:12\n灯坏了", [("楼长", "灯坏了")]),
        ("王阿姨 20:45\n灯坏了\n李叔 20:46\n好的", [("王阿姨", "灯坏了"), ("李叔", "好的")]),
        ("12:30 停水了", [("", "12:30 停水了")]),
        ("见 https://example.org/a", [("", "见 https://example.org/a")]),
        ("Anna: lamp out", [("Anna", "lamp out")]),
        ("", []),
    ],
)
def test_a_paste_is_taken_apart_by_who_spoke(pasted: str, said: list[tuple[str, str]]) -> None:
    assert split(pasted) == [Message(*one) for one in said]


def test_nothing_of_a_long_paste_is_lost() -> None:
    found = split("\n".join(f"邻居{at}: 话{at}" for at in range(MESSAGES_MAX + 5)))
    assert len(found) == MESSAGES_MAX
    assert f"话{MESSAGES_MAX + 4}" in found[-1].words


def test_one_message_becomes_a_matter_at_once_and_its_answer_is_there_to_copy(world: World) -> None:
    page = client_for(world.li).post("/matters/relay/", form(world, "王阿姨: 楼道灯坏了"))
    matter = Matter.objects.get()
    assert page.status_code == 200
    assert (matter.words, matter.channel, matter.grid_id) == ("楼道灯坏了", "chat", world.grid.pk)
    assert (matter.reporter_id, matter.on_behalf_by_id) == (None, world.li.pk)
    assert matter.state == "accepted"
    assert matter.first_answered_at is not None
    text = page.content.decode()
    assert "@王阿姨 " in text
    assert matter.reference in text
    group = re.search(r'id="group-1"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    alone = re.search(r'id="alone-1"[^>]*>(.*?)</textarea>', text, re.DOTALL)
    assert group is not None
    assert alone is not None
    code = re.search(r"#([0-9A-Z-]{14})", alone[1])
    assert code is not None
    assert code[1] not in group[1], "whoever holds the code may rate and take back"
    visitor = client_for(None)
    assert visitor.post("/matters/receipt/", {"code": code[1]}).status_code == 302
    assert visitor.get(f"/matters/{matter.pk}/").status_code == 200


def test_the_name_in_the_group_is_kept_nowhere(world: World) -> None:
    client_for(world.li).post("/matters/relay/", form(world, "枫林小百灵: 楼道灯坏了"))
    assert Matter.objects.count() == 1
    assert not Matter.objects.filter(words__contains="小百灵").exists()
    assert not MatterEvent.objects.filter(text__contains="小百灵").exists()
    assert not MatterWords.objects.filter(grams__contains="小百灵".encode().hex()).exists()


def test_several_messages_are_ticked_one_by_one(world: World) -> None:
    li = client_for(world.li)
    sent = form(world, PASTED, photos=photo())
    first = li.post("/matters/relay/", sent)
    assert Matter.objects.count() == 0
    text = first.content.decode()
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    assert kept is not None
    ticked = form(world, PASTED, kept=kept[1]) | rows(text)
    assert (ticked["m0-alias"], ticked["m1-words"]) == ("王阿姨", "井盖松了，小心")
    del ticked["m0-take"]
    second = li.post("/matters/relay/", ticked)
    assert second.status_code == 200
    assert Matter.objects.get().words == "井盖松了，小心"
    assert MatterPhoto.objects.count() == 1
    li.post("/matters/relay/", ticked)
    assert Matter.objects.count() == 1, "sent again it is the same"
    del ticked["m1-take"]
    assert li.post("/matters/relay/", ticked).status_code == 422


def test_a_resident_who_was_picked_gets_it_under_their_name(world: World) -> None:
    li = client_for(world.li)
    found = li.post("/matters/relay/", form(world, "灯坏了", find="1", who="王奶奶"))
    assert str(world.wang.pk) in found.content.decode()
    page = li.post("/matters/relay/", form(world, "灯坏了", reporter=str(world.wang.pk)))
    matter = Matter.objects.get()
    assert (matter.reporter_id, matter.receipt_hash) == (world.wang.pk, "")
    assert "alone-1" not in page.content.decode()


def test_only_from_places_that_one_serves_and_only_by_workers(world: World) -> None:
    elsewhere = form(world, "灯坏了", place=str(world.other_grid.pk))
    refused = client_for(world.li).post("/matters/relay/", elsewhere)
    assert refused.status_code == 422
    assert "灯坏了" in refused.content.decode(), "what was pasted stays"
    assert client_for(world.wang).post("/matters/relay/", form(world, "灯")).status_code == 403
    assert client_for(None).get("/matters/relay/").status_code == 302
    assert Matter.objects.count() == 0


def test_a_message_that_is_too_long_stays_with_its_reason(world: World) -> None:
    li = client_for(world.li)
    text = li.post("/matters/relay/", form(world, PASTED)).content.decode()
    ticked = form(world, PASTED) | rows(text) | {"m1-words": "长" * 2001}
    page = li.post("/matters/relay/", ticked)
    assert page.status_code == 422
    assert Matter.objects.count() == 1
    assert "长" * 2001 in page.content.decode()
    assert UUID(ticked["m0-id"]) == Matter.objects.get().pk


@pytest.mark.parametrize("number", ["1" * 5000, "1000", "٣", "-1", "x"])
def test_a_number_of_messages_that_is_none_is_as_if_it_were_not_sent(
    world: World, number: str
) -> None:
    answer = client_for(world.li).post("/matters/relay/", form(world, PASTED, rows=number))
    assert answer.status_code == 200
    assert 'name="rows" value="2"' in answer.content.decode()
    assert Matter.objects.count() == 0


def test_the_same_form_twice_in_one_moment_is_one_answer_and_no_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second tap: the other request took the matter on between our look and our step."""
    li, sent = client_for(world.li), {"id": str(uuid4()), "channel": "chat", "text": "灯不亮了"}
    accept = relaying.accept

    def late(**step: Any) -> Matter:
        accept(**step)
        return accept(**step)

    monkeypatch.setattr(relaying, "accept", late)
    page = li.post("/matters/relay/", sent | {"place": str(world.grid.pk)})
    assert page.status_code == 200
    assert Matter.objects.get().reference in page.content.decode()
    assert MatterEvent.objects.filter(verb="accept").count() == 1


def test_the_answer_is_there_to_copy_back_to_the_group_once_it_is_given(world: World) -> None:
    worker = client_for(world.li)
    worker.post("/matters/relay/", form(world, "王阿姨: 楼道灯坏了"))
    matter = Matter.objects.get()
    page = f"/matters/{matter.pk}/"
    assert 'id="to-group"' not in worker.get(page).content.decode(), "nothing is answered yet"
    now = timezone.now()
    answer(viewer=viewer(world.li), matter_id=matter.pk, text="灯已换好。", code="fixed", now=now)
    shown = worker.get(page).content.decode()
    copied = re.search(r'<textarea id="to-group"[^>]*>(.*?)</textarea>', shown, re.DOTALL)
    assert copied is not None
    assert "灯已换好。" in copied[1]
    assert matter.reference in copied[1]
    assert 'data-copy="to-group"' in shown


def test_what_did_not_come_from_a_group_is_not_copied_there(world: World) -> None:
    now = timezone.now()
    sent = Report(words="灯坏了", place_id=world.grid.pk, category="lighting")
    matter = report(viewer=viewer(world.wang), sent=sent, now=now).matter
    answer(viewer=viewer(world.li), matter_id=matter.pk, text="灯已换好。", code="fixed", now=now)
    for who in (world.li, world.wang):
        assert 'id="to-group"' not in client_for(who).get(f"/matters/{matter.pk}/").content.decode()
