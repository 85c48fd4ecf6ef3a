"""Each house rule is seen to fail once: a violation is planted and must be found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import ROOT, catalogue, documents, law, pages, source, tables
from tests.house.tables import Reference, Table


def plant(folder: Path, **files: str) -> Path:
    """Write files below a folder; __ in a name stands for / and a trailing _py for .py."""
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        path = folder / f"{stem.replace('__', '/')}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def found(problems: list[str], *words: str) -> bool:
    return len(problems) == 1 and all(word in problems[0] for word in words)


def test_an_unusual_file_name_is_found(tmp_path: Path) -> None:
    package = plant(tmp_path, bank__services_py="", bank__rules_py="", settings_py="")
    assert found(source.file_names(package), "bank/services.py", "Move the code")
    assert found(source.file_names(plant(tmp_path / "b", extras_py="")), "no such floor")


@pytest.mark.parametrize("name", ["utils.py", "bank/helpers.py", "common/x.py", "str_utils.py"])
def test_a_drawer_is_found(name: str) -> None:
    assert bool(source.drawer_names([Path(name)])) is (name != "str_utils.py")


def test_a_long_function_and_a_long_module_are_found(tmp_path: Path) -> None:
    long = "def walk():\n" + "    step = 1\n" * source.FUNCTION_LINES_MAX
    plant(tmp_path, f_py=long, m_py="x = 1\n" * (source.MODULE_LINES_MAX + 1))
    assert found(source.sizes([tmp_path / "f.py"]), "walk takes 61 lines")
    assert found(source.sizes([tmp_path / "m.py"]), "501 lines")


@pytest.mark.parametrize(
    "line",
    [
        "from maplebridge.people.models import Person",
        "from maplebridge.people import actions",
        "import maplebridge.people.queries",
        "from ..people.models import Person",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from ..people import models",
    ],
)
def test_a_way_around_the_public_door_is_found(tmp_path: Path, line: str) -> None:
    package = plant(tmp_path, matters__actions_py=line)
    assert found(source.public_doors(package), "maplebridge.people.public")


@pytest.mark.parametrize(
    "line",
    [
        "from maplebridge.people.public import Person",
        "from maplebridge.people import public",
        "from maplebridge.core.outbox import tell",
        "from .models import Matter",
    ],
)
def test_the_public_door_is_open(tmp_path: Path, line: str) -> None:
    assert not source.public_doors(plant(tmp_path, matters__actions_py=line))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<p style="color:red">',
        "<a onclick='go()'>",
        '<a href="javascript:go()">',
        '<p hx-on:click="go()">',
    ],
)
def test_inline_code_is_found(tmp_path: Path, text: str) -> None:
    plant(tmp_path, page_html=f"<p>\n{text}")
    assert found(source.inline_code([tmp_path / "page.html"]), "page.html:2", "static/")


def test_code_in_its_own_file_and_comments_are_left_alone(tmp_path: Path) -> None:
    plant(tmp_path, page_html='{# <style> #}<script src="a.js" defer></script><p data-on="x">')
    assert not source.inline_code([tmp_path / "page.html"])


@pytest.mark.parametrize(
    "line", ["https://mirror/x.whl", "--index-url x", '"resolved": "x"', "registry = x"]
)
def test_an_address_in_a_lock_file_is_found(tmp_path: Path, line: str) -> None:
    plant(tmp_path, run_txt=f"a==1\n{line}\n")
    assert found(source.lock_addresses([tmp_path / "run.txt"]), "run.txt:2", "./dev lock")


@pytest.mark.parametrize(
    "parts",
    [("", "root", "x"), ("", "home", "li", "x"), (f"{ROOT}", "x"), ("files.pythonhosted.org",)],
)
def test_a_path_of_one_machine_is_found(tmp_path: Path, parts: tuple[str, ...]) -> None:
    plant(tmp_path, a_md="see " + "/".join(parts))
    assert found(source.machine_paths([tmp_path / "a.md"], ROOT), "one machine only")


def test_a_foreign_key_upwards_or_with_a_reverse_name_is_found() -> None:
    up = Reference("people", "Person", "matter", "matters", "+")
    sideways = Reference("ledger", "Transfer", "message", "channels", "+")
    named = Reference("matters", "Matter", "person", "people", "matters")
    right = Reference("matters", "Matter", "place", "territory", "+")
    assert found(tables.foreign_keys([up]), "people.Person.matter", "up or sideways")
    assert found(tables.foreign_keys([sideways]), "up or sideways")
    assert found(tables.foreign_keys([named]), 'related_name="+"')
    assert not tables.foreign_keys([right])


def test_a_model_without_a_word_in_the_glossary_is_found() -> None:
    models = [Table("people.Person", ""), Table("people.Post", "")]
    assert found(tables.glossary(models, "| person | `Person` |"), "people.Post")


def test_personal_data_without_an_end_is_found(tmp_path: Path) -> None:
    plant(tmp_path, t_py="def test_purged(): ...")
    person = Table("people.Person", "Personal data: name; contract; 730 days.")
    grid = Table("territory.Place", "A place.")
    proof = "t.py::test_purged"
    assert found(tables.retention([person, grid], {}, tmp_path), "retention.py does not say")
    assert found(tables.retention([person], {person.label: "gone.py"}, tmp_path), "does not exist")
    assert found(tables.retention([person], {person.label: "t.py::test_x"}, tmp_path), "test_x")
    assert found(tables.retention([], {"people.Ghost": proof}, tmp_path), "is no model")
    assert found(tables.retention([grid], {grid.label: proof}, tmp_path), "docstring has no")
    assert not tables.retention([person], {person.label: proof}, tmp_path)


def test_two_last_migrations_or_a_missing_one_are_found() -> None:
    from django.apps import apps
    from django.db.migrations.state import ProjectState

    assert found(tables.migration_heads({"bank": ["0002_a", "0002_b"]}), "0002_a, 0002_b")
    state = ProjectState.from_apps(apps)
    state.remove_model("core", "fact")
    assert any("Delete model Fact" in problem for problem in tables.missing_migrations(state))


def test_law_without_a_line_and_a_line_without_its_law_are_found() -> None:
    said = '"""Law: 民法典 art. 201, 203 (in force 2021-01-01)."""'
    first = "## 民法典 (in force 2021-01-01)\n| 201 | a period | `maplebridge.core.days` |\n"
    second = "| 203 | its end | `maplebridge.core.days` |\n"
    where = "maplebridge.core.days"
    assert not law.problems({where: said}, first + second)
    assert found(law.problems({where: said}, first), "art. 203", "lacks")
    assert found(law.problems({}, first), "do not say so")
    assert found(law.problems({where: said.replace("art.", "§")}, ""), "another form")
    assert len(law.problems({where: said.replace("2021-01-01", "2020-01-01")}, first + second)) == 4


def test_a_hole_in_the_practices_map_is_found(tmp_path: Path) -> None:
    plant(tmp_path, tests__t_py="def test_a(): ...")
    rows = {code: f"| {code} | bank | /bank/ | `tests/t.py::test_a` |" for code in documents.CODES}
    assert not documents.practices("\n".join(rows.values()), tmp_path)
    without = {code: row for code, row in rows.items() if code != "C3"}
    assert found(documents.practices("\n".join(without.values()), tmp_path), "no row for C3")
    doubled = "\n".join([*rows.values(), rows["C3"]])
    assert found(documents.practices(doubled, tmp_path), "2 rows for C3")
    for row, word in {
        "| A1 | bank | | |": "neither a test",
        "| A1 | bank | | `tests/gone.py` |": "tests/gone.py does not exist",
    }.items():
        assert found(documents.practices("\n".join((rows | {"A1": row}).values()), tmp_path), word)


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    plant(tmp_path, a_md="[b](b.md#x) [gone](docs/gone.md) [net](https://x) `[no](no.md)`", b_md="")
    assert found(documents.links([tmp_path / "a.md"], tmp_path), "docs/gone.md")


def test_a_picture_that_is_heavy_or_shown_nowhere_is_found(tmp_path: Path) -> None:
    folder, page = tmp_path / "images", tmp_path / "a.md"
    folder.mkdir()
    (folder / "shown.png").write_bytes(b"x" * (documents.PICTURE_BYTES_MAX + 1))
    (folder / "old.png").write_bytes(b"x")
    page.write_text("![words](images/shown.png)")
    old, heavy = documents.pictures(folder, [page])
    assert found([heavy], "shown.png is over 200 kB")
    assert found([old], "old.png is shown nowhere")


def test_a_page_without_a_budget_is_found() -> None:
    assert found(pages.budgets(["bank:mine"], {}), "bank:mine", "no query budget")
    assert found(pages.budgets([], {"bank:mine": 3}), "no page any more")
    assert found(pages.budgets(["bank:mine"], {"bank:mine": 31}), "may ask 31 times")
    assert found(pages.budgets(["?x/"], {}), "has no name")


def test_only_pages_that_answer_get_want_a_budget() -> None:
    from django.views.decorators.http import require_GET, require_POST

    def view(request: object) -> None: ...

    assert pages.answers_get(view)
    assert pages.answers_get(require_GET(view))
    assert not pages.answers_get(require_POST(view))


TEMPLATE = """{% load i18n %}{% translate "Hello" %}
{% blocktranslate count n=n trimmed %}
  one home
{% plural %}
  {{ n }} homes
{% endblocktranslate %}{% translate "May" context "month" %}<p title="{% translate 'Say "it"' %}">"""
PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext
A = _("Closed %(when)s")
B = ngettext("one", "%(n)s many", 2)
"""


def test_every_kind_of_message_is_extracted(tmp_path: Path) -> None:
    package = plant(tmp_path, bank__templates__a_html=TEMPLATE, bank__rules_py=PYTHON)
    messages = catalogue.extract(package)
    assert set(messages) == {
        "Hello",
        "one home",
        "month\x04May",
        'Say "it"',
        "Closed %(when)s",
        "one",
    }
    assert messages["one home"].plural == "%(n)s homes"


@pytest.mark.parametrize(
    ("chinese", "word"),
    [
        ("", "has no Chinese"),
        ("已结束", "differs in %(when)s"),
        ("已于 %(when)s 结束,谢谢", "half-width"),
        ("已于 %(when)s 结束，谢谢", ""),
    ],
)
def test_a_poor_translation_is_found(tmp_path: Path, chinese: str, word: str) -> None:
    message = catalogue.Message("Closed %(when)s", files={"bank/rules.py"})
    write_both(tmp_path, message, chinese)
    problems = catalogue.problems_of({message.key: message}, tmp_path)
    assert found(problems, word) if word else not problems


def write_both(locale: Path, message: catalogue.Message, chinese: str) -> None:
    overrides = catalogue.read_overrides(locale)
    hant = catalogue.traditional(message.key, [chinese], overrides)
    catalogue.write(locale, "zh_Hans", {message.key: message}, {message.key: [chinese]})
    catalogue.write(locale, "zh_Hant", {message.key: message}, {message.key: hant})


def test_a_fuzzy_or_hand_edited_catalogue_is_found(tmp_path: Path) -> None:
    message = catalogue.Message("Network", files={"a.py"})
    write_both(tmp_path, message, "网络")
    hant = catalogue.catalogue_path(tmp_path, "zh_Hant")
    assert "網絡" in hant.read_text() or "網路" in hant.read_text()
    hant.write_text(hant.read_text().replace("網", "网"))
    assert found(catalogue.problems_of({"Network": message}, tmp_path), "out of date")
    hans = catalogue.catalogue_path(tmp_path, "zh_Hans")
    hans.write_text(hans.read_text().replace("#: a.py", "#: a.py\n#, fuzzy"))
    assert found(catalogue.problems_of({"Network": message}, tmp_path), "fuzzy")


def test_the_glossary_overrides_the_converter_and_placeholders_stay(tmp_path: Path) -> None:
    terms = {"terms": {"網絡": "網路"}, "messages": {"Bell": "小叮噹"}}
    (tmp_path / catalogue.OVERRIDES).write_text(json.dumps(terms), encoding="utf-8")
    overrides = catalogue.read_overrides(tmp_path)
    assert catalogue.traditional("Bell", ["小叮当"], overrides) == ["小叮噹"]
    said = catalogue.traditional("Net", ["网络 %(name)s <b>{发}</b>"], overrides)
    assert said[0].startswith("網路 %(name)s <b>")


def test_a_translation_waits_for_its_words_to_return(tmp_path: Path) -> None:
    catalogue.write(tmp_path, "zh_Hans", {}, {"Bell": ["铃"]})
    assert catalogue.read_translations(tmp_path, "zh_Hans") == {}
    kept = catalogue.read_translations(tmp_path, "zh_Hans", obsolete=True)
    assert kept["Bell"] == ["铃"]


CONTRACTS = {
    "an import upwards": ("core/rules.py", "from maplebridge.bank import rules"),
    "an import sideways": ("ledger/actions.py", "import maplebridge.channels.rules"),
    "Django in rules": ("bank/rules.py", "from django.db import models"),
    "a write in policy": ("bank/policy.py", "from maplebridge.bank import actions"),
}


@pytest.mark.parametrize(("name", "line"), CONTRACTS.values(), ids=CONTRACTS)
def test_the_import_contracts_bite(tmp_path: Path, name: str, line: str) -> None:
    package = tmp_path / "maplebridge"
    for app in ("core", "ledger", "channels", "bank"):
        for file in ("__init__", "rules", "actions"):
            (package / app).mkdir(parents=True, exist_ok=True)
            (package / app / f"{file}.py").write_text("")
    for file in ("__init__", "events"):
        (package / f"{file}.py").write_text("")
    assert lint_imports(tmp_path).returncode == 0
    (package / name).write_text(line)
    done = lint_imports(tmp_path)
    assert done.returncode == 1, done.stdout
    assert "BROKEN" in done.stdout


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--no-logo", "--config", f"{ROOT}/.importlinter"]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_a_sentence_that_others_share_does_not_change_unseen(tmp_path: Path) -> None:
    path = tmp_path / "words.json"
    path.write_text('{"New": "新", "Late": "晚了", "Same": "一样"}', encoding="utf-8")
    known = {"New": ["新收到"], "Same": ["一样"], "Late": [""]}
    assert catalogue.merge(known, [path]) == ["'New' read '新收到' and reads '新' now"]
    assert known["Late"] == ["晚了"]


def test_pruning_drops_what_no_source_names_and_keeps_the_head_of_the_catalogue() -> None:
    texts = {"": ["head"], "New": ["新"], "Gone": ["没了"]}
    found = {"New": catalogue.Message("New")}
    assert catalogue.named(texts, found) == {"": ["head"], "New": ["新"]}
