"""Checks on the documents: the practices map and the links. `./dev docs` runs it as a program."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.house import ROOT, tracked_files
from tests.house.tables import proof_exists

# The lines of the requirement, practice by practice; docs/practices.md tells what each one says.
LINES = {"A": 9, "B": 9, "C": 8, "D": 7, "E": 4, "F": 9, "G": 8}
CODES = [f"{letter}{number}" for letter, last in LINES.items() for number in range(1, last + 1)]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def practices(text: str, root: Path) -> list[str]:
    """Each line of the requirement has a row that names app, page and test, or says `not yet`."""
    lines = re.findall(r"^\|\s*\**([A-G]\d)\**\s*\|(.*)$", text, re.M)
    rows, codes = dict(lines), [code for code, _ in lines]
    problems = [
        f"docs/practices.md has {codes.count(code)} rows for {code}. A reader believes the first "
        "one: make them one row that is true."
        for code in sorted(set(codes))
        if codes.count(code) > 1
    ]
    problems += [
        f"docs/practices.md has no row for {code}. Nobody could tell whether it was forgotten: "
        "add `| CODE | app | page | test |`, or `not yet`."
        for code in CODES
        if code not in rows
    ]
    for code, row in rows.items():
        tests = re.findall(r"`(tests/[^`]+)`", row)
        if not tests and "not yet" not in row:
            problems.append(
                f"docs/practices.md, {code}: neither a test in `backticks` nor `not yet`. What is "
                "not tested is not done: name the test or say that it is not there yet."
            )
        problems += [
            f"docs/practices.md, {code}: {test} does not exist. Name the test that shows this line."
            for test in tests
            if not proof_exists(test, root)
        ]
    return problems


def links(pages: Iterable[Path], root: Path) -> list[str]:
    """Links between documents lead somewhere."""
    return [
        f"{page.relative_to(root)}: the link {target} leads nowhere. Correct it or write the page."
        for page in pages
        for target in LINK.findall(_prose(page.read_text(encoding="utf-8")))
        if not (root / target.lstrip("/") if target[0] == "/" else page.parent / target).exists()
    ]


PICTURE_BYTES_MAX = 200_000


def pictures(folder: Path, pages: Iterable[Path]) -> list[str]:
    """Pictures that are too heavy for a slow line, or that no page shows any more."""
    shown = "".join(page.read_text() for page in pages)
    problems = []
    for path in sorted(folder.iterdir()):
        if path.stat().st_size > PICTURE_BYTES_MAX:
            problems.append(f"{path.name} is over 200 kB: take it by tests.browser.pictures")
        if f"images/{path.name})" not in shown:
            problems.append(f"{path.name} is shown nowhere: show it or take it away")
    return problems


def _prose(text: str) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)


def our_pages(root: Path = ROOT) -> list[Path]:
    return sorted(path for path in tracked_files(root) if path.suffix == ".md")


def main() -> int:
    pages = our_pages()
    for page in pages:
        title = next((line for line in page.read_text().splitlines() if line.startswith("# ")), "")
        print(f"  {page.relative_to(ROOT)!s:<44} {title.removeprefix('# ')}")
    problems = links(pages, ROOT)
    print("\n".join(problems) or f"\n  {len(pages)} documents, all links lead somewhere")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
