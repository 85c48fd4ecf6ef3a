"""The catalogue as a workbook and back without loss; every fault named by sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maplebridge.core.tables import Column, Limits, Sheet, Table, Value, column_name

from . import by_text
from .catalogue import LANGUAGES, Catalogue, Datatype, dump
from .catalogue_faults import (
    CALL_BACKS,
    FAULTS_MAX,
    FLAGS,
    ICONS,
    RANGES,
    SEPARATORS,
    Path,
    faults,
)
from .input import tidy
from .office_hours import ROWS

LIMITS = Limits(
    file_bytes=2_000_000, unpacked_bytes=8_000_000, parts=200, sheets=20, texts=300_000, rows=20_000,
    columns=80, cells=300_000, cell_characters=6_000,
)  # fmt: skip
YES = frozenset({"yes", "y", "true", "1", "是"})
NO = frozenset({"no", "n", "false", "0", "否"})

_FIGURES = (
    "version",
    "valid_from",
    "close_days",
    "reopen_days",
    *CALL_BACKS,
    "sms_steps",
    "office_hours",
)
_HOURS_ON = {f"office_hours_{row}": row for row in ROWS}
"""Lines of the sheet for hours of single days; empty where they are those of all days."""
_TEXTS = {"names": "name", "closing_condition": "settled", "advice": "advice", "hint": "hint"}
"""Texts by language, and how their columns begin."""
_KIND_FIGURES = ("first_answer_hours", "settle_days", "duplicate_radius_m")


def _in_languages(word: str) -> tuple[str, ...]:
    return tuple(f"{word}_{language}" for language in LANGUAGES)


COLUMNS: Mapping[str, tuple[str, ...]] = {
    "catalogue": ("figure", "value"),
    "groups": ("code", *_in_languages("name")),
    "kinds": (
        "code", "group", "icon", *_in_languages("name"), *_KIND_FIGURES, *FLAGS, "duty", "keywords",
        *_in_languages("settled"), *_in_languages("advice"),
    ),
    "questions": (
        "kind", "code", *_in_languages("name"), "datatype", "required", "neighbours_see",
        *_in_languages("hint"),
    ),
    "values": ("kind", "question", "key", *_in_languages("name")),
}  # fmt: skip
_CHOICES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*FLAGS, "required", "neighbours_see"), ("yes", "no")),
    "icon": tuple(sorted(ICONS)),
    "datatype": tuple(Datatype),
}
_CODES = frozenset({"code", "group", "kind", "question", "key", "version", "value"})
"""Columns in which what is typed stays text: a code may look like a number."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault and where it stands: sheet, number of the row (0: the sheet as a whole), and column
    by letter and heading ("" for the whole row)."""

    sheet: str
    row: int
    letter: str
    heading: str
    why: str
    facts: Mapping[str, str | int] = field(default_factory=dict)


def to_tables(book: Catalogue) -> list[Table]:
    """Five sheets."""
    data = dump(book)
    kinds, questions, values = [], [], []
    for kind in data["categories"]:
        kinds.append(_cells("kinds", kind))
        for question in kind["attributes"]:
            questions.append(_cells("questions", question | {"kind": kind["code"]}))
            about = {"kind": kind["code"], "question": question["code"]}
            values += [_cells("values", value | about) for value in question["values"]]
    figures: list[list[Value]] = [[name, _figure(name, data[name])] for name in _FIGURES]
    own = data["office_hours_on"]
    figures += [
        [name, _figure("office_hours", own.get(row, ()))] for name, row in _HOURS_ON.items()
    ]
    groups = [_cells("groups", group) for group in data["groups"]]
    rows = {
        "catalogue": figures, "groups": groups, "kinds": kinds, "questions": questions,
        "values": values,
    }  # fmt: skip
    return [
        Table(name, [_column(heading) for heading in COLUMNS[name]], rows[name]) for name in COLUMNS
    ]


def _column(heading: str) -> Column:
    return Column(heading, text=heading in _CODES, choices=_CHOICES.get(heading, ()))


def _figure(name: str, value: Any) -> Value:
    if name == "office_hours":
        return ", ".join(f"{opens}-{closes}" for opens, closes in value)
    if name == "sms_steps":
        return ", ".join(value)
    return value if isinstance(value, int) else str(value)


def _cells(sheet: str, row: Mapping[str, Any]) -> list[Value]:
    return [_cell(heading, row) for heading in COLUMNS[sheet]]


def _cell(heading: str, row: Mapping[str, Any]) -> Value:
    word, _, language = heading.partition("_")
    for name, begins in _TEXTS.items():
        if begins == word and language in LANGUAGES:
            return str(row[name].get(language, ""))
    value = row[heading]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ("、" if heading == "keywords" else ", ").join(value)
    return value if isinstance(value, int) else str(value)


# And back ------------------------------------------------------------------------------------


def from_sheets(sheets: Sequence[Sheet]) -> tuple[dict[str, Any], list[Wrong]]:
    """The catalogue as data and everything that is wrong with it; without a fault it can be parsed.

    Other sheets are left alone. A column that is not ours is a fault: it may be a misspelt one.
    """
    return _Reading(sheets).result()


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a sheet by its headings."""

    sheet: str
    number: int
    cells: Mapping[str, str]


class _Reading:
    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = {sheet.name.strip().lower(): sheet for sheet in sheets}
        self.wrong: list[Wrong] = []
        self.letters: dict[tuple[str, str], str] = {}
        self.places: dict[Path, tuple[str, int]] = {}

    def result(self) -> tuple[dict[str, Any], list[Wrong]]:
        lines = {name: list(self._lines(name)) for name in COLUMNS}
        data = self._figures(lines["catalogue"])
        data["groups"] = [self._group(at, line) for at, line in enumerate(lines["groups"])]
        data["categories"] = [self._kind(at, line) for at, line in enumerate(lines["kinds"])]
        self._questions(data["categories"], lines["questions"])
        self._values(data["categories"], lines["values"])
        if not self.wrong or all(wrong.row for wrong in self.wrong):
            self.wrong += [self._placed(fault) for fault in faults(data)]
        return data, self.wrong[:FAULTS_MAX]

    def _lines(self, name: str) -> Iterator[_Line]:
        sheet = self.sheets.get(name)
        rows = [row for row in sheet.rows() if any(map(str.strip, row.cells))] if sheet else []
        if not rows:
            self.wrong.append(Wrong(name, 0, "", "", "sheet_missing", {"name": name}))
            return
        (top, headings), *rest = rows
        headings = [heading.strip().lower() for heading in headings]
        self._check_headings(name, top, headings)
        for number, row in rest:
            cells = dict.fromkeys(COLUMNS[name], "")
            for heading, cell in zip(headings, row, strict=False):
                cells[heading] = tidy(cell)
            if len(row) > len(headings):
                letter = column_name(len(headings) + 1)
                self.wrong.append(Wrong(name, number, letter, "", "cell_without_heading"))
            yield _Line(name, number, cells)

    def _check_headings(self, name: str, row: int, headings: Sequence[str]) -> None:
        for at, heading in enumerate(headings, 1):
            if heading not in COLUMNS[name] or heading in headings[: at - 1]:
                why, facts = "column_unknown", {"name": heading[:40]}
                self.wrong.append(Wrong(name, row, column_name(at), heading[:40], why, facts))
            else:
                self.letters[name, heading] = column_name(at)
        for heading in COLUMNS[name]:
            if heading not in headings:
                facts = {"name": heading}
                self.wrong.append(Wrong(name, 0, "", heading, "column_missing", facts))

    def _figures(self, lines: Sequence[_Line]) -> dict[str, Any]:
        data: dict[str, Any] = {"office_hours_on": {}}
        for line in lines:
            name, value = line.cells["figure"].lower(), line.cells["value"]
            known = (*_FIGURES, *_HOURS_ON)
            if name not in known or (name,) in self.places:
                self._add(line, "figure", "figure_unknown", {"names": ", ".join(known)})
                continue
            if name in _HOURS_ON:
                self._hours_on(data, line, name, value)
                continue
            self.places[(name,)] = (line.sheet, line.number)
            data[name] = _read_figure(name, value)
        return data

    def _hours_on(self, data: dict[str, Any], line: _Line, name: str, value: str) -> None:
        self.places[(name,)] = (line.sheet, line.number)
        if value:
            row = _HOURS_ON[name]
            self.places["office_hours_on", row] = (line.sheet, line.number)
            data["office_hours_on"][row] = _read_figure("office_hours", value)

    def _group(self, at: int, line: _Line) -> dict[str, Any]:
        self.places["groups", at] = (line.sheet, line.number)
        return {"code": line.cells["code"], "names": _texts(line.cells, "name", whole=True)}

    def _kind(self, at: int, line: _Line) -> dict[str, Any]:
        self.places["categories", at] = (line.sheet, line.number)
        cells = line.cells
        return {
            **{key: cells[key] for key in ("code", "group", "icon")},
            **{key: _number(cells[key]) for key in _KIND_FIGURES},
            **{key: _flag(cells[key]) for key in FLAGS},
            "names": _texts(cells, "name", whole=True),
            "duty": [word for word in re.split(r"[,、，;；\s>→]+", cells["duty"]) if word],
            "keywords": _words(cells["keywords"]),
            "closing_condition": _texts(cells, "settled"),
            "advice": _texts(cells, "advice"),
            "attributes": [],
        }

    def _questions(self, kinds: Sequence[dict[str, Any]], lines: Sequence[_Line]) -> None:
        found = {kind["code"]: (at, kind) for at, kind in enumerate(kinds)}
        for line in lines:
            cells = line.cells
            if cells["kind"] not in found:
                self._add(line, "kind", "kind_unknown", {"code": cells["kind"][:40]})
                continue
            at, kind = found[cells["kind"]]
            path = ("categories", at, "attributes", len(kind["attributes"]))
            self.places[path] = (line.sheet, line.number)
            kind["attributes"].append({
                "code": cells["code"],
                "datatype": cells["datatype"],
                "names": _texts(cells, "name", whole=True),
                "required": _flag(cells["required"]),
                "neighbours_see": _flag(cells["neighbours_see"]),
                "hint": _texts(cells, "hint"),
                "values": [],
            })  # fmt: skip

    def _values(self, kinds: Sequence[dict[str, Any]], lines: Sequence[_Line]) -> None:
        found = {
            (kind["code"], question["code"]): (("categories", at, "attributes", number), question)
            for at, kind in enumerate(kinds)
            for number, question in enumerate(kind["attributes"])
        }
        for line in lines:
            cells = line.cells
            key = (cells["kind"], cells["question"])
            if key not in found:
                facts = {"code": f"{key[0][:20]} {key[1][:40]}"}
                self._add(line, "question", "question_missing", facts)
                continue
            path, question = found[key]
            self.places[(*path, "values", len(question["values"]))] = (line.sheet, line.number)
            names = _texts(cells, "name", whole=True)
            question["values"].append({"key": cells["key"], "names": names})

    def _add(self, line: _Line, heading: str, why: str, facts: Mapping[str, str | int]) -> None:
        letter = self.letters.get((line.sheet, heading), "")
        self.wrong.append(Wrong(line.sheet, line.number, letter, heading, why, facts))

    def _placed(self, fault: Any) -> Wrong:
        path: Path = fault.path
        for length in range(len(path), 0, -1):
            if path[:length] in self.places:
                sheet, row = self.places[path[:length]]
                heading = "value" if sheet == "catalogue" else _heading(path[length:])
                letter = self.letters.get((sheet, heading), "")
                return Wrong(sheet, row, letter, heading, fault.why, fault.facts)
        sheet = {"groups": "groups", "categories": "kinds"}.get(str(path[0]), "catalogue")
        return Wrong(
            sheet, 0, "", "" if sheet != "catalogue" else str(path[0]), fault.why, fault.facts
        )


def _heading(rest: Path) -> str:
    if not rest:
        return ""
    word = str(rest[0])
    if word in _TEXTS:
        return f"{_TEXTS[word]}_{rest[1]}" if len(rest) > 1 else f"{_TEXTS[word]}_{LANGUAGES[0]}"
    return "datatype" if word == "values" else word


def _read_figure(name: str, value: str) -> Any:
    if name in RANGES:
        return _number(value)
    if name == "office_hours":
        pairs = [part.strip() for part in re.split(r"[,、，;；\n]", value) if part.strip()]
        return [[time.strip() for time in re.split(r"[-–—~～]", pair)] for pair in pairs]
    if name == "sms_steps":
        return by_text.read(value)
    return value


def _texts(cells: Mapping[str, str], word: str, *, whole: bool = False) -> dict[str, str]:
    texts = {language: cells[f"{word}_{language}"] for language in LANGUAGES}
    return texts if whole or any(texts.values()) else {}


def _number(text: str) -> int | str:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text


def _flag(text: str) -> bool | str:
    word = text.lower()
    return True if word in YES else False if word in NO else text


def _words(text: str) -> list[str]:
    return [word for part in re.split(f"[{re.escape(SEPARATORS)}]", text) if (word := part.strip())]
