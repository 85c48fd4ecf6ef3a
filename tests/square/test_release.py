"""From the reporter's yes to the public page and back: nothing is public before a post released it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.core.outbox import deliver_all
from maplebridge.core.viewer import ANONYMOUS
from maplebridge.matters import actions as matter_actions
from maplebridge.matters.models import Matter
from maplebridge.matters.public import catalogue
from maplebridge.people.models import Consent, Mandate
from maplebridge.people.queries import ABOUT
from maplebridge.square import actions, queries
from maplebridge.square.models import Publication, PublicPicture
from tests.world import World, build_world, client_for, publish, viewer

VERSION = ABOUT["publish"].version


def reported(world: World, **more: Any) -> Matter:
    """Wang's lamp, with a point in the first grid; the facts of it are delivered."""
    lon, lat = world.point
    sent = {"category": "lighting", "lon": lon + 0.001, "lat": lat + 0.001} | more
    report = matter_actions.Report(words="路灯不亮", **sent)
    made = matter_actions.report(viewer=viewer(world.wang), sent=report, now=timezone.now())
    deliver_all()
    return made.matter


def choose(world: World, matter: Matter, visibility: str, **more: Any) -> Any:
    sent = {"visibility": visibility, "version": VERSION} | more
    return client_for(world.wang).post(f"/matters/public/{matter.pk}/readers/", sent)


def release(world: World, matter: Matter, words: str = "路灯不亮", **more: Any) -> Any:
    url = f"/matters/public/{matter.pk}/release/"
    return client_for(world.li).post(url, {"words": words} | more)


def seen(matter: Matter) -> bool:
    """Whether a visitor finds it: on its page, in the list, on the map. All say the same."""
    visitor = client_for(None)
    page = visitor.get(f"/matters/public/{matter.pk}/").status_code == 200
    listed = matter.reference in visitor.get("/matters/public/").content.decode()
    on_map = str(matter.pk) in visitor.get("/matters/public/points.geojson").content.decode()
    assert page == listed == on_map, (page, listed, on_map)
    return page


def test_the_third_choice_on_the_form_makes_it_wait_not_public(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    assert matter.visibility == "public"
    assert not seen(matter)
    receipt = Consent.objects.get(person=world.wang)
    assert (receipt.purpose, receipt.text_version) == (f"publish:{matter.pk}", VERSION)
    queue = client_for(world.li).get("/matters/public/queue/").content.decode()
    assert matter.reference in queue
    assert release(world, matter).status_code == 302
    assert seen(matter)
    assert (
        matter.reference not in client_for(world.li).get("/matters/public/queue/").content.decode()
    )


def test_a_private_matter_makes_no_publication(world: World) -> None:
    matter = reported(world, neighbours_see=True)
    assert not Publication.objects.exists()
    assert not seen(matter)
    assert release(world, matter).status_code == 404


def test_the_original_stays_as_typed_beside_the_public_wording(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    release(world, matter, "门口的路灯坏了")
    public = client_for(None).get(f"/matters/public/{matter.pk}/").content.decode()
    assert "门口的路灯坏了" in public
    assert "路灯不亮" not in public
    matter.refresh_from_db()
    assert matter.words == "路灯不亮"
    both = client_for(world.sun).get(f"/matters/public/{matter.pk}/release/").content.decode()
    assert "路灯不亮" in both
    assert "门口的路灯坏了" in both


def test_no_name_number_or_door_is_on_any_public_page(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    now = timezone.now()
    matter_actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="王奶奶，灯泡换好了", now=now
    )
    deliver_all()
    assert release(world, matter).status_code == 302
    visitor = client_for(None)
    pages = [
        visitor.get(f"/matters/public/{matter.pk}/").content.decode(),
        visitor.get("/matters/public/").content.decode(),
        visitor.get("/matters/public/points.geojson").content.decode(),
    ]
    for page in pages:
        for secret in ("王奶奶", "王*", "李网格", "1390000", "3棟", "101", str(world.wang.pk)):
            assert secret not in page, secret
    assert "网格员" in pages[0]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("找我 13900000001", "13900000001"),
        ("赣A12345占道", "赣A12345"),
        ("王奶奶家门口", "王奶奶"),
        ("李网格来过", "李网格"),
    ],
)
def test_words_that_give_somebody_away_are_refused_and_stay_typed(
    world: World, words: str, told: str
) -> None:
    matter = reported(world, everybody_sees=True)
    matter_actions.accept(viewer=viewer(world.li), matter_id=matter.pk, now=timezone.now())
    answer = release(world, matter, words)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"“{told}”" in page
    assert words in page
    assert not seen(matter)


def test_an_answer_is_public_once_it_was_worded_for_everybody(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    release(world, matter)
    event = _answer(world, matter, "王奶奶，灯泡换好了")
    deliver_all()
    assert Publication.objects.get().waiting
    public = f"/matters/public/{matter.pk}/"
    assert "灯泡换好了" not in client_for(None).get(public).content.decode()
    assert "已答复" in client_for(None).get(public).content.decode()
    refused = release(world, matter, **{f"line-{event}": "王奶奶，灯泡换好了"})
    assert refused.status_code == 422
    assert release(world, matter, **{f"line-{event}": "灯泡换好了"}).status_code == 302
    assert "灯泡换好了" in client_for(None).get(public).content.decode()
    assert not Publication.objects.get().waiting


def test_a_line_of_another_matter_cannot_be_slipped_in(world: World) -> None:
    matter, other = reported(world, everybody_sees=True), reported(world)
    strange = _answer(world, other, "秘密")
    actions.release(
        viewer=viewer(world.li), matter_id=matter.pk, words="路灯", lines={strange: "秘密"},
        now=timezone.now(),
    )  # fmt: skip
    assert Publication.objects.get().lines.count() == 0


def _answer(world: World, matter: Matter, text: str) -> Any:
    matter_actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text=text, now=timezone.now()
    )
    return matter.events.get(verb="answer").pk


def test_taken_back_it_is_gone_at_once_and_everything_of_it(world: World) -> None:
    public = publish(world)
    matter, picture = public.matter, public.pictures.get()
    copy = f"/matters/public/{matter.pk}/pictures/{picture.pk}/"
    assert client_for(None).get(copy).status_code == 200
    assert choose(world, matter, "private").status_code == 302
    assert not seen(matter)
    assert client_for(None).get(copy).status_code == 404
    public.refresh_from_db()
    assert (public.words, public.lon, public.released_at, public.waiting) == ("", None, None, False)
    assert not PublicPicture.objects.exists()
    assert Consent.objects.get(person=world.wang).withdrawn_at is not None
    verbs = AuditEntry.objects.filter(verb__startswith="square.").order_by("at", "id")
    assert "square.take_back" in verbs.values_list("verb", flat=True)


def test_allowed_again_it_waits_again(world: World) -> None:
    public = publish(world)
    choose(world, public.matter, "private")
    choose(world, public.matter, "public")
    assert not seen(public.matter)
    public.refresh_from_db()
    assert (public.stage, public.waiting) == ("asked", True)
    assert Consent.objects.filter(person=world.wang).count() == 2


def test_nothing_can_be_released_after_it_was_taken_back(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    choose(world, matter, "neighbours")
    with pytest.raises(RuleBroken, match=matter.reference):
        actions.release(
            viewer=viewer(world.li), matter_id=matter.pk, words="路灯", lines={},
            now=timezone.now(),
        )  # fmt: skip
    assert not seen(matter)


def test_a_publication_is_hidden_by_the_matter_alone(world: World) -> None:
    """Two locks: a matter that is not public hides its publication, whatever that one says."""
    matter = publish(world).matter
    Matter.objects.filter(pk=matter.pk).update(visibility="neighbours")
    assert not seen(matter)


def test_an_older_wording_of_the_consent_is_asked_for_again(world: World) -> None:
    matter = reported(world)
    answer = choose(world, matter, "public", version="2020-01")
    assert answer.status_code == 422
    assert not Consent.objects.exists()
    matter.refresh_from_db()
    assert matter.visibility == "private"


def test_the_point_is_the_middle_unless_the_spot_was_allowed(world: World) -> None:
    matter = reported(world, everybody_sees=True)
    release(world, matter)
    public = Publication.objects.get()
    assert (public.lon, public.lat) == (world.grid.lon, world.grid.lat)
    choose(world, matter, "public", exact_spot="on")
    public.refresh_from_db()
    assert (public.lon, public.waiting) == (world.grid.lon, True)
    release(world, matter)
    public.refresh_from_db()
    assert (public.lon, public.lat) == (matter.lon, matter.lat)
    choose(world, matter, "public")
    public.refresh_from_db()
    assert (public.lon, public.lat) == (world.grid.lon, world.grid.lat)


def test_the_spot_of_a_home_is_never_allowed(world: World) -> None:
    matter = reported(world, place_id=world.building.pk, lon=None, lat=None)
    page = client_for(world.wang).get(f"/matters/public/{matter.pk}/readers/").content.decode()
    assert "exact_spot" not in page
    assert choose(world, matter, "public", exact_spot="on").status_code == 422


def test_the_catalogue_says_which_kinds_have_a_public_spot(world: World) -> None:
    book = catalogue(calendar.today(timezone.now()))
    outside = {kind.code for kind in book.categories if kind.public_spot}
    assert outside == {
        "hazard", "lighting", "road", "rubbish", "water", "greenery", "parking",
    }  # fmt: skip
    for code in ("lighting", "dispute", "elder_care", "other", "noise", "stairs"):
        matter = reported(world, category=code, place_id=world.grid.pk)
        assert queries.spot_allowed(matter) is (code in outside), code
    matter.rulebook, matter.category = "2026-01", "a kind of another house"
    assert not queries.spot_allowed(matter)


def test_a_refusal_tells_the_reporter_why(world: World) -> None:
    public = publish(world)
    url = f"/matters/public/{public.matter_id}/refuse/"
    assert client_for(world.sun).post(url, {"reason": ""}).status_code == 422
    assert client_for(world.sun).post(url, {"reason": "照片里有人"}).status_code == 302
    assert not seen(public.matter)
    readers = f"/matters/public/{public.matter_id}/readers/"
    assert "照片里有人" in client_for(world.wang).get(readers).content.decode()


def test_an_agent_lets_out_by_mandate_and_the_receipt_says_so(world: World) -> None:
    now = timezone.now()
    today = calendar.today(now)
    Mandate.objects.create(grantor=world.wang, agent=world.chen, valid_from=today, valid_to=today)
    sent = matter_actions.Report(
        words="路灯不亮", place_id=world.grid.pk, reporter_id=world.wang.pk
    )
    matter = matter_actions.report(viewer=viewer(world.chen), sent=sent, now=now).matter
    url = f"/matters/public/{matter.pk}/readers/"
    sent_form = {"visibility": "public", "version": VERSION}
    assert client_for(world.chen).post(url, sent_form).status_code == 302
    receipt = Consent.objects.get()
    assert (receipt.person_id, receipt.helped_by_id) == (world.wang.pk, world.chen.pk)


@pytest.mark.parametrize("who", ["li", "chen", "stranger"])
def test_who_reports_for_another_or_without_a_name_cannot_open_it_to_everybody(
    world: World, who: str
) -> None:
    sent = matter_actions.Report(
        words="路灯不亮", place_id=world.grid.pk, everybody_sees=True,
        reporter_id=world.wang.pk if who == "li" else None,
    )  # fmt: skip
    actor = viewer(world.li) if who == "li" else matter_actions_visitor()
    with pytest.raises(RuleBroken) as broken:
        matter_actions.report(viewer=actor, sent=sent, now=timezone.now())
    assert broken.value.code == "matter_public_by_reporter"
    assert not Matter.objects.exists()


def matter_actions_visitor() -> Any:
    from maplebridge.core.viewer import ANONYMOUS

    return ANONYMOUS


def test_nobody_decides_about_what_they_reported_themselves(world: World) -> None:
    sent = matter_actions.Report(
        words="路灯不亮", place_id=world.grid.pk, category="lighting", everybody_sees=True
    )
    matter = matter_actions.report(viewer=viewer(world.li), sent=sent, now=timezone.now()).matter
    deliver_all()
    assert release(world, matter).status_code == 403
    rows, _ = queries.queue(viewer(world.li))
    assert rows == []


def test_the_queue_is_paged_in_a_stable_order(world: World) -> None:
    made = [reported(world, everybody_sees=True).pk for _ in range(5)]
    first, after = queries.queue(viewer(world.sun), limit=2)
    second, after = queries.queue(viewer(world.sun), limit=2, after=after)
    third, end = queries.queue(viewer(world.sun), limit=2, after=after)
    assert [row.id for row in first + second + third] == made
    assert end == ""
    assert queries.queue(viewer(world.wu))[0] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("turn", range(6))
def test_taking_back_and_releasing_in_the_same_moment_never_leaves_it_public(turn: int) -> None:
    world = build_world()
    matter = reported(world, everybody_sees=True)
    start = threading.Barrier(2)

    def run(act: Any) -> None:
        start.wait()
        try:
            act()
        except RuleBroken:
            pass
        finally:
            connections.close_all()

    wang, li, now = viewer(world.wang), viewer(world.li), timezone.now()
    acts = [
        lambda: actions.choose_readers(
            viewer=wang, matter_id=matter.pk, visibility="private", now=now
        ),
        lambda: actions.release(viewer=li, matter_id=matter.pk, words="路灯", lines={}, now=now),
    ]
    threads = [threading.Thread(target=run, args=(act,)) for act in acts[:: 1 if turn % 2 else -1]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not seen(matter)
    assert Publication.objects.get().words == ""


# Reported without a name


def nameless(world: World, **more: Any) -> tuple[Matter, Any]:
    """A stranger's lamp and the browser in which they showed the receipt code."""
    lon, lat = world.point
    sent = {"category": "lighting", "lon": lon + 0.001, "lat": lat + 0.001} | more
    made = matter_actions.report(
        viewer=ANONYMOUS, sent=matter_actions.Report(words="路灯不亮", **sent), now=timezone.now()
    )
    deliver_all()
    browser = client_for(None)
    assert browser.post("/matters/receipt/", {"code": made.receipt}).status_code == 302
    return made.matter, browser


def by_receipt(browser: Any, matter: Matter, visibility: str, **more: Any) -> Any:
    sent = {"visibility": visibility, "version": VERSION} | more
    return browser.post(f"/matters/public/{matter.pk}/readers/", sent)


def test_who_reported_without_a_name_opens_it_by_the_receipt_and_takes_it_back(
    world: World,
) -> None:
    matter, browser = nameless(world)
    page = browser.get(f"/matters/{matter.pk}/").content.decode()
    assert f"/matters/public/{matter.pk}/readers/" in page
    assert by_receipt(browser, matter, "public").status_code == 302
    assert not seen(matter), "it waits for a post, as anybody's"
    publication = Publication.objects.get()
    assert (publication.allowed_by, publication.text_version) == (None, VERSION)
    assert not Consent.objects.exists(), "there is no person to keep one for"
    assert release(world, matter).status_code == 302
    assert seen(matter)
    assert by_receipt(browser, matter, "private").status_code == 302
    assert not seen(matter)
    assert not PublicPicture.objects.exists()
    assert Publication.objects.get().words == ""
    assert AuditEntry.objects.filter(verb="square.take_back", actor_kind="visitor").exists()


def test_by_the_receipt_neighbours_are_let_in_and_out(world: World) -> None:
    matter, browser = nameless(world)
    neighbour = client_for(world.chen)
    assert neighbour.get(f"/matters/{matter.pk}/").status_code == 404
    by_receipt(browser, matter, "neighbours")
    assert neighbour.get(f"/matters/{matter.pk}/").status_code == 200
    by_receipt(browser, matter, "private")
    assert neighbour.get(f"/matters/{matter.pk}/").status_code == 404


def test_without_the_receipt_nobody_opens_what_has_no_name(world: World) -> None:
    matter, browser = nameless(world)
    other, _ = nameless(world)
    address = f"/matters/public/{matter.pk}/readers/"
    assert client_for(None).get(address).status_code == 302
    assert by_receipt(client_for(None), matter, "public").status_code == 302
    assert by_receipt(client_for(world.chen), matter, "public").status_code == 404
    assert by_receipt(client_for(world.li), matter, "public").status_code == 403
    assert by_receipt(browser, other, "public").status_code == 302
    assert {row.visibility for row in Matter.objects.all()} == {"private"}
    assert not Publication.objects.exists()


def test_an_old_wording_is_not_agreed_to_by_a_receipt_either(world: World) -> None:
    matter, browser = nameless(world)
    refused = by_receipt(browser, matter, "public", version="2020-01")
    assert refused.status_code == 422
    assert Matter.objects.get(pk=matter.pk).visibility == "private"


def test_a_matter_taken_back_by_receipt_is_gone_from_the_public(world: World) -> None:
    matter, browser = nameless(world)
    by_receipt(browser, matter, "public")
    release(world, matter)
    browser.post(f"/matters/{matter.pk}/withdraw/", {"withdraw-text": ""})
    assert not seen(matter)
    assert by_receipt(browser, matter, "public").status_code == 422
