"""A NUL in any parameter of any address is a clear 400, and never a fault: PostgreSQL takes none."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from maplebridge.portal.api import api
from maplebridge.portal.middleware import KNOCKING
from tests.addresses.table import Row, rows
from tests.addresses.things import Things, make_things
from tests.addresses.walking import PATTERNS, client_of
from tests.world import World, build_world, client_for

NUL = "a\0b"
CALM = {200, 400, 403, 404, 405}
"""These addresses look at each text themselves, and pass over names that they do not know."""
ASKED = re.compile(r"""\.get(?:list)?\(\s*"([a-z_]+)"|\[\s*"([a-z_]+)"\s*\]""")


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite takes a NUL")
@pytest.mark.django_db
def test_every_address_refuses_nul_in_each_parameter_that_it_knows(settings: Any) -> None:
    settings.LIMITS = {}
    things = make_things()
    visitor, sun, wrong, tried = Client(), client_of(things.people["sun"]), [], 0
    for row in rows():
        address = _address(row, things)
        names = _known_to(PATTERNS[row.name].callback)
        tried += len(names)
        own = row.name.startswith("open311:") or row.name in KNOCKING
        asked = _undone(sun if own else visitor, [f"{address}?{name}=a%00b" for name in names])
        asked += _undone(sun, [f"{address}?{urlencode(dict.fromkeys(names, NUL))}"])
        asked += _undone(sun, [address], dict.fromkeys(names, NUL))
        for name, status in zip([*names, "all asked", "all sent"], asked, strict=True):
            if status not in (CALM if own else {400, 405}):
                wrong.append(f"{row.name} {name}: {status}")
    assert tried > 1_000, "the names of the parameters were not found"
    assert not wrong, "\n".join(wrong)


def _address(row: Row, things: Things) -> str:
    keys = PATTERNS[row.name].pattern.converters
    return reverse(row.name, kwargs={key: things.ids[key] for key in keys})


def _undone(client: Client, addresses: list[str], body: Any = None) -> list[int]:
    """Fragments are asked for: they are drawn in a tenth of the time of a page. Where the house
    refuses for all its views, it does so before it looks who asks: a visitor, who has no session to
    be read, would be sent to sign in by whatever let the NUL through."""
    before, small = transaction.savepoint(), {"HX-Request": "true"}
    if body is None:
        found = [client.get(address, headers=small) for address in addresses]
    else:
        found = [client.post(address, body, headers=small) for address in addresses]
    transaction.savepoint_rollback(before)
    return [answer.status_code for answer in found]


def _known_to(view: Any) -> list[str]:
    """What the view's module reads by name, the fields of the forms it uses, and marks of lists."""
    module = inspect.getmodule(inspect.unwrap(view))
    assert module is not None
    source = inspect.getsource(module) if module.__name__.startswith("maplebridge") else ""
    names = {"after", "at", "who", "q", "anything"}
    names |= {one or other for one, other in ASKED.findall(source)}
    for thing in vars(module).values():
        if isinstance(thing, type) and issubclass(thing, BaseForm):
            names |= set(getattr(thing, "base_fields", {}))
    return sorted(names)


@pytest.mark.django_db
def test_every_text_in_json_refuses_nul(settings: Any) -> None:
    settings.LIMITS = {}
    things = make_things()
    wrong, tried = [], 0
    for who in ("wang", "li"):
        client = client_of(things.people[who])
        for path, name, body in _json_texts(things):
            tried += 1
            before = transaction.savepoint()
            answer = client.post(path, body, content_type="application/json")
            transaction.savepoint_rollback(before)
            if answer.status_code not in {400, 403, 404, 409, 422}:
                wrong.append(f"{path} {name}: {answer.status_code}")
    assert tried > 20
    assert not wrong, "\n".join(wrong)


def _json_texts(things: Things) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each text field of each body that the API's own description names, the others as usual."""
    schema = api.get_openapi_schema()
    ids = {key: str(value) for key, value in things.ids.items()}
    for path, methods in schema["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        found = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        if not found:
            continue
        name = methods["post"]["operationId"].rpartition("_api_")[2] or ""
        usual = next((b for key, b in things.bodies.items() if key.endswith(f":{name}")), {})
        fields = schema["components"]["schemas"][found.rpartition("/")[2]]["properties"]
        for field, shape in fields.items():
            for sent in (NUL, [NUL], {NUL: NUL}):
                yield (
                    path.format(**ids),
                    field,
                    usual | {"words": "灯坏了", "text": "x", field: sent},
                )
            assert shape


@pytest.mark.parametrize(
    "path", ["/a%00b", "/matters/a%00b/", "/api/v1/matters/a%00b", "/?next=%00"]
)
def test_nul_in_the_address_itself(path: str, world: World) -> None:
    for who in (None, world.wang):
        client = client_for(who)
        client.raise_request_exception = False
        assert client.get(path).status_code in {400, 404}


@pytest.mark.parametrize(
    "name", ["sessionid", "csrftoken", "last_here", "django_language", "messages", "x"]
)
def test_a_cookie_with_nul_is_as_good_as_none(name: str, world: World) -> None:
    """Quoted cookies may spell any byte; a session is looked up in the database by its cookie."""
    client = Client(headers={"Cookie": f'{name}="a\\000b"'})
    for path in ("/", "/matters/report/", "/matters/public/"):
        assert client.get(path).status_code == 200
    assert client.get("/people/").status_code in {302, 404}


def test_what_was_typed_stays_on_the_page(world: World) -> None:
    page = client_for(world.wang).post("/matters/report/", {"words": "三楼的\0灯不亮了"})
    assert page.status_code == 400
    assert "三楼的灯不亮了" in page.content.decode()
    program = client_for(world.wang).get("/api/v1/matters?after=%00")
    assert (program.status_code, program.json()["code"]) == (400, "nul_character")
    civic = client_for(None).get("/open311/v2/requests.json?service_code=%00")
    assert (civic.status_code, civic.json()[0]["code"]) in {(400, 400), (404, 404)}
