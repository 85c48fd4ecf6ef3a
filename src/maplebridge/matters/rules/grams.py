"""Words as pairs of characters, so that Chinese is found without a word cutter on any database.

Each character of a run of letters and digits begins a pair with the next one; the last stands
alone. Tokens are hexadecimal, because a database's own parser drops or splits what it takes for
foreign. A search is a phrase of pairs, so it finds any part of a run, in every script.
"""

from __future__ import annotations

import re

TEXT_MAX = 2_400
"""Characters of a text that are indexed: the 2,000 of a report and where it is."""
QUERY_MAX = 60

_RUN = re.compile(r"[^\W_]+")


def runs(text: str) -> list[str]:
    """The runs of letters and digits; two runs are never one phrase."""
    return _RUN.findall(text)


def grams(folded: str) -> str:
    """The tokens of a folded text in order, with blanks between them."""
    return " ".join(
        token
        for run in runs(folded[:TEXT_MAX])
        for token in (*(_pair(run, at) for at in range(len(run) - 1)), _token(run[-1]))
    )


def phrases(folded: str) -> list[list[str]]:
    """What to look for: for each run its pairs in order, for a single character its beginning."""
    wanted = runs(folded[:QUERY_MAX])
    return [
        [_pair(run, at) for at in range(len(run) - 1)] if len(run) > 1 else [_token(run) + "*"]
        for run in wanted
    ]


def for_postgresql(found: list[list[str]]) -> str:
    """The phrases as a tsquery: all of them, each in order."""
    return " & ".join(
        "(" + " <-> ".join(token.replace("*", ":*") for token in phrase) + ")" for phrase in found
    )


def for_sqlite(found: list[list[str]]) -> str:
    """The phrases as an FTS5 query: all of them, each in order."""
    return " AND ".join(
        phrase[0] if phrase[0].endswith("*") else '"' + " ".join(phrase) + '"' for phrase in found
    )


def _pair(run: str, at: int) -> str:
    return _token(run[at]) + f"{ord(run[at + 1]):06x}"


def _token(character: str) -> str:
    return f"x{ord(character):06x}"
