"""The guide of a kind: what to ask, what goes elsewhere and where, and wordings to begin with."""

from __future__ import annotations

import json
from importlib import resources

from maplebridge.mediation.messages.guides import CLAUSES, ITEMS, MAY, TO_ASK, WEIGHS
from maplebridge.mediation.rules.guides import GUIDES
from tests.mediation.cast import Room, talking
from tests.mediation.test_intake import get, page, send


def test_every_kind_of_the_practice_has_a_sheet_in_words_and_a_place_for_the_rest() -> None:
    names = {"asks": TO_ASK, "may": MAY, "weighs": WEIGHS, "items": ITEMS, "clauses": CLAUSES}
    for kind, guide in GUIDES.items():
        assert guide.elsewhere, kind
        for name, known in names.items():
            assert set(getattr(guide, name)) <= set(known), (kind, name)
        assert "look_again" in guide.clauses or kind == "bride_price"
    used = {
        name: {one for guide in GUIDES.values() for one in getattr(guide, name)} for name in names
    }
    assert all(used[name] == set(known) for name, known in names.items()), (
        "no sentence without a kind"
    )
    file = resources.files("maplebridge.mediation") / "data" / "kinds-2026-01.json"
    codes = {one["code"] for one in json.loads(file.read_text(encoding="utf-8"))["kinds"]}
    assert codes - set(GUIDES) == {"traffic", "family", "debt", "other"}


def test_a_grave_goes_to_the_towns_government_and_its_moving_into_the_draft(room: Room) -> None:
    file = talking(room, kind="graves")
    shown = page(room.he, f"{file.pk}/guide/")
    assert "土地管理法" in shown
    assert "人民政府" in shown
    assert f"{file.pk}/items/add/?label=" in shown
    assert 'value="move_by"' in shown
    draft = page(room.he, f"{file.pk}/agreement/words/?clause=move_by&clause=no_new_grave&clause=x")
    assert "把坟迁至____" in draft
    assert "原址不再建坟" in draft
    assert "迁坟费用" in page(room.he, f"{file.pk}/items/add/?label=迁坟费用")
    party = page(room.world.wang, f"{file.pk}/guide/")
    assert 'name="clause"' not in party, "for a party to read"
    assert "没有公式" not in shown


def test_bride_price_lists_what_is_weighed_and_no_formula(room: Room) -> None:
    file = talking(room, kind="bride_price")
    shown = page(room.he, f"{file.pk}/guide/")
    assert "没有公式" in shown
    assert "共同生活多久" in shown
    send(room.he, f"{file.pk}/agreement/words/", facts="x", clauses="先写的一条", grace_days="0")
    draft = page(room.he, f"{file.pk}/agreement/words/?clause=no_harassing")
    assert "先写的一条\n双方不再为此" in draft
    assert get(room.he, f"{talking(room, kind='debt').pk}/guide/").status_code == 404
