"""Programs call the API with a key: every address times every scope, and nothing else opens."""

from __future__ import annotations

import json
import re
import shlex
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.matters import public as matters
from maplebridge.people import actions
from maplebridge.people.models import Account, Person, Post, ProgramToken, StaffSession
from maplebridge.people.public import Scope
from maplebridge.portal.api import api
from maplebridge.portal.policy import SCOPES
from tests.world import World, build_world, client_for, viewer


@pytest.fixture
def world(db: None) -> World:
    return build_world()


READ, REPORT, WORK, POINTS, SPEND, ENTER, DECIDE, PLACES, *_OPEN311 = Scope
TABLE = {
    "GET matters": {READ},
    "POST matters": {REPORT},
    "POST matters/photos": {REPORT, WORK},
    "GET matters/{matter_id}": {READ},
    "GET matters/{matter_id}/timeline": {READ},
    "POST matters/{matter_id}/accept": {WORK},
    "POST matters/{matter_id}/answer": {WORK},
    "POST matters/{matter_id}/refer": {WORK},
    "POST matters/{matter_id}/return": {WORK},
    "POST matters/{matter_id}/assign": {WORK},
    "POST matters/{matter_id}/triage": {WORK},
    "POST matters/{matter_id}/start": {WORK},
    "POST matters/{matter_id}/suspend": {WORK},
    "POST matters/{matter_id}/resume": {WORK},
    "POST matters/{matter_id}/duplicate": {WORK},
    "POST matters/{matter_id}/rate": {REPORT},
    "POST matters/{matter_id}/words": {REPORT, WORK},
    "POST matters/{matter_id}/dispute": {REPORT},
    "POST matters/{matter_id}/withdraw": {REPORT},
    "POST matters/{matter_id}/recourse": {REPORT},
    "POST matters/{matter_id}/recourse/over": {REPORT},
    "POST matters/{matter_id}/take-part": {REPORT},
    "POST matters/{matter_id}/contact": set(),
    "GET matters/tasks": {WORK},
    "GET matters/{matter_id}/tasks": {WORK},
    "POST matters/{matter_id}/tasks": {WORK},
    "POST matters/tasks/{task_id}/take": {WORK},
    "POST matters/tasks/{task_id}/finish": {WORK},
    "POST matters/tasks/{task_id}/drop": {WORK},
    "GET matters/groups": {WORK},
    "POST matters/groups": {WORK},
    "GET matters/groups/{group_id}": {WORK},
    "GET matters/groups/{group_id}/matters": {WORK},
    "POST matters/groups/{group_id}/add": {WORK},
    "POST matters/groups/{group_id}/remove": {WORK},
    "POST matters/groups/{group_id}/change": {WORK},
    "POST matters/groups/{group_id}/news": {WORK},
    "POST matters/groups/{group_id}/answer": {WORK},
    "POST matters/groups/{group_id}/end": {WORK},
    "GET matters/groups/{group_id}/tasks": {WORK},
    "POST matters/groups/{group_id}/tasks": {WORK},
    "GET bank/points": {POINTS},
    "GET bank/statement": {POINTS},
    "GET bank/deeds": {POINTS},
    "GET bank/deeds/{deed_id}": {POINTS, ENTER, DECIDE},
    "POST bank/banks/{bank_id}/deeds": {ENTER},
    "POST bank/deeds/{deed_id}/withdraw": {ENTER},
    "GET bank/banks/{bank_id}/deeds/waiting": {DECIDE},
    "POST bank/deeds/{deed_id}/approve": {DECIDE},
    "POST bank/deeds/{deed_id}/refuse": {DECIDE},
    "GET bank/redemptions": {POINTS, SPEND},
    "POST bank/rewards/{reward_id}/reserve": {SPEND},
    "POST bank/redemptions/{redemption_id}/cancel": {SPEND},
    "GET territory/places": {PLACES},
    "GET territory/locate": {PLACES},
}
OPEN = {
    "GET bank/banks",
    "GET bank/banks/{bank_id}",
    "GET bank/banks/{bank_id}/rules",
    "GET bank/banks/{bank_id}/notices",
    "GET bank/notices/{notice_id}",
    "GET bank/banks/{bank_id}/seals",
    "GET bank/banks/{bank_id}/fund",
    "GET bank/banks/{bank_id}/rewards",
}
"""What everybody reads without signing in, as on the pages; a key beside it changes nothing."""


def key(who: Person, *scopes: Scope, office: bool = False, ends: date | None = None) -> str:
    now = timezone.now()
    return actions.make_token(
        viewer=viewer(who), id=uuid4(), name="程序", scopes=scopes or list(Scope), office=office,
        ends_on=ends or calendar.today(now) + timedelta(days=90), now=now,
    )  # fmt: skip


def bearer(token: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_ACCEPT_LANGUAGE": "en"}


def ask(token: str, address: str, body: dict[str, Any] | None = None) -> Any:
    """A program: no cookies, no CSRF token."""
    method, path = address.split()
    client, url = Client(enforce_csrf_checks=True), f"/api/v1/{path}"
    if method == "GET":
        return client.get(url, body, **bearer(token))  # type: ignore[arg-type]  # headers
    return client.post(url, body or {}, "application/json", **bearer(token))  # type: ignore[arg-type]  # headers


def report(world: World) -> str:
    sent = matters.Report(id=uuid4(), words="路灯不亮", place_id=world.grid.pk)
    made = matters.report(viewer=viewer(world.wang), sent=sent, now=timezone.now())
    return str(made.matter.pk)


def test_the_table_names_every_address_of_the_api() -> None:
    schema = api.get_openapi_schema(path_prefix="")
    known = {
        f"{method.upper()} {path.strip('/')}"
        for path, methods in schema["paths"].items()
        for method in methods
    }
    assert known == {*TABLE, *OPEN}
    assert set(SCOPES) == {line for line, scopes in TABLE.items() if scopes}


def test_the_api_describes_itself_once(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    def again(**_: object) -> None:
        pytest.fail("a second of work for each who asks")

    first = client_for(None).get("/api/v1/openapi.json")
    monkeypatch.setattr("ninja.main.get_schema", again)
    second = client_for(None).get("/api/v1/openapi.json")
    assert first.json() == second.json()
    assert first.json()["paths"]["/api/v1/matters"]


@pytest.mark.parametrize("address", TABLE)
def test_each_scope_opens_its_addresses_and_no_other(world: World, address: str) -> None:
    matter = report(world)
    for scope in Scope:
        path = address.replace("{matter_id}", matter)
        path = re.sub(r"{\w+}", str(uuid4()), path)
        answer = ask(key(world.wang, scope), path)
        said = answer.json().get("code", "") if answer.status_code != 200 else ""
        if scope in TABLE[address]:
            assert not said.startswith("token_"), (scope, answer.content)
            assert answer.status_code != 401
        else:
            code = "token_scope_missing" if TABLE[address] else "token_not_here"
            assert (answer.status_code, said) == (403, code), scope


def test_the_open_book_asks_for_no_key(db: None) -> None:
    for address in sorted(OPEN):
        path = re.sub(r"{\w+}", str(uuid4()), address.removeprefix("GET "))
        answer = Client().get(f"/api/v1/{path}")
        assert answer.status_code == (404 if "{" in address else 200), address


OPEN311_TABLE = {
    "GET services": None,
    "GET requests": None,
    "POST requests": {Scope.REPORT_BY_OPEN311},
    "GET servicerequestupdates": {Scope.REPORT_BY_OPEN311, Scope.UPDATE_BY_OPEN311},
    "POST servicerequestupdates": {Scope.UPDATE_BY_OPEN311},
}


@pytest.mark.parametrize("address", OPEN311_TABLE)
def test_open311_wants_scopes_of_its_own(world: World, address: str) -> None:
    method, path = address.split()
    for scope in Scope:
        client, fields = Client(enforce_csrf_checks=True), {"api_key": key(world.wang, scope)}
        send = client.get if method == "GET" else client.post
        answer = send(f"/open311/v2/{path}.json", fields)
        wanted = OPEN311_TABLE[address]
        refused = wanted is not None and scope not in wanted
        assert (answer.status_code == 403) == refused, (scope, answer.content)


def test_what_is_missing_is_named(world: World) -> None:
    said = ask(key(world.wang, READ), "POST matters").json()
    assert "matters.report" in said["message"]


def test_a_program_reports_for_its_person_without_a_csrf_token(world: World) -> None:
    token = key(world.wang, REPORT, READ)
    body = {"id": str(uuid4()), "words": "路灯不亮", "place_id": str(world.grid.pk)}
    assert ask(token, "POST matters", body).status_code == 201
    assert ask(token, "POST matters", body).status_code == 200
    (listed,) = ask(token, "GET matters").json()["matters"]
    assert listed["words"] == "路灯不亮"


@pytest.mark.parametrize("broken", ["", "x", "mbt_", "mbt_" + "A" * 43, "mbt_" + "é" * 43, " "])
def test_a_key_that_is_none_opens_nothing(world: World, broken: str) -> None:
    answer = ask(broken, "GET matters")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_unusable")
    assert "Bearer" in answer["WWW-Authenticate"]


def test_an_ended_or_revoked_key_opens_nothing(world: World) -> None:
    today = calendar.today(timezone.now())
    token = key(world.wang, READ, ends=today)
    assert ask(token, "GET matters").status_code == 200, "the last day counts"
    ProgramToken.objects.update(ends_on=today - timedelta(days=1))
    assert ask(token, "GET matters").status_code == 401
    ProgramToken.objects.update(ends_on=today)
    row = ProgramToken.objects.get()
    actions.revoke_token(viewer=viewer(world.wang), token_id=row.pk, now=timezone.now())
    assert ask(token, "GET matters").status_code == 401
    other = key(world.chen, READ)
    Account.objects.filter(person=world.chen).update(is_active=False)
    assert ask(other, "GET matters").status_code == 401


def test_pages_take_no_key(world: World) -> None:
    token = key(world.li)
    for path in (
        "/people/",
        "/people/residents/",
        "/matters/inbox/",
        "/matters/",
        "/core/deliveries/",
    ):
        answer = Client().get(path, **bearer(token))  # type: ignore[arg-type]  # headers
        assert answer["Location"].startswith("/account/login/"), path


def test_the_key_counts_and_not_the_cookie_beside_it(world: World) -> None:
    matter, li = report(world), client_for(world.li)
    path = f"/api/v1/matters/{matter}"
    assert li.get(path).status_code == 200
    stranger = key(world.stranger)
    assert li.get(path, **bearer(stranger)).status_code == 404  # type: ignore[arg-type]  # headers
    assert li.get(path, **bearer("nonsense")).status_code == 401  # type: ignore[arg-type]  # headers
    assert li.get(path, HTTP_AUTHORIZATION="Basic eDp5").status_code == 401


def test_a_session_still_needs_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.wang.account)
    assert client.post("/api/v1/matters", {}, "application/json").status_code == 403


def test_a_workers_program_reads_nothing_covered_and_enters_no_staff_mode(world: World) -> None:
    matter, token, now = report(world), key(world.li), timezone.now()
    assert ask(token, f"GET matters/{matter}").status_code == 200
    contact = ask(token, f"POST matters/{matter}/contact", {"reason": "约时间上门"})
    assert (contact.status_code, contact.json()["code"]) == (403, "token_not_here")
    StaffSession.objects.create(
        account=world.li.account, reason="r", began_at=now, ends_at=now + timedelta(hours=1)
    )
    program = actions.open_token(token=token, now=now)
    assert program
    assert program.viewer.posts
    assert (program.viewer.staff_until, program.viewer.staff_reason) == (None, "")
    for address in (f"GET matters/{matter}", f"GET matters/{matter}/timeline"):
        assert world.wang.phone not in ask(token, address).content.decode()


def test_a_program_of_the_office_acts_by_the_post_and_ends_with_it(world: World) -> None:
    matter, token = report(world), key(world.sun, READ, WORK, office=True)
    assert ask(token, f"POST matters/{matter}/accept").json()["state"] == "accepted"
    Post.objects.filter(person=world.sun).update(term_to=date(2025, 1, 1))
    assert ask(token, f"GET matters/{matter}").status_code == 401


def test_only_the_day_of_the_last_use_is_kept(world: World) -> None:
    token = key(world.wang, READ)
    ask(token, "GET matters")
    assert ProgramToken.objects.get().last_used_on == calendar.today(timezone.now())


def test_the_example_in_the_documentation_works(world: World) -> None:
    """Each curl of docs/api.md, as written, with the key and the id filled in."""
    text = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
    (block,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for line in block.replace("\\\n", " ").splitlines() if line.startswith("curl")]
    statuses = [_curl(line, key(world.wang, READ, REPORT)) for line in lines]
    assert statuses == [201, 200, 200]


def _curl(line: str, token: str) -> int:
    """What curl would send: the few options that the example uses, and no other."""
    method, headers, body, url = "GET", {}, "", ""
    words = iter(shlex.split(line.replace("$KEY", token))[1:])
    for word in words:
        if word == "-H":
            name, _, value = next(words).partition(": ")
            headers["HTTP_" + name.upper().replace("-", "_")] = value
        elif word == "-d":
            method, body = "POST", next(words)
            json.loads(body)
        else:
            url = word
    path = url.removeprefix("https://maplebridge.example")
    assert path.startswith("/api/v1/")
    kind = headers.pop("HTTP_CONTENT_TYPE", "application/json")
    client = Client(enforce_csrf_checks=True)
    if method == "GET":
        return client.get(path, **headers).status_code  # type: ignore[arg-type]  # headers
    return client.post(path, body, kind, **headers).status_code  # type: ignore[arg-type]  # headers
