"""The command `maplebridge`: it lists and finds subcommands, and tells problems in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maplebridge import __main__ as command
from maplebridge.core.errors import RuleBroken

SUBCOMMAND = """
HELP: str = "Ring the bell."
NEEDS_DJANGO = False
raise RuntimeError("help must not import this")
"""


def test_help_reads_the_subcommands_without_importing_them(tmp_path: Path) -> None:
    folder = tmp_path / "channels" / "commands"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "ring_bell.py").write_text(SUBCOMMAND)
    found = command.find_commands(tmp_path)
    assert found["ring-bell"].help == "Ring the bell."
    assert found["ring-bell"].module == "maplebridge.channels.commands.ring_bell"
    assert not found["ring-bell"].needs_django
    assert "ring-bell          Ring the bell." in command.overview(found)


def test_two_subcommands_of_one_name_are_refused(tmp_path: Path) -> None:
    for app in ("core", "bank"):
        folder = tmp_path / app / "commands"
        folder.mkdir(parents=True)
        (folder / "audit.py").write_text("")
    with pytest.raises(ValueError, match="audit"):
        command.find_commands(tmp_path)


def test_every_subcommand_of_ours_has_a_help_line() -> None:
    assert not [found.name for found in command.find_commands().values() if not found.help]


def test_a_broken_rule_is_one_sentence_and_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(arguments: list[str]) -> int:
        raise RuleBroken("the bell is silent at night")

    monkeypatch.setattr(command, "run_django", refuse)
    assert command.main(["no-such-subcommand"]) == 2
    assert capsys.readouterr().err == "the bell is silent at night\n"


def test_a_wrong_setting_is_one_sentence_and_status_2() -> None:
    environment = os.environ | {"MAPLEBRIDGE_DATABASE_URL": "oracle://x"}
    done = subprocess.run(
        [sys.executable, "-m", "maplebridge", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count("\n") == 1
    assert "MAPLEBRIDGE_DATABASE_URL" in done.stderr


def test_the_overview_and_the_version_need_no_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 0
    assert command.main(["--version"]) == 0
    assert "usage: maplebridge" in capsys.readouterr().out
