"""The command `maplebridge`: each app's own subcommands, then Django's.

A subcommand is a module in some app's commands/ folder with `HELP` (one line), `arguments(parser)`
and `run(options) -> int`. `NEEDS_DJANGO = False` lets one run when the settings are broken. The
list is read from the source text, so `--help` answers at once.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import maplebridge

PACKAGE = Path(__file__).resolve().parent
PROBLEM = 2  # exit status: the person can put it right, the sentence says how


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    app: str
    module: str
    help: str
    needs_django: bool


def find_commands(package: Path = PACKAGE) -> dict[str, Command]:
    """Every subcommand by its name: the file's name with dashes for underscores."""
    found: dict[str, Command] = {}
    for path in sorted(package.glob("*/commands/*.py")):
        if not path.stem.startswith("_"):
            command = _read(path)
            if command.name in found:
                raise ValueError(f"two subcommands are called {command.name!r}")
            found[command.name] = command
    return found


def _read(path: Path) -> Command:
    """Learn the help line of one subcommand without importing it."""
    constants: dict[str, object] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=value))
                | ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value))
            ):
                constants[name] = value
    app = path.parts[-3]
    return Command(
        name=path.stem.replace("_", "-"),
        app=app,
        module=f"maplebridge.{app}.commands.{path.stem}",
        help=str(constants.get("HELP", "")),
        needs_django=constants.get("NEEDS_DJANGO") is not False,
    )


def overview(commands: dict[str, Command]) -> str:
    lines = [
        "usage: maplebridge SUBCOMMAND [options]",
        "",
        f"Maplebridge 楓橋 {maplebridge.__version__}. Each subcommand explains itself with --help.",
    ]
    for app in sorted({command.app for command in commands.values()}):
        lines += ["", f"{app}:"]
        lines += [
            f"  {command.name:<18} {command.help}"
            for command in commands.values()
            if command.app == app
        ]
    lines += ["", "Django's own, among them:", "  migrate, createcachetable, shell, check"]
    return "\n".join(lines)


def run_command(command: Command, arguments: Sequence[str]) -> int:
    if command.needs_django:
        import django

        django.setup()
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(
        prog=f"maplebridge {command.name}",
        description=command.help,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    module.arguments(parser)
    return int(module.run(parser.parse_args(arguments)) or 0)


def run_django(arguments: Sequence[str]) -> int:
    """Hand anything else to Django: migrate, shell, makemigrations and the like."""
    from django.core.management import ManagementUtility

    ManagementUtility(["maplebridge", *arguments]).execute()
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maplebridge.settings")
    commands = find_commands()
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(overview(commands))
        return 0
    if arguments[0] in {"-V", "--version"}:
        print(maplebridge.__version__)
        return 0
    try:
        if command := commands.get(arguments[0]):
            return run_command(command, arguments[1:])
        return run_django(arguments)
    except KeyboardInterrupt:
        return 130
    except SystemExit as stop:
        if not isinstance(stop.code, str):
            raise
        print(stop.code, file=sys.stderr)  # settings.py refuses with a sentence
        return PROBLEM
    except Exception as problem:
        sentence = _sentence_for(problem)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return PROBLEM


def _sentence_for(problem: Exception) -> str | None:
    """What to tell the person, or None where a traceback says more."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from maplebridge.core.errors import RuleBroken

    if isinstance(problem, (RuleBroken, ImproperlyConfigured)):
        return str(problem)
    if isinstance(problem, OperationalError):
        first_line = str(problem).strip().splitlines()[0]
        return f"The database does not answer: {first_line}. `maplebridge doctor` tells more."
    return None


if __name__ == "__main__":
    sys.exit(main())
