"""The house rules, run on the house. A message tells what is wrong, why, and the cure."""

from __future__ import annotations

import configparser
import importlib
import re
from pathlib import Path

import pytest

from tests.house import (
    FLOORS,
    PACKAGE,
    ROOT,
    catalogue,
    documents,
    law,
    pages,
    source,
    tables,
    tracked_files,
)

SHOWN = 40  # problems of one kind; the rest are counted


def assert_clean(problems: list[str]) -> None:
    shown = [problem.replace(f"{ROOT}/", "") for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        shown.append(f"... and {len(problems) - SHOWN} more of this kind")
    if problems:
        pytest.fail("\n".join([f"{len(problems)} to put right:", *shown]), pytrace=False)


def ours(*suffixes: str) -> list[Path]:
    return [path for path in tracked_files() if path.suffix in suffixes]


def python_files() -> list[Path]:
    kept = [path for path in ours(".py") if "migrations" not in path.parts]
    return [*kept, ROOT / "dev"]


def test_every_app_uses_the_same_file_names() -> None:
    assert_clean(source.file_names(PACKAGE))


def test_no_file_is_a_drawer_for_anything() -> None:
    assert_clean(source.drawer_names(path.relative_to(ROOT) for path in tracked_files()))


def test_functions_and_modules_stay_readable() -> None:
    assert_clean(source.sizes(python_files()))


def test_apps_reach_each_other_only_through_public_doors() -> None:
    assert_clean(source.public_doors(PACKAGE))


def test_templates_hold_no_inline_script_or_style() -> None:
    assert_clean(source.inline_code(path for path in ours(".html") if "templates" in path.parts))


def test_lock_files_hold_no_addresses() -> None:
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json", ROOT / ".npmrc"]
    assert_clean(source.lock_addresses(locks))
    assert not (ROOT / "uv.lock").exists(), "uv.lock records addresses; requirements/ does not"


def test_nothing_names_the_machine_that_it_was_written_on() -> None:
    kept = [path for path in tracked_files() if path.parent != Path(__file__).parent]
    assert_clean(source.machine_paths(kept, ROOT))


def test_foreign_keys_point_down_and_leave_no_reverse_name() -> None:
    assert_clean(tables.foreign_keys(tables.references()))


def test_every_model_is_in_the_glossary() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert_clean(tables.glossary(tables.tables(), text))


def test_personal_data_has_an_end_that_a_test_proves() -> None:
    register = {
        entry.model: entry.proved_by
        for entry in importlib.import_module("maplebridge.retention").RETENTION
    }
    assert_clean(tables.retention(tables.tables(), register, ROOT))


def test_migrations_have_one_head_and_match_the_models() -> None:
    assert_clean(
        tables.migration_heads(tables.conflicting_migrations()) + tables.missing_migrations()
    )


def test_every_line_of_the_practices_has_a_row_and_a_test() -> None:
    path = ROOT / "docs/practices.md"
    assert path.exists(), "docs/practices.md is missing: the map from requirement to product"
    assert_clean(documents.practices(path.read_text(encoding="utf-8"), ROOT))


def test_every_cited_article_has_its_line_in_the_law_and_every_line_its_citation() -> None:
    sources = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path.read_text("utf-8")
        for path in python_files()
        if PACKAGE in path.parents
    }
    page = (ROOT / "docs/law/README.md").read_text(encoding="utf-8")
    assert_clean(law.problems(sources, page))


def test_links_between_documents_lead_somewhere() -> None:
    assert_clean(documents.links(documents.our_pages(), ROOT))


def test_pictures_are_light_and_shown() -> None:
    assert_clean(documents.pictures(ROOT / "docs" / "images", documents.our_pages()))


def test_every_page_has_a_query_budget() -> None:
    declared = importlib.import_module("tests.budgets").BUDGETS
    assert_clean(pages.budgets(list(pages.get_names()), declared))


def test_every_message_is_translated_well() -> None:
    assert_clean(catalogue.problems_of(catalogue.extract(), catalogue.LOCALE))


def test_the_import_contract_and_the_house_agree_on_the_floors() -> None:
    contract = configparser.ConfigParser()
    contract.read(ROOT / ".importlinter")
    rows = contract["importlinter:contract:floors"]["layers"].strip().splitlines()
    named = [re.findall(r"\w+", row) for row in rows]
    # The roof is the first row; core shares the ground with events.
    written = {app: len(named) - 1 - number for number, row in enumerate(named) for app in row}
    assert {app: written.get(app) for app in FLOORS} == FLOORS
    missing = {path.name for path in PACKAGE.iterdir() if (path / "apps.py").exists()} - set(FLOORS)
    assert not missing, f"{missing} have no floor in tests/house and .importlinter"


def test_no_example_fails_for_being_slow() -> None:
    from hypothesis import HealthCheck, settings

    assert settings.default is not None
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
