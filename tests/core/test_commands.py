"""The console: worker, audit, calendar, doctor, serve and demo, run as an operator runs them."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.migrated import fill_sqlite
from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
Environment = dict[str, str]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An installation of its own: SQLite in an empty folder, tables made."""
    folder = tmp_path_factory.mktemp("console")
    fill_sqlite(folder / "console.sqlite3")
    return os.environ | {
        "MAPLEBRIDGE_DATA_DIR": str(folder),
        "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{folder / 'console.sqlite3'}",
        "MAPLEBRIDGE_LOG_LEVEL": "ERROR",
    }


def maplebridge(*command: str, environment: Environment) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "maplebridge", *command],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def answers(port: int, path: str = "/healthz", seconds: float = 40) -> int:
    """The status that the server gives, waiting until it is up; 0 when it never is."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            time.sleep(0.2)
    return 0


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found |= {int(child)} | descendants(int(child))
    return found


def gone(pids: set[int], seconds: float = 60) -> bool:
    ends = time.monotonic() + seconds
    while any(alive(pid) for pid in pids) and time.monotonic() < ends:
        time.sleep(0.1)
    return not any(alive(pid) for pid in pids)


def test_a_worker_does_what_is_due_and_ends(environment: Environment) -> None:
    done = maplebridge("worker", "--once", environment=environment)
    assert done.returncode == 0, done.stderr


def test_a_worker_ends_softly_on_sigterm(environment: Environment) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "maplebridge", "worker"],
        cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert worker.stderr
    assert "worker started" in worker.stderr.readline()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    assert "worker stopped" in worker.stderr.read()


def test_the_audit_is_sealed_and_verified_against_a_head(environment: Environment) -> None:
    sealed = maplebridge("audit", "seal", environment=environment)
    assert "✓ nothing was changed" in sealed.stdout
    wrong = maplebridge("audit", "verify", "--root", "ab" * 32, environment=environment)
    assert wrong.returncode == 1
    assert "✗ the head you gave is not in the chain" in wrong.stdout


def test_a_year_is_imported_whole_or_not_at_all(environment: Environment, tmp_path: Path) -> None:
    file = tmp_path / "2033.csv"
    file.write_text("\ufeffdate,workday,name\n2033-01-31,0,春节\n2033-01-29,1,春节\n")
    good = maplebridge("calendar", "import", str(file), "--year", "2033", environment=environment)
    assert good.stdout == "2 days of 2033 differ from the plain week\n"
    file.write_text("2033-01-31,0,春节\n2032-01-29,1,春节\n")
    bad = maplebridge("calendar", "import", str(file), "--year", "2033", environment=environment)
    assert bad.returncode == 2
    assert "2" in bad.stderr
    assert "2033" in maplebridge("calendar", "years", environment=environment).stdout


def test_the_doctor_names_each_problem_with_its_cure(environment: Environment) -> None:
    ill = environment | {
        "MAPLEBRIDGE_SECRET_KEY": "short",
        "MAPLEBRIDGE_MQTT_URL": f"mqtt://127.0.0.1:{free_port()}",
        "MAPLEBRIDGE_SITE_URL": "https://maple.example",
    }
    found = maplebridge("doctor", environment=ill)
    assert found.returncode == 1
    for problem, cure in {
        "✗ the secret key is shorter": "openssl rand",
        "✗ the MQTT broker does not answer": "MAPLEBRIDGE_MQTT_URL",
        "✗ no worker was seen": "maplebridge worker",
        "✗ the address is https": "MAPLEBRIDGE_BEHIND_TLS=1",
    }.items():
        assert problem in found.stdout
        assert cure in found.stdout
    assert "✓ the tables are up to date" in found.stdout


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"MAPLEBRIDGE_DATABASE_URL": "mysql://x"}, "must start with sqlite"),
        ({"MAPLEBRIDGE_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "does not answer"),
        ({"MAPLEBRIDGE_LEASE_SECONDS": "soon"}, "settings cannot be read"),
        ({"MAPLEBRIDGE_DATA_DIR": "/proc/nowhere"}, "✗"),
    ],
)
def test_the_doctor_survives_settings_that_nothing_else_survives(
    wrong: dict[str, str], words: str, environment: Environment
) -> None:
    found = maplebridge("doctor", environment=environment | wrong)
    assert found.returncode == 1
    assert words in found.stdout
    assert "Traceback" not in found.stderr


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that a test starts; whatever is left of them is ended with the test."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        for pid in {process.pid} | (descendants(process.pid) if alive(process.pid) else set()):
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        process.wait(10)


@pytest.mark.parametrize("server", ["granian", "gunicorn"])
def test_either_server_answers_and_ends(
    server: str, environment: Environment, started: list[subprocess.Popen[bytes]]
) -> None:
    port = free_port()
    command = ["serve", "--port", str(port), "--workers", "1", "--server", server]
    process = subprocess.Popen(
        [sys.executable, "-m", "maplebridge", *command], cwd=ROOT, env=environment
    )
    started.append(process)
    assert answers(port) == 200
    everybody = {process.pid} | descendants(process.pid)
    process.terminate()
    process.wait(20)
    assert gone(everybody)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_the_demo_is_one_group_that_ends_together(
    ending: signal.Signals, demo_environment: Environment,
    started: list[subprocess.Popen[bytes]],
) -> None:  # fmt: skip
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "maplebridge", "demo", "--port", str(port)],
        cwd=ROOT, env=demo_environment,
    )  # fmt: skip
    started.append(process)
    assert answers(port, seconds=120) == 200
    everybody = descendants(process.pid)
    assert len(everybody) >= 3
    process.send_signal(ending)
    process.wait(20)
    assert gone(everybody)


def test_the_demo_ends_when_one_of_the_two_ends(
    demo_environment: Environment, started: list[subprocess.Popen[bytes]]
) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "maplebridge", "demo", "--port", str(port)],
        cwd=ROOT, env=demo_environment,
    )  # fmt: skip
    started.append(process)
    assert answers(port, seconds=120) == 200
    everybody = descendants(process.pid)
    worker = next(
        pid
        for pid in everybody
        if b"maplebridge\0worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    os.kill(worker, signal.SIGKILL)
    assert process.wait(20) == 1
    assert gone(everybody)


@pytest.fixture(scope="module")
def demo_environment(demo_folder: Path) -> Environment:
    return os.environ | {
        "MAPLEBRIDGE_DATA_DIR": str(demo_folder),
        "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{demo_folder / 'demo.sqlite3'}",
        "MAPLEBRIDGE_LOG_LEVEL": "ERROR",
    }
