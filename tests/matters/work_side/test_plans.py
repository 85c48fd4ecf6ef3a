"""No list or figure of a worker's desk reads more than it shows, whatever stands behind it.

PostgreSQL tells how many rows each step of a plan read; here every statement of every page is asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core.viewer import Role
from maplebridge.matters.models import Matter
from maplebridge.matters.queries import PAGE, Tab
from maplebridge.matters.queries.rows import cursor
from tests.matters.work_side.test_inbox import make
from tests.world import World, client_for, go_on_leave, person, post

MATTERS = 30_000
STATES = {
    "closed": 70, "answered": 10, "received": 3, "referred": 3, "accepted": 6, "working": 2,
    "suspended": 2, "returned": 4,
}  # fmt: skip
"""Per hundred."""
READ_MAX = 4 * (PAGE + 1) + 100
"""A page or a figure, and what an index holds in between."""

pytestmark = [
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite tells no rows"),
    pytest.mark.django_db,
]


def many(world: World) -> None:
    """Copies of one matter in all states: half of the open ones late, some at the ladder's end."""
    make(world)
    state = [name for name, share in STATES.items() for _ in range(share)]
    open_, ended = "NOT s.state IN ('closed', 'answered')", "s.state = 'closed'"
    named = {
        "id": "md5(m.id::text || n)::uuid",
        "reference": "'C-2026-' || (100000 + n)",
        "state": "s.state",
        "reported_at": "m.reported_at - n * interval '35 minutes'",
        "due_at": f"CASE WHEN {open_} THEN m.reported_at + (n - {MATTERS // 2}) * interval '1 minute' END",
        "act_at": "NULL",
        "answered_at": "CASE WHEN s.state = 'answered' THEN m.reported_at END",
        "closed_at": f"CASE WHEN {ended} THEN m.reported_at END",
        "closing_code": f"CASE WHEN {ended} THEN 'fixed' ELSE '' END",
        "decide_by": "CASE WHEN s.state = 'returned' AND n % 3 > 0"
        " THEN m.reported_at + (n - 15000) * interval '1 minute' END",
        "rung": f"CASE WHEN {open_} AND n % 7 = 0 THEN 3 ELSE 0 END",
        "first_asked_id": "CASE WHEN s.state = 'referred' THEN m.handler_id END",
    }
    names = [field.column for field in Matter._meta.concrete_fields]
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(named.get(name, f'm."{name}"') for name in names)
    with connection.cursor() as cursor:
        # Rows that other tests undid still lie in the table and mislead the planner: written anew.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CLUSTER matters_matter USING matters_matter_pkey")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            f"INSERT INTO matters_matter ({columns}) SELECT {picked} "
            f"FROM (SELECT * FROM matters_matter LIMIT 1) m CROSS JOIN generate_series(1, {MATTERS}) n "
            f"CROSS JOIN LATERAL (SELECT (ARRAY{state})[1 + mod(n * 7, 100)] AS state) s"
        )
        # A place counted while the table was empty would be joined first, with each key once for each.
        cursor.execute("ANALYZE matters_matter, territory_place, people_post, people_person")
        # Sorting some hundred rows is as cheap here as reading them in order, and the sample decides;
        # with a million it is not. Asked for is the plan that a million gets.
        cursor.execute("SET LOCAL enable_bitmapscan = off")


def scans(plan: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """What reads matters, and how many rows each of them looked at."""
    index = str(plan.get("Index Name", ""))
    if plan.get("Relation Name") == "matters_matter" or index.startswith("matter_"):
        looked = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield f"{plan['Node Type']} {index}", round(looked * plan["Actual Loops"])
    for below in plan.get("Plans", []):
        yield from scans(below)


def read_by(sql: str) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
        found = cursor.fetchone()[0]
    return list(scans((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))


def pages() -> list[str]:
    """Every tab from its first page and from the middle on, the board and the home page."""
    matter = Matter.objects.exclude(due_at=None).order_by("due_at")[1000]
    assert matter.due_at is not None
    far = {Tab.HANDED: "reported_at", Tab.ANSWERED: "reported_at", Tab.ALL: "reported_at"}
    middle = {tab: cursor(getattr(matter, far.get(tab, "due_at")), matter.pk) for tab in Tab}
    tabs = [f"/matters/inbox/?tab={tab.value}" for tab in Tab]
    later = [f"/matters/inbox/?tab={tab.value}&after={middle[tab]}" for tab in Tab]
    return ["/", "/matters/board/", *tabs, *later]


@pytest.mark.parametrize("role", ["grid worker", "deputy", "community", "street", "jurisdiction"])
def test_no_page_of_the_desk_reads_more_than_it_shows(world: World, role: str) -> None:
    many(world)
    over = person("楊總值", "13900000091")
    post(over, Role.OPERATOR, world.jurisdiction.root)
    who = {
        "grid worker": world.li, "deputy": world.zhao, "community": world.sun,
        "street": world.qian, "jurisdiction": over,
    }[role]  # fmt: skip
    if role == "deputy":
        go_on_leave(world.li)
    client = client_for(who)
    too_much = []
    for address in pages():
        with CaptureQueriesContext(connection) as ran:
            assert client.get(address).status_code == 200
        for query in ran.captured_queries:
            sql = query["sql"]
            if not sql.startswith("SELECT") or "matters_matter" not in sql:
                continue
            read = [(step, rows) for step, rows in read_by(sql) if rows > READ_MAX]
            if read:
                too_much.append(f"{address}: {read}\n{sql[:1500]}")
    assert not too_much, "\n\n".join(too_much)


def test_the_clock_finds_the_end_of_the_ladder_by_its_index(world: World) -> None:
    from maplebridge.matters.queries.tabs import stuck

    many(world)
    with CaptureQueriesContext(connection) as ran:
        assert stuck(timezone.now() + timedelta(days=1))
    (query,) = ran.captured_queries
    assert "matter_at_the_end" in str(read_by(query["sql"]))


def test_words_of_every_tenth_matter_are_found_along_the_list(world: World) -> None:
    """Those who work on it look on two shelves; both at once would have every hit read and sorted."""
    many(world)
    over = person("楊總值", "13900000091")
    post(over, Role.OPERATOR, world.jurisdiction.root)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO matters_matterwords (matter_id, grams, whole) SELECT id, "
            "CASE WHEN random() < 0.1 THEN (SELECT grams FROM matters_matterwords LIMIT 1) "
            "ELSE 'x0001' END, true FROM matters_matter "
            "WHERE id NOT IN (SELECT matter_id FROM matters_matterwords)"
        )
        cursor.execute("ANALYZE matters_matterwords, matters_insidewords")
    words = Matter.objects.order_by("-reported_at")[0].words[:2]
    with CaptureQueriesContext(connection) as ran:
        shown = client_for(over).get("/matters/inbox/", {"tab": "all", "q": words})
    assert shown.content.decode().count("C-2026-") >= PAGE - 1
    (sql,) = [q["sql"] for q in ran.captured_queries if "matters_insidewords" in q["sql"]]
    read = read_by(sql)
    assert max(rows for _step, rows in read) <= 20 * (PAGE + 1) + 100, read
