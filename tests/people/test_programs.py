"""Keys for programs: shown once, kept as a hash, limited, seen and taken back by who made them."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import Role
from maplebridge.people import actions
from maplebridge.people.models import Person, ProgramToken
from maplebridge.people.queries import viewer_of
from maplebridge.people.rules import Scope
from tests.people.ground import Ground

NUMBER = "13812340000"
PAGE, ADD = "/people/programs/", "/people/programs/add/"


@pytest.fixture(autouse=True)
def _demo(db: None, settings: Any) -> None:
    settings.DEMO = True
    cache.clear()


@pytest.fixture
def wang(ground: Ground) -> Person:
    return ground.person("王小明", phone=NUMBER, home=ground.home)


def by_code(number: str = NUMBER) -> Client:
    client = Client()
    client.post("/account/login/", {"login": number})
    client.post("/account/login/code/confirm/", {"code": client.session["demo_code"]})
    return client


def body(**more: Any) -> dict[str, Any]:
    end = calendar.today(timezone.now()) + timedelta(days=90)
    return {
        "id": str(uuid4()),
        "name": "家里的小程序",
        "scopes": ["matters.read", "matters.report"],
        "ends_on": end.isoformat(),
    } | more


def shown(answer: Any) -> str:
    return str(answer.context["token"])


def test_the_key_is_shown_once_and_only_its_hash_is_kept(wang: Person) -> None:
    client, sent = by_code(), body()
    assert client.get(ADD).status_code == 200
    made = client.post(ADD, sent)
    token = shown(made)
    assert token in made.content.decode()
    assert token.startswith("mbt_")
    row = ProgramToken.objects.get()
    assert row.digest == sha256(token.encode()).hexdigest()
    assert token not in str(list(ProgramToken.objects.values()))
    assert "no-store" in made["Cache-Control"]
    listed = client.get(PAGE).content.decode()
    assert "家里的小程序" in listed
    assert token not in listed
    assert token not in str(dict(client.session))
    again = client.post(ADD, sent)
    assert again.status_code == 422, "the same form does not make a second key"
    assert sent["name"] in again.content.decode()
    assert ProgramToken.objects.count() == 1
    assert AuditEntry.objects.filter(verb="make_token", thing_id=row.pk).exists()


def test_making_one_asks_for_a_fresh_sign_in(wang: Person) -> None:
    client = Client()
    client.force_login(wang.account)
    assert client.get(ADD)["Location"].startswith("/people/again/")
    assert client.post(ADD, body())["Location"].startswith("/people/again/")
    assert not ProgramToken.objects.exists()


def test_taking_it_back_is_for_its_maker_alone(wang: Person, ground: Ground) -> None:
    client = by_code()
    client.post(ADD, body())
    row = ProgramToken.objects.get()
    other = Client()
    other.force_login(ground.person("李芳").account)
    assert other.post(f"{PAGE}{row.pk}/revoke/").status_code == 404
    assert row.name not in other.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{row.pk}/revoke/").status_code == 302
    row.refresh_from_db()
    assert row.revoked_at
    assert AuditEntry.objects.filter(verb="revoke_token", thing_id=row.pk).exists()
    assert row.name not in client.get(PAGE).content.decode().split("<main", 1)[1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": []},
        {"scopes": ["everything"]},
        {"name": " "},
        {"name": "x" * 61},
        {"ends_on": "2020-01-01"},
        {"ends_on": "2999-01-01"},
        {"ends_on": "soon"},
        {"id": "x"},
    ],
)
def test_a_wrong_form_keeps_what_was_typed_and_makes_nothing(
    wang: Person, wrong: dict[str, Any]
) -> None:
    answer = by_code().post(ADD, body(**wrong))
    assert answer.status_code == 422
    assert not ProgramToken.objects.exists()
    assert "name" in wrong or "家里的小程序" in answer.content.decode()


def test_only_operators_and_heads_make_keys_for_the_office(wang: Person, ground: Ground) -> None:
    by_code().post(ADD, body(office="on"))
    assert not ProgramToken.objects.get().office, "the field is not theirs"
    worker = ground.person("孫值班", phone="13812349999")
    ground.post(worker, Role.OPERATOR, ground.east)
    desk = by_code("13812349999")
    desk.post(ADD, body(office="on"))
    assert ProgramToken.objects.filter(account=worker.account, office=True).exists()
    assert desk.post(ADD, body(office="on", scopes=["points.read"])).status_code == 422


def test_twenty_keys_are_the_most(wang: Person) -> None:
    now = timezone.now()
    viewer = viewer_of(wang, now=now)
    terms = {"name": "x", "scopes": [Scope.READ_PLACES], "ends_on": calendar.today(now)}
    for _ in range(20):
        actions.make_token(viewer=viewer, id=uuid4(), now=now, **terms)  # type: ignore[arg-type]  # mixed
    assert by_code().post(ADD, body()).status_code == 422


def test_my_copy_names_my_programs_and_closing_ends_them(wang: Person) -> None:
    client = by_code()
    token = shown(client.post(ADD, body()))
    copy = client.post("/people/export/").getvalue().decode()
    assert "家里的小程序" in copy
    assert ProgramToken.objects.get().digest not in copy
    client.post("/people/close/")
    assert actions.open_token(token=token, now=timezone.now()) is None
    assert ProgramToken.objects.get().revoked_at
