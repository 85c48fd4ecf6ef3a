"""SQLite under eight writing processes: everybody waits their turn, nobody is told "locked"."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.core.writers import WRITERS, WRITES
from tests.migrated import fill_sqlite

ROOT = Path(__file__).resolve().parents[2]


def test_eight_writers_on_sqlite_are_never_told_that_the_database_is_locked(
    tmp_path: Path,
) -> None:
    file = tmp_path / "many.sqlite3"
    fill_sqlite(file)
    done = subprocess.run(
        [sys.executable, "-m", "tests.core.writers"],
        cwd=ROOT,
        env=os.environ
        | {
            "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{file}",
            "MAPLEBRIDGE_DATA_DIR": str(tmp_path),
            "MAPLEBRIDGE_WIRING": "tests.core.wiring",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    with sqlite3.connect(file) as raw:
        written = raw.execute(
            "SELECT (SELECT count(*) FROM core_auditentry), (SELECT count(*) FROM core_delivery),"
            " (SELECT last FROM core_referencecounter)"
        ).fetchone()
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert written == (WRITERS * WRITES,) * 3
