"""`maplebridge serve`: the web server."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys

HELP = "Serve the web pages (granian, or gunicorn where granian is not installed)."
NEEDS_DJANGO = False


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=2, help="threads of each process")
    parser.add_argument("--server", choices=["granian", "gunicorn"], default=None)


def run(options: argparse.Namespace) -> int:
    """Become the server: this process is replaced, so signals reach it directly."""
    command = server_command(options)
    sys.stdout.flush()
    os.execv(command[0], command)


def server_command(options: argparse.Namespace) -> list[str]:
    """The server's command line; it answers on `host`:`port` and nowhere else."""
    server = options.server or ("granian" if importlib.util.find_spec("granian") else "gunicorn")
    application = "maplebridge.wsgi:application"
    if server == "granian":
        return [
            sys.executable, "-m", "granian", "--interface", "wsgi",
            "--host", options.host, "--port", str(options.port),
            "--workers", str(options.workers), "--blocking-threads", str(options.threads),
            "--backlog", "1024", "--http", "1", "--respawn-failed-workers",
            "--no-ws", "--log-level", "warning", application,
        ]  # fmt: skip
    return [
        sys.executable, "-m", "gunicorn", "--bind", f"{options.host}:{options.port}",
        "--workers", str(options.workers), "--threads", str(options.threads),
        "--worker-class", "gthread", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--log-level", "warning", application,
    ]  # fmt: skip
