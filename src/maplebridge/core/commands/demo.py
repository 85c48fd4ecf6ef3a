"""`maplebridge demo`: a working product with fictional people, from one command."""

from __future__ import annotations

import argparse
import ctypes
import importlib
import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Any

HELP = "Run server and worker with a fictional world; Ctrl-C stops both."
NEEDS_DJANGO = False

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 10
TRY = (
    ("wechat ", "桥头的路灯不亮"),
    ("sms    ", "门口的垃圾桶满了"),
    ("mail   ", "活动室的台阶松了"),
    ("open311", "公告栏的玻璃裂了"),
)
"""A way in and something to say by it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--world", default="village")


def run(options: argparse.Namespace) -> int:
    """Prepare the data, start both processes and stay until one ends or a signal comes."""
    os.environ["MAPLEBRIDGE_DEMO"] = "1"
    os.environ.setdefault("MAPLEBRIDGE_SITE_URL", f"http://{options.host}:{options.port}")
    worlds = importlib.import_module("maplebridge.worlds.doors")
    doors = worlds.prepare(options.host, options.port)
    _prepare(options.world, doors)
    processes = [
        _start("serve", "--host", options.host, "--port", str(options.port)),
        _start("worker"),
    ]
    if doors is not None:
        processes.append(_start("mail", "--smtp", "--port", str(doors.mail_port)))
    _welcome(options, open_doors=doors is not None)
    return _watch(processes)


def _prepare(world: str, doors: Any) -> None:
    """Bring the tables up to date, fill an empty database, write down what opens its doors."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maplebridge.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connections
    from django.utils.module_loading import import_string

    call_command("migrate", verbosity=0, skip_checks=True)
    fill = import_string("maplebridge.worlds.seed.seed_if_needed")
    fill(world=world, progress=lambda text: print(f"· {text}", flush=True))
    if doors is not None:
        import_string("maplebridge.worlds.doors.write_down")(doors)
    connections.close_all()


def _start(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "maplebridge", *command],
        preexec_fn=_end_with_parent,  # noqa: PLW1509  this process has no threads
    )


def _end_with_parent() -> None:
    """In the child: the kernel sends SIGTERM when the parent is gone, even by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _welcome(options: argparse.Namespace, *, open_doors: bool) -> None:
    from django.utils.module_loading import import_string

    print(f"\n  http://{options.host}:{options.port}/\n", flush=True)
    for one in import_string("maplebridge.worlds.cast.sign_ins")():
        print(f"  {one.phone}  {one.password}  {one.name} · {one.role}", flush=True)
    if open_doors:
        say = f"{sys.argv[0]} say --by"
        print("\n  Every way in, from another terminal (docs/channels.md):")
        for way, words in TRY:
            print(f"  {say} {way} {words}", flush=True)
        print(f"  What would have been sent: http://{options.host}:{options.port}/channels/demo/")
    print("\n  Every person here is made up. Ctrl-C stops the server and the worker.\n", flush=True)


def _watch(processes: list[subprocess.Popen[bytes]]) -> int:
    """Wait for a signal or for the end of one process; then end the others."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask)
    while not asked and all(process.poll() is None for process in processes):
        time.sleep(0.1)
    for process in processes:
        if process.poll() is None:
            process.terminate()
    ends = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
    return 0 if asked else 1
