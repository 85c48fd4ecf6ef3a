"""Databases with all tables and no rows but those that migrations seed, migrated once and copied.

Applying every migration takes half a minute. It is done once for each engine, by the real command,
and kept below .dev under a name made of everything that the outcome depends on: the migrations,
what they import of ours, and the locked packages. A whole `./dev test` keeps it in a folder of its
own, and so never takes what an earlier run has left.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from tests.servers import postgres_bin

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
FOLDER = Path(os.environ.get("MIGRATED_FOLDER") or ROOT / ".dev" / "migrated")
KEPT = 8
"""So many files stay in the folder: those of the branches one goes back and forth between."""


def fill_sqlite(target: Path) -> None:
    """Put a migrated file at `target`."""
    shutil.copyfile(_kept(".sqlite3", _migrate_sqlite), target)


def fill_postgres(url: str) -> None:
    """Give the empty database at this address all tables."""

    def migrate(target: Path) -> None:
        with empty_postgres(url) as other:
            _migrate(other)
            dump = [postgres_bin() / "pg_dump", "--inserts", "--no-owner", "-f", target, other]
            subprocess.run([str(part) for part in dump], check=True, timeout=180)

    dump = _kept(f"-{postgres_bin().parent.name}.sql", migrate).read_text(encoding="utf-8")
    # psql's own orders stand on lines that begin with a backslash.
    lines = [line for line in dump.splitlines() if not line.startswith("\\")]
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("\n".join(lines).encode())


@contextmanager
def empty_postgres(beside: str) -> Iterator[str]:
    """The address of a new database in the same cluster, which is dropped in the end."""
    parts, name = urlsplit(beside), f"beside_{uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def address_of_the_suite() -> str:
    """Where the database of this suite is, for another process or connection."""
    from django.db import connection

    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    user = f"{made['USER']}:{made['PASSWORD']}" if made["PASSWORD"] else made["USER"]
    return f"postgresql://{user}@/{made['NAME']}?host={made['HOST'] or '127.0.0.1'}&port={made['PORT'] or 5432}"


@contextmanager
def migrated_beside_the_suite(folder: Path) -> Iterator[str]:
    """The address of a migrated database on the engine of this suite; in `folder` on SQLite."""
    suite = address_of_the_suite()
    if suite.startswith("sqlite"):
        fill_sqlite(folder / "beside.sqlite3")
        yield f"sqlite:///{folder / 'beside.sqlite3'}"
        return
    with empty_postgres(suite) as url:
        fill_postgres(url)
        yield url


def _migrate_sqlite(target: Path) -> None:
    _migrate(f"sqlite:///{target}")
    with closing(sqlite3.connect(target)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _migrate(url: str) -> None:
    own = {"MAPLEBRIDGE_DATABASE_URL": url, "MAPLEBRIDGE_SECRET_KEY": 50 * "k"}
    command = [sys.executable, "-m", "maplebridge", "migrate", "--skip-checks", "-v0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | own, check=True, timeout=900)


def _kept(ending: str, make: Callable[[Path], None]) -> Path:
    """The file of this state of the migrations; made by the first of all processes that asks."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = FOLDER / f"{state_of_the_migrations()}{ending}"
    with (FOLDER / f"lock{ending}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.exists():
            unfinished = FOLDER / f"unfinished{ending}"
            unfinished.unlink(missing_ok=True)
            make(unfinished)
            unfinished.rename(found)
            _forget_the_oldest(ending)
    return found


def _forget_the_oldest(ending: str) -> None:
    files = sorted(FOLDER.glob(f"?*{ending}"), key=lambda path: path.stat().st_mtime)
    for path in [path for path in files if not path.name.startswith("lock")][:-KEPT]:
        path.unlink()


@cache
def state_of_the_migrations() -> str:
    """A digest of all that the tables depend on."""
    found = hashlib.sha256(sys.version.encode())
    locks = [ROOT / "requirements" / "run.txt", ROOT / "requirements" / "dev.txt"]
    for path in [*locks, *sorted(read_by_migrations(SOURCE))]:
        found.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()[:24]


def read_by_migrations(source: Path) -> set[Path]:
    """Every file in a folder of migrations, and each module of ours that one of them imports, or
    that such a module imports."""
    waiting = [path for path in source.glob("*/*/migrations/*") if path.is_file()]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            if path.suffix == ".py":
                waiting += _imported(path, source)
    return found


def _imported(path: Path, source: Path) -> Iterator[Path]:
    package = path.relative_to(source).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) + 1 - node.level]) if node.level else ""
            base = ".".join(part for part in (base, node.module or "") if part)
            names = [base, *(f"{base}.{one.name}" for one in node.names)]
        else:
            continue
        for name in names:
            place = source.joinpath(*name.split("."))
            yield from (
                one for one in (place.with_suffix(".py"), place / "__init__.py") if one.is_file()
            )
