"""Photos: kept for a form, gone in the meantime, never stored for who may not send them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import files
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import StoredFile
from maplebridge.core.values import uuid7
from maplebridge.matters import actions
from maplebridge.matters.forms import draft_token
from maplebridge.matters.models import Matter, MatterPhoto
from tests.world import World, client_for, photo, viewer

JSON = "application/json"


def kept(colour: str = "red") -> StoredFile:
    return files.ingest(photo(colour=colour), now=timezone.now())


def form(world: World, **more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "words": "路灯不亮", "place": str(world.grid.pk)} | more


def make(world: World) -> Matter:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk)
    return actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def test_a_photo_that_was_swept_is_asked_for_again_and_the_others_stay(world: World) -> None:
    here, gone = kept("red"), kept("blue")
    tokens = [draft_token(here.pk), draft_token(gone.pk)]
    files.forget(gone)
    page = client_for(world.wang).post("/matters/report/", form(world, kept=tokens))
    assert page.status_code == 422
    assert "照片已失效" in page.content.decode()
    assert page.content.decode().count('name="kept"') == 1
    assert "路灯不亮" in page.content.decode()
    sent = json.dumps({"id": str(uuid7()), "words": "路灯", "photos": tokens})
    refused = client_for(world.wang).post("/api/v1/matters", sent, JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "matter_photo_expired")
    assert not Matter.objects.exists()


def test_a_photo_that_goes_in_the_very_moment_breaks_nothing(world: World) -> None:
    gone = kept()
    files.forget(gone)
    sent = actions.Report(words="路灯", place_id=world.grid.pk, photos=(gone.pk,))
    with pytest.raises(RuleBroken) as broken:
        actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now())
    assert broken.value.code == "matter_photo_expired"
    assert not Matter.objects.exists()


def test_the_same_photo_twice_in_one_message_is_one_photo(world: World) -> None:
    here = kept()
    matter = make(world)
    actions.add_words(
        viewer=viewer(world.wang), matter_id=matter.pk, text="再看", photos=[here.pk, here.pk],
        now=timezone.now(),
    )  # fmt: skip
    assert MatterPhoto.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "verb", "status"), [("wang", "answer", 403), ("chen", "words", 404)]
)
def test_no_photo_is_kept_of_somebody_who_may_not_send_it(
    world: World, who: str, verb: str, status: int
) -> None:
    matter = make(world)
    sent = {
        "answer": {"answer-text": "好了", "answer-code": "fixed", "answer-photos": photo()},
        "words": {"words-text": "补充", "words-photos": photo()},
    }[verb]
    answer = client_for(getattr(world, who)).post(f"/matters/{matter.pk}/{verb}/", sent)
    assert answer.status_code == status
    assert not StoredFile.objects.exists()


def test_no_photo_is_kept_for_a_matter_that_has_moved_on(world: World) -> None:
    matter = make(world)
    actions.withdraw(viewer=viewer(world.wang), matter_id=matter.pk, now=timezone.now())
    sent = {"answer-text": "好了", "answer-code": "fixed", "answer-photos": photo()}
    page = client_for(world.li).post(f"/matters/{matter.pk}/answer/", sent)
    assert page.status_code == 422
    assert not StoredFile.objects.exists()
