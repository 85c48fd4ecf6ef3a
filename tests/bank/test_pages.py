"""The bank's pages: a deed goes from a phone to the passbook through its forms alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from maplebridge.bank import actions, queries
from maplebridge.bank.models import Deed, MonthNotice, Objection, VillageBank
from maplebridge.people.models import Account, Person
from tests import world
from tests.bank.test_notices import FIRST, OVER
from tests.bank.village import Village
from tests.people.ground import NOW, TODAY, day


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def browser(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(Account.objects.get(person=person))
    return client


def sent(village: Village, person: Person, **more: Any) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": str(uuid4()), "household": str(village.house(person)), "kind": "help_neighbour",
        "done_on": TODAY.isoformat(), "saw_it": "on",
    }  # fmt: skip
    return entry | more


def test_a_deed_goes_from_a_phone_to_the_passbook(village: Village, clock: Any) -> None:
    bank = village.bank.pk
    li = browser(village.li)
    form = li.get(f"/bank/{bank}/enter/").context["form"]
    assert [value for value, _ in form.fields["household"].choices] == [
        str(village.house(village.li))
    ]
    found = li.get(f"/bank/{bank}/enter/", {"q": "101"}).context["form"]
    assert found.initial["household"] == village.house(village.wang)
    assert li.post(f"/bank/{bank}/enter/", sent(village, village.wang)).status_code == 302
    deed = Deed.objects.get()
    chair = browser(village.chair)
    assert "help" in chair.get(f"/bank/{bank}/waiting/").content.decode().lower()
    assert chair.post(f"/bank/{bank}/waiting/", {"deed": [str(deed.pk)]}).status_code == 302
    clock.move_to(FIRST)
    assert "2026-11" in chair.get(f"/bank/{bank}/").content.decode()
    chair.post(f"/bank/{bank}/publish/")
    notice = MonthNotice.objects.get()
    page = Client(headers={"accept-language": "en"}).get(f"/bank/notices/{notice.pk}/")
    assert page.status_code == 200
    assert "No. 1" in page.content.decode()
    assert "王芳" not in page.content.decode()
    clock.move_to(OVER)
    actions.post_due(now=OVER)
    wang = browser(village.wang)
    assert wang.get("/bank/").context["page"].available == 2
    assert "passbook" in wang.get("/bank/deeds/").content.decode()


def test_what_was_typed_stays_when_a_cap_says_no(village: Village) -> None:
    for _ in range(2):
        village.enter(village.wang)
    photo = world.photo()
    answer = browser(village.li).post(
        f"/bank/{village.bank.pk}/enter/", sent(village, village.wang, text="帮收稻子", photo=photo)
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "2 times a day" in html
    assert "帮收稻子" in html
    kept = answer.context["form"]["kept"].value()
    again = sent(village, village.wang, kind="trees", kept=kept)
    assert browser(village.li).post(f"/bank/{village.bank.pk}/enter/", again).status_code == 302
    assert Deed.objects.get(kind="trees").photo is not None


def test_a_photo_that_one_did_not_send_cannot_be_attached(village: Village) -> None:
    wrong = sent(village, village.wang, kept=str(uuid4()))
    answer = browser(village.li).post(f"/bank/{village.bank.pk}/enter/", wrong)
    assert answer.status_code == 422
    assert not Deed.objects.exists()


def test_a_clean_up_day_from_one_page(village: Village) -> None:
    homes = [str(village.house(one)) for one in (village.wang, village.li)]
    form = {
        "id": str(uuid4()), "kind": "cleanup_day", "done_on": TODAY.isoformat(),
        "households": homes,
    }  # fmt: skip
    answer = browser(village.chair).post(f"/bank/{village.bank.pk}/enter-many/", form)
    assert answer.status_code == 200
    assert Deed.objects.count() == 2


def test_an_objection_is_made_and_answered_on_the_pages(village: Village, clock: Any) -> None:
    deed = village.approve(village.enter(village.wang))
    clock.move_to(FIRST)
    notice = actions.publish_notice(
        viewer=village.sees(village.chair, FIRST), bank_id=village.bank.pk, month=TODAY, now=FIRST
    )
    page = f"/bank/notices/{notice.pk}/1/"
    zhao = browser(village.zhao)
    assert zhao.get(page).status_code == 200
    assert zhao.post(page, {"deed": str(deed.pk), "text": "那天下雨"}).status_code == 302
    objection = Objection.objects.get()
    chair = browser(village.chair)
    assert "那天下雨" in chair.get(f"/bank/{village.bank.pk}/objections/").content.decode()
    answer = f"/bank/objections/{objection.pk}/answer/"
    assert chair.post(answer, {"upheld": "yes", "text": " "}).status_code == 422
    assert chair.post(answer, {"upheld": "yes", "text": "查实"}).status_code == 302
    assert "那天下雨" not in browser(village.wang).get(page).content.decode()
    deed.refresh_from_db()
    assert deed.state == "voided"


def test_a_head_founds_a_bank_and_notes_the_council(village: Village) -> None:
    client = browser(village.head)
    place = village.ground.next_grid.pk
    form = {"place": str(place), "name": "", "founded_on": TODAY.isoformat()}
    assert client.post("/bank/found/", form).status_code == 302
    bank = VillageBank.objects.get(place=place)
    assert bank.name == "第二網格积分社"
    seat = {
        "person": str(village.wang.pk), "role": "chair", "way": "elected",
        "term_from": TODAY.isoformat(),
    }  # fmt: skip
    page = f"/bank/{bank.pk}/council/"
    assert "王" in client.get(page, {"q": "王芳"}).content.decode()
    assert client.post(page, seat).status_code == 302
    assert queries.seats_on(bank.pk, TODAY)[0].person == village.wang
    again = client.post("/bank/found/", form)
    assert again.status_code == 422
    assert "already serves" in again.content.decode()


def test_the_chair_changes_a_kind_and_the_rules_from_tomorrow_on(village: Village) -> None:
    chair = browser(village.chair)
    bank = village.bank.pk
    tomorrow = day(1).isoformat()
    kind = {"points": 4, "per_day": "", "per_month": 3, "valid_from": tomorrow, "source": "理事会"}
    assert chair.post(f"/bank/{bank}/kinds/trees/", kind).status_code == 302
    changed = queries.catalogue_on(bank, day(1)).catalogue.kind("trees")
    assert changed is not None
    assert (changed.points, changed.per_day, changed.per_month) == (4, None, 3)
    new = kind | {"name": "晒谷互助", "field": "moral_culture", "valid_from": day(2).isoformat()}
    assert chair.post(f"/bank/{bank}/kinds/add/", new).status_code == 302
    assert queries.catalogue_on(bank, day(2)).catalogue.kind("own_1") is not None
    body = chair.get(f"/bank/{bank}/rules/change/").context["form"].initial
    rules = body | {"witnesses": 2, "valid_from": tomorrow, "source": "理事会"}
    rules.pop("enterer_may_approve")
    assert chair.post(f"/bank/{bank}/rules/change/", rules).status_code == 302
    assert queries.charter_on(bank, day(1)).charter.witnesses == 2
    assert queries.charter_on(bank, TODAY).charter.witnesses == 1
    assert chair.post(f"/bank/{bank}/rules/change/", rules).status_code == 422
    assert "晒谷互助" not in Client().get(f"/bank/{bank}/rules/").content.decode()


def test_visitors_read_the_open_book_and_no_name_of_the_council(village: Village) -> None:
    visitor, villager = Client(), browser(village.wang)
    page = f"/bank/{village.bank.pk}/"
    assert "周理事" not in visitor.get(page).content.decode()
    assert "周理事" in villager.get(page).content.decode()
    assert "安乐村积分社" in visitor.get("/bank/banks/").content.decode()


def test_the_second_look_is_noted_on_its_page(village: Village) -> None:
    village.enter(village.wang)
    village.enter(village.li, by=village.wang)
    page = f"/bank/{village.bank.pk}/second-look/"
    chair = browser(village.chair)
    (ring,) = chair.get(page).context["rings"]
    assert chair.post(page, {"mark": ring["mark"]}).status_code == 302
    assert chair.get(page).context["rings"] == []


def test_the_photo_is_for_those_who_may_read_the_entry(village: Village) -> None:
    from maplebridge.core import files

    deed = village.enter(village.wang, photo_id=files.ingest(world.photo(), now=NOW).pk)
    page = f"/bank/deeds/{deed.pk}/photo/"
    assert browser(village.chair).get(page).status_code == 200
    assert browser(village.zhao).get(page).status_code == 404
    assert Client().get(page).status_code == 302
    assert deed.entered_at - NOW == timedelta(0)


def test_who_approves_many_reads_which_were_left_and_why(village: Village) -> None:
    good, own = village.enter(village.wang), village.enter(village.chair)
    chosen = {"deed": [str(good.pk), str(own.pk)]}
    page = browser(village.chair).post(f"/bank/{village.bank.pk}/waiting/", chosen, follow=True)
    (warning,) = [str(one) for one in page.context["messages"] if one.level_tag == "warning"]
    assert f"{own.done_on:%m-%d}" in warning
    assert "104" in warning, "the chair's own door"
    assert "101" not in warning
