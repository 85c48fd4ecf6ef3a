"""Changing how one signs in: a password, a new number, passkeys; each proves again who it is."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from maplebridge.people.models import Account, Person
from tests.people.ground import Ground

NUMBER = "13812340000"
NEW = "13912345678"


@pytest.fixture
def wang(ground: Ground, settings: Any) -> Person:
    settings.DEMO = True
    cache.clear()
    return ground.person("王小明", phone=NUMBER)


def by_code(client: Client, number: str = NUMBER) -> Client:
    client.post("/account/login/", {"login": number})
    client.post("/account/login/code/confirm/", {"code": client.session["demo_code"]})
    return client


def an_hour_passes(client: Client) -> None:
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()


def test_a_password_is_chosen_changed_and_reset_by_code(client: Client, wang: Person) -> None:
    by_code(client)
    both = {"password1": "maple leaves fall", "password2": "maple leaves fall"}
    assert client.post("/account/password/set/", both)["Location"] == "/people/"
    fresh = by_code(Client())
    assert "oldpassword" not in fresh.get("/account/password/change/").context["form"].fields
    both = {"password1": "river under bridge", "password2": "river under bridge"}
    assert fresh.post("/account/password/change/", both)["Location"] == "/people/"
    assert Account.objects.get().check_password("river under bridge")
    assert client.get("/people/").status_code == 302, "a new password ends other sessions"
    reset = Client().get("/account/password/reset/")["Location"]
    assert reset == "/account/login/?next=/account/password/change/"


def test_later_the_old_password_is_asked_for(client: Client, wang: Person) -> None:
    wang.account.set_password("maple leaves fall")
    wang.account.save()
    by_code(client)
    an_hour_passes(client)
    both = {"password1": "river under bridge", "password2": "river under bridge"}
    answer = client.post("/account/password/change/", {"oldpassword": "wrong", **both})
    assert "oldpassword" in answer.context["form"].errors
    answer = client.post("/account/password/change/", {"oldpassword": "maple leaves fall", **both})
    assert answer.status_code == 302


@pytest.mark.parametrize("poor", ["short", "password123", "12345678"])
def test_a_poor_password_is_refused(client: Client, wang: Person, poor: str) -> None:
    by_code(client)
    answer = client.post("/account/password/set/", {"password1": poor, "password2": poor})
    assert answer.status_code == 200
    assert not Account.objects.get().has_usable_password()


def test_a_new_number_counts_when_its_code_comes_back(client: Client, wang: Person) -> None:
    by_code(client)
    answer = client.post("/account/phone/change/", {"phone": "139 1234 5678"})
    assert answer["Location"] == "/account/phone/verify/"
    assert Account.objects.get().phone == NUMBER, "nothing changes before the code"
    client.post("/account/phone/verify/", {"code": client.session["demo_code"], "action": "verify"})
    account = Account.objects.get()
    assert (account.phone, account.phone_verified, account.person) == (NEW, True, wang)
    wang.refresh_from_db()
    assert wang.phone == NEW


def test_anothers_number_cannot_become_ones_own(
    client: Client, wang: Person, ground: Ground
) -> None:
    ground.person("李芳", phone=NEW)
    by_code(client)
    assert client.post("/account/phone/change/", {"phone": NEW}).status_code == 302
    page = client.post("/account/phone/verify/", {"code": client.session["demo_code"]})
    assert page.context["form"].errors["code"]
    assert Account.objects.get(person=wang).phone == NUMBER


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/account/phone/change/", {"phone": NEW}),
        ("/account/password/set/", {"password1": "river under bridge", "password2": "x"}),
        ("/account/passkeys/add/", {"name": "phone"}),
    ],
)
def test_a_session_left_open_must_prove_itself_by_a_new_code(
    client: Client, wang: Person, address: str, data: dict[str, str]
) -> None:
    by_code(client)
    an_hour_passes(client)
    answer = client.post(address, data)
    assert answer["Location"].startswith("/people/again/?next=")
    page = client.get(answer["Location"])
    assert page.status_code == 200
    again = client.post("/people/again/", {"next": page.context["next"]})
    assert again["Location"].startswith("/account/login/?next=")
    assert "_auth_user_id" not in client.session


def test_who_has_a_password_proves_it_before_adding_a_passkey(client: Client, wang: Person) -> None:
    wang.account.set_password("maple leaves fall")
    wang.account.save()
    by_code(client)
    an_hour_passes(client)
    asked = client.get("/account/passkeys/add/")["Location"]
    assert asked.startswith("/account/reauthenticate/")
    assert "/people/again/" in client.get(asked).content.decode()
    answer = client.post(asked, {"password": "maple leaves fall", "next": "/account/passkeys/add/"})
    assert answer["Location"] == "/account/passkeys/add/"
    assert client.get("/account/passkeys/add/").status_code == 200


def key_of(person: Person) -> Authenticator:
    data = {"name": "Phone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=person.account, type="webauthn", data=data)


def test_passkeys_are_listed_renamed_and_removed_by_their_owner_only(
    client: Client, wang: Person, ground: Ground
) -> None:
    key = key_of(wang)
    by_code(client)
    assert "Phone" in client.get("/account/passkeys/").content.decode()
    client.post(f"/account/passkeys/{key.pk}/edit/", {"name": "Old phone"})
    assert "Old phone" in client.get("/account/passkeys/").content.decode()
    ground.person("李芳", phone=NEW)
    other = by_code(Client(), NEW)
    for verb in ("edit", "remove"):
        assert other.get(f"/account/passkeys/{key.pk}/{verb}/").status_code == 404
    assert client.get(f"/account/passkeys/{key.pk}/remove/").status_code == 200
    client.post(f"/account/passkeys/{key.pk}/remove/")
    assert not Authenticator.objects.exists()


def test_a_passkey_is_another_way_in_and_locks_no_other(client: Client, wang: Person) -> None:
    key_of(wang)
    by_code(client)
    assert "_auth_user_id" in client.session


def test_a_made_up_passkey_opens_nothing(client: Client, wang: Person) -> None:
    options = client.get("/account/passkeys/login/", HTTP_X_REQUESTED_WITH="XMLHttpRequest")
    assert "request_options" in options.json()
    for credential in ("{}", "", "[]", "x" * 10_000, '{"id":"AA","rawId":"AA","response":{}}'):
        client.post("/account/passkeys/login/", {"credential": credential})
        assert "_auth_user_id" not in client.session


def test_signing_out_asks_once_and_ends_the_session(client: Client, wang: Person) -> None:
    by_code(client)
    assert client.get("/account/logout/").status_code == 200
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


PAGES = [
    "/account/login/",
    "/account/logout/",
    "/account/inactive/",
    "/account/phone/change/",
    "/account/password/set/",
    "/account/passkeys/",
    "/account/passkeys/add/",
]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_shows_the_packages_own_look(client: Client, wang: Person, path: str) -> None:
    if path != "/account/login/":
        by_code(client)
    answer = client.get(path)
    assert answer.status_code == 200
    names = [template.name for template in answer.templates if template.name]
    assert "portal/narrow.html" in names
    assert not [name for name in names if name.startswith("allauth/")]
