"""The examples of docs/open311.md are sent as curl would send them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from django.test import Client

from maplebridge.matters.models import Matter, MatterPhoto
from tests.open311.asking import key
from tests.world import World, photo

PAGE = Path(__file__).resolve().parents[2] / "docs/open311.md"


def test_every_example_of_the_page_works(world: World) -> None:
    (block,) = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for line in block.replace("\\\n", " ").splitlines() if line.startswith("curl")]
    token, statuses = key(world.chen), []
    for line in lines:
        made = Matter.objects.order_by("-id").first()
        text = line.replace("$KEY", token).replace("$ID", made.reference if made else "")
        answer = curl(shlex.split(text)[1:])
        statuses.append(answer.status_code)
    assert statuses == [200, 200, 200, 201, 200, 200]
    assert MatterPhoto.objects.count() == 1
    assert Matter.objects.get().events.last().text == "还没有人来"  # type: ignore[union-attr]  # there is one


def curl(words: list[str]) -> Any:
    """The few options that the examples use, and no other."""
    headers: dict[str, str] = {}
    form: dict[str, Any] = {}
    url, multipart, rest = "", False, iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers["HTTP_" + name.upper().replace("-", "_")] = value
        elif word in {"-F", "-d"}:
            multipart = multipart or word == "-F"
            name, _, value = next(rest).partition("=")
            form[name] = photo(value[1:]) if value.startswith("@") else value
        else:
            assert word.startswith("https://maplebridge.example/"), word
            url = word.removeprefix("https://maplebridge.example")
    client = Client(enforce_csrf_checks=True)
    if not form:
        return client.get(url, **headers)  # type: ignore[arg-type]  # headers
    if multipart:
        return client.post(url, form, **headers)  # type: ignore[arg-type]  # headers
    from urllib.parse import urlencode

    kind = "application/x-www-form-urlencoded"
    return client.post(url, urlencode(form), content_type=kind, **headers)  # type: ignore[arg-type]  # headers
