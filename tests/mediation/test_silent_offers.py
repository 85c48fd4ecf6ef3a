"""Silent offers through the pages: two with accounts, or one at the mediator's phone; no figure is seen."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from maplebridge.core.models import AuditEntry
from maplebridge.mediation import actions
from maplebridge.mediation.models import MediationFile, SealedFigure, SilentOffers, Step
from maplebridge.mediation.rules.parts import About, Chair, How, Side
from maplebridge.mediation.rules.stages import Verb
from tests.mediation.cast import Room, party_of, someone, talking
from tests.mediation.test_intake import page, send
from tests.world import viewer


def opened(room: Room, file: MediationFile, **more: Any) -> str:
    """Offers of Wang to Chen, both taking part; the address of their buttons."""
    cast = room.world
    wang, chen = party_of(file, cast.wang), party_of(file, cast.chen)
    sent = {
        "about": "全部赔偿",
        "asks": str(wang.pk),
        "pays": str(chen.pk),
        "rounds": 2,
        "settle": 5,
    }
    assert send(cast.wang, f"{file.pk}/offers/open/", **sent).status_code == 403
    assert send(room.he, f"{file.pk}/offers/open/", **(sent | more)).status_code == 302
    way = f"{file.pk}/offers/{SilentOffers.objects.get(state='open').pk}/"
    send(cast.wang, f"{way}ready/", side="asks", allows="on")
    send(cast.chen, f"{way}ready/", side="pays", allows="on")
    return way


def test_figures_that_meet_settle_in_the_middle_and_are_gone(room: Room) -> None:
    file, cast = talking(room), room.world
    way = opened(room, file)
    send(cast.wang, f"{way}put/", side="asks", round=1, figure="10000")
    send(cast.chen, f"{way}put/", side="pays", round=1, figure="9600.01")
    found = SilentOffers.objects.get()
    assert (found.state, found.settled_fen) == ("settled", 980_000)
    for who in (cast.wang, cast.chen, room.he):
        seen = page(who, f"{file.pk}/offers/")
        assert "9,800.00" in seen
        assert "9,600.01" not in seen
    assert not SealedFigure.objects.exists()
    assert not Step.objects.filter(verb__startswith="offers").exists()


def test_nobody_but_its_side_ever_sees_a_figure(room: Room) -> None:
    file, cast = talking(room), room.world
    way, sheet = opened(room, file), f"{file.pk}/offers/"
    before = {who: page(who, sheet) for who in (cast.chen, room.he)}
    send(cast.wang, f"{way}put/", side="asks", round=1, figure="76543")
    assert "76,543.00" in page(cast.wang, sheet)
    for who in (cast.chen, room.he):
        assert without_token(page(who, sheet)) == without_token(before[who])
    send(cast.wang, f"{way}back/", side="asks")
    assert "76,543.00" not in page(cast.wang, sheet)
    assert not SealedFigure.objects.exists()
    assert "76543" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_after_a_round_that_failed_the_mediator_learns_how_far_only_where_both_allow_it(
    room: Room,
) -> None:
    file, cast = talking(room), room.world
    way, sheet = opened(room, file), f"{file.pk}/offers/"
    send(cast.wang, f"{way}put/", side="asks", round=1, figure="20000")
    send(cast.chen, f"{way}put/", side="pays", round=1, figure="5000")
    assert "相差较远" in page(room.he, sheet)
    assert "相差较远" not in page(cast.wang, sheet)
    send(cast.chen, f"{way}ready/", side="pays")
    assert "相差较远" not in page(room.he, sheet)


def test_no_figure_outlives_the_offers(room: Room) -> None:
    file, cast = talking(room), room.world
    way = opened(room, file)
    send(cast.wang, f"{way}put/", side="asks", round=1, figure="20000")
    send(room.he, f"{way}end-round/", round=1)
    assert SealedFigure.objects.count() == 1
    send(room.he, f"{way}end-round/", round=2)
    found = SilentOffers.objects.get()
    assert (found.state, SealedFigure.objects.count()) == ("ended", 0)
    again = opened(room, file)
    send(cast.chen, f"{again}put/", side="pays", round=1, figure="1")
    send(cast.wang, f"{again}stop/")
    assert not SealedFigure.objects.exists()
    third = opened(room, file)
    send(cast.chen, f"{third}put/", side="pays", round=1, figure="1")
    actions.step(
        viewer=viewer(room.he), file_id=file.pk, verb=Verb.TERMINATE, code="no_agreement",
        words="谈不拢", now=timezone.now(),
    )  # fmt: skip
    assert not SealedFigure.objects.exists()


def test_a_figure_for_a_round_that_is_over_is_not_sealed_into_the_next(room: Room) -> None:
    file, cast = talking(room), room.world
    way = opened(room, file)
    send(cast.wang, f"{way}put/", side="asks", round=1, figure="20000")
    assert 'name="round" value="1"' in page(cast.wang, f"{file.pk}/offers/")
    send(cast.chen, f"{way}put/", side="pays", round=1, figure="5000")  # that ends the first round
    send(cast.wang, f"{way}put/", side="asks", round=1, figure="19000")
    assert not SealedFigure.objects.filter(round=2).exists()
    assert 'name="round" value="2"' in page(cast.wang, f"{file.pk}/offers/")
    send(cast.wang, f"{way}put/", side="asks", round=2, figure="19000")
    assert SealedFigure.objects.get(round=2).figure_fen == 1_900_000


def test_a_double_tap_ends_one_round_only(room: Room) -> None:
    file = talking(room)
    way = opened(room, file)
    for _ in range(2):
        send(room.he, f"{way}end-round/", round=1)
    assert SilentOffers.objects.get().lapsed == [1]


def test_who_leaves_plays_no_silent_offers_any_more(room: Room) -> None:
    file, cast, now = talking(room), room.world, timezone.now()
    beside = someone(cast.li, Side.RESPONDENT)  # so that the talks go on
    actions.add_party(viewer=viewer(room.he), file_id=file.pk, one=beside, now=now)
    way, chen = opened(room, file), party_of(file, cast.chen)
    send(cast.chen, f"{way}put/", side="pays", round=1, figure="5000")
    actions.leave(viewer=viewer(cast.chen), file_id=file.pk, party_id=chen.pk, now=now)
    assert SilentOffers.objects.get().state == "ended"
    assert not SealedFigure.objects.exists()


def test_one_without_an_account_plays_at_the_mediators_phone_which_forgets_the_figure(
    room: Room,
) -> None:
    file, cast = talking(room), room.world
    sent = {"side": "respondent", "name": "路人甲", "phone": "", "capacity": "full"}
    assert send(room.he, f"{file.pk}/parties/add/", **sent).status_code == 302
    guest = file.parties.get(name="路人甲")
    way = opened(room, file, pays=str(guest.pk))
    assert send(cast.chen, f"{way}ready/", side="pays").status_code == 404
    send(room.he, f"{way}ready/", side="pays")
    assert send(room.he, f"{way}put/", side="asks", round=1, figure="1").status_code == 403
    send(room.he, f"{way}put/", side="pays", round=1, figure="4321")
    assert SealedFigure.objects.get().figure_fen == 432_100
    assert "4,321" not in page(room.he, f"{file.pk}/offers/")


def test_a_second_mediator_does_not_know_of_them(room: Room) -> None:
    file = talking(room)
    opened(room, file)
    seat = actions.ask_seat(
        viewer=viewer(room.he), file_id=file.pk, chair=Chair.CO_MEDIATOR, title="陆调解",
        name=room.lu.name, phone=room.lu.phone, now=timezone.now(),
    )  # fmt: skip
    for who in (room.world.wang, room.world.chen):
        party = party_of(file, who)
        actions.say(
            viewer=viewer(who), file_id=file.pk, party_id=party.pk, about=About.SEAT,
            seat_id=seat.pk, said=True, how=How.HERE, now=timezone.now(),
        )  # fmt: skip
    assert "添加项目" in page(room.lu, f"{file.pk}/items/")
    assert "全部赔偿" not in page(room.lu, f"{file.pk}/offers/")


def without_token(text: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
