"""The item sheet: a party claims, the other answers, the mediator notes what both settled on."""

from __future__ import annotations

from maplebridge.mediation.models import ClaimItem
from tests.mediation.cast import Room, accepted, party_of, talking
from tests.mediation.test_intake import get, page, send


def test_an_item_goes_from_claimed_to_agreed_and_the_range_is_the_mediators_alone(
    room: Room,
) -> None:
    file, cast = talking(room), room.world
    wang, chen = party_of(file, cast.wang), party_of(file, cast.chen)
    way = f"{file.pk}/items/"
    claim = {"party": str(wang.pk), "label": "天花板修复", "claimed": "3000", "evidence": "报价单"}
    assert send(cast.wang, f"{way}add/", **claim).status_code == 302
    assert send(cast.chen, f"{way}add/", **claim).status_code == 422
    item = ClaimItem.objects.get()
    assert "已主张" in page(cast.chen, way)

    assert send(cast.wang, f"{way}{item.pk}/", admitted="3000").status_code == 403
    assert send(cast.chen, f"{way}{item.pk}/", admitted="1200.50").status_code == 302
    assert "有争议" in page(cast.wang, way)
    said = {"settle": "1", "agreed": "", "likely": "2000"}
    assert send(cast.chen, f"{way}{item.pk}/", **said).status_code == 403
    assert send(room.he, f"{way}{item.pk}/", **said).status_code == 302
    seen = page(room.he, way)
    assert "1,200.50" in seen
    assert "2,000.00" in seen
    for party in (cast.wang, cast.chen):
        assert "2,000.00" not in page(party, way)

    assert (
        send(room.he, f"{way}{item.pk}/", settle="1", agreed="1800", likely="").status_code == 302
    )
    item.refresh_from_db()
    assert (item.admitted_fen, item.agreed_fen, item.likely_fen) == (120_050, 180_000, None)
    assert "已商定" in page(chen.person, way)


def test_what_was_claimed_can_be_taken_away_and_nobody_else_takes_it(room: Room) -> None:
    file, cast = talking(room), room.world
    wang, way = party_of(file, cast.wang), f"{file.pk}/items/"
    send(cast.wang, f"{way}add/", party=str(wang.pk), label="误工", claimed="500")
    item = ClaimItem.objects.get()
    assert send(cast.chen, f"{way}{item.pk}/drop/").status_code == 403
    assert send(cast.wang, f"{way}{item.pk}/drop/").status_code == 302
    assert not ClaimItem.objects.exists()


def test_before_there_are_talks_nothing_is_claimed(room: Room) -> None:
    file, cast = accepted(room), room.world
    wang = party_of(file, cast.wang)
    sent = {"party": str(wang.pk), "label": "误工", "claimed": "500"}
    assert send(cast.wang, f"{file.pk}/items/add/", **sent).status_code == 422
    assert not ClaimItem.objects.exists()
    assert get(cast.stranger, f"{file.pk}/items/").status_code == 404
