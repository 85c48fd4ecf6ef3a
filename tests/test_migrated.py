"""The databases that tests copy are those of the migrations as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from maplebridge.core.models import CalendarDay
from tests import migrated


@pytest.mark.django_db
def test_the_database_of_the_suite_has_every_migration_and_what_they_seed() -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert CalendarDay.objects.exists()


def test_a_change_of_what_a_migration_imports_asks_for_new_tables(tmp_path: Path) -> None:
    app = tmp_path / "bridge" / "core"
    (app / "migrations").mkdir(parents=True)
    (app / "migrations" / "__init__.py").touch()
    (app / "migrations" / "0001_initial.py").write_text("import bridge.core.values\n")
    (app / "migrations" / "days.csv").touch()
    (app / "values.py").write_text("from . import deep\nfrom bridge.core.other import thing\n")
    for name in ("deep", "other", "never_imported"):
        (app / f"{name}.py").touch()
    found = migrated.read_by_migrations(tmp_path)
    assert {path.relative_to(app).as_posix() for path in found} == {
        "migrations/__init__.py", "migrations/0001_initial.py", "migrations/days.csv",
        "values.py", "deep.py", "other.py",
    }  # fmt: skip


def test_the_real_migrations_depend_on_the_fields_of_our_own() -> None:
    names = {path.name for path in migrated.read_by_migrations(migrated.SOURCE)}
    assert {"values.py", "0001_initial.py"} <= names
    assert "models.py" not in names, "then every change of a model would ask for new tables"


def test_tables_are_made_once_and_the_oldest_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def make(target: Path) -> None:
        made.append(target)
        target.write_text("tables")

    monkeypatch.setattr(migrated, "FOLDER", tmp_path)
    for state in ("one", "one", *(f"later {number}" for number in range(migrated.KEPT))):
        monkeypatch.setattr(migrated, "state_of_the_migrations", lambda state=state: state)
        assert migrated._kept(".sqlite3", make).read_text() == "tables"
    assert len(made) == 1 + migrated.KEPT
    assert len(list(tmp_path.glob("*later*"))) == migrated.KEPT
    assert not (tmp_path / "one.sqlite3").exists()
