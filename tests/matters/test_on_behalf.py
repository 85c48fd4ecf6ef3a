"""Reporting for somebody else: what it allows, how long, and the page at the door."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core import calendar
from maplebridge.core.models import AuditEntry
from maplebridge.core.viewer import Role
from maplebridge.matters import actions
from maplebridge.matters.models import Matter
from maplebridge.people.models import Mandate, Person, Post
from tests.world import World, client_for, post, viewer

STEPS: dict[str, dict[str, str]] = {
    "words": {"words-text": "补充一句。"},
    "withdraw": {},
    "rate": {"rate-stars": "4", "rate-solved": "yes"},
    "dispute": {"dispute-text": "还是不亮。"},
}


def mandate(world: World, agent: Person) -> Mandate:
    today = calendar.today(timezone.now())
    return Mandate.objects.create(
        grantor=world.wang, agent=agent, valid_from=today, valid_to=today + timedelta(days=30)
    )


def reported_by(world: World, who: Person, **more: Any) -> Matter:
    sent = actions.Report(
        words="路灯不亮", reporter_id=world.wang.pk, **{"place_id": world.grid.pk} | more
    )
    return actions.report(viewer=viewer(who), sent=sent, now=timezone.now()).matter


def answered(world: World, matter: Matter) -> None:
    actions.answer(
        viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=timezone.now()
    )  # fmt: skip


@pytest.mark.parametrize("end", ["revoked", "over"])
def test_an_agent_acts_only_while_the_mandate_holds(world: World, end: str) -> None:
    held = mandate(world, world.stranger)
    matter = reported_by(world, world.stranger)
    agent = client_for(world.stranger)
    assert agent.get(f"/matters/{matter.pk}/").status_code == 200
    assert agent.get(f"/api/v1/matters/{matter.pk}").status_code == 200
    answer = agent.post(f"/matters/{matter.pk}/words/", STEPS["words"])
    assert (answer.status_code, answer["Location"]) == (302, f"/matters/{matter.pk}/")
    if end == "revoked":
        Mandate.objects.filter(pk=held.pk).update(revoked_at=timezone.now())
    else:
        yesterday = calendar.today(timezone.now()) - timedelta(days=1)
        Mandate.objects.filter(pk=held.pk).update(valid_to=yesterday)
    for verb, sent in STEPS.items():
        assert agent.post(f"/matters/{matter.pk}/{verb}/", sent).status_code == 404, verb
    assert agent.get(f"/matters/{matter.pk}/").status_code == 404
    assert agent.post(f"/matters/{matter.pk}/record.pdf").status_code == 404
    assert client_for(world.wang).get(f"/matters/{matter.pk}/").status_code == 200


def test_an_agent_rates_for_the_person_who_gave_the_mandate(world: World) -> None:
    mandate(world, world.stranger)
    matter = reported_by(world, world.stranger)
    answered(world, matter)
    rated = client_for(world.stranger).post(f"/matters/{matter.pk}/rate/", STEPS["rate"])
    assert rated.status_code == 302
    assert Matter.objects.get().state == "closed"


def test_a_worker_who_brought_a_concern_of_elsewhere_follows_it_but_never_judges_it(
    world: World,
) -> None:
    """Li serves Wang's home; the lamp hangs in Wu's grid."""
    matter = reported_by(world, world.li, place_id=world.other_grid.pk)
    li = client_for(world.li)
    assert li.get(f"/matters/{matter.pk}/").status_code == 200
    assert li.post(f"/matters/{matter.pk}/words/", STEPS["words"]).status_code == 302
    for verb in ("withdraw", "rate", "dispute"):
        assert li.post(f"/matters/{matter.pk}/{verb}/", STEPS[verb]).status_code == 403, verb
    assert li.post(f"/matters/{matter.pk}/accept/").status_code == 403
    Post.objects.filter(pk=world.li_post.pk).update(
        term_to=calendar.today(timezone.now()) - timedelta(days=1)
    )
    assert client_for(world.li).get(f"/matters/{matter.pk}/").status_code == 404


def test_a_worker_keeps_nothing_of_a_report_when_the_post_ends(world: World) -> None:
    matter = reported_by(world, world.li)
    assert client_for(world.li).get(f"/matters/{matter.pk}/").status_code == 200
    Post.objects.filter(pk=world.li_post.pk).update(
        term_to=calendar.today(timezone.now()) - timedelta(days=1)
    )
    for verb, sent in STEPS.items():
        refused = client_for(world.li).post(f"/matters/{matter.pk}/{verb}/", sent)
        assert refused.status_code == 404, verb
    post(world.li, Role.GRID_WORKER, world.other_grid)
    assert client_for(world.li).get(f"/matters/{matter.pk}/").status_code == 404


def test_whoever_reported_themselves_or_works_on_it_costs_no_further_query(world: World) -> None:
    sent = actions.Report(words="路灯不亮", place_id=world.grid.pk)
    own = actions.report(viewer=viewer(world.wang), sent=sent, now=timezone.now()).matter
    brought = reported_by(world, world.li)
    for who, matter in ((world.wang, own), (world.li, brought)):
        with CaptureQueriesContext(connection) as asked:
            client_for(who).get(f"/api/v1/matters/{matter.pk}")
        assert not [q for q in asked if "people_mandate" in q["sql"]]


def test_a_worker_finds_the_resident_and_reports_at_the_door(world: World) -> None:
    li = client_for(world.li)
    found = li.get("/matters/report/for/", {"q": "王"}).content.decode()
    assert "王*" in found
    assert world.wang.name not in found
    address = f"/matters/report/?for={world.wang.pk}"
    assert address in found
    form = li.get(address)
    assert "王*" in form.content.decode()
    sent = {
        "id": str(form.context["form"]["id"].value()),
        "reporter": str(world.wang.pk),
        "channel": "phone",
        "place": str(world.grid.pk),
        "words": "",
    }
    refused = li.post("/matters/report/", sent)
    assert refused.status_code == 422
    assert "王*" in refused.content.decode()
    done = li.post("/matters/report/", sent | {"words": "水管漏水"}, follow=True)
    assert "王*" in done.content.decode()
    matter = Matter.objects.get()
    assert (matter.reporter_id, matter.on_behalf_by_id) == (world.wang.pk, world.li.pk)
    assert matter.channel == "phone"
    assert AuditEntry.objects.get(verb="matter.report").facts["reporter"] == str(world.wang.pk)
    page = client_for(world.wang).get(f"/matters/{matter.pk}/").content.decode()
    assert re.search(rf"(Reported for you by|代您反映的人)</dt><dd[^>]*>{world.li.name}", page)


def test_a_child_reports_for_the_parent_by_mandate(world: World) -> None:
    agent = client_for(world.stranger)
    address = f"/matters/report/?for={world.wang.pk}"
    assert agent.get(address).status_code == 404
    assert address not in agent.get("/matters/report/for/").content.decode()
    held = mandate(world, world.stranger)
    assert address in agent.get("/matters/report/for/").content.decode()
    assert agent.get(address).status_code == 200
    sent = {"id": str(uuid4()), "reporter": str(world.wang.pk), "words": "水管漏水"}
    Mandate.objects.filter(pk=held.pk).update(revoked_at=timezone.now())
    refused = agent.post("/matters/report/", sent)
    assert refused.status_code in {403, 422}
    assert "水管漏水" in refused.content.decode()
    assert not Matter.objects.exists()


@pytest.mark.parametrize("wanted", ["not-an-id", str(uuid4())])
def test_nobody_reports_for_somebody_out_of_reach(world: World, wanted: str) -> None:
    assert client_for(world.li).get(f"/matters/report/?for={wanted}").status_code == 404
    elsewhere = client_for(world.wu).get(f"/matters/report/?for={world.wang.pk}")
    assert elsewhere.status_code == 404
    found = client_for(world.wu).get("/matters/report/for/", {"q": world.wang.name})
    assert "王*" not in found.content.decode()
