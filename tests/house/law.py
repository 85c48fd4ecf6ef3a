"""Law in docstrings and docs/law/: each citation has its line there, each line its citation."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SAID = re.compile(r"Law:")
_CITED = re.compile(
    r"Law:\s+(?P<law>[^\s.]+)\s+arts?\.\s+(?P<articles>\d+(?:,\s*\d+)*)\s+"
    r"\(in force (?P<since>\d{4}-\d{2}-\d{2})\)"
)
_HEADING = re.compile(r"^## (?P<law>\S+) \(in force (?P<since>\d{4}-\d{2}-\d{2})\)$")
_LINE = re.compile(r"^\| (?P<article>\d+) \| [^|]+ \| `(?P<module>maplebridge\.[\w.]+)` \|$")

Citation = tuple[str, str, str, str]
"""Law, the day from which it is in force, article, and the module that cites it."""


def problems(sources: Mapping[str, str], page: str) -> list[str]:
    """`sources` are the modules' texts by dotted name, `page` is docs/law/README.md."""
    cited, found = set(), []
    for module, text in sources.items():
        matches = list(_CITED.finditer(text))
        if len(matches) != len(_SAID.findall(text)):
            found.append(
                f"{module} says `Law:` in another form than "
                "`Law: <name> art. N, N (in force YYYY-MM-DD)`. Write it so, then it can be checked."
            )
        for match in matches:
            articles = re.split(r",\s*", match["articles"])
            cited |= {(match["law"], match["since"], one, module) for one in articles}
    kept = _kept(page)
    found += [
        f"{module} cites {law} art. {article} (in force {since}), which docs/law/README.md lacks."
        for law, since, article, module in sorted(cited - kept)
    ]
    found += [
        f"docs/law/README.md says that {module} implements {law} art. {article} (in force {since}); "
        "its docstrings do not say so."
        for law, since, article, module in sorted(kept - cited)
    ]
    return found


def _kept(page: str) -> set[Citation]:
    kept: set[Citation] = set()
    law = since = ""
    for line in page.splitlines():
        if heading := _HEADING.match(line):
            law, since = heading["law"], heading["since"]
        elif row := _LINE.match(line):
            kept.add((law, since, row["article"], row["module"]))
    return kept
