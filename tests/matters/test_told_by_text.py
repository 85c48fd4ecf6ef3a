"""Which steps are told by text message is a figure of the catalogue, adopted like any other."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.matters import actions
from maplebridge.matters.messages.conversing import JOINED_SAFE, SAFE, SHORT, TOLD
from maplebridge.matters.rules import catalogue
from maplebridge.matters.rules.by_text import BY_TEXT, HEARD_OF
from maplebridge.matters.rules.catalogue_workbook import from_sheets, to_tables
from tests.channels.conftest import door as door
from tests.matters.test_catalogue_versions import adopt, proposal
from tests.matters.test_catalogue_versions import zhou as zhou
from tests.matters.test_telling import reported, told
from tests.matters.test_workbook import opened, put, xlsx
from tests.world import NOON, World, client_for, viewer


def test_every_step_that_a_reporter_hears_of_has_its_words_and_can_be_chosen() -> None:
    assert set(HEARD_OF) == set(SAFE) == set(JOINED_SAFE) == set(TOLD) - {"accept_words"}
    assert set(HEARD_OF) <= set(SHORT)


@pytest.mark.django_db
def test_an_adopted_version_decides_what_a_text_may_cost(
    world: World, zhou: Any, door: ModuleType
) -> None:
    early, late = reported(world, "phone"), reported(world, "phone")
    told()
    actions.accept(viewer=viewer(world.li), matter_id=early.pk, now=NOON)
    assert told() == []
    adopt(zhou, proposal() | {"sms_steps": ["accept"]})
    then = NOON + timedelta(days=9)
    actions.accept(viewer=viewer(world.li, now=then), matter_id=late.pk, now=then)
    assert [way for way, _ in told(then)] == ["sms"], "by today's version, whatever the report's"
    actions.answer(viewer=viewer(world.li, now=then), matter_id=late.pk, text="好了", now=then)
    assert told(then) == []


@pytest.mark.django_db
def test_it_is_chosen_on_the_page_shown_before_it_is_adopted_and_promised_to_everybody(
    world: World, zhou: Any
) -> None:
    browser = client_for(zhou, HTTP_ACCEPT_LANGUAGE="en")
    fields = browser.get("/matters/catalogue/propose/").context["form"]
    sent = {name: fields[name].value() for name in fields.fields}
    assert sent["sms_steps"] == list(BY_TEXT)
    sent = {name: value for name, value in sent.items() if value is not False}
    day = calendar.today(timezone.now()) + timedelta(days=1)
    sent |= {"version": "2027-01", "valid_from": day.isoformat(), "sms_steps": ["accept", "answer"]}
    (change,) = browser.post("/matters/catalogue/propose/", sent).context["changes"]
    assert (change.before, change.after) == ("Words added, Answered", "Taken on, Answered")
    promise = browser.get("/matters/promise/").content.decode()
    assert "reads by text message: Words added, Answered." in promise


def test_a_workbook_brings_it_and_a_step_that_is_none_is_told_by_its_row() -> None:
    book = catalogue.parse(proposal())
    for typed, steps in (("accept，answer", ["accept", "answer"]), ("", [])):
        tables = {table.name: table for table in to_tables(book)}
        rows = [row[0] for row in tables["catalogue"].rows]
        put(tables["catalogue"], rows.index("sms_steps") + 2, "value", typed)
        read, wrong = from_sheets(opened(xlsx(tables.values())).sheets)
        assert (wrong, read["sms_steps"]) == ([], steps)
    put(tables["catalogue"], rows.index("sms_steps") + 2, "value", "answer, dance")
    _, (fault,) = from_sheets(opened(xlsx(tables.values())).sheets)
    assert (fault.why, fault.row, fault.heading) == (
        "steps_unknown", rows.index("sms_steps") + 2, "value",
    )  # fmt: skip


def test_a_workbook_from_before_says_nothing_of_it_and_keeps_what_was() -> None:
    tables = {table.name: table for table in to_tables(catalogue.parse(proposal()))}
    rows: Any = tables["catalogue"].rows
    rows[:] = [row for row in rows if row[0] != "sms_steps"]
    read, wrong = from_sheets(opened(xlsx(tables.values())).sheets)
    assert wrong == []
    assert catalogue.parse(read).sms_steps == BY_TEXT
