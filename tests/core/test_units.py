"""The systemd units: read by systemd itself, with a program that is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))


def test_there_is_a_unit_for_the_server_the_worker_and_the_mail() -> None:
    names = ["maplebridge-mail.service", "maplebridge-worker.service", "maplebridge.service"]
    assert [unit.name for unit in UNITS] == names
    settings = (DEPLOY / "maplebridge.env").read_text("utf-8")
    for unit in UNITS:
        text = unit.read_text("utf-8")
        assert "EnvironmentFile=/etc/maplebridge.env" in text
        assert "User=maplebridge" in text
    assert re.search(r"^#?MAPLEBRIDGE_DATABASE_URL=", settings, re.MULTILINE)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="this machine has no systemd")
@pytest.mark.parametrize("spoiled", [False, True])
def test_systemd_finds_no_fault_in_them(tmp_path: Path, spoiled: bool) -> None:
    """The account, the program and the settings belong to the server's own machine."""
    for unit in UNITS:
        text = unit.read_text("utf-8")
        text = text.replace("/opt/maplebridge/bin/maplebridge", "/bin/true")
        text = re.sub(r"^(User|Group|EnvironmentFile)=.*\n", "", text, flags=re.MULTILINE)
        if spoiled:
            text = text.replace("ProtectSystem=strict", "ProtectSystem=strickt")
        (tmp_path / unit.name).write_text(text, "utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
    )
    assert ("strickt" in checked.stderr) is spoiled
    if not spoiled:
        assert checked.returncode == 0, checked.stderr
        assert "maplebridge" not in checked.stderr, checked.stderr
