"""Private PostgreSQL and MQTT servers for tests and benchmarks; the standard library is enough.

Each runs on 127.0.0.1 on a free port, in a folder of its own, and is ended by its process id. The
tools are Debian's; Missing says what to install.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

UNPRIVILEGED = ("postgres", "nobody")
POSTGRES_OLDEST = 15
# A test cluster is thrown away, so it need not survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# A benchmark pays for durability like everybody else.
DURABLE = ("fsync=on", "synchronous_commit=on")


class Missing(Exception):
    """A server's program is not installed; the text is the command that installs it."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running PostgreSQL with one superuser `maplebridge` and no password on 127.0.0.1."""

    port: int
    folder: Path
    bin: Path
    pid: int

    def url(self, database: str = "maplebridge") -> str:
        return f"postgresql://maplebridge@127.0.0.1:{self.port}/{database}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_bin() -> Path:
    """The newest installed PostgreSQL's programs. Raises Missing."""
    versions = [
        (int(path.parent.name), path)
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if path.parent.name.isdigit() and (path / "initdb").is_file()
    ]
    if on_path := shutil.which("initdb"):
        versions.append((POSTGRES_OLDEST, Path(on_path).resolve().parent))
    if not versions or max(versions)[0] < POSTGRES_OLDEST:
        raise Missing("apt-get install -y postgresql")
    return max(versions)[1]


def postgres_start(
    *, durable: bool = False, databases: Sequence[str] = ("maplebridge",)
) -> Cluster:
    """Make a cluster in a new temporary folder and start it. Takes about three seconds."""
    programs = postgres_bin()
    folder = Path(tempfile.mkdtemp(prefix="maplebridge-pg-"))
    owner = _hand_over(folder)
    port = free_port()
    data = folder / "data"
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "maplebridge",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    _run([*initdb, "--locale=C.UTF-8", "--no-sync"], owner, folder)
    settings = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]
    settings += ["max_connections=200", "shared_buffers=128MB", "timezone=UTC", "log_timezone=UTC"]
    settings += DURABLE if durable else FAST
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{line.replace('=', ' = ', 1)}\n" for line in map(_quoted, settings))
    _run(
        [programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-s", "start"], owner, folder
    )
    createdb = [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "maplebridge"]
    for name in databases:
        _run([*createdb, name], owner, folder)
    pid = _postmaster(data)
    assert pid
    return Cluster(port, folder, programs, pid)


def _postmaster(data: Path) -> int | None:
    """The process id of the cluster that runs on this data; None when none does."""
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int((data / "postmaster.pid").read_text().splitlines()[0])
    return None


def postgres_stop(cluster: Cluster) -> None:
    """End the cluster by its process id and remove its folder."""
    pid = _postmaster(cluster.folder / "data") or cluster.pid
    end_process(pid, signal.SIGINT)  # SIGINT is PostgreSQL's fast shutdown
    shutil.rmtree(cluster.folder, ignore_errors=True)


def postgres_pause(cluster: Cluster) -> None:
    """End the cluster and leave its folder, for `postgres_again`."""
    end_process(_postmaster(cluster.folder / "data") or cluster.pid, signal.SIGINT, seconds=60)


def postgres_again(folder: Path) -> Cluster:
    """Start a cluster that was paused, or cut off, on a free port."""
    programs, port, data = postgres_bin(), free_port(), folder / "data"
    owner = pwd.getpwuid(folder.stat().st_uid).pw_name if not os.geteuid() else None
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"port = '{port}'\n")
    control: list[str | Path] = [programs / "pg_ctl", "-D", data, "-s", "-w", "-t", "300"]
    _run([*control, "-l", folder / "log", "start"], owner, folder)
    pid = _postmaster(data)
    assert pid
    return Cluster(port, folder, programs, pid)


def postgres_restart(cluster: Cluster) -> None:
    """Cut it off as a lost machine would be, and start it again; the process id changes.

    The folder's postmaster.pid is what `postgres_stop` reads.
    """
    owner = pwd.getpwuid(cluster.folder.stat().st_uid).pw_name if not os.geteuid() else None
    control: list[str | Path] = [cluster.bin / "pg_ctl", "-D", cluster.folder / "data", "-s", "-w"]
    _run([*control, "-m", "immediate", "stop"], owner, cluster.folder)
    _run([*control, "-l", cluster.folder / "log", "start"], owner, cluster.folder)


@contextlib.contextmanager
def postgres(
    *, durable: bool = False, databases: Sequence[str] = ("maplebridge",)
) -> Iterator[Cluster]:
    cluster = postgres_start(durable=durable, databases=databases)
    try:
        yield cluster
    finally:
        postgres_stop(cluster)


@dataclass(frozen=True, slots=True)
class Broker:
    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"


def mosquitto_path() -> str:
    """The broker's program. Raises Missing."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if not found:
        raise Missing("apt-get install -y mosquitto")
    return found


def dovecot_path() -> str:
    """The mailbox server's program. Raises Missing."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if not found or not Path("/usr/lib/dovecot/imap").is_file():
        raise Missing("apt-get install -y dovecot-imapd")
    return found


@contextlib.contextmanager
def mosquitto() -> Iterator[Broker]:
    """A real MQTT broker with anonymous access, for one test session. Raises Missing."""
    program = mosquitto_path()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="maplebridge-mqtt-") as folder:
        config = Path(folder) / "mosquitto.conf"
        config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
        process = subprocess.Popen(
            [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for_port(port)
            yield Broker(port, process.pid)
        finally:
            process.terminate()
            process.wait(10)


def chromium_path() -> str:
    """The installed Chromium or Chrome, or the one that Playwright fetched. Raises Missing."""
    try:
        ctypes.CDLL("libatomic.so.1")  # the Node inside Playwright's driver asks for it
    except OSError as problem:
        raise Missing("apt-get install -y libatomic1") from problem
    named = os.environ.get("MAPLEBRIDGE_CHROMIUM", "")
    for name in (named, "chromium", "google-chrome", "chromium-browser"):
        if name and (found := shutil.which(name)) and not _is_snap_stub(Path(found)):
            return found
    fetched = sorted(Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome"))
    if fetched:
        return str(fetched[-1])
    raise Missing(
        "apt-get install -y chromium libatomic1 fonts-noto-cjk; "
        "on Ubuntu: .venv/bin/playwright install --with-deps chromium"
    )


def _is_snap_stub(path: Path) -> bool:
    """Ubuntu's chromium-browser is a script that asks for a snap, which containers do not have."""
    with path.open("rb") as file:
        return b"snap" in file.read(4096)


def wait_for_port(port: int, *, seconds: float = 15) -> None:
    """Return when something listens on 127.0.0.1:port. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on 127.0.0.1:{port} after {seconds} seconds")


def end_process(pid: int, sign: signal.Signals = signal.SIGTERM, *, seconds: float = 15) -> None:
    """Ask one process to end, and make it after `seconds`."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            os.kill(pid, 0)
            if _is_zombie(pid):
                return
            time.sleep(0.05)
        os.kill(pid, signal.SIGKILL)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False


def _hand_over(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: give the folder to somebody else, and say to whom."""
    if os.geteuid():
        return None
    for name in UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            return name
    raise Missing("adduser --system postgres")


def _run(command: Sequence[str | Path], user: str | None, folder: Path) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd=folder,
        # Not a pipe: the server would inherit it and keep us waiting for its end.
        stdout=subprocess.DEVNULL,
        stderr=(error := (folder / "errors").open("ab+")),
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    error.seek(0)
    text = error.read().decode(errors="replace")
    error.close()
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {text}")


def _quoted(setting: str) -> str:
    name, _, value = setting.partition("=")
    return f"{name}='{value}'"
