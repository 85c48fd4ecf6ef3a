"""How the tests ask: a program without cookies, reading either format into the same plain values."""

from __future__ import annotations

import itertools
import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from maplebridge.matters import public as matters
from maplebridge.matters.models import Matter
from maplebridge.people.public import Scope
from tests.portal.test_programs import key as any_key
from tests.world import World, viewer

V2 = "/open311/v2/"


@contextmanager
def old_three() -> Iterator[Any]:
    """The module `three`, written for Python 2: it wants a name that itertools lost."""
    itertools.ifilter = filter  # type: ignore[attr-defined]  # the one name that it misses
    import three

    yield three
    del itertools.ifilter  # type: ignore[attr-defined]  # as it was
    for name in [name for name in sys.modules if name.partition(".")[0] == "three"]:
        del sys.modules[name]


def get(path: str, query: dict[str, Any] | None = None, **more: Any) -> Any:
    return Client(enforce_csrf_checks=True).get(
        path, query or {}, **({"HTTP_ACCEPT_LANGUAGE": "en"} | more)
    )


def rows(answer: Any, form: str) -> list[dict[str, Any]]:
    """The lines of a list, whichever way it is written; what is empty or null is left out."""
    if form == "json":
        lines = json.loads(answer.content)
        return [{k: v for k, v in line.items() if v not in (None, [])} for line in lines]
    root = ET.fromstring(answer.content)
    return [{part.tag: part.text for part in line if part.text} for line in root]


def reasons(answer: Any, form: str) -> list[str]:
    """Our codes of the errors; each has a status as its code and a sentence."""
    lines = rows(answer, form)
    assert all(str(line["code"]).isdigit() and line["description"] for line in lines)
    return [line["reason"] for line in lines]


def report(world: World, words: str = "路灯不亮", **more: Any) -> Matter:
    sent = matters.Report(id=uuid4(), words=words, place_id=world.grid.pk, **more)
    return matters.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter


def days_ago(days: int) -> str:
    return w3c(timezone.now() - timedelta(days=days))


def w3c(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


REPORTS, UPDATES = Scope.REPORT_BY_OPEN311, Scope.UPDATE_BY_OPEN311


def key(who: Any, *scopes: Scope, **more: Any) -> str:
    return any_key(who, *(scopes or (REPORTS, UPDATES)), **more)


def send(path: str, fields: dict[str, Any], **more: Any) -> Any:
    """A form as programs send it: multipart when a file is in it, no cookies, no CSRF token."""
    client = Client(enforce_csrf_checks=True)
    headers = {"HTTP_ACCEPT_LANGUAGE": "en"} | more
    return client.post(V2 + path, fields, **headers)  # type: ignore[arg-type]  # headers


def body(world: World, **more: Any) -> dict[str, Any]:
    lon, lat = world.point
    return {
        "api_key": key(world.chen), "service_code": "lighting", "lat": lat, "long": lon,
        "description": "路灯不亮\n已经三天",
    } | more  # fmt: skip


def sent_matter(answer: Any) -> Matter:
    (line,) = json.loads(answer.content)
    return Matter.objects.get(reference=line["service_request_id"])


def update(who_or_key: Any, matter: Matter, status: str = "", **more: Any) -> Any:
    token = who_or_key if isinstance(who_or_key, str) else key(who_or_key)
    fields = {"api_key": token, "service_request_id": matter.reference, "status": status} | more
    return send("servicerequestupdates.json", fields)
