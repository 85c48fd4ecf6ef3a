"""How to reach a sender who is no person here: covered, noted when read, and forgotten."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from maplebridge.core.models import AuditEntry
from maplebridge.matters import actions
from maplebridge.matters import public as matters
from maplebridge.matters.models import ContactReading, Matter, ProgramReport, ProgramUpdate
from tests.open311.asking import V2, body, get, key, rows, send, sent_matter, update
from tests.world import World, client_for, viewer

PHONE = "13700000001"


def sent(world: World, **more: Any) -> tuple[Matter, str]:
    given = {"first_name": "小明", "last_name": "张", "phone": PHONE, "email": "zhang@example.cn"}
    answer = send("requests.json", body(world, **(given | more)))
    (line,) = json.loads(answer.content)
    return sent_matter(answer), line["service_notice"].split("Receipt code ")[1].split(":")[0]


def test_the_handler_opens_the_contact_for_a_reason_that_the_sender_reads(world: World) -> None:
    matter, code = sent(world)
    li = client_for(world.li, HTTP_ACCEPT_LANGUAGE="en")
    page = li.get(f"/matters/{matter.pk}/").content.decode()
    assert PHONE not in page
    assert "Reach the reporter" in page
    answer = li.post(f"/matters/{matter.pk}/contact/", {"contact-reason": "上门前打电话"})
    shown = answer.content.decode()
    assert PHONE in shown
    assert "小明 张" in shown
    assert "zhang@example.cn" in shown
    assert "not proved" in shown
    reading = ContactReading.objects.get()
    assert (reading.reader_id, reading.reason) == (world.li.pk, "上门前打电话")
    assert AuditEntry.objects.filter(verb="matter.read_contact").count() == 1
    visitor = Client(HTTP_ACCEPT_LANGUAGE="en")
    page = visitor.post("/matters/receipt/", {"code": code}, follow=True).content.decode()
    assert "上门前打电话" in page
    assert "李网格" in page
    assert "上门前打电话" not in li.get(f"/matters/{matter.pk}/").content.decode()


def test_nobody_else_opens_it(world: World) -> None:
    matter, _ = sent(world)
    for who, status in ((world.wang, 404), (world.chen, 404), (world.wu, 404), (None, 302)):
        answer = client_for(who).post(
            f"/matters/{matter.pk}/contact/", {"contact-reason": "想知道"}
        )
        assert answer.status_code == status
    assert ContactReading.objects.count() == 0


def test_programs_and_strangers_never_read_it(world: World) -> None:
    matter, _ = sent(world)
    for path in (f"requests/{matter.reference}", "requests"):
        assert PHONE not in get(f"{V2}{path}.xml", {"extensions": "true"}).content.decode()
    followed = get(f"{V2}servicerequestupdates.xml", {"api_key": key(world.li)})
    assert PHONE not in followed.content.decode()


def test_without_a_contact_there_is_nothing_to_open(world: World) -> None:
    matter = sent_matter(send("requests.json", body(world)))
    li = client_for(world.li, HTTP_ACCEPT_LANGUAGE="en")
    assert "Reach the reporter" not in li.get(f"/matters/{matter.pk}/").content.decode()
    answer = li.post(f"/matters/{matter.pk}/contact/", {"contact-reason": "上门前打电话"})
    assert answer.status_code == 404


def test_the_contact_goes_90_days_after_the_end_and_figures_stay(world: World) -> None:
    matter, _ = sent(world)
    token = key(world.chen)
    update(token, matter, "", description="补充", update_id="c-1")
    update(token, matter, "CANCELLED")
    matter.refresh_from_db()
    assert matter.closed_at is not None
    actions.purge_expired(now=matter.closed_at + timedelta(days=90))
    assert ProgramReport.objects.get().phone == PHONE, "the last day counts"
    actions.purge_expired(now=matter.closed_at + timedelta(days=90, seconds=1))
    kept = ProgramReport.objects.get()
    assert (kept.name, kept.phone, kept.mail) == ("", "", "")
    assert kept.account_id is not None
    ContactReading.objects.create(matter=matter, reader=world.li, reason="回访", at=timezone.now())
    actions.purge_expired(now=matter.last_activity_at + timedelta(days=1095))
    assert ContactReading.objects.count() == ProgramUpdate.objects.count() == 1
    actions.purge_expired(now=matter.last_activity_at + timedelta(days=1095, seconds=1))
    assert ContactReading.objects.count() == ProgramUpdate.objects.count() == 0
    assert ProgramReport.objects.get().account_id is None
    assert len(rows(get(f"{V2}requests/{matter.reference}.json"), "json")) == 1


def test_an_open_matter_keeps_its_contact(world: World) -> None:
    matter, _ = sent(world)
    actions.purge_expired(now=matter.reported_at + timedelta(days=400))
    assert ProgramReport.objects.get().phone == PHONE
    matters.answer(viewer=viewer(world.li), matter_id=matter.pk, text="好了", now=timezone.now())
