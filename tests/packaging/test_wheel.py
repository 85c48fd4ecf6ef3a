"""What `pipx install .` gives: a wheel that carries every asset and a command that works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import requests

from maplebridge.worlds.cast import MEMBERS as CAST
from maplebridge.worlds.cast import PASSWORD
from tests.house import PACKAGE, ROOT
from tests.servers import free_port

pytestmark = pytest.mark.packaging
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
UV = ROOT / ".uv" / "bin" / "uv"


def run(command: Sequence[str | Path], **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        env=os.environ | more,
        cwd=more.get("HOME", ROOT),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the backend of the locked environment."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder])
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin/ folder of a fresh environment that holds only the wheel and what it asks for."""
    home = tmp_path_factory.mktemp("installed")
    tool = str(UV) if UV.exists() else shutil.which("uv")
    if not tool:
        pytest.fail("uv is missing; type: ./dev setup")
    env = {"UV_PYTHON_DOWNLOADS": "never"}
    python = home / "venv" / "bin" / "python"
    run([tool, "venv", "-q", "--python", sys.executable, home / "venv"], **env)
    locked = ["--require-hashes", "-r", f"{ROOT}/requirements/run.txt"]
    for wanted in (locked, ["--no-deps", str(wheel)]):
        done = run([tool, "pip", "install", "-q", "--python", python, *wanted], **env)
        assert done.returncode == 0, done.stderr
    return python.parent


def test_the_wheel_carries_all_that_a_page_needs(wheel: Path) -> None:
    carried = {name.removeprefix("maplebridge/") for name in zipfile.ZipFile(wheel).namelist()}
    vendor = "portal/static/portal/vendor"
    assert f"{vendor}/maplibre-gl/maplibre-gl.mjs" in carried
    assert f"{vendor}/maplibre-gl/maplibre-gl-worker.mjs" in carried
    assert f"{vendor}/maplibre-gl/maplibre-gl.mjs.gz" in carried
    assert f"{vendor}/LICENCES.txt" in carried
    for catalogue in PACKAGE.glob("locale/*/LC_MESSAGES/*.po"):
        assert str(catalogue.with_suffix(".mo").relative_to(PACKAGE)) in carried
    wanted = {
        path.relative_to(PACKAGE).as_posix()
        for kind in ("templates", "static", "data", "migrations", "commands")
        for path in PACKAGE.glob(f"*/{kind}/**/*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert not wanted - carried


def test_no_test_and_no_tool_is_in_the_wheel(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"maplebridge"}


def test_the_installed_command_explains_itself_and_looks_at_the_machine(installed: Path) -> None:
    home = installed.parent.parent
    env = {"HOME": str(home), "MAPLEBRIDGE_DATA_DIR": str(home / "data")}
    help_text = run([installed / "maplebridge", "--help"], **env)
    assert help_text.returncode == 0, help_text.stderr
    assert "usage: maplebridge" in help_text.stdout
    doctor = run([installed / "maplebridge", "doctor"], **env)
    assert "Traceback" not in doctor.stderr, doctor.stderr
    assert doctor.stdout.strip()


def test_the_installed_database_can_be_made(installed: Path) -> None:
    home = installed.parent.parent
    env = {"HOME": str(home), "MAPLEBRIDGE_DATA_DIR": str(home / "fresh")}
    env["MAPLEBRIDGE_DATABASE_URL"] = f"sqlite:///{home}/fresh.sqlite3"
    done = run([installed / "maplebridge", "migrate", "-v0"], **env)
    assert done.returncode == 0, done.stderr


def test_the_installed_demo_opens_signs_in_and_has_all_its_assets(
    installed: Path, tmp_path: Path
) -> None:
    port = free_port()
    command = [str(installed / "maplebridge"), "demo", "--port", str(port)]
    env = {name: text for name, text in os.environ.items() if "MAPLEBRIDGE" not in name}
    env |= {"HOME": str(tmp_path), "MAPLEBRIDGE_DATA_DIR": str(tmp_path / "data")}
    with subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.DEVNULL) as demo:
        try:
            with visitor(port) as client:
                pages = [open_soon(client), client.get("/design/"), sign_in(client)]
                pages += [client.get(path) for path in ("/matters/", "/bank/", "/territory/")]
                assert [page.status_code for page in pages] == [200] * 6
                assert "/account/login/" not in pages[2].text
                found = {name for page in pages for name in ASSET.findall(page.text)}
                assert {".css", ".js", ".svg"} <= {Path(name).suffix for name in found}
                assert not [name for name in sorted(found) if not client.get(name).content]
        finally:
            demo.terminate()
    assert demo.returncode == 0


class Client(requests.Session):
    """A browser of one site; an answer that is not good is an error."""

    base = ""

    def request(self, method: str, url: str, **more: Any) -> requests.Response:  # type: ignore[override]
        answer = super().request(method, self.base + url, timeout=20, **more)
        answer.raise_for_status()
        return answer


def visitor(port: int) -> Client:
    client = Client()
    client.base = f"http://127.0.0.1:{port}"
    client.trust_env = False
    return client


def open_soon(client: Client) -> requests.Response:
    ends = time.monotonic() + 240  # the demo makes its world first, beside other suites
    while True:
        try:
            return client.get("/")
        except requests.ConnectionError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.3)


def sign_in(client: Client) -> requests.Response:
    token = TOKEN.findall(client.get("/account/login/").text)[0]
    form = {"csrfmiddlewaretoken": token, "login": CAST[2].phone, "password": PASSWORD}
    return client.post("/account/login/", data=form)
