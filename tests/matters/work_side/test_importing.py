"""An old hotline's workbook becomes matters: every row once, or told why not."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maplebridge.__main__ import main
from maplebridge.core import outbox
from maplebridge.core.models import AuditEntry, Fact, StoredFile
from maplebridge.core.viewer import Role
from maplebridge.matters import actions, queries
from maplebridge.matters.actions import importing
from maplebridge.matters.models import ImportRefusal, ImportRun, LegacyReference, Matter
from maplebridge.matters.rules import legacy
from tests.matters.work_side.sheets import HEADER, MAP, csv_bytes, map_json, old_row, xlsx_bytes
from tests.migrated import address_of_the_suite
from tests.world import World, client_for, post, viewer


def files_in(folder: Path, content: bytes, name: str = "old.xlsx", **more: Any) -> list[str]:
    (folder / name).write_bytes(content)
    (folder / "map.json").write_text(map_json(**more), encoding="utf-8")
    return ["matters", "import", str(folder / name), "--map", str(folder / "map.json")]


# What comes in --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["shared", "inline", "csv", "gb18030"])
def test_rows_become_closed_matters_with_their_history(
    world: World, tmp_path: Path, kind: str
) -> None:
    rows = [old_row(1), old_row(2, 类别="供水", 诉求内容="水管漏水")]
    content = csv_bytes(rows) if kind == "csv" else xlsx_bytes(rows, shared=kind == "shared")
    if kind == "gb18030":
        content = csv_bytes(rows).decode("utf-8-sig").encode("gb18030")
    assert main(files_in(tmp_path, content)) == 0
    matter = Matter.objects.get(legacy__number="GD00000001")
    assert (matter.state, matter.closing_code, matter.category) == ("closed", "fixed", "lighting")
    assert matter.reported_at == datetime(2026, 10, 12, 0, 30, tzinfo=UTC)
    assert matter.closed_at == datetime(2026, 10, 13, 2, 0, tzinfo=UTC)
    assert (matter.community_id, matter.channel) == (world.community.pk, "phone")
    assert matter.reporter_id is None
    lines = list(matter.events.order_by("at", "id").values_list("verb", "text"))
    assert lines == [("report", "第1盏路灯不亮"), ("answer", "灯泡已换好")]
    assert Matter.objects.get(legacy__number="GD00000002").category == "water"


def test_nobody_is_told_nothing_is_alarmed_and_no_points_are_given(
    world: World, tmp_path: Path
) -> None:
    assert (
        main(files_in(tmp_path, xlsx_bytes([old_row(1), old_row(2, 状态="待办", 办结时间="")])))
        == 0
    )
    assert not Fact.objects.exists()
    assert not Matter.objects.filter(act_at__isnull=False).exists()
    later = timezone.now() + timedelta(days=300)
    actions.act_on_alarms(now=later)
    actions.close_undisputed(now=later)
    assert not Fact.objects.exists()


def test_what_is_open_waits_in_the_inbox_with_deadlines_of_today(
    world: World, tmp_path: Path
) -> None:
    post(world.chen, Role.GRID_WORKER, world.next_grid)
    rows = [
        old_row(1, 状态="待办", 社区="第一網格", 办结时间=""),
        old_row(2, 状态="办理中", 社区="第一網格", 办结时间=""),
    ]
    assert main(files_in(tmp_path, xlsx_bytes(rows))) == 0
    waiting = Matter.objects.get(state="received")
    assert waiting.handler_id == world.li_post.pk
    assert waiting.due_at is not None
    assert waiting.due_at > timezone.now()
    page = client_for(world.li).get("/matters/board/").content.decode()
    assert all(matter.reference in page for matter in Matter.objects.all())
    actions.accept(viewer=viewer(world.li), matter_id=waiting.pk, now=timezone.now())


def test_an_old_number_finds_its_matter_and_stands_on_its_page(
    world: World, tmp_path: Path
) -> None:
    assert main(files_in(tmp_path, xlsx_bytes([old_row(7)]))) == 0
    matter = Matter.objects.get()
    found = queries.inbox(
        viewer(world.sun), queries.Tab.ALL, now=timezone.now(), typed="GD00000007"
    )
    assert [row.id for row in found.rows] == [matter.pk]
    page = client_for(world.sun).get(f"/matters/{matter.pk}/").content.decode()
    assert "GD00000007" in page
    assert "旧热线" in page


def test_numbers_of_people_in_the_words_are_covered(world: World, tmp_path: Path) -> None:
    words = "我叫张三，电话13812345678，证件36010219800101123X，工单20251122334455667"
    assert main(files_in(tmp_path, xlsx_bytes([old_row(1, 诉求内容=words)]))) == 0
    kept = Matter.objects.get().words
    assert "138****5678" in kept
    assert "36010219800101123X" not in kept
    assert "20251122334455667" in kept


def test_what_is_older_than_we_keep_words_comes_in_as_a_figure(
    world: World, tmp_path: Path
) -> None:
    old = {"来电时间": "2020-01-02 08:00:00", "办结时间": "2020-01-03 08:00:00"}
    assert main(files_in(tmp_path, xlsx_bytes([old_row(1, **old)]))) == 0
    matter = Matter.objects.get()
    assert (matter.words, matter.place_text, matter.closing_code) == ("", "", "fixed")
    assert set(matter.events.values_list("text", flat=True)) == {""}


# What does not ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"工单编号": ""}, "number_missing"),
        ({"诉求内容": ""}, "words_missing"),
        ({"诉求内容": "坏字\ufffd"}, "text_unusable"),
        ({"来电时间": ""}, "time_missing"),
        ({"来电时间": "昨天"}, "time_unreadable"),
        ({"来电时间": "2090-01-01 00:00:00"}, "time_to_come"),
        ({"办结时间": "2026-10-01 00:00:00"}, "time_backwards"),
        ({"状态": "转走了"}, "state_unknown"),
        ({"结果": "不详"}, "closing_unknown"),
        ({"社区": "没有这个社区"}, "place_unknown"),
        ({"社区": ""}, "place_unknown"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_the_others_come_in(
    world: World, tmp_path: Path, wrong: dict[str, str], reason: str
) -> None:
    out = tmp_path / "refused.csv"
    command = files_in(tmp_path, xlsx_bytes([old_row(1), old_row(2, **wrong), old_row(3)]))
    assert main([*command, "--refused", str(out)]) == 1
    assert Matter.objects.count() == 2
    told = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert [(one["row"], one["reason"]) for one in told] == [("3", reason)]


def test_a_trial_tells_the_same_and_writes_no_matter(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = files_in(tmp_path, xlsx_bytes([old_row(1), old_row(2, 状态="?"), old_row(1)]))
    assert main([*command, "--trial"]) == 1
    assert "3 rows: 1 would be taken, 1 known, 1 refused" in capsys.readouterr().out
    assert not Matter.objects.exists()
    assert main(command) == 1
    assert "3 rows: 1 taken, 1 known, 1 refused" in capsys.readouterr().out


def test_the_same_file_again_and_a_longer_one_add_only_what_is_new(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(files_in(tmp_path, xlsx_bytes([old_row(1)])))
    main(files_in(tmp_path, xlsx_bytes([old_row(1)])))
    main(files_in(tmp_path, csv_bytes([old_row(1), old_row(2)]), "more.csv"))
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "1 rows: 1 taken, 0 known, 0 refused",
        "1 rows: 0 taken, 1 known, 0 refused",
        "2 rows: 1 taken, 1 known, 0 refused",
    ]
    assert Matter.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 not a workbook", "table_not_workbook"),
        (b"", "table_empty"),
        (b"\n\n", "table_empty"),
        (b"a,a\n1,2\n", "table_heading_twice"),
        (b"a,\xff\xff\n1,2\n", "table_not_text"),
        ("甲,乙\n1,2\n".encode(), "import_columns_missing"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_and_nothing_is_written(
    world: World, tmp_path: Path, content: bytes, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from maplebridge.core.errors import registered

    assert main(files_in(tmp_path, content)) == 2
    assert capsys.readouterr().err.startswith(str(registered()[code]).partition("%(")[0])
    assert not Matter.objects.exists()
    assert ImportRun.objects.get().state == "failed"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"source": ""}, "source"),
        ({"columns": {"number": "a"}}, "columns.words"),
        ({"columns": MAP["columns"] | {"phone": "来电号码"}}, "columns.phone"),
        ({"states": {"已办结": "answered"}}, "states.已办结"),
        ({"closings": {"已解决": "good"}}, "closings.已解决"),
        ({"categories": {"路灯": "lamps"}}, "categories.路灯"),
        ({"default_category": "lamps"}, "default_category"),
    ],
)
def test_a_wrong_map_names_the_part(change: dict[str, Any], part: str) -> None:
    with pytest.raises(legacy.MapUnusable) as told:
        legacy.parse_map(
            MAP | change, categories={"lighting", "water", "other"}, channels={"phone"}
        )
    assert told.value.part == part


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-01-02 03:04:05", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("2026/1/2 3:04", datetime(2026, 1, 2, 3, 4, tzinfo=UTC)),
        ("2026年1月2日", datetime(2026, 1, 2, tzinfo=UTC)),
        ("46024.5", datetime(2026, 1, 2, 12, 0, tzinfo=UTC)),
    ],
)
def test_usual_ways_to_write_a_time_are_read(written: str, meant: datetime) -> None:
    by = legacy.parse_map(MAP, categories={"lighting", "water", "other"}, channels={"phone"})
    row = dict(zip(HEADER, old_row(1, 来电时间=written, 办结时间=""), strict=True))
    old = legacy.read_row(row, by, now=timezone.now(), zone=UTC)
    assert old.reported_at == meant


# Killed and begun again ------------------------------------------------------------------------


def test_a_run_that_stopped_goes_on_where_it_was(world: World) -> None:
    now = timezone.now()
    rows = [(n, dict(zip(HEADER, old_row(n), strict=True))) for n in range(2, 1302)]
    system = viewer(world.sun).__class__(system=True, name="system")
    run = importing.begin_import(
        viewer=system, name="old", digest="0" * 64, content=MAP, trial=False, now=now
    )
    assert not importing.take_rows(
        viewer=system, run_id=run.pk, rows=iter(rows), until=lambda: True, now=now
    )
    assert Matter.objects.count() == importing.PIECE
    again = importing.begin_import(
        viewer=system, name="old", digest="0" * 64, content=MAP, trial=False, now=now
    )
    assert again.pk == run.pk
    assert importing.take_rows(viewer=system, run_id=run.pk, rows=iter(rows), now=now)
    run.refresh_from_db()
    assert (run.state, run.rows, run.taken) == ("done", 1300, 1300)
    assert LegacyReference.objects.count() == Matter.objects.count() == 1300
    assert AuditEntry.objects.filter(verb="matter.import").count() == 3


@pytest.mark.crash
@pytest.mark.django_db(transaction=True)
def test_killed_in_the_middle_and_begun_again_nothing_is_twice_and_nothing_lost(
    tmp_path: Path,
) -> None:
    from tests.world import build_world

    build_world()
    command = files_in(tmp_path, xlsx_bytes(old_row(n) for n in range(6_000)))
    started = [sys.executable, "-m", "maplebridge", *command]
    here = os.environ | {"MAPLEBRIDGE_DATABASE_URL": address_of_the_suite()}
    first = subprocess.Popen(started, env=here, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while Matter.objects.count() < 1_000 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    before = Matter.objects.count()
    assert 1_000 <= before < 6_000
    done = subprocess.run(started, env=here, capture_output=True, text=True, check=False)
    assert "6,000 rows: 6,000 taken, 0 known, 0 refused" in done.stdout, done.stderr
    assert Matter.objects.count() == LegacyReference.objects.count() == 6_000


# On the page -----------------------------------------------------------------------------------


def head_of_all(world: World) -> Any:
    post(world.chen, Role.HEAD, world.jurisdiction.root)
    client = client_for(world.chen)
    client.cookies["django_language"] = "zh-hans"
    return client


def upload(client: Any, content: bytes, **more: Any) -> Any:
    sent = {
        "file": SimpleUploadedFile("旧工单.xlsx", content),
        "map": SimpleUploadedFile("map.json", map_json().encode()),
    } | more
    return client.post("/matters/imports/", sent, follow=True)


def test_a_head_uploads_a_workbook_and_sees_how_far_it_is(world: World) -> None:
    client = head_of_all(world)
    page = upload(client, xlsx_bytes([old_row(1), old_row(2, 状态="?")])).content.decode()
    run = ImportRun.objects.get()
    assert "等待读取" in page
    assert not Matter.objects.exists()
    outbox.deliver_all()
    run.refresh_from_db()
    assert (run.state, run.taken, run.refused, run.file) == ("done", 1, 1, None)
    assert not StoredFile.objects.exists()
    page = client.get(f"/matters/imports/{run.pk}/").content.decode()
    assert "GD00000002" in page
    assert "对照表里没有的状态" in page
    assert "<small>?</small>" in page, "and the word that the map does not know"
    told = client.get(f"/matters/imports/{run.pk}/refused.csv")
    said = b"".join(told.streaming_content).decode()
    assert "GD00000002" in said
    assert said.splitlines()[1].endswith(",?")
    assert run.refusals.get().cell == "?"


def test_a_worker_that_stops_between_two_sittings_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "SITTING_SECONDS", -1)
    upload(head_of_all(world), xlsx_bytes(old_row(n) for n in range(1_100)))
    outbox.deliver_due(1)
    assert Matter.objects.count() == importing.PIECE
    outbox.deliver_all()
    assert ImportRun.objects.get().state == "done"
    assert Matter.objects.count() == 1_100


def test_a_broken_workbook_is_told_on_its_page(world: World) -> None:
    client = head_of_all(world)
    upload(client, b"PK\x03\x04 nothing")
    outbox.deliver_all()
    run = ImportRun.objects.get()
    assert run.state == "failed"
    assert run.problem
    assert run.problem in client.get(f"/matters/imports/{run.pk}/").content.decode()


def test_a_map_that_is_wrong_is_refused_at_once(world: World) -> None:
    wrong = SimpleUploadedFile("map.json", json.dumps({"source": "x"}).encode())
    answer = upload(head_of_all(world), xlsx_bytes([old_row(1)]), map=wrong)
    assert answer.status_code == 422
    assert not ImportRun.objects.exists()


def test_two_workbooks_of_one_source_are_not_taken_over_together(world: World) -> None:
    client = head_of_all(world)
    upload(client, xlsx_bytes([old_row(1)]))
    assert upload(client, xlsx_bytes([old_row(2)])).status_code == 422
    assert ImportRun.objects.count() == 1


def test_only_the_head_of_the_whole_jurisdiction_takes_over(world: World) -> None:
    for who in (world.wang, world.li, world.sun, world.qian):
        assert client_for(who).get("/matters/imports/").status_code == 403
    assert head_of_all(world).get("/matters/imports/").status_code == 200


def test_workbooks_and_refusals_go_in_time(world: World) -> None:
    client = head_of_all(world)
    upload(client, xlsx_bytes([old_row(1, 状态="?")]))
    run = ImportRun.objects.get()
    importing.purge_imports(now=run.moved_at + timedelta(days=6))
    assert StoredFile.objects.exists()
    importing.purge_imports(now=run.moved_at + timedelta(days=8))
    assert not StoredFile.objects.exists()
    ImportRefusal.objects.create(run=run, row=2, reason="state_unknown")
    importing.purge_imports(now=run.moved_at + timedelta(days=89))
    assert ImportRefusal.objects.exists()
    importing.purge_imports(now=run.moved_at + timedelta(days=91))
    assert not ImportRefusal.objects.exists()
