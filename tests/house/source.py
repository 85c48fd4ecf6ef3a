"""Checks that read source text only: names, sizes, doors, templates, lock files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.house import FLOORS, ROOF

# One idea, one file name, in every app (docs/floors.md). A name may be a file or a folder.
APP_NAMES = {
    "__init__",
    "apps",
    "rules",
    "models",
    "policy",
    "queries",
    "actions",
    "public",
    "handlers",
    "forms",
    "views",
    "urls",
    "api",
    "adapters",
    "commands",
    "templates",
    "static",
    "data",
    "migrations",
    "middleware",
    "messages",
}
EXTRA_NAMES = {
    "core": {
        "values",
        "viewer",
        "scope",
        "audit",
        "outbox",
        "clock",
        "calendar",
        "errors",
        "files",
        "frozen",
        "documents",
        "references",
        "tables",
        "templatetags",
    },
    "portal": {"templatetags", "context"},
}
NOT_A_NAME = re.compile(r"^(utils?|helpers?|common|misc|shared|base_utils)(_.*)?$")
TOP_NAMES = {"__init__", "__main__", "events", "locale", "py.typed", *ROOF, *FLOORS}

FUNCTION_LINES_MAX = 60
MODULE_LINES_MAX = 500


def file_names(package: Path) -> list[str]:
    """Files and folders of each app carry a name of the fixed set."""
    problems = []
    for path in _visible(package):
        if path.stem not in TOP_NAMES:
            problems.append(
                f"{path.name}: no such floor. A file beside the apps belongs to the roof; put it "
                "into an app, or add the app to tests/house and .importlinter."
            )
        elif path.is_dir() and path.name in FLOORS:
            allowed = APP_NAMES | EXTRA_NAMES.get(path.name, set())
            problems += [
                f"{path.name}/{entry.name}: not one of the names that every app shares, so a "
                "reader will not look there. Move the code into one of: "
                f"{', '.join(sorted(allowed))}."
                for entry in _visible(path)
                if entry.stem not in allowed
            ]
    return problems


def _visible(folder: Path) -> list[Path]:
    return [
        path for path in sorted(folder.iterdir()) if path.name[0] != "." and path.name[:3] != "__p"
    ]


def drawer_names(files: Iterable[Path]) -> list[str]:
    """No utils, helpers or common: such a drawer fills with things that have a home elsewhere."""
    return [
        f"{path}: a drawer named {part!r} says nothing. Name the file for what it does, or put the "
        "function beside its only caller."
        for path in files
        for part in {Path(part).stem for part in path.parts}
        if path.suffix in {".py", ".html", ".js", ".css"} and NOT_A_NAME.match(part)
    ]


def sizes(files: Iterable[Path]) -> list[str]:
    """Functions that need a second screen and modules that need a map."""
    problems = []
    for path in files:
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MODULE_LINES_MAX:
            problems.append(
                f"{path}: {lines} lines; {MODULE_LINES_MAX} is the most that a reader can keep in "
                "mind. Split it along its ideas into a folder of the same name."
            )
        problems += [
            f"{path}:{node.lineno}: {node.name} takes {length} lines, more than "
            f"{FUNCTION_LINES_MAX}. Pull pure steps out and keep the decisions in the parent."
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef)
            and (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
        ]
    return problems


def public_doors(package: Path) -> list[str]:
    """An app reaches another app (core excepted) only through its public.py."""
    problems = []
    for path in sorted(package.rglob("*.py")):
        inside = path.relative_to(package).parts
        guest = inside[0]
        if guest not in FLOORS or "migrations" in inside:
            continue
        for line, parts in imports(path, package):
            host, door = (parts + ["", ""])[1:3]
            if host == guest or host not in FLOORS or host == "core" or door == "public":
                continue
            if inside == ("portal", "api.py") and door == "api":
                continue  # the one place where all APIs are mounted
            problems.append(
                f"{'/'.join(inside)}:{line}: imports {'.'.join(parts)}. What {host} keeps behind "
                f"its public.py may change any day; import maplebridge.{host}.public, and add the "
                "name there when it is missing."
            )
    return problems


def imports(path: Path, package: Path) -> Iterator[tuple[int, list[str]]]:
    """Line and dotted parts of each import of maplebridge in a file, relative ones resolved."""
    here = ["maplebridge", *path.relative_to(package).with_suffix("").parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _ours(node.lineno, alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            base = here[: -node.level] if node.level else []
            module = [*base, *(node.module or "").split(".")] if node.module else base
            for alias in node.names:
                yield from _ours(node.lineno, [*module, alias.name])


def _ours(line: int, parts: list[str]) -> Iterator[tuple[int, list[str]]]:
    if parts[:1] == ["maplebridge"] and len(parts) > 1:
        yield line, parts


INLINE = {
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json)": "an inline script",
    r"<style\b": "an inline style sheet",
    r"\sstyle\s*=\s*[\"']": "a style attribute",
    r"\son[a-z]+\s*=\s*[\"']": "an event attribute",
    r"\shx-on[:\w-]*\s*=": "an hx-on attribute",
    r"[\"']\s*javascript:": "a javascript: address",
}


def inline_code(templates: Iterable[Path]) -> list[str]:
    """The content security policy forbids inline code; a page with it breaks without a word."""
    problems = []
    for path in templates:
        text = _without_comments(path.read_text(encoding="utf-8"))
        for pattern, what in INLINE.items():
            if "documents" in path.parts and what == "an inline style sheet":
                continue  # a PDF carries its style with it and no browser sees it
            problems += [
                f"{path}:{text.count(chr(10), 0, found.start() + 1) + 1}: {what}. The content "
                "security policy refuses it; move it to the app's static/ folder, one file a page."
                for found in re.finditer(pattern, text, re.IGNORECASE)
            ]
    return problems


def _without_comments(text: str) -> str:
    """Blank out template comments but keep the lines, so that line numbers stay true."""
    comment = re.compile(
        r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL
    )
    return comment.sub(lambda found: "\n" * found[0].count("\n"), text)


ADDRESS = re.compile(
    r"https?://|--(?:extra-)?index-url|--find-links|\"resolved\"|^registry\s*=", re.M
)


def lock_addresses(files: Iterable[Path]) -> list[str]:
    """Lock files hold versions and hashes; an address would tie every user to one mirror."""
    return [
        f"{path}:{text.count(chr(10), 0, found.start()) + 1}: an address ({found[0]}). Each place "
        "installs from its own mirror; run ./dev lock, which leaves addresses out."
        for path in files
        for text in [path.read_text(encoding="utf-8")]
        for found in ADDRESS.finditer(text)
    ]


def machine_paths(files: Iterable[Path], root: Path) -> list[str]:
    """Nothing in the repository knows the machine on which it was written."""
    registries = "|".join(re.escape(".".join(host)) for host in _REGISTRIES)
    here = re.escape(str(root))
    wrong = re.compile(rf"/(?:root|Users|home/[a-z]+)/[\w.]|{here}|\.pyenv\b|{registries}")
    problems = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        problems += [
            f"{path}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]!r} is true on one "
            "machine only. Use a path relative to the repository, or a setting."
            for found in wrong.finditer(text)
        ]
    return problems


_REGISTRIES = (("registry", "npmjs", "org"), ("files", "pythonhosted", "org"), ("pypi", "org"))
