"""The register of organisations: who reads it, who keeps it, and what is found in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maplebridge.core.models import AuditEntry
from maplebridge.organisations import actions, queries
from maplebridge.organisations.models import Organisation
from maplebridge.people.models import Person
from tests.organisations.ground import CODE, enter
from tests.world import World, client_for, viewer

BASE = "/organisations/"


def get(who: Person | None, path: str = "") -> Any:
    return client_for(who).get(f"{BASE}{path}")


def page(who: Person, path: str = "") -> str:
    return str(get(who, path).content.decode())


def send(who: Person, path: str, **data: Any) -> Any:
    return client_for(who).post(f"{BASE}{path}", data)


def entry(world: World, **more: Any) -> dict[str, Any]:
    sent = {"name": "楓林物业服务有限公司", "kind": "property", "place": str(world.community.pk)}
    return sent | more


def test_an_operator_enters_one_and_a_resident_reads_it(world: World) -> None:
    sent = entry(
        world, short_name="楓林物业", credit_code=f" {CODE.lower()} ", phone="0791-86000000"
    )
    assert send(world.sun, "add/", **sent).status_code == 302
    found = Organisation.objects.get()
    assert (found.credit_code, found.place) == (CODE, world.community)
    assert "楓林物业服务有限公司" in page(world.wang)
    shown = page(world.wang, f"{found.pk}/")
    assert CODE in shown
    assert "0791-86000000" in shown
    assert "东社区" in shown or "東社區" in shown
    assert f"{found.pk}/edit/" not in shown
    assert AuditEntry.objects.filter(verb="organisation.enter", thing_id=found.pk).exists()


def test_what_was_typed_stays_when_the_credit_code_is_none(world: World) -> None:
    refused = send(world.sun, "add/", **entry(world, credit_code="9136010000000000X0"))
    assert refused.status_code == 422
    assert "楓林物业服务有限公司" in refused.content.decode()
    assert "9136010000000000X0" in refused.content.decode()
    assert not Organisation.objects.exists()


def test_what_is_wrong_with_a_credit_code_stands_at_its_field(world: World) -> None:
    refused = send(world.sun, "add/", **entry(world, credit_code="9136010000000000X0"))
    form = refused.context["form"]
    assert list(form.errors) == ["credit_code"]
    enter(world, credit_code=CODE)
    twice = send(world.sun, "add/", **entry(world, credit_code=CODE))
    assert list(twice.context["form"].errors) == ["credit_code"]


def test_a_credit_code_is_entered_once_until_that_one_has_ended(world: World) -> None:
    first = enter(world, credit_code=CODE)
    again = send(world.qian, "add/", **entry(world, credit_code=CODE, place=str(world.street.pk)))
    assert again.status_code == 422
    assert "楓林物业" in again.content.decode()
    actions.end(viewer=viewer(world.sun), organisation_id=first.pk, now=_now())
    assert send(world.sun, "add/", **entry(world, credit_code=CODE)).status_code == 302


def test_two_who_enter_one_code_at_once_hear_which_of_them_was_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who looked before the other had written is held by the database, in the same words."""
    from maplebridge.organisations.actions import register

    enter(world, credit_code=CODE)
    monkeypatch.setattr(register, "_code", lambda text, changed: text)
    late = send(world.sun, "add/", **entry(world, credit_code=CODE))
    assert late.status_code == 422
    assert CODE in late.content.decode()
    assert "“楓林物业”" in late.content.decode()
    other = enter(world, "另一家")
    changed = send(world.sun, f"{other.pk}/edit/", **entry(world, credit_code=CODE))
    assert changed.status_code == 422
    assert Organisation.objects.count() == 2


def test_only_who_leads_a_place_enters_and_only_for_it(world: World) -> None:
    for who in (world.wang, world.li, world.chen):
        assert send(who, "add/", **entry(world)).status_code == 403
    elsewhere = entry(world, place=str(world.other_community.pk))
    assert send(world.sun, "add/", **elsewhere).status_code == 422
    assert send(world.qian, "add/", **elsewhere).status_code == 302


def test_an_entry_is_changed_and_ended_by_who_keeps_it(world: World) -> None:
    found = enter(world)
    assert send(world.li, f"{found.pk}/edit/", **entry(world)).status_code == 403
    changed = send(world.qian, f"{found.pk}/edit/", **entry(world, name="新楓林物业"))
    assert changed.status_code == 302
    assert "新楓林物业" in page(world.sun, f"{found.pk}/end/")
    assert send(world.sun, f"{found.pk}/end/").status_code == 302
    found.refresh_from_db()
    assert found.ended_on is not None
    assert "新楓林物业" not in page(world.wang, "?which=all")
    assert get(world.wang, f"{found.pk}/").status_code == 404
    assert "新楓林物业" in page(world.sun, "?which=ended")
    assert send(world.sun, f"{found.pk}/edit/", **entry(world)).status_code == 422


def test_a_street_keeps_its_own_and_a_community_does_not_change_it(world: World) -> None:
    found = enter(world, by=world.qian, place=world.street)
    assert send(world.sun, f"{found.pk}/edit/", **entry(world)).status_code == 404
    assert f"{found.pk}/edit/" not in page(world.sun, f"{found.pk}/")


def test_another_place_adds_itself_and_takes_itself_out(world: World) -> None:
    found = enter(world, by=world.qian, place=world.other_community)
    assert "楓林物业" not in page(world.wang, "?which=here")
    assert send(world.sun, f"{found.pk}/places/", place=str(world.community.pk)).status_code == 302
    assert "楓林物业" in page(world.wang, "?which=here")
    assert str(world.grid.pk) not in page(world.sun, f"{found.pk}/"), "it lies in the community"
    inside = send(world.sun, f"{found.pk}/places/", place=str(world.grid.pk))
    assert inside.status_code == 422
    rows = {row.place_id: row for row in queries.active_in(found)}
    theirs, ours = rows[world.other_community.pk], rows[world.community.pk]
    assert send(world.sun, f"{found.pk}/places/end/", active=str(theirs.pk)).status_code == 404
    assert send(world.li, f"{found.pk}/places/end/", active=str(ours.pk)).status_code == 403
    assert send(world.sun, f"{found.pk}/places/end/", active=str(ours.pk)).status_code == 302
    assert "楓林物业" not in page(world.wang, "?which=here")
    assert send(world.li, f"{found.pk}/places/", place=str(world.grid.pk)).status_code == 403


def test_visitors_sign_in_first(world: World) -> None:
    answer = get(None)
    assert answer.status_code == 302
    assert "/account/login/" in answer["Location"]


def test_found_by_part_of_a_name_and_by_the_first_signs_of_the_code(world: World) -> None:
    enter(world, "南昌楓林物业服务有限公司", short_name="楓林", credit_code=CODE)
    enter(world, "红马甲志愿服务队")
    for text, there, away in (("马甲", "红马甲", "楓林"), (CODE[:6], "楓林", "红马甲")):
        found = page(world.wang, f"?which=all&q={text}")
        assert there in found
        assert away not in found
    assert get(world.wang, "?after=x").status_code == 404


def test_each_page_goes_on_after_the_last_row_even_while_more_are_entered(world: World) -> None:
    names = [enter(world, f"组织{number:02}").name for number in range(5)]
    first = queries.find(viewer(world.sun), limit=2)
    enter(world, "后来的")
    second = queries.find(viewer(world.sun), after=first.after, limit=2)
    third = queries.find(viewer(world.sun), after=second.after, limit=2)
    seen = [line.organisation.name for got in (first, second, third) for line in got.lines]
    assert seen == names[::-1]
    assert third.after is None


def test_a_page_of_the_list_asks_three_times_whatever_its_length(world: World) -> None:
    for number in range(6):
        enter(world, f"组织{number}")
    who = viewer(world.wang)
    with CaptureQueriesContext(connection) as asked:
        queries.find(who, here=True)
    assert len(asked) <= 3


@pytest.mark.parametrize("name", ["", "   ", "好\u0007", "长" * 81])
def test_a_name_that_cannot_be_is_refused(world: World, name: str) -> None:
    assert send(world.sun, "add/", **entry(world, name=name)).status_code == 422
    assert not Organisation.objects.exists()


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
