"""What a resident reads on their own pages: who sees it, what is missing, what waits for their word."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone, translation

from maplebridge.core.outbox import deliver_all
from maplebridge.core.values import uuid7
from maplebridge.matters import actions
from maplebridge.matters.actions.telling import day as telling_day
from maplebridge.matters.actions.telling import deadline, told_of
from maplebridge.matters.models import Matter
from maplebridge.portal.templatetags.portal_tags import moment
from tests.world import World, client_for, photo, publish, viewer

EN = {"Accept-Language": "en"}


def page(who: Any, address: str) -> str:
    answer = client_for(who).get(address, headers=EN)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def form(**more: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "words": "路灯不亮"} | more


def answered(world: World, words: str = "路灯不亮") -> Matter:
    sent = actions.Report(words=words, place_id=world.grid.pk, category="lighting")
    made = actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now())
    return actions.answer(
        viewer=viewer(world.li), matter_id=made.matter.pk, text="灯已换好", code="fixed",
        now=timezone.now(),
    )  # fmt: skip


def test_the_reporters_page_says_that_it_is_public_since_when_and_how_to_take_it_back(
    world: World,
) -> None:
    publication = publish(world)
    address = f"/matters/{publication.matter_id}/"
    own = page(world.wang, address)
    assert "once it was checked" not in own
    assert "Everybody since" in own
    assert f'href="/matters/public/{publication.matter_id}/"' in own
    assert "Change it or take it back" in own
    assert "take it back" not in page(world.li, address).lower()
    choice = page(world.wang, f"/matters/public/{publication.matter_id}/readers/")
    assert "leaves the public pages at once" in choice


def test_the_reporters_page_says_why_it_was_not_released(world: World) -> None:
    from maplebridge.square import actions as square

    publication = publish(world)
    square.refuse(
        viewer=viewer(world.li), matter_id=publication.matter_id, reason="照片里有车牌",
        now=timezone.now(),
    )  # fmt: skip
    own = page(world.wang, f"/matters/{publication.matter_id}/")
    assert "照片里有车牌" in own
    assert "once it was checked" not in own


def test_a_worker_is_not_called_the_reporter(world: World) -> None:
    matter = answered(world)
    address = f"/matters/{matter.pk}/"
    assert "those above, and you" in page(world.wang, address)
    assert "those above and the reporter" in page(world.li, address)
    assert "and you" not in page(world.li, address)


def test_a_missing_place_is_told_at_the_field_and_everything_typed_stays(world: World) -> None:
    visitor = client_for(None)
    sent = form(photos=photo())
    answer = visitor.post("/matters/report/", sent, headers=EN)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert '<a href="#place_search">Where is it?</a>' in html
    assert html.count('id="id_place_error"') == 1
    search = re.search(r"<input[^>]*name=\"place_search\"[^>]*>", html)
    assert search is not None
    assert 'aria-describedby="id_place_error"' in search.group()
    assert 'aria-invalid="true"' in search.group()
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert all(kept in html for kept in ("路灯不亮", 'name="kept"'))


def test_all_that_is_missing_is_told_at_once(world: World) -> None:
    html = client_for(None).post("/matters/report/", form(words="")).content.decode()
    assert 'href="#place_search"' in html
    assert 'href="#id_words"' in html


def test_who_is_not_signed_in_is_not_told_that_their_name_is_shown(world: World) -> None:
    assert "Your name and phone are shown" in page(world.wang, "/matters/report/")
    visitor = page(None, "/matters/report/")
    assert "Your name and phone are shown" not in visitor
    assert "without a name or a number" in visitor


@pytest.mark.parametrize("address", ["/", "/?elder=1"])
def test_an_answer_that_waits_for_a_word_is_the_first_thing_on_the_home_page(
    world: World, address: str
) -> None:
    matter = answered(world)
    home = page(world.wang, address)
    asked = home.index(f"/matters/{matter.pk}/?word=yes#h-rate")
    assert f"/matters/{matter.pk}/?word=no#not-solved" in home
    assert asked < home.index("/matters/report/", home.index("<main"))
    assert "灯已换好" in home
    assert str(matter.pk) not in page(world.chen, address)
    rating = page(world.wang, f"/matters/{matter.pk}/?word=yes")
    assert re.search(r'name="rate-solved" value="yes"[^>]*checked', rating)
    assert '<details class="more" id="not-solved" open>' in page(
        world.wang, f"/matters/{matter.pk}/?word=no"
    )
    actions.rate(
        viewer=viewer(world.wang), matter_id=matter.pk, stars=5, solved=True, now=timezone.now()
    )
    assert "?word=" not in page(world.wang, address)


def test_an_unknown_receipt_is_told_once(world: World) -> None:
    answer = client_for(None).post("/matters/receipt/", {"code": "AAAA-AAAA-AAAA"}, headers=EN)
    html = answer.content.decode()
    assert html.count("No report belongs to this receipt code") == 1


def test_an_error_summary_has_no_half_width_colon(world: World) -> None:
    html = client_for(None).post("/matters/report/", form()).content.decode()
    summary = html[html.index("notice-error") :].split("</div>")[0]
    assert "</a>:" not in summary


@pytest.mark.parametrize("address", ["/", "/matters/report/", "/matters/receipt/"])
def test_the_way_to_sign_in_is_shown_twice_at_most(world: World, address: str) -> None:
    assert page(None, address).count('href="/account/login/') <= 2


# ---- what kind it is -------------------------------------------------------------------------


def sent_by(client: Any, **more: Any) -> tuple[Matter, str]:
    """The matter of a form that was sent, and the confirmation."""
    answer = client.post("/matters/report/", form(**more), headers=EN, follow=True)
    assert answer.status_code == 200
    matter = Matter.objects.order_by("-reported_at").first()
    assert matter is not None
    return matter, re.sub(r"\s+", " ", answer.content.decode())


def settled_by(world: World, kind: str) -> Any:
    """The deadline that a matter of this kind gets today."""
    sent = actions.Report(words="别的事", place_id=world.grid.pk, category=kind)
    made = actions.report(viewer=viewer(world.chen), sent=sent, now=timezone.now())
    return made.matter.settle_due_at


def test_a_kind_that_the_words_leave_no_doubt_about_is_taken_and_said(world: World) -> None:
    wang = client_for(world.wang)
    hint = wang.get("/matters/report/kinds/", {"words": "路灯不亮"}, headers=EN).content.decode()
    assert "we sort it as: Lighting" in hint
    assert "checked" not in hint
    matter, confirmed = sent_by(wang, place=world.grid.pk)
    assert matter.category == "lighting"
    assert matter.settle_due_at < settled_by(world, "other"), "the days of the kind that was taken"
    with translation.override("en"):
        assert moment(deadline(matter.settle_due_at)) in confirmed
    assert "We sorted it so by your words" in confirmed
    timeline = page(world.wang, f"/matters/{matter.pk}/")
    assert "sorted from the words as: Lighting" in timeline


def test_doubtful_words_are_sorted_by_a_person_and_the_page_says_so(world: World) -> None:
    wang = client_for(world.wang)
    words = {"words": "楼道灯不亮，老人上下楼不方便"}
    hint = wang.get("/matters/report/kinds/", words, headers=EN).content.decode()
    assert "Nothing is chosen yet" in hint
    matter, confirmed = sent_by(wang, place=world.grid.pk, **words)
    assert matter.category == "other"
    assert "Not sorted yet" in confirmed
    deliver_all()
    before = matter.settle_due_at
    actions.triage(
        viewer=viewer(world.li), matter_id=matter.pk, category="lighting", now=timezone.now()
    )
    matter.refresh_from_db()
    assert matter.settle_due_at < before
    told = page(world.wang, f"/matters/{matter.pk}/")
    with translation.override("en"):
        by = telling_day(deadline(matter.settle_due_at))
    assert f"Sorted as: Lighting; settled by {by}" in told


def test_words_of_danger_are_never_taken_for_something_else(world: World) -> None:
    matter, _ = sent_by(
        client_for(world.wang), place=world.grid.pk, words="路灯的电线掉下来了，路灯不亮"
    )
    assert matter.category == "other"


def test_what_needs_a_name_is_not_taken_for_a_visitor(world: World) -> None:
    words = "两家有矛盾，请调解"
    matter, _ = sent_by(client_for(None), place=world.grid.pk, words=words)
    assert matter.category == "other"
    matter, _ = sent_by(client_for(world.wang), place=world.grid.pk, words=words)
    assert matter.category == "dispute"


def test_a_kind_that_was_chosen_is_not_touched(world: World) -> None:
    matter, confirmed = sent_by(client_for(world.wang), place=world.grid.pk, category="road")
    assert matter.category == "road"
    assert "by your words" not in confirmed


def test_the_reporter_changes_the_kind_once_and_its_days_count(world: World) -> None:
    wang = client_for(world.wang)
    matter, confirmed = sent_by(wang, place=world.grid.pk)
    address = f"/matters/{matter.pk}/kind/"
    assert address in confirmed
    for who in (world.li, world.sun):
        assert client_for(who).post(address, {"category": "road"}).status_code == 403
    assert client_for(world.chen).post(address, {"category": "road"}).status_code == 404
    before = matter.settle_due_at
    answer = wang.post(address, {"category": "road"}, follow=True, headers=EN)
    matter.refresh_from_db()
    assert (matter.category, matter.state) == ("road", "triaged")
    assert matter.settle_due_at > before
    with translation.override("en"):
        assert moment(deadline(matter.settle_due_at)) in answer.content.decode()
    assert address not in answer.content.decode()
    wang.post(address, {"category": "noise"})
    matter.refresh_from_db()
    assert matter.category == "road", "once"


def test_the_same_form_sent_again_is_the_same_matter_whatever_was_sorted_since(
    world: World,
) -> None:
    wang, sent = client_for(world.wang), form(place=str(world.grid.pk))
    assert wang.post("/matters/report/", sent).status_code == 302
    matter = Matter.objects.get()
    wang.post(f"/matters/{matter.pk}/kind/", {"category": "road"})
    assert wang.post("/matters/report/", sent).status_code == 302
    assert Matter.objects.count() == 1


def test_who_reported_by_message_is_told_that_the_days_changed(world: World) -> None:
    """The sentence: the channel itself is proved in tests/channels."""
    matter, _ = sent_by(client_for(world.wang), place=world.grid.pk, words="一件事")
    actions.triage(
        viewer=viewer(world.li), matter_id=matter.pk, category="road", now=timezone.now()
    )
    line = matter.events.get(verb="triage")
    with translation.override("en"):
        said = told_of(line)
    matter.refresh_from_db()
    assert said.startswith(f"{matter.reference} was sorted as")
    with translation.override("en"):
        assert telling_day(deadline(matter.settle_due_at)) in said
