"""The jurisdiction adopts its own catalogue: ahead of its day, by its heads, and never undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, RuleBroken
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, queries
from maplebridge.matters.models import CatalogueVersion
from maplebridge.matters.queries import rulebook
from maplebridge.matters.rules import catalogue
from maplebridge.matters.rules.catalogue_changes import changes
from maplebridge.matters.rules.catalogue_faults import ICONS, faults
from tests.matters.test_catalogue_rules import kind, shipped
from tests.world import NOON, World, client_for, person, post, viewer

TODAY = date(2026, 11, 23)


@pytest.fixture
def zhou(world: World) -> Any:
    """Operator of the whole jurisdiction."""
    top = person("周总值", "13900000009")
    post(top, Role.OPERATOR, world.jurisdiction.root)
    return top


def proposal(version: str = "2026-12", day: date = TODAY + timedelta(days=8)) -> dict[str, Any]:
    """The shipped catalogue, every key written out, with another name and day."""
    data = catalogue.dump(catalogue.parse(shipped()))
    return data | {"version": version, "valid_from": day.isoformat()}


def adopt(who: Any, content: dict[str, Any] | None = None, **more: Any) -> CatalogueVersion:
    return actions.adopt_catalogue(
        viewer=viewer(who),
        **{"content": content or proposal(), "why": "路灯要快修", "now": NOON} | more,
    )


def report(world: World, now: Any) -> Any:
    sent = actions.Report(words="路灯不亮", category="lighting", place_id=world.grid.pk)
    return actions.report(viewer=viewer(world.wang), sent=sent, now=now).matter


def test_what_was_reported_keeps_its_promise_and_what_comes_later_gets_the_new_one(
    world: World, zhou: Any
) -> None:
    before = report(world, NOON)
    content = proposal()
    kind(content, "lighting")["first_answer_hours"] = 1
    adopt(zhou, content)
    assert report(world, NOON + timedelta(days=7)).rulebook == "2026-01"
    after = report(world, NOON + timedelta(days=9))
    assert (before.rulebook, after.rulebook) == ("2026-01", "2026-12")
    assert before.first_answer_due_at > before.reported_at + timedelta(hours=3)
    assert after.first_answer_due_at < after.reported_at + timedelta(hours=4)
    assert queries.category_of(before)[1].promise.first_answer_hours == 4
    entry = AuditEntry.objects.get(verb="catalogue.adopt")
    assert entry.facts["version"] == "2026-12"


@pytest.mark.parametrize("days", [0, -1])
def test_no_version_is_in_force_before_tomorrow(world: World, zhou: Any, days: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        adopt(zhou, proposal(day=TODAY + timedelta(days=days)))
    assert broken.value.code == "catalogue_day_too_early"
    assert adopt(zhou, proposal(day=TODAY + timedelta(days=1)))


def test_only_the_heads_and_operators_of_the_whole_jurisdiction_adopt(
    world: World, zhou: Any
) -> None:
    for who in (world.qian, world.sun, world.li, world.wang):
        with pytest.raises(Forbidden):
            adopt(who)
    assert not CatalogueVersion.objects.exists()
    assert adopt(zhou).adopted_by_id == zhou.pk


@pytest.mark.parametrize("name", ["2026-01", "2026-12"])
def test_a_name_is_given_once(world: World, zhou: Any, name: str) -> None:
    adopt(zhou)
    with pytest.raises(RuleBroken) as broken:
        adopt(zhou, proposal(name))
    assert broken.value.code == "catalogue_version_taken"


def test_everything_wrong_is_told_at_once_and_nothing_is_adopted(world: World, zhou: Any) -> None:
    content = proposal()
    kind(content, "road")["settle_days"] = 0
    kind(content, "lighting")["attributes"][1]["values"] = []
    kind(content, "other")["anonymous"] = False
    with pytest.raises(actions.CatalogueRefused) as refused:
        adopt(zhou, content)
    assert {fault.why for fault in refused.value.faults} == {
        "number_out_of_range", "values_missing", "other_for_everybody"
    }  # fmt: skip
    with pytest.raises(RuleBroken) as broken:
        adopt(zhou, why=" ")
    assert broken.value.code == "catalogue_why_missing"
    assert not CatalogueVersion.objects.exists()


def test_an_update_of_the_program_changes_no_adopted_promise() -> None:
    ours = catalogue.parse(proposal())
    old = catalogue.parse(shipped())
    new = catalogue.parse(shipped() | {"version": "2027-01", "valid_from": "2027-01-01"})
    day = date(2027, 6, 1)
    assert catalogue.in_force((old, new), day).version == "2027-01"
    assert catalogue.in_force((old, new), day, (ours,)).version == "2026-12"
    again = catalogue.parse(proposal("2026-12b"))
    assert catalogue.in_force((old,), day, (ours, again)).version == "2026-12b"
    assert catalogue.in_force((old,), TODAY, (ours, again)).version == "2026-01"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE matters_catalogueversion SET why = ''",
        "UPDATE matters_catalogueversion SET valid_from = '2020-01-01'",
        "DELETE FROM matters_catalogueversion",
    ],
)
def test_nobody_changes_or_removes_a_version(world: World, zhou: Any, sql: str) -> None:
    version = adopt(zhou)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
    for forbidden in (version.save, version.delete):
        with pytest.raises(AssertionError):
            forbidden()


def test_another_process_learns_of_a_version(world: World, zhou: Any) -> None:
    adopt(zhou)
    rulebook._KEPT.none_yet()  # as a process that looked a moment before the adoption
    assert queries.catalogue(TODAY + timedelta(days=30)).version == "2026-01"
    assert queries.catalogue_version("2026-12").version == "2026-12"
    rulebook._KEPT.none_yet()
    rulebook._KEPT.looked -= rulebook.LOOK_SECONDS + 1
    assert queries.catalogue(TODAY + timedelta(days=30)).version == "2026-12"


def test_a_kind_that_is_gone_is_still_called_by_its_name(world: World, zhou: Any) -> None:
    report(world, NOON)
    content = proposal(day=calendar.today(timezone.now()) + timedelta(days=1))
    content["categories"] = [c for c in content["categories"] if c["code"] != "lighting"]
    adopt(zhou, content, now=timezone.now())
    assert queries.kind_names("en")["lighting"] == "Lighting"


def test_an_answer_closes_after_the_days_of_its_own_version(world: World, zhou: Any) -> None:
    before = report(world, NOON)
    adopt(zhou, proposal(day=TODAY + timedelta(days=1)) | {"close_days": 2})
    tomorrow = NOON + timedelta(days=1)
    after = report(world, tomorrow)
    for matter in (before, after):
        actions.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=tomorrow)
    states = []
    for days in (1, 3, 6, 8):
        actions.close_undisputed(now=tomorrow + timedelta(days=days))
        for matter in (before, after):
            matter.refresh_from_db()
        states.append((before.state, after.state))
    assert states == [
        ("answered", "answered"), ("answered", "closed"), ("answered", "closed"),
        ("closed", "closed"),
    ]  # fmt: skip


def test_the_changes_between_two_versions_are_listed() -> None:
    old, data = catalogue.parse(shipped()), proposal()
    kind(data, "lighting").update(first_answer_hours=2, private=False, keywords=["路灯"])
    kind(data, "road")["advice"] = {"zh-hans": "绕行", "zh-hant": "繞行", "en": "Go round"}
    kind(data, "parking")["attributes"].pop()
    data["categories"] = [c for c in data["categories"] if c["code"] != "noise"]
    data["reopen_days"], data["call_back_percent"] = 60, 10
    found = [
        (change.kind.code if change.kind else "", change.what)
        for change in changes(old, catalogue.parse(data))
    ]
    assert found == [
        ("", "reopen_days"), ("", "call_back_percent"), ("noise", "removed"),
        ("lighting", "first_answer_hours"), ("lighting", "private"), ("lighting", "keywords"),
        ("road", "advice"), ("parking", "removed"),
    ]  # fmt: skip
    assert changes(old, catalogue.parse(proposal())) == []


def test_the_shipped_catalogue_would_be_adopted_as_it_is() -> None:
    data = catalogue.dump(catalogue.parse(shipped()))
    assert faults(data) == []
    assert catalogue.parse(data) == catalogue.parse(shipped())


def test_every_drawing_of_a_kind_is_there() -> None:
    from pathlib import Path

    import maplebridge.portal

    icons = Path(maplebridge.portal.__path__[0]) / "static/portal/icons.svg"
    text = icons.read_text("utf-8")
    assert [name for name in ICONS if f'id="{name}"' not in text] == []


def test_an_operator_changes_figures_looks_and_adopts_on_pages(world: World, zhou: Any) -> None:
    browser = client_for(zhou, HTTP_ACCEPT_LANGUAGE="en")
    page = browser.get("/matters/catalogue/propose/")
    fields = page.context["form"]
    tomorrow = calendar.today(timezone.now()) + timedelta(days=1)
    sent = {name: fields[name].value() for name in fields.fields}
    sent = {name: value for name, value in sent.items() if value is not False}
    sent |= {"version": "2027-01", "valid_from": tomorrow.isoformat()}
    sent["lighting-first_answer_hours"] = 2
    sent.pop("noise-private")
    looked = browser.post("/matters/catalogue/propose/", sent)
    text = looked.content.decode()
    assert looked.status_code == 200
    assert not CatalogueVersion.objects.exists()
    assert "First answer within (hours)" in text
    assert len(looked.context["changes"]) == 2
    draft = looked.context["form"]["draft"].value()
    silent = browser.post("/matters/catalogue/adopt/", {"draft": draft, "why": ""})
    assert silent.status_code == 422
    assert "Please say why it changes." in silent.content.decode()
    done = browser.post("/matters/catalogue/adopt/", {"draft": draft, "why": "灯要快"})
    assert done.status_code == 302
    listed = browser.get("/matters/catalogue/").content.decode()
    assert "灯要快" in listed
    assert "周总值" in listed
    assert "Planned" in listed
    compared = browser.get("/matters/catalogue/compare/")
    assert len(compared.context["changes"]) == 2
    again = browser.post("/matters/catalogue/adopt/", {"draft": draft, "why": "again"})
    assert again.status_code == 422
    assert "There is a version “2027-01” already" in again.content.decode()
    assert CatalogueVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"valid_from": "2026-01-01"}, "is too early"),
        ({"version": "2026-01"}, "already, and versions are never changed"),
        ({"version": "two words"}, "letters, digits, dots and dashes"),
        ({"lighting-settle_days": "0"}, "greater than or equal to 1"),
        ({"other-anonymous": ""}, "open without a name"),
    ],
)
def test_figures_that_cannot_be_are_told_and_kept(
    world: World, zhou: Any, change: dict[str, str], said: str
) -> None:
    browser = client_for(zhou, HTTP_ACCEPT_LANGUAGE="en")
    fields = browser.get("/matters/catalogue/propose/").context["form"]
    sent = {name: fields[name].value() for name in fields.fields}
    sent = {name: value for name, value in sent.items() if value is not False}
    page = browser.post("/matters/catalogue/propose/", sent | {"road-settle_days": "77"} | change)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert 'value="77"' in page.content.decode()


def test_a_draft_that_was_tampered_with_is_refused(world: World, zhou: Any) -> None:
    page = client_for(zhou).post("/matters/catalogue/adopt/", {"draft": "x:y:z", "why": "灯"})
    assert page.status_code == 422
    assert not CatalogueVersion.objects.exists()


def test_the_list_turns_its_pages(world: World, zhou: Any) -> None:
    for number in range(5):
        adopt(zhou, proposal(f"v{number}"), now=NOON + timedelta(minutes=number // 2))
    seen, after = [], ""
    while True:
        page = queries.versions(viewer(zhou), TODAY, after=after, limit=2)
        seen += [row.version for row in page.rows]
        if not (after := page.after):
            break
    assert seen[-1] == "2026-01"
    assert sorted(seen[:-1]) == [f"v{number}" for number in range(5)]
