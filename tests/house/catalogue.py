"""The translation catalogues: extract, merge, convert, compare. `./dev messages` runs it.

Source strings are English. zh_Hans is written by people; zh_Hant is made from it by OpenCC (s2tw)
and the overrides in locale/zh_Hant.overrides.json, and never edited by hand.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polib

from tests.house import PACKAGE

PRUNE = "--prune"

LOCALE = PACKAGE / "locale"
OVERRIDES = "zh_Hant.overrides.json"
CONTEXT_END = "\x04"  # between context and message, as in a .mo file
SINGLE = {"gettext", "gettext_lazy", "gettext_noop", "_"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
CONTEXT_PLURAL = {"npgettext", "npgettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")
LITERAL = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(
    rf"\b(n?p?gettext|_)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?(?:\s*,\s*({LITERAL}))?", re.DOTALL
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;!?](?!\w*\))")
METADATA = {
    "Project-Id-Version": "Maplebridge",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(slots=True)
class Message:
    """A source string with the files that use it. `key` is context + CONTEXT_END + msgid."""

    msgid: str
    plural: str = ""
    context: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        return f"{self.context}{CONTEXT_END}{self.msgid}" if self.context else self.msgid


# Extracting ---------------------------------------------------------------------------------


def extract(package: Path = PACKAGE) -> dict[str, Message]:
    """Every translatable string below `package`, by key."""
    found: dict[str, Message] = {}
    for path in sorted(package.rglob("*")):
        for message in _messages_of(path):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            known.files.add(path.relative_to(package).as_posix())
    return found


def _messages_of(path: Path) -> Iterator[Message]:
    if path.suffix == ".py" and "migrations" not in path.parts:
        yield from from_python(path.read_text(encoding="utf-8"))
    elif path.suffix in {".html", ".txt", ".svg"} and "templates" in path.parts:
        yield from from_template(path.read_text(encoding="utf-8"))
    elif path.suffix in {".jinja", ".j2"}:
        yield from _from_calls(path.read_text(encoding="utf-8"))


def from_python(text: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        texts = [word for word in words if isinstance(word, str)]
        yield from _message(name, texts)


def _message(name: str, texts: list[str]) -> Iterator[Message]:
    match name, texts:
        case _, [msgid, *_] if name in SINGLE and msgid:
            yield Message(msgid)
        case _, [msgid, plural, *_] if name in PLURAL:
            yield Message(msgid, plural)
        case _, [context, msgid, *_] if name in CONTEXT:
            yield Message(msgid, context=context)
        case _, [context, msgid, plural, *_] if name in CONTEXT_PLURAL:
            yield Message(msgid, plural, context)


def from_template(text: str) -> Iterator[Message]:
    """Django turns the template into pseudo-Python; the calls in it are read one by one."""
    from django.utils.translation.template import templatize

    yield from _from_calls(templatize(text))


def _from_calls(text: str) -> Iterator[Message]:
    for name, *words in CALL.findall(text):
        yield from _message(name, [ast.literal_eval(word) for word in words if word])


# Writing ------------------------------------------------------------------------------------


def read_translations(
    locale: Path, language: str, *, obsolete: bool = False
) -> dict[str, list[str]]:
    """What a catalogue says: key → [text], or [text of the only Chinese plural form].

    Obsolete entries are those that no page uses now; they wait in zh_Hans for their words' return.
    """
    path = catalogue_path(locale, language)
    entries = polib.pofile(str(path)) if path.exists() else []
    return {
        _key(entry): list(entry.msgstr_plural.values()) or [entry.msgstr]
        for entry in entries
        if (obsolete or not entry.obsolete) and "fuzzy" not in entry.flags
    }


def _key(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}{CONTEXT_END}{entry.msgid}" if entry.msgctxt else entry.msgid


def catalogue_path(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def merge(known: dict[str, list[str]], files: Iterable[Path]) -> list[str]:
    """Add what {"English": "简体中文"} or {"English": ["译文"]} files bring.

    Returns a line for each sentence that stood already and reads otherwise now: other pages may
    share it.
    """
    changed = []
    for path in files:
        for key, value in json.loads(path.read_text(encoding="utf-8")).items():
            said = value if isinstance(value, list) else [value]
            if known.get(key, said) != said and known[key][0]:
                changed.append(f"{key!r} read {known[key][0]!r} and reads {said[0]!r} now")
            known[key] = said
    return changed


def traditional(key: str, texts: list[str], overrides: dict[str, dict[str, str]]) -> list[str]:
    """zh_Hant from zh_Hans: a whole override when there is one, else OpenCC and the terms."""
    if fixed := overrides.get("messages", {}).get(key):
        return [fixed]
    return [_convert(text, overrides.get("terms", {})) for text in texts]


def _convert(text: str, terms: dict[str, str]) -> str:
    """Placeholders and tags are kept apart, so that no converter can touch them."""
    pieces = re.split(f"({PLACEHOLDER.pattern})", text)
    for place in range(0, len(pieces), 2):
        pieces[place] = _opencc().convert(pieces[place])
        for wrong, right in terms.items():
            pieces[place] = pieces[place].replace(wrong, right)
    return "".join(pieces)


@cache
def _opencc() -> Any:
    import opencc

    return opencc.OpenCC("s2tw")


def read_overrides(locale: Path) -> dict[str, dict[str, str]]:
    path = locale / OVERRIDES
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: dict(table) for name, table in content.items()}


def write(
    locale: Path, language: str, found: dict[str, Message], texts: dict[str, list[str]]
) -> None:
    """Write one catalogue, sorted, with file names but no line numbers, so that diffs stay small."""
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = METADATA | {"Language": language}
    for key, message in sorted(found.items()):
        catalogue.append(_entry(message, (texts.get(key) or [""])[0]))
    if language == "zh_Hans":
        for key in sorted(key for key in texts if key and key not in found and texts[key][0]):
            context, _, msgid = key.rpartition(CONTEXT_END)
            entry = _entry(Message(msgid, context=context), texts[key][0])
            entry.obsolete = True
            catalogue.append(entry)
    path = catalogue_path(locale, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def _entry(message: Message, said: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.msgid,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in sorted(message.files)],
        flags=["python-format"] if re.search(r"%\(\w+\)", message.msgid) else [],
    )
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: said}
    else:
        entry.msgstr = said
    return entry


# Checking -----------------------------------------------------------------------------------


def problems_of(found: dict[str, Message], locale: Path) -> list[str]:
    """Complete, placeholders kept, nothing fuzzy, zh_Hant as generated."""
    hans, hant = read_translations(locale, "zh_Hans"), read_translations(locale, "zh_Hant")
    overrides = read_overrides(locale)
    problems = []
    for key, message in sorted(found.items()):
        texts = [text for text in hans.get(key, []) if text]
        where = f"{message.msgid!r} ({', '.join(sorted(message.files)[:2])})"
        if not texts:
            problems.append(
                f"{where} has no Chinese, or a fuzzy one: most residents could not read it. "
                "Write it in a JSON file and type: ./dev messages FILE"
            )
            continue
        if hant.get(key) != traditional(key, texts, overrides):
            problems.append(f"{where}: zh_Hant is out of date. Type: ./dev messages")
        problems += [f"{where}: {text}" for text in _faults(message, texts[0])]
    return problems


def named(texts: dict[str, list[str]], found: dict[str, Message]) -> dict[str, list[str]]:
    """The translations of what a source names, and the head of the catalogue."""
    return {key: said for key, said in texts.items() if not key or key in found}


def _faults(message: Message, text: str) -> Iterator[str]:
    wanted = set(PLACEHOLDER.findall(message.plural or message.msgid))
    given = set(PLACEHOLDER.findall(text))
    if wanted != given:
        odd = ", ".join(sorted(wanted ^ given))
        yield f"the translation differs in {odd}, and would show or break. Use the same names."
    if HALF_WIDTH.search(text):
        yield "half-width punctuation after a Han character. Use ，；！？ as in print."


def main(arguments: list[str]) -> int:
    found = extract()
    texts = read_translations(LOCALE, "zh_Hans", obsolete=True)
    changed = merge(texts, [Path(one) for one in arguments if one != PRUNE])
    if PRUNE in arguments:
        texts = named(texts, found)
    overrides = read_overrides(LOCALE)
    hant = {key: traditional(key, said, overrides) for key, said in texts.items()}
    write(LOCALE, "zh_Hans", found, texts)
    write(LOCALE, "zh_Hant", found, hant)
    problems = problems_of(found, LOCALE)
    unused = sorted(key for key in texts if key and key not in found)
    for line in [*problems, *(f"no page uses now: {key!r}" for key in unused)]:
        print(line)
    for line in changed:
        print(f"changed, also where it is shared: {line}")
    print(f"{len(found)} messages, {len(problems)} problems, {len(unused)} unused translations")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
