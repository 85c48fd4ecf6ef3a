"""Every page there is, on a phone: nothing sticks out, nothing is cut off, everything is reachable.

The pages come from the table of addresses, so that a new one is looked at without a line here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests import world
from tests.addresses.table import COLUMNS, rows
from tests.addresses.things import Things, make_things
from tests.addresses.walk import every_address

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whoever sees most of a page comes first: a resident, a worker, those who keep the place.
LOOKERS = ("wang", "li", "sun", "zhou", "visitor")
# Nobody in the columns of the table may see these: the person of tests/addresses/things.py who may.
BEYOND = {
    "matters:imports": "ma", "matters:import": "ma", "people:staff": "luo", "review:call": "luo",
}  # fmt: skip
# Answers for programs, downloads, pictures, and pieces that a script puts into a page.
NOT_PAGES = {
    "portal:favicon",
    "healthz", "readyz", "core:verify", "matters:places", "matters:kinds", "matters:questions",
    "matters:twins", "matters:spot", "matters:workbook", "matters:points", "square:points", "square:picture",
    "square:copy", "square:feed", "square:table", "matters:photo", "matters:outbox", "bank:photo",
    "open311:discovery", "open311:discovery_v2", "open311:services", "open311:service",
    "open311:requests", "open311:request", "portal:manifest", "portal:service_worker",
    "review:csv", "timebank:card", "timebank:paper", "territory:ground", "territory:grids", "territory:export",
    "bank:sheet_paper", "bank:slips_paper", "bank:own_slip", "bank:certificate_paper", "bank:receipt_paper",
    "mediation:empty_paper", "mediation:file_paper", "mediation:dossier",
    "precepts:sheet", "insight:table", "insight:handling_table", "matters:import_map", "matters:import_refused",
}  # fmt: skip
# What is wider than its box although the box shows all of what it can, or leaves the screen: looked
# at when all has come to rest, as an arrow that is half turned is wider than one at either end.
LOOK = """async () => {
  await Promise.allSettled(document.getAnimations().map((each) => each.finished));
  const faults = [];
  const name = (e) => `${e.tagName}.${e.className} ${(e.innerText || "").trim().slice(0, 40)}`;
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  for (const e of document.querySelectorAll("body *")) {
    if (!e.checkVisibility() || e.closest("svg, select, .skip, .visually-hidden, .table-scroll, .table-cards thead"))
      continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const box = e.getBoundingClientRect();
    if (box.right > innerWidth + 1 || box.left < -1) faults.push(`outside: ${name(e)}`);
    const style = getComputedStyle(e), line = style.display === "inline";
    // The empty half of a full-width bracket or stop at the end of a line hangs over its box.
    const hangs = /[，。、；：）》」』】]/.test(e.innerText) ? parseFloat(style.fontSize) / 2 : 0;
    if (!line && e.scrollWidth > e.clientWidth + 1 + hangs) faults.push(`cut off: ${name(e)}`);
  }
  for (const e of document.querySelectorAll("a[href], button, summary, select, input, textarea")) {
    const box = e.getBoundingClientRect();
    const inWords = getComputedStyle(e).display === "inline" && e.closest("p, li, dd, td, th");
    const small = box.height > 1 && box.height < 44 && !inWords && !e.closest("label, .skip");
    if (e.checkVisibility() && small) faults.push(`${Math.round(box.height)} px: ${name(e)}`);
  }
  return [...new Set(faults)];
}"""


def pages(things: Things) -> Iterator[tuple[str, str]]:
    """(who looks, address) of each page that answers a GET, by the first who may see it."""
    patterns = dict(every_address())
    for row in rows():
        if row.method != "GET" or row.name in NOT_PAGES or row.name.startswith("api:"):
            continue
        answers = dict(zip(COLUMNS, row.answers, strict=True))
        who = next((one for one in LOOKERS if answers[one] == "200"), BEYOND.get(row.name))
        if who is not None:
            keys = patterns[row.name].pattern.converters
            yield who, reverse(row.name, kwargs={key: things.ids[key] for key in keys})


def open_all(page: Page, server: Any, **cookies: str) -> Iterator[tuple[str, str]]:
    """Bring up each page in turn, signed in as the one who may see it."""
    things = make_things()
    cookie = settings.SESSION_COOKIE_NAME
    sessions = {
        who: world.client_for(person).cookies[cookie].value
        for who, person in things.people.items()
        if person is not None and who in (*LOOKERS, *BEYOND.values())
    }
    for who, address in sorted(pages(things)):
        page.context.clear_cookies()
        jar = cookies | ({cookie: sessions[who]} if who in sessions else {})
        page.context.add_cookies(
            [{"name": name, "value": value, "url": server.url} for name, value in jar.items()]
        )
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{address} as {who}"
        assert answer.header_value("content-type") == "text/html; charset=utf-8", address
        yield who, address


@pytest.mark.parametrize(
    ("language", "size"), [("en", "normal"), ("en", "large"), ("zh-hant", "normal")]
)
def test_everybody_can_use_every_page_and_nothing_is_cut_off(
    phone_page: Page,
    live_server: Any,
    accessibility_faults: Callable[[Page], list[str]],
    language: str,
    size: str,
) -> None:
    """English has the longest words; what the two checkers read is the same in large type."""
    cookies = {settings.LANGUAGE_COOKIE_NAME: language, "mb_size": size}
    faults = []
    for who, address in open_all(phone_page, live_server, **cookies):
        found = phone_page.evaluate(LOOK)
        if size == "normal":
            found += accessibility_faults(phone_page)
        faults += [f"{address} as {who}: {one}" for one in found]
    assert not faults, "\n".join(faults)
