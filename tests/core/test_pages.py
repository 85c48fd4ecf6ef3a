"""The operator's pages, the health checks and the check of a document's code, through HTTP."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maplebridge.core import documents, files, outbox
from maplebridge.core.models import (
    AuditEntry,
    CalendarDay,
    Delivery,
    Heartbeat,
    SealedDocument,
)
from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Level, Role
from maplebridge.people.models import Account, Person, Post
from maplebridge.territory.models import Jurisdiction, Place
from tests.core import wiring

pytestmark = pytest.mark.django_db
PAGES = ["/core/deliveries/", "/core/calendar/"]


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> None:
    settings.WIRING = "tests.core.wiring"
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def root() -> Place:
    root = Place.objects.create(
        level=Level.JURISDICTION.value, path="", name="安义县", valid_from=date(2020, 1, 1)
    )
    Jurisdiction.objects.create(name="安义县", root=root)
    return root


def signed_in(role: Role | None, place: Place) -> Client:
    """Somebody who holds `role` at `place` (no post when None), signed in, reading English."""
    person = Person.objects.create(name="王小楓", language="en")
    account = Account.objects.create(person=person, phone=str(uuid7().int % 10**11))
    if role:
        Post.objects.create(
            person=person,
            role=role.value,
            place=place,
            path=place.path,
            term_from=date(2020, 1, 1),
        )
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


def dead_letter() -> Delivery:
    wiring.HANDLERS[wiring.Rang] = ["tests.core.wiring.gone"]
    with transaction.atomic():
        outbox.tell(wiring.Rang(door_id=uuid7(), times=1), now=timezone.now())
    outbox.deliver_all()
    return Delivery.objects.get()


@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_the_machine_room(page: str, root: Place) -> None:
    street = Place.objects.create(
        parent=root,
        level=Level.STREET.value,
        path="0001",
        name="龍津鎮",
        valid_from=date(2020, 1, 1),
    )
    answers = {
        (role, place.level): signed_in(role, place).get(page).status_code
        for role in [None, *Role]
        if role is not Role.SERVICE_TEAM  # nobody signs in as a team: members act in their posts
        for place in (root, street)
    }
    allowed = {key for key, status in answers.items() if status == 200}
    assert allowed == {(Role.OPERATOR, "jurisdiction"), (Role.HEAD, "jurisdiction")}
    assert set(answers.values()) == {200, 403}


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in_first(page: str, client: Client, root: Place) -> None:
    answer = client.get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_dead_letter_is_shown_with_its_reason_and_sent_again(root: Place) -> None:
    dead = dead_letter()
    operator = signed_in(Role.OPERATOR, root)
    page = operator.get("/core/deliveries/").content.decode()
    assert "there is no tests.core.wiring.gone" in page
    again = reverse("core:retry-delivery", args=[dead.pk])
    assert signed_in(Role.GRID_WORKER, root).post(again).status_code == 403
    assert operator.get(again).status_code == 405
    assert operator.post(again).status_code == 302
    assert Delivery.objects.get().state == "waiting"
    assert AuditEntry.objects.filter(verb="retry_delivery", thing_id=dead.pk).count() == 1
    assert operator.post(again).status_code == 422
    assert operator.post(reverse("core:retry-delivery", args=[uuid7()])).status_code == 404


def test_dead_letters_come_a_page_at_a_time(root: Place) -> None:
    wiring.HANDLERS[wiring.Rang] = ["tests.core.wiring.gone"]
    for _ in range(30):
        with transaction.atomic():
            outbox.tell(wiring.Rang(door_id=uuid7(), times=1), now=timezone.now())
    outbox.deliver_all()
    operator = signed_in(Role.HEAD, root)
    first = operator.get("/core/deliveries/")
    assert first.content.decode().count("there is no tests") == 25
    older = first.context["older"]
    assert (
        operator.get("/core/deliveries/" + older).content.decode().count("there is no tests") == 5
    )
    assert operator.get("/core/deliveries/?before=nonsense").status_code == 404


def test_the_operator_enters_a_day_and_the_audit_knows(root: Place) -> None:
    operator = signed_in(Role.OPERATOR, root)
    entry = {"date": "2031-01-23", "kind": "off", "name": "春节", "source": "国办发明电〔2030〕1号"}
    assert "not announced" in operator.get("/core/calendar/?year=2031").content.decode()
    answer = operator.post("/core/calendar/", entry)
    assert answer["Location"] == "/core/calendar/?year=2031"
    assert "春节" in operator.get(answer["Location"]).content.decode()
    entry["kind"] = "plain"
    operator.post("/core/calendar/", entry)
    assert not CalendarDay.objects.filter(date__year=2031).exists()
    assert AuditEntry.objects.filter(verb="set_calendar_day").count() == 2


@pytest.mark.parametrize(
    ("language", "holiday", "notice"),
    [
        ("zh-hans", "国庆节", "依据国务院通知"),
        ("zh-hant", "國慶節", "依據國務院通知"),
        ("en", "National Day", "after the State Council"),
    ],
)
def test_holidays_and_their_source_are_named_in_the_language_of_the_reader(
    language: str, holiday: str, notice: str, root: Place
) -> None:
    operator = signed_in(Role.OPERATOR, root)
    Person.objects.update(language=language)
    page = operator.get("/core/calendar/?year=2026", headers={"accept-language": language})
    words = page.content.decode()
    assert holiday in words
    assert notice in words
    assert ("National Day" in words) is (language == "en")


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "2031-02-30"},
        {"date": "1900-01-01"},
        {"date": "9" * 5000},
        {"kind": "maybe"},
        {"name": ""},
        {"name": "春" * 61},
        {"source": ""},
    ],
)
def test_a_wrong_day_is_explained_and_nothing_is_lost(wrong: dict[str, str], root: Place) -> None:
    entry = {"date": "2031-01-23", "kind": "off", "name": "春节", "source": "通知"} | wrong
    answer = signed_in(Role.OPERATOR, root).post("/core/calendar/", entry)
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not CalendarDay.objects.filter(date__year=2031).exists()
    if "source" not in wrong:
        assert "通知" in answer.content.decode()


def test_a_sign_that_no_text_has_is_refused_before_the_form_and_nothing_is_lost(
    root: Place,
) -> None:
    entry = {"date": "2031-01-23", "kind": "off", "name": "a\0b", "source": "通知"}
    answer = signed_in(Role.OPERATOR, root).post("/core/calendar/", entry)
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()
    assert "通知" in answer.content.decode()
    assert not CalendarDay.objects.filter(date__year=2031).exists()


@pytest.mark.parametrize("year", ["", "x", "1", "99999999999999999999", "-5", "２０２６"])
def test_an_absurd_year_shows_a_year_all_the_same(year: str, root: Place) -> None:
    assert signed_in(Role.OPERATOR, root).get("/core/calendar/", {"year": year}).status_code == 200


def test_a_code_is_checked_by_anybody(client: Client, root: Place) -> None:
    documents.name_kind("t.paper", "A paper of the test")
    document = SealedDocument.objects.create(
        code=documents.new_code(),
        kind="t.paper",
        thing_id=uuid7(),
        language="en",
        file=files.keep(b"%PDF-1.7 paper", "application/pdf"),
        made_at=timezone.now(),
    )
    typed = document.code.replace("-", " ").lower()
    answer = client.get(reverse("core:verify-form"), {"code": typed}, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert document.file.sha256 in page
    assert "A paper of the test" in page


@pytest.mark.parametrize(
    "code", ["2222-2222-2222", "x" * 900, "<script>alert(1)</script>", "%00", "王"]
)
def test_an_unknown_code_is_told_to_be_unknown(code: str, client: Client, root: Place) -> None:
    answer = client.get(reverse("core:verify", args=[code.replace("/", "")]))
    assert answer.status_code == 404
    assert "<script>alert" not in answer.content.decode()
    assert client.get(reverse("core:verify-form"), {"code": code}, follow=True).status_code in {
        200,
        404,
    }


def test_health_needs_nothing_and_readiness_needs_a_worker(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["worker"]) == (503, False)
    now = timezone.now()
    Heartbeat.objects.create(host="h", pid=1, started_at=now, seen_at=now - timedelta(minutes=1))
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True, "database": True, "migrations": True, "worker": True, "disk": True,
    }  # fmt: skip
    Heartbeat.objects.update(seen_at=now - timedelta(minutes=3))
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_ask_the_database_little(page: str, root: Place, assert_queries: Any) -> None:
    operator = signed_in(Role.OPERATOR, root)
    with assert_queries(14):
        operator.get(page)
