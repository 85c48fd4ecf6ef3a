"""A number that went to a new person opens no old account; its owner comes back with one more thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import Role
from maplebridge.people.models import AccessRecord, Account, Person
from tests.people.ground import Ground

NUMBER = "13812340000"
ASK = "/people/still-you/"
pytestmark = pytest.mark.django_db


class Door:
    """Somebody at home whose account was not used for a while, and a grid worker."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.wang = ground.person("王小明", phone=NUMBER, home=ground.home)
        self.worker = ground.worker("李芳", ground.grid)
        self.far_worker = ground.worker("趙強", ground.far_grid)
        self.unused(91)

    def unused(self, days: int, who: Person | None = None) -> None:
        then = timezone.now() - timedelta(days=days)
        who = who or self.wang
        Person.objects.filter(pk=who.pk).update(created_at=then - timedelta(days=300))
        Account.objects.filter(person=who).update(
            last_used_on=then.date(), last_login=then, created_at=then
        )


@pytest.fixture
def door(ground: Ground, settings: Any) -> Door:
    settings.DEMO = True
    cache.clear()
    return Door(ground)


def code_comes_back(client: Client, number: str = NUMBER, onward: str = "") -> Any:
    client.post("/account/login/", {"login": number, "next": onward})
    code = client.session["demo_code"]
    return client.post("/account/login/code/confirm/", {"code": code, "next": onward})


def signed_in_as(client: Client) -> Person | None:
    key = client.session.get("_auth_user_id")
    return Account.objects.get(pk=key).person if key else None


def test_a_code_alone_opens_what_was_used_lately(door: Door, client: Client) -> None:
    door.unused(89)
    assert code_comes_back(client)["Location"] == "/"
    assert signed_in_as(client) == door.wang


def test_after_ninety_days_a_code_alone_opens_nothing_and_shows_nothing(
    door: Door, client: Client
) -> None:
    assert code_comes_back(client)["Location"] == ASK
    assert signed_in_as(client) is None
    page = client.get(ASK).content.decode()
    assert "王" not in page
    assert "楓林" not in page
    assert client.get("/people/").status_code == 302


def test_name_and_door_open_it_and_one_lands_where_one_wanted(door: Door, client: Client) -> None:
    code_comes_back(client, onward="/people/log/")
    answer = client.post(ASK, {"action": "same", "name": " 王小明 ", "door": "１０１室"})
    assert (answer.status_code, answer["Location"]) == (302, "/people/log/")
    assert signed_in_as(client) == door.wang
    again = Client()
    assert code_comes_back(again)["Location"] == "/", "used today: the code is enough again"


@pytest.mark.parametrize(
    ("name", "door_number"),
    [("王小明", "102"), ("王", "101"), ("", "101"), ("王小明", ""), ("x" * 900, "101"), ("", "")],
)
def test_half_an_answer_opens_nothing_and_keeps_what_was_typed(
    door: Door, client: Client, name: str, door_number: str
) -> None:
    code_comes_back(client)
    answer = client.post(ASK, {"action": "same", "name": name, "door": door_number})
    assert answer.status_code == 422
    assert signed_in_as(client) is None
    assert not door_number or f'value="{door_number}"' in answer.content.decode()


def test_guesses_run_out_also_with_new_codes(door: Door, client: Client) -> None:
    for n in range(6):
        if n % 3 == 0:
            cache.delete_many([])
            client = Client(REMOTE_ADDR=f"10.0.0.{n}")
            code_comes_back(client)
        client.post(ASK, {"action": "same", "name": "王小明", "door": f"9{n}"})
    client.post(ASK, {"action": "same", "name": "王小明", "door": "101"})
    assert signed_in_as(client) is None


def test_who_has_the_number_now_begins_anew_and_the_old_account_is_kept(
    door: Door, client: Client
) -> None:
    code_comes_back(client)
    answer = client.post(ASK, {"action": "new"})
    assert answer["Location"] == "/people/name/"
    newcomer = signed_in_as(client)
    assert newcomer
    assert newcomer != door.wang
    assert newcomer.phone == NUMBER
    door.wang.refresh_from_db()
    assert (door.wang.name, door.wang.phone, door.wang.account.phone) == ("王小明", "", None)
    assert door.wang.stays.filter(ended_on__isnull=True).exists()
    assert AuditEntry.objects.filter(verb="part_number", thing_id=door.wang.account.pk).exists()


def change_number(client: Client, number: str = NUMBER) -> Any:
    client.post("/account/phone/change/", {"phone": number})
    sent = {"code": client.session["demo_code"], "action": "verify"}
    return client.post("/account/phone/verify/", sent)


def test_who_is_signed_in_gets_the_number_of_a_quiet_account_too(
    door: Door, client: Client
) -> None:
    chen = door.ground.person("陳鄰居", phone="13812349999")
    code_comes_back(client, "13812349999")
    assert change_number(client).status_code == 302
    chen.refresh_from_db()
    door.wang.refresh_from_db()
    assert (chen.phone, chen.account.phone) == (NUMBER, NUMBER)
    assert (door.wang.name, door.wang.phone, door.wang.account.phone) == ("王小明", "", None)
    assert AuditEntry.objects.filter(verb="part_number", thing_id=door.wang.account.pk).exists()


def test_a_number_whose_account_is_in_use_stays_with_it(door: Door, client: Client) -> None:
    door.unused(89)
    chen = door.ground.person("陳鄰居", phone="13812349999")
    code_comes_back(client, "13812349999")
    assert change_number(client).context["form"].errors["code"]
    chen.refresh_from_db()
    door.wang.refresh_from_db()
    assert (chen.phone, door.wang.phone) == ("13812349999", NUMBER)


def test_a_number_that_somebody_typed_and_never_proved_is_free(
    door: Door, client: Client, ground: Ground
) -> None:
    Client().post("/account/login/", {"login": "13812341111"})
    chen = ground.person("陳鄰居", phone="13812349999")
    code_comes_back(client, "13812349999")
    assert change_number(client, "13812341111").status_code == 302
    chen.refresh_from_db()
    assert chen.phone == "13812341111"


def test_a_password_still_opens_it(door: Door, client: Client) -> None:
    account = door.wang.account
    account.set_password("maple leaves fall")
    account.save()
    client.post("/account/login/", {"login": NUMBER, "password": "maple leaves fall"})
    assert signed_in_as(client) == door.wang


def test_whom_a_worker_registered_long_ago_is_asked_too(door: Door, client: Client) -> None:
    aunt = door.ground.person(
        "張三丰", phone="13812349999", account=False, home=door.ground.other_home
    )
    Person.objects.filter(pk=aunt.pk).update(created_at=timezone.now() - timedelta(days=400))
    assert code_comes_back(client, "13812349999")["Location"] == ASK
    client.post(ASK, {"action": "same", "name": "張三丰", "door": "102"})
    assert signed_in_as(client) == aunt
    other = Client()
    Account.objects.filter(person=aunt).delete()
    assert code_comes_back(other, "13812349999")["Location"] == ASK
    other.post(ASK, {"action": "new"})
    assert signed_in_as(other) not in (None, aunt)


def test_without_a_proved_code_the_question_is_not_there(door: Door, client: Client) -> None:
    assert client.get(ASK)["Location"] == "/account/login/"
    assert client.post(ASK, {"action": "new"}).status_code == 302
    code_comes_back(client)
    session = client.session
    session["unsure"] |= {"at": timezone.now().timestamp() - 601}
    session.save()
    assert client.get(ASK)["Location"] == "/account/login/"


def vouch(door: Door, who: Person, number: str = NUMBER) -> Any:
    client = Client()
    client.force_login(who.account)
    return client.post(f"/people/residents/{door.wang.pk}/vouch/", {"phone": number})


def test_a_grid_worker_at_the_door_makes_the_code_enough(door: Door, client: Client) -> None:
    assert vouch(door, door.worker).status_code == 302
    assert code_comes_back(client)["Location"] == "/"
    assert signed_in_as(client) == door.wang
    assert AccessRecord.objects.get(subject=door.wang).reader == door.worker
    door.unused(91)
    assert code_comes_back(Client())["Location"] == ASK, "it is good once"


def test_it_is_good_for_a_day(door: Door, client: Client) -> None:
    vouch(door, door.worker)
    Account.objects.filter(person=door.wang).update(
        vouched_until=timezone.now() - timedelta(seconds=1)
    )
    assert code_comes_back(client)["Location"] == ASK


def test_a_worker_gives_the_way_in_back_after_the_number_went_to_somebody_else(
    door: Door, client: Client
) -> None:
    code_comes_back(client)
    client.post(ASK, {"action": "new"})
    assert vouch(door, door.worker, "139 9999 0000").status_code == 302
    back = Client()
    code_comes_back(back, "13999990000")
    assert signed_in_as(back) == door.wang
    door.wang.refresh_from_db()
    assert door.wang.phone == "13999990000"
    assert signed_in_as(client).phone == NUMBER  # type: ignore[union-attr]  # the newcomer keeps it


def test_a_slip_of_who_pressed_new_is_put_right(door: Door, client: Client) -> None:
    code_comes_back(client)
    client.post(ASK, {"action": "new"})
    vouch(door, door.worker, NUMBER)
    back = Client()
    code_comes_back(back)
    assert signed_in_as(back) == door.wang
    assert Account.objects.get(phone=NUMBER).person == door.wang


def test_nobody_turns_the_account_in_use_to_another_number(door: Door) -> None:
    door.unused(3)
    assert vouch(door, door.worker, "13999990000").status_code == 422
    assert Account.objects.get(person=door.wang).vouched_phone is None


@pytest.mark.parametrize(("who", "status"), [("worker", 302), ("far_worker", 404), ("wang", 403)])
def test_who_may_confirm(door: Door, who: str, status: int) -> None:
    assert vouch(door, getattr(door, who)).status_code == status


def test_a_volunteer_and_a_wrong_number_confirm_nothing(door: Door) -> None:
    volunteer = door.ground.worker("何幫忙", door.ground.grid, Role.VOLUNTEER)
    assert vouch(door, volunteer).status_code == 404
    assert vouch(door, door.worker, "12345").status_code == 422


def test_using_the_house_counts_as_use_once_a_day(door: Door, client: Client) -> None:
    client.force_login(door.wang.account)
    client.get("/people/")
    assert Account.objects.get(person=door.wang).last_used_on == timezone.localdate()
