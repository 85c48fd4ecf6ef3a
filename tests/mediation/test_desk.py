"""The lists of the desk: each place its own, found by name, and no page reads more than it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core.viewer import Role
from maplebridge.mediation import actions
from maplebridge.mediation.models import MediationFile, Party
from maplebridge.mediation.queries.lists import PAGE
from maplebridge.mediation.rules.parts import Side
from tests.mediation.cast import Room, accepted, sent, someone, taken, talking
from tests.mediation.test_intake import get, page, send
from tests.world import client_for, person, post, viewer

FILES = 30_000
READ_MAX = 4 * (PAGE + 1) + 100


def test_each_place_sees_its_own_and_a_mediator_what_waits(room: Room) -> None:
    east = accepted(room)
    west = actions.take(
        viewer=viewer(room.world.qian), sent=sent(place_id=room.world.other_community.pk),
        parties=(someone(room.world.stranger, Side.APPLICANT),), now=timezone.now(),
    )  # fmt: skip
    for who, sees in ((room.world.qian, True), (room.world.sun, False)):
        shown = page(who, "desk/?tab=all")
        assert east.reference in shown
        assert (west.reference in shown) is sees
    for who in (room.he, room.lu):
        assert east.reference in page(who, "desk/?tab=waiting")
        assert east.reference not in page(who, "desk/?tab=mine")
    send(room.he, f"{east.pk}/appoint/", post=str(room.he_post.pk))
    assert east.reference in page(room.he, "desk/")
    for who in (room.he, room.lu):
        assert east.reference not in page(who, "desk/?tab=waiting")
    assert east.reference not in page(room.lu, "desk/?tab=all"), "that tab is not a mediator's"


def test_found_by_number_whole_name_and_telephone_and_by_kind(room: Room) -> None:
    one, other = accepted(room, kind="graves"), accepted(room, kind="traffic")
    Party.objects.filter(file=other).update(name="别人", phone="")
    for text in (one.reference, one.reference.lower(), "王奶奶", "139 0000 0001"):
        shown = page(room.world.sun, f"desk/?tab=all&q={text}")
        assert one.reference in shown, text
        assert other.reference not in shown, text
    assert one.reference not in page(room.world.sun, "desk/?tab=all&q=王奶")
    shown = page(room.world.sun, "desk/?tab=all&kind=traffic")
    assert other.reference in shown
    assert one.reference not in shown
    assert "王*" in page(room.world.sun, "desk/?tab=all")
    assert "王奶奶" not in page(room.world.sun, "desk/?tab=all")


def test_a_page_goes_on_after_its_last_row(room: Room) -> None:
    made = [taken(room).reference for _ in range(PAGE + 2)]
    first = page(room.world.sun, "desk/?tab=open")
    assert [one in first for one in made[::-1]] == [True] * PAGE + [False] * 2
    last = MediationFile.objects.order_by("-id")[PAGE - 1]
    second = page(room.world.sun, f"desk/?tab=open&after={last.pk}")
    assert [one in second for one in made] == [True] * 2 + [False] * PAGE
    assert get(room.world.sun, "desk/?after=x").status_code == 404


def test_a_list_asks_the_same_however_long_it_is(room: Room) -> None:
    taken(room)
    client = client_for(room.world.sun)
    client.get("/mediation/desk/?tab=all")
    with CaptureQueriesContext(connection) as few:
        client.get("/mediation/desk/?tab=all")
    for _ in range(6):
        taken(room)
    with CaptureQueriesContext(connection) as many:
        client.get("/mediation/desk/?tab=all")
    assert len(many) == len(few)


def many(room: Room) -> None:
    """Copies of one file: nine in ten over, the rest open, some without anybody who leads."""
    base = talking(room)
    over = "n %% 10 > 0"
    named = {
        "id": "md5(m.id::text || n)::uuid",
        "reference": "'T-2025-' || (100000 + n)",
        "state": f"CASE WHEN {over} THEN 'archived' ELSE 'in_session' END",
        "ended_at": f"CASE WHEN {over} THEN m.opened_at END",
        "ring_at": f"CASE WHEN {over} THEN NULL ELSE m.opened_at + n * interval '1 minute' END",
        "kind": "(ARRAY['traffic','graves','neighbours','debt','rivalry'])[1 + (n / 10) %% 5]",
        "lead_id": "CASE WHEN n %% 20 = 0 THEN NULL ELSE m.lead_id END",
    }
    names = [field.column for field in MediationFile._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(named.get(name, f'm."{name}"') for name in names)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CLUSTER mediation_mediationfile USING mediation_mediationfile_pkey")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            f"INSERT INTO mediation_mediationfile ({columns}) SELECT {picked} "
            "FROM (SELECT * FROM mediation_mediationfile WHERE id = %s) m "
            f"CROSS JOIN generate_series(1, {FILES}) n",
            [base.pk],
        )
        cursor.execute(
            "INSERT INTO mediation_party (id, file_id, side, position, name, phone, address, job, "
            "capacity, needs, identity, body, credit_code, representative, added_at) SELECT md5(id::text || 'p')::uuid, id, "
            "'applicant', 9, '张' || (n %% 900), '', '', '', 'full', '', '', '', '', '', opened_at FROM "
            "(SELECT *, row_number() OVER () AS n FROM mediation_mediationfile) f WHERE id <> %s",
            [base.pk],
        )
        cursor.execute("ANALYZE mediation_mediationfile, mediation_party, territory_place")
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    index = str(plan.get("Index Name", ""))
    if str(plan.get("Relation Name", "")).startswith("mediation_") or "mediation" in index:
        looked = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield f"{plan['Node Type']} {index}", round(looked * plan["Actual Loops"])
    for below in plan.get("Plans", []):
        yield from scans(below)


def read_by(sql: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        found = cursor.fetchone()[0]
    return list(scans((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite tells no rows")
def test_no_list_of_thirty_thousand_files_reads_more_than_it_shows(room: Room) -> None:
    many(room)
    over = person("楊總值", "13900000091")
    post(over, Role.OPERATOR, room.world.jurisdiction.root)
    middle = MediationFile.objects.order_by("-id")[FILES // 2]
    tabs = ("mine", "waiting", "open", "all")
    asked = [f"?tab={tab}{more}" for tab in tabs for more in ("", f"&after={middle.pk}")]
    # One kind of what waits, or of what one leads, is picked from a list that is short in life.
    asked += [f"?tab={tab}&kind=graves" for tab in ("open", "all")]
    asked += ["?tab=all&q=张7", f"?tab=all&q={middle.reference}"]
    too_much = []
    for who in (room.he, room.world.sun, room.world.qian, over):
        client = client_for(who)
        for query in asked:
            with CaptureQueriesContext(connection) as ran:
                assert client.get(f"/mediation/desk/{query}").status_code == 200
            for one in ran.captured_queries:
                if one["sql"].startswith("SELECT") and "mediation_" in one["sql"]:
                    read = [(step, rows) for step, rows in read_by(one["sql"]) if rows > READ_MAX]
                    too_much += [f"{who} {query}: {read}\n{one['sql'][:900]}"] if read else []
    assert not too_much, "\n\n".join(too_much)
