"""What was found at the scene of an accident stands in the file, and who bears what goes on from there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from maplebridge.core import documents
from maplebridge.mediation.actions import scene
from maplebridge.mediation.actions.duties import empty
from maplebridge.mediation.models import CountedDay, MediationFile, Party, SceneRecord
from maplebridge.mediation.queries import reckonings
from maplebridge.mediation.queries.own import own_rows
from maplebridge.mediation.rules.damages.claim import Blame
from maplebridge.mediation.rules.parts import Chair
from maplebridge.mediation.rules.scene import (
    RECORDS_OF_ONE,
    Record,
    contradict,
    differing,
    with_blame,
)
from maplebridge.people.models import Person
from tests.mediation.cast import Room, party_of, sits_in, talking
from tests.mediation.test_dossier import taken_by
from tests.mediation.test_file_reckoning import entered
from tests.mediation.test_intake import get, page, send
from tests.mediation.test_signing import ENTRY
from tests.world import client_for, photo, viewer
from tests.world import person as person_named

PAPER = {
    "number": "第 3601 号",
    "office": "东湖区交警大队",
    "made_on": "2026-01-05",
    "words": "变更车道未让行",
}


def added(who: Person, file: MediationFile, kind: str, **sent: Any) -> Any:
    """`blame_0` is the blame of the first party of the file."""
    parties = list(Party.objects.filter(file=file).order_by("position"))
    named = {
        f"blame_{parties[int(name[6:])].pk}" if name.startswith("blame_") else name: value
        for name, value in {**PAPER, **sent}.items()
    }
    return client_for(who).post(f"/mediation/{file.pk}/scene/add/{kind}/", named)


def police_sits_in(room: Room, file: MediationFile) -> Person:
    li = person_named("李警官", "13900000042")
    return sits_in(room, file, li, Chair.POLICE, "东湖区交警大队")


def test_police_parties_and_mediator_add_what_is_theirs_and_all_in_the_file_read_it(
    room: Room,
) -> None:
    file = talking(room, kind="traffic")
    cast, li = room.world, police_sits_in(room, file)
    says = {"served_on": "2026-01-08", "blame_0": "minor", "blame_1": "main"}
    assert added(cast.wang, file, "certificate", **says).status_code == 403
    assert added(li, file, "certificate", **says, paper=photo()).status_code == 302
    assert added(cast.chen, file, "picture", paper=photo(), words="路口").status_code == 302
    assert added(cast.stranger, file, "picture", paper=photo()).status_code == 404

    for who in (room.he, cast.wang, cast.chen, li):
        seen = page(who, f"{file.pk}/scene/")
        for words in ("第 3601 号", "东湖区交警大队", "主要责任", "次要责任", "路口"):
            assert words in seen
        paper = f"{file.pk}/scene/{SceneRecord.objects.get(kind='certificate').pk}/paper/"
        assert get(who, paper).status_code == 200
    assert get(cast.stranger, f"{file.pk}/scene/").status_code == 404
    assert "现场与责任认定" in page(cast.wang, f"{file.pk}/")
    assert CountedDay.objects.get(kind="certificate").day.isoformat() == "2026-01-08"


def test_what_cannot_be_is_refused_and_what_was_typed_stays(room: Room) -> None:
    file = talking(room, kind="traffic")
    refusals: tuple[tuple[str, dict[str, str]], ...] = (
        ("certificate", {}),
        ("certificate", {"blame_0": "full", "blame_1": "minor"}),
        ("certificate", {"blame_0": "main", "blame_1": "main"}),
        ("certificate", {"blame_0": "full", "served_on": "2026-01-01"}),
        ("certificate", {"blame_0": "full", "made_on": "2999-01-01"}),
        ("certificate", {"blame_0": "full", "made_on": "0001-01-01"}),
        ("picture", {}),
    )
    for kind, sent in refusals:
        refused = added(room.he, file, kind, **sent)
        assert refused.status_code == 422, (kind, sent)
        assert "变更车道未让行" in refused.content.decode()
    assert added(room.he, file, "nothing").status_code == 404
    assert not SceneRecord.objects.exists()


def test_the_reckoning_follows_the_newest_paper_when_who_mediates_says_so(room: Room) -> None:
    file = entered(room)  # Chen main, Wang minor
    cast = room.world
    wang, chen = (str(party_of(file, one).pk) for one in (cast.wang, cast.chen))
    way = f"{file.pk}/scene/"
    assert added(room.he, file, "certificate", blame_0="minor", blame_1="main").status_code == 302
    assert "按新材料" not in page(room.he, way)
    assert added(cast.chen, file, "settled", blame_0="full", blame_1="none").status_code == 302
    assert "blame/" not in page(room.he, way), (
        "what the parties wrote does not go before the police"
    )
    assert added(room.he, file, "certificate", blame_0="none", blame_1="full").status_code == 302
    row = SceneRecord.objects.filter(kind="certificate").latest("id")
    assert f"scene/{row.pk}/blame/" in page(room.he, way)
    assert f"scene/{row.pk}/blame/" not in page(cast.wang, way)
    assert send(cast.wang, f"{way}{row.pk}/blame/").status_code == 403
    assert send(room.he, f"{way}{row.pk}/blame/").status_code == 302
    blames = {one["id"]: one["blame"] for one in reckonings.at_work(file)["sides"]}
    assert blames == {f"v-{wang}": "none", f"v-{chen}": "full"}
    assert f"scene/{row.pk}/blame/" not in page(room.he, way)

    end = f"{way}{row.pk}/end/"
    assert get(cast.wang, end).status_code == 403
    assert send(room.he, end, reason="").status_code == 422
    assert send(room.he, end, reason="写错了").status_code == 302
    assert "写错了" in page(cast.wang, way)
    assert send(room.he, end, reason="再来").status_code == 422
    certificate = SceneRecord.objects.filter(kind="certificate").earliest("id")
    assert f"scene/{certificate.pk}/blame/" in page(room.he, way), "the older paper counts again"
    for change in ({"words": "别的"}, {"blames": {}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SceneRecord.objects.filter(pk=certificate.pk).update(**change)


def test_the_clocks_run_from_the_determination_that_was_served_last_and_counts(room: Room) -> None:
    file = talking(room, kind="traffic")
    new = {"blame_0": "minor", "made_on": "2026-03-01", "served_on": "2026-03-08"}
    assert added(room.he, file, "certificate", **new).status_code == 302
    assert added(room.he, file, "certificate", **new).status_code == 422, "sent twice"
    old = {"blame_0": "main", "served_on": "2026-01-08"}
    assert added(room.he, file, "certificate", **old).status_code == 302

    def day() -> str:
        return ",".join(str(one.day) for one in CountedDay.objects.filter(kind="certificate"))

    assert day() == "2026-03-08"
    ends = [f"{file.pk}/scene/{one.pk}/end/" for one in SceneRecord.objects.order_by("id")]
    assert send(room.he, ends[0], reason="录错了案卷").status_code == 302
    assert day() == "2026-01-08"
    assert send(room.he, ends[1], reason="录错了案卷").status_code == 302
    assert day() == ""


def test_an_old_page_puts_no_blame_on_somebody_else(room: Room) -> None:
    file = talking(room, kind="traffic")
    assert (
        send(room.he, f"{file.pk}/parties/add/", **{**ENTRY, "name": "赵同伴"}).status_code == 302
    )
    chen = party_of(file, room.world.chen)
    assert (
        send(room.world.chen, f"{file.pk}/parties/{chen.pk}/leave/", words="走").status_code == 302
    )
    refused = added(room.he, file, "certificate", blame_0="none", blame_1="full", blame_2="none")
    assert refused.status_code == 422
    assert not SceneRecord.objects.exists()


def test_a_party_does_not_fill_the_file_so_that_no_determination_finds_room(room: Room) -> None:
    file, today = talking(room, kind="traffic"), timezone.now().date()
    blames = {party_of(file, room.world.wang).pk: Blame.FULL}
    for number in range(RECORDS_OF_ONE):
        one = scene.Found(Record.SETTLED, today, words=str(number), blames=blames)
        scene.record(viewer=viewer(room.world.chen), file_id=file.pk, one=one, now=timezone.now())
    assert added(room.world.chen, file, "settled", blame_0="full").status_code == 422
    assert added(room.he, file, "certificate", blame_1="main").status_code == 302


@pytest.mark.parametrize(
    ("blames", "wrong"),
    [
        ("full none", False), ("full none none", False), ("main minor", False), ("equal equal", False),
        ("main minor minor", False), ("none", False), ("full", False), ("minor", False), ("", False),
        ("full full", True), ("full minor", True), ("main main", True), ("main equal", True),
        ("full equal", True),
    ],
)  # fmt: skip
def test_some_blames_cannot_stand_in_one_paper(blames: str, wrong: bool) -> None:
    assert contradict([Blame(one) for one in blames.split()]) is wrong


def test_blame_changes_only_who_is_in_both_and_asks_for_shares_anew() -> None:
    document = {
        "sides": [{"id": "v-a", "blame": "main"}, {"id": "v-unknown", "blame": "minor"}],
        "shares": [{"claimant": "a", "parts": []}],
    }
    said = {"a": Blame.FULL, "b": Blame.NONE}
    assert differing(document, said) == ("a",)
    made = with_blame(document, said)
    assert [one["blame"] for one in made["sides"]] == ["full", "minor"]
    assert "shares" not in made
    assert document["sides"][0]["blame"] == "main", "the document that was given is not changed"
    assert with_blame(made, said) is made


def test_the_scene_goes_into_the_dossier_and_the_copy_and_ends_with_the_words(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "_to_pdf", lambda page, *styles: b"%PDF-1.7\n" + page.encode())
    file = talking(room, kind="traffic")
    added(room.he, file, "certificate", blame_0="minor", paper=photo())
    inside = taken_by(room.he, file)
    assert any("第 3601 号" in one.decode(errors="ignore") for one in inside.values())
    assert any(name.endswith(".jpg") for name in inside)
    rows = {one.name: one for one in own_rows(room.world.wang.pk, timezone.now())}[
        "mediation_scene"
    ]
    assert [one.number for one in rows.rows] == ["第 3601 号"]
    empty([file.pk])
    assert not SceneRecord.objects.exists()
