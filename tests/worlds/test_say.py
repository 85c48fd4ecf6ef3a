"""`maplebridge say`: each way into a running demo, by its own protocol."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import end_process, free_port

ROOT = Path(__file__).resolve().parents[2]


class Demo:
    """A demo of its own, and a second terminal beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = os.environ | {
            "MAPLEBRIDGE_DATA_DIR": str(folder),
            "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "MAPLEBRIDGE_LOG_LEVEL": "ERROR",
            "MAPLEBRIDGE_SMS_GATEWAY_URL": "https://sms.real.example/",
        }
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "maplebridge", "demo", "--port", str(self.port)],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip
        ends = time.monotonic() + 180
        while not self.page("/healthz"):
            assert time.monotonic() < ends, self.log.read_text()
            time.sleep(0.5)

    def page(self, path: str) -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as got:
                return str(got.read().decode())
        except (urllib.error.URLError, OSError):
            return ""

    def say(self, way: str, words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "maplebridge", "say", "--by", way, words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Iterator[Demo]:
    made = Demo(demo_folder)
    yield made
    end_process(made.process.pid)
    made.process.wait(30)


def test_the_demo_says_how_to_try_every_way_in(demo: Demo) -> None:
    said = demo.log.read_text()
    for way in ("wechat", "sms", "mail", "open311"):
        assert f"say --by {way}" in said
    kept = demo.folder / "demo-doors.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("wechat", "桥头的台阶松了"),
        ("sms", "门口的垃圾桶满了"),
        ("open311", "公告栏的玻璃裂了"),
    ],
)
def test_a_report_comes_back_with_its_number(demo: Demo, way: str, words: str) -> None:
    said = demo.say(way, words)
    assert said.returncode == 0, said.stdout + said.stderr
    assert re.search(r"M-\d{4}-\d+: http://127\.0\.0\.1:\d+/matters/", said.stdout), said.stdout


def test_a_stranger_by_mail_is_asked_where_and_answered(demo: Demo) -> None:
    asked = demo.say("mail", "小卖部门口的台阶松了")
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert "M-" not in asked.stdout
    told = demo.say("mail", "上湾网格")
    assert re.search(r"M-\d{4}-\d+", told.stdout), told.stdout + told.stderr


def test_the_doctor_beside_a_demo_sees_its_doors(demo: Demo) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "maplebridge", "doctor"],
        cwd=ROOT, env=demo.environment, capture_output=True, text=True, timeout=120,
    ).stdout  # fmt: skip
    assert f"the demo's own at http://127.0.0.1:{demo.port}" in said
    assert "no WeChat official account" not in said


def test_nothing_was_sent_and_everything_stands_on_the_page(demo: Demo) -> None:
    assert demo.say("sms", "进度").returncode == 0
    assert "15400000001" in demo.page("/channels/demo/")


def test_it_refuses_where_no_demo_runs(tmp_path: Path) -> None:
    environment = os.environ | {
        "MAPLEBRIDGE_DATA_DIR": str(tmp_path),
        "MAPLEBRIDGE_DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}",
    }
    said = subprocess.run(
        [sys.executable, "-m", "maplebridge", "say", "--by", "sms", "路灯不亮"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (said.returncode, said.stdout) == (2, "")
    assert "No demo runs" in said.stderr
    doors = {
        "url": f"http://127.0.0.1:{free_port()}", "mail_port": 1, "wechat_token": "x",
        "wechat_app_id": "x", "wechat_aes_key": "x", "sms_token": "x", "mail_box": "x@example.org",
    }  # fmt: skip
    (tmp_path / "demo-doors.json").write_text(json.dumps(doors))
    said = subprocess.run(
        [sys.executable, "-m", "maplebridge", "say", "--by", "sms", "路灯不亮"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert said.returncode == 2, "a demo that ended takes nothing"
