"""Checks on models: foreign keys, glossary, retention, migrations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.house import FLOORS


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key as a fact, so that a test can plant one."""

    app: str
    model: str
    field: str
    target_app: str
    related_name: str | None


@dataclass(frozen=True, slots=True)
class Table:
    label: str
    docstring: str


def our_models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if model.__module__.startswith("maplebridge.")]


def references() -> list[Reference]:
    return [
        Reference(
            app=model._meta.app_label,
            model=model.__name__,
            field=field.name,
            target_app=field.related_model._meta.app_label,
            related_name=field.remote_field.related_name,
        )
        for model in our_models()
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.is_relation and field.related_model
    ]


def tables() -> list[Table]:
    return [Table(model._meta.label, model.__doc__ or "") for model in our_models()]


def foreign_keys(found: Iterable[Reference]) -> list[str]:
    """Foreign keys point down the floors and leave no name behind on the lower model."""
    problems = []
    for ref in found:
        where = f"{ref.app}.{ref.model}.{ref.field}"
        if ref.target_app == ref.app or ref.target_app not in FLOORS:
            continue
        if FLOORS[ref.target_app] >= FLOORS.get(ref.app, 99):
            problems.append(
                f"{where} points up or sideways, at {ref.target_app}. Then neither app can be "
                "understood alone: turn the key round, or keep the id in a fact."
            )
        elif ref.related_name != "+":
            problems.append(
                f"{where} lets {ref.target_app} see {ref.app} through a reverse name. "
                'Write related_name="+" and ask in queries.py of the upper app.'
            )
    return problems


def glossary(found: Iterable[Table], text: str) -> list[str]:
    """Every model has a line in the glossary: one word per idea in code, on screen, in prose."""
    known = set(re.findall(r"`(\w+)`", text))
    return [
        f"{table.label} is not in docs/glossary.md. Add a line with its term in English, 简体, 繁體 "
        "and what it means, so that pages and code use one word."
        for table in found
        if table.label.partition(".")[2] not in known
    ]


def retention(found: Iterable[Table], register: Mapping[str, str], root: Path) -> list[str]:
    """Personal data has an end: each such table is registered, and a test proves the purge.

    `register` maps a model's label to the test that proves it: a file, or file::test.
    """
    labels = {table.label for table in found}
    personal = {table.label for table in found if "Personal data:" in table.docstring}
    problems = [
        f"{label} says that it holds personal data, but retention.py does not say for how long. "
        "Add a line with the days and the test that proves the purge."
        for label in sorted(personal - set(register))
    ]
    for label, proof in sorted(register.items()):
        if label not in labels:
            problems.append(f"retention.py names {label}, which is no model. Remove or rename it.")
        elif label not in personal:
            problems.append(
                f"{label} is in retention.py, but its docstring has no `Personal data:` line with "
                "purpose, legal basis and days. Write it there for the reader of the table."
            )
        if not proof_exists(proof, root):
            problems.append(
                f"retention.py: {label} is to be proved by {proof or 'nothing'}, which does not "
                "exist. A promise to forget that nobody tests is not kept: write that test."
            )
    return problems


def proof_exists(proof: str, root: Path) -> bool:
    """Whether `tests/x/test_y.py` or `tests/x/test_y.py::test_z` is there."""
    name, _, test = proof.partition("::")
    path = root / name
    if not name or not path.is_file():
        return False
    return not test or bool(re.search(rf"^\s*def {re.escape(test)}\(", path.read_text(), re.M))


def migration_heads(conflicts: Mapping[str, Iterable[str]]) -> list[str]:
    """One head per app, so that two branches of work cannot both be `the last`."""
    return [
        f"{app} has several last migrations: {', '.join(sorted(names))}. Rebase one onto the other."
        for app, names in conflicts.items()
    ]


def conflicting_migrations() -> dict[str, Any]:
    from django.db.migrations.loader import MigrationLoader

    return dict(MigrationLoader(None).detect_conflicts())


def missing_migrations(wanted: Any = None) -> list[str]:
    """Models (`wanted`, a ProjectState) and migrations say the same."""
    from django.apps import apps
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState
    from django.utils.translation import override

    loader = MigrationLoader(None)
    with override(None):  # migrations hold the untranslated words
        wanted = wanted or ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), wanted).changes(loader.graph)
    return [
        f"{app}: {operation.describe()}, but no migration does it. "
        f"Type: maplebridge makemigrations {app}"
        for app, migrations in changes.items()
        if app in FLOORS
        for migration in migrations
        for operation in migration.operations
    ]
