"""Each narrowed list is read by an index, whatever stands behind it. PostgreSQL tells its plans."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maplebridge.core.viewer import Role
from maplebridge.matters.models import Matter
from maplebridge.matters.queries import open311 as queries
from maplebridge.matters.rules.open311.asked import RequestQuery, requests_asked
from tests.matters.work_side.test_plans import read_by
from tests.open311.asking import report, w3c
from tests.world import World, person, post, publish

MATTERS = 30_000
KINDS = ["lighting", "water", "parking", "other", "noise"]

pytestmark = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite tells less of its plans"
)


def _many(world: World) -> None:
    """Copies of one matter over two years, a tenth of them open, with statistics."""
    report(world)
    publish(world)
    names = [field.column for field in Matter._meta.concrete_fields]
    at = "m.reported_at - n * interval '35 minutes'"
    values = {
        "id": "md5(m.id::text || n)::uuid",
        "reference": "'C-2026-' || (100000 + n)",
        "receipt_hash": "''",
        "reported_at": at,
        "last_activity_at": f"{at} + interval '3 days'",
        "category": f"(ARRAY{KINDS})[1 + n % {len(KINDS)}]",
    }
    columns = ", ".join(f'"{name}"' for name in names)
    picked = ", ".join(values.get(name, f'm."{name}"') for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO matters_matter ({columns}) SELECT {picked} "
            f"FROM (SELECT * FROM matters_matter ORDER BY id LIMIT 1) m "
            f"CROSS JOIN generate_series(1, {MATTERS}) n"
        )
        cursor.execute("ANALYZE matters_matter")
        cursor.execute("ANALYZE square_publication")


@pytest.mark.django_db
def test_no_narrowed_list_reads_the_whole_table(world: World) -> None:
    _many(world)
    now = timezone.now()
    asked = {
        "all": {},
        "kinds": {"service_code": ["lighting,water"], "page_size": ["100"]},
        "open": {"status": ["open"]},
        "closed": {"status": ["closed"]},
        "changed": {"updated_after": [w3c(now - timedelta(days=30))]},
        "agency": {"agency_responsible": [world.grid.name]},
        "photo": {"has_photo": ["true"]},
        "no photo": {"has_photo": ["false"]},
        "words": {"q": ["路灯"]},
        "far in": {"page": ["40"], "page_size": ["100"]},
    }
    whole = []
    for name, fields in asked.items():
        query = requests_asked(fields, now=now, known=queries.service_codes())
        assert isinstance(query, RequestQuery), query
        order = ("-last_activity_at", "-id") if query.changed else ("-reported_at", "-id")
        with CaptureQueriesContext(connection) as ran:
            list(queries.page_keys(query, order))
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {ran.captured_queries[-1]['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        if "Seq Scan on matters_matter " in plan:
            whole.append(f"{name}:\n{plan}")
        if name == "kinds":
            assert plan.count("matter_kind") == 2, "each kind by its own part of the index"
    assert not whole, "\n\n".join(whole)


@pytest.mark.django_db
def test_an_agency_is_found_behind_thousands_of_others(world: World) -> None:
    """The 3,500 newest of the 90 days are another's: all would be walked through for a page."""
    _many(world)
    elsewhere = post(person("姜河東", "13900000092"), Role.GRID_WORKER, world.next_grid)
    newest = Matter.objects.order_by("-reported_at").values("pk")[:3500]
    Matter.objects.filter(pk__in=newest).update(handler=elsewhere)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE matters_matter")
    fields = {"agency_responsible": [world.grid.name], "page_size": ["25"]}
    query = requests_asked(fields, now=timezone.now(), known=queries.service_codes())
    assert isinstance(query, RequestQuery), query
    with CaptureQueriesContext(connection) as ran:
        found = list(queries.page_keys(query, ("-reported_at", "-id")))
    others = Matter.objects.exclude(handler=elsewhere).order_by("-reported_at", "-id")
    assert found == list(others.values_list("pk", flat=True)[:25])
    for one in ran.captured_queries:
        read = [rows for _step, rows in read_by(one["sql"])]
        assert max(read, default=0) <= 100, one["sql"]
