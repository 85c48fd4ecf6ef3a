"""Fixtures that every suite may use: servers of our own, a browser, a query count."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

import hypothesis
import pytest

from tests.migrated import address_of_the_suite, empty_postgres, fill_postgres, fill_sqlite
from tests.servers import Broker, Missing, chromium_path, mosquitto

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Playwright's sync API runs an event loop in this thread, and Django would refuse its ORM there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--disable-dev-shm-usage",
]
ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
RUN_AXE = """async () => (await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
})).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`))"""
RUN_SNIFFER = """() => new Promise(done => HTMLCS.process("WCAG2AA", document, () => done(
    HTMLCS.getMessages().filter(m => m.type === HTMLCS.ERROR)
        .map(m => `${m.code}: ${m.element.outerHTML?.slice(0, 120)} ${m.msg}`))))"""
PICTURES = ROOT / "test-results"
SUITES_OF_THEIR_OWN = ("browser", "crash", "mqtt", "packaging")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_setup"}

# Nothing asserts seconds: an example may be slow on a machine that has much else to do.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A suite of one mark need not import the test files in which that mark does not stand."""
    mark = config.option.markexpr
    if mark not in SUITES_OF_THEIR_OWN or not fnmatch(collection_path.name, "test_*.py"):
        return None
    return f"mark.{mark}" not in collection_path.read_text(encoding="utf-8") or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that never opens the database of the suite says the same on both: SQLite runs it."""
    if not os.environ.get("MAPLEBRIDGE_DATABASE_URL", "").startswith("postgres"):
        return
    once = [item for item in items if not _opens_the_database(item)]
    if once:
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]


def _opens_the_database(item: pytest.Item) -> bool:
    marked = any(item.get_closest_marker(name) for name in ("django_db", *SUITES_OF_THEIR_OWN))
    return marked or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session", autouse=True)
def _data_dir_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files that a test stores go to a folder of the run, never to ./var."""
    from django.conf import settings

    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _nothing_remembered_from_another_world() -> None:
    """A test rolls its rows back, and SQLite then gives the next world's places the same paths."""
    from django.core.cache import caches

    from maplebridge.matters.queries import rulebook
    from maplebridge.matters.queries.knowledge import forget_articles
    from maplebridge.portal import queries

    forget_articles()
    queries._community_on.cache_clear()
    rulebook._KEPT.none_yet()
    caches["limits"].clear()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """A copy of a migrated database, kept when Django would migrate an empty one.

    SQLite is in a file, as in real life: Django's in-memory default locks whole tables at once.
    """
    from django.db import connection

    made = connection.settings_dict
    if connection.vendor == "sqlite":
        made["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        made["TEST"]["NAME"] = str(name)
        fill_sqlite(name)
        yield
        return
    with empty_postgres(address_of_the_suite()) as url:
        made["TEST"]["NAME"] = urlsplit(url).path.removeprefix("/")
        fill_postgres(url)
        yield


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database of `django_db_modify_db_settings` is the one to use."""
    return True


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with empty tables that the first demo of the run fills; the next find it filled."""
    folder = tmp_path_factory.mktemp("demo")
    fill_sqlite(folder / "demo.sqlite3")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _transactional_tests_may_flush() -> Iterator[None]:
    """Append-only tables stand aside when a transactional test is cleaned up."""
    from tests.append_only import flushing_allowed

    with flushing_allowed():
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_found_once() -> Iterator[None]:
    """Every test client builds the middleware anew, which looks up each static file on the disk."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    look = WhiteNoiseMiddleware.add_files_from_finders
    kept: dict[tuple[str, int], dict[str, Any]] = {}

    def add_files_from_finders(self: Any) -> None:
        asked = (self.static_prefix, self.max_age)
        if asked not in kept:
            look(self)
            kept[asked] = self.files
        self.files = dict(kept[asked])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files_from_finders)
        yield


@pytest.fixture(autouse=True)
def _tests_run_at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test sends at the hour of this very run is not kept until the morning; a test of the
    night names its own hour, and for that the rule stands."""
    from django.utils import timezone

    from maplebridge.channels.actions import sending
    from maplebridge.channels.rules.quiet import awake

    def awake_now(local: datetime) -> datetime:
        return local if abs(local - timezone.now()) < timedelta(hours=1) else awake(local)

    monkeypatch.setattr(sending, "awake", awake_now)


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """A real MQTT broker; `.port` and `.url`."""
    try:
        with mosquitto() as running:
            yield running
    except Missing as missing:
        cannot_run(missing)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The installed Chromium, driven by Playwright; nothing is downloaded."""
    try:
        path = chromium_path()
    except Missing as missing:
        cannot_run(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def phone_page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page 390 px wide, in Chinese, on the live server; `page.goto("/...")` is enough."""
    yield from _page(browser, live_server, width=390, height=844, java_script_enabled=True)


@pytest.fixture
def desk_page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A page 1,280 px wide."""
    yield from _page(browser, live_server, width=1280, height=900, java_script_enabled=True)


@pytest.fixture
def plain_page(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A phone page with JavaScript switched off."""
    yield from _page(browser, live_server, width=390, height=844, java_script_enabled=False)


def _page(
    browser: Browser, server: Any, *, width: int, height: int, java_script_enabled: bool
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": width, "height": height},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        java_script_enabled=java_script_enabled,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture(scope="session")
def accessibility_faults() -> Callable[[Page], list[str]]:
    """`accessibility_faults(page) == []`: axe and HTML_CodeSniffer, as each misses some.

    Both come from outside, so that the page's content security policy stays in force: handed over
    once, and then at hand, asleep, in whatever this tab opens next.
    """
    axe = (NODE_MODULES / "axe-core/axe.min.js").read_text(encoding="utf-8")
    sniffer = (NODE_MODULES / "html_codesniffer/build/HTMLCS.js").read_text(encoding="utf-8")
    at_hand = f"window.wakeTheCheckers = function () {{{axe}\n;{sniffer}\n}};"

    def find(page: Page) -> list[str]:
        if not page.evaluate("() => 'wakeTheCheckers' in window"):
            page.add_init_script(at_hand)
            page.evaluate(f"() => {{{at_hand}}}")
        page.evaluate("() => window.wakeTheCheckers()")
        found: list[str] = page.evaluate(RUN_AXE) + page.evaluate(RUN_SNIFFER)
        return found

    return find


@pytest.fixture
def take_picture() -> Callable[[Page, str], Path]:
    """`take_picture(page, "home")` keeps a full-page picture in test-results/."""

    def take(page: Page, name: str) -> Path:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=str(path), full_page=True)
        return path

    return take


@pytest.fixture
def assert_queries(
    django_assert_max_num_queries: Any,
) -> Callable[[int], AbstractContextManager[Any]]:
    """`with assert_queries(12): client.get(...)` fails with the statements when there are more."""

    def at_most(number: int) -> AbstractContextManager[Any]:
        manager: AbstractContextManager[Any] = django_assert_max_num_queries(number)
        return manager

    return at_most


def cannot_run(missing: Missing) -> NoReturn:
    """Skip with the line that installs it; on CI nothing may be skipped, so fail there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing on CI: {missing}")
    pytest.skip(f"not installed: {missing}")
