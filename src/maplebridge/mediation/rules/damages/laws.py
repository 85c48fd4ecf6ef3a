"""The sources of law that the lines of a sheet name. docs/law says what each article asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Article:
    """An article of a law, as a sheet prints it."""

    law: str
    number: str


CIVIL_CODE = "民法典"
INJURY = "人身損害賠償解釋"
TRAFFIC = "交通事故賠償解釋"
ROAD = "道路交通安全法"
COVER = "交強險條例"
CLAUSES = "交強險條款"
MENTAL = "精神損害賠償解釋"
TORT = "侵權責任編解釋一"


def cite(law: str, *numbers: int) -> tuple[Article, ...]:
    return tuple(Article(law, str(number)) for number in numbers)
