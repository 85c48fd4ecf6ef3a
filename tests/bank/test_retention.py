"""Words, photos and witnesses of deeds are forgotten; what the book needs stays."""

from __future__ import annotations

from datetime import timedelta

from maplebridge.bank import actions
from maplebridge.bank.models import Deed, DeedWitness, Objection
from maplebridge.bank.queries.own import own_rows
from maplebridge.core import files
from maplebridge.core.models import StoredFile
from tests import world
from tests.bank.test_notices import FIRST, publish
from tests.bank.village import Village
from tests.people.ground import NOW


def test_words_photos_and_witnesses_go_after_three_years(village: Village) -> None:
    photo = files.ingest(world.photo(), now=NOW)
    deed = village.enter(village.wang, text="帮忙收稻子", photo_id=photo.pk)
    open_still = village.enter(village.wang, text="还没有决定")
    village.approve(deed)
    publish(village)
    made = actions.object_to(
        viewer=village.sees(village.zhao, FIRST), deed_id=deed.pk, text="不清楚", now=FIRST
    )
    actions.answer_objection(
        viewer=village.sees(village.treasurer, FIRST), objection_id=made.pk, upheld=False, text="清楚",
        now=FIRST,
    )  # fmt: skip
    actions.post_due(now=FIRST + timedelta(days=30))
    actions.purge_expired(now=NOW + timedelta(days=1095))
    assert Deed.objects.get(pk=deed.pk).text
    actions.purge_expired(now=FIRST + timedelta(days=1096))
    deed.refresh_from_db()
    assert (deed.text, deed.photo_id, deed.photo_hash, deed.points) == ("", None, None, 2)
    assert not DeedWitness.objects.filter(deed=deed).exists()
    objection = Objection.objects.get()
    assert (objection.text, objection.answer, objection.person_id) == ("", "", None)
    assert Deed.objects.get(pk=open_still.pk).text == "还没有决定"
    StoredFile.objects.update(handed_in_at=NOW)
    files.sweep(now=NOW + timedelta(days=2))
    assert not StoredFile.objects.exists()


def test_the_copy_holds_what_the_person_entered_saw_and_objected(village: Village) -> None:
    deed = village.approve(village.enter(village.wang))
    publish(village)
    actions.object_to(
        viewer=village.sees(village.li, FIRST), deed_id=deed.pk, text="不清楚", now=FIRST
    )
    rows = {one.name: one.rows.count() for one in own_rows(village.li.pk, FIRST)}
    wanted = {"council_seats": 0, "deeds": 1, "deeds_seen": 1, "objections": 1}
    assert wanted.items() <= rows.items()
    hers = {one.name: one.rows.count() for one in own_rows(village.wang.pk, FIRST)}
    assert (hers["deeds"], hers["deeds_seen"]) == (1, 0)
