"""A paper as a list of blocks, so that one content becomes a PDF, an editable file or an empty form.

A template draws the blocks as a page (mediation/_blocks.html), office.py writes them as .docx.
Words arrive in the language of the paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Heading:
    """A line above what follows."""

    words: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `aside` is smaller and says something about the paper itself."""

    words: str
    aside: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Numbered:
    """Paragraphs that are counted from `start`."""

    items: tuple[str, ...]
    start: int = 1
    kind: ClassVar[str] = "numbered"

    @property
    def counted(self) -> tuple[tuple[int, str], ...]:
        return tuple(enumerate(self.items, start=self.start))


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values; "" leaves room to write by hand. `wide`: one a line, else two."""

    rows: tuple[tuple[str, str], ...]
    wide: bool = True
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Area:
    """A label over words of any length; without words so many empty lines."""

    label: str
    words: str = ""
    lines: int = 4
    kind: ClassVar[str] = "area"

    @property
    def empty(self) -> range:
        return range(self.lines)


@dataclass(frozen=True, slots=True)
class Boxes:
    """A label and what can be ticked."""

    label: str
    options: tuple[tuple[str, bool], ...]
    kind: ClassVar[str] = "boxes"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. `figures` are the columns that hold sums: they stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    kind: ClassVar[str] = "grid"


@dataclass(frozen=True, slots=True)
class Signed:
    """One place for a signature: whose, what is known of it, the strokes as an SVG path."""

    label: str
    name: str = ""
    note: str = ""
    strokes: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places for signatures beside each other."""

    places: tuple[Signed, ...]
    kind: ClassVar[str] = "signatures"


Block = Heading | Text | Numbered | Facts | Area | Boxes | Grid | Signatures


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `house` is who issues it, `number` its number, "" where none is given yet."""

    title: str
    house: str
    number: str
    blocks: tuple[Block, ...]
