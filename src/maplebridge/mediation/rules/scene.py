"""What is known from the scene of an accident: pictures, the survey, and who bears what by which paper."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from .damages.claim import Blame
from .reckonings import Document, party_of_side, sides

RECORDS_MAX, RECORDS_OF_ONE = 400, 15
"""So many a file, and by each person who is a party; those that were ended counted. Twenty parties
do not fill a file, so the papers of the police always find room."""
NUMBER_MAX, OFFICE_MAX, WORDS_MAX, REASON_MAX = 60, 80, 2000, 200


class Record(StrEnum):
    """What a paper or picture from the scene is."""

    PICTURE = "picture"
    SURVEY = "survey"
    """The record and the sketch of the scene, made by the traffic police."""
    CERTIFICATE = "certificate"
    """The determination of responsibility, also by the simple procedure."""
    SETTLED = "settled"
    """The parties wrote down at the scene who bears what, where nobody was hurt."""
    UNCLEAR = "unclear"
    """The certificate that an accident happened whose cause could not be found."""
    REVIEW = "review"
    """The decision on a request for review."""


BLAMING = frozenset({Record.CERTIFICATE, Record.SETTLED})
"""Those that say who bears what."""
SERVED = frozenset({Record.CERTIFICATE, Record.UNCLEAR, Record.REVIEW})
"""Those that an office serves on the parties, with a number."""
OF_PARTIES = frozenset({Record.PICTURE, Record.SETTLED})
"""Those that a party may add itself; the papers of the police come from them or from who mediates."""
LAWS: Mapping[Record, tuple[str, ...]] = {
    Record.CERTIFICATE: ("道路交通安全法 73",), Record.SETTLED: ("道路交通安全法 70",),
}  # fmt: skip


def contradict(blames: Iterable[Blame]) -> bool:
    """Whether these cannot stand in one certificate. Whoever drove away is not among the parties, so
    what is missing contradicts nothing.
    """
    found = [one for one in blames if one is not Blame.NONE]
    if found.count(Blame.FULL) > 1 or found.count(Blame.MAIN) > 1:
        return True
    if Blame.FULL in found and len(found) > 1:
        return True
    return Blame.MAIN in found and Blame.EQUAL in found


def differing(document: Document, blames: Mapping[str, Blame]) -> tuple[str, ...]:
    """The keys of the parties whose blame in the document is another than the certificate's."""
    return tuple(
        party
        for side in sides(document)
        if (party := party_of_side(side.get("id", ""))) in blames
        and side.get("blame") != blames[party].value
    )


def with_blame(document: Document, blames: Mapping[str, Blame]) -> Document:
    """The document with the certificate's blame for whoever is in both; shares that were agreed for
    another blame go, since they are to be asked for anew."""
    changed: Collection[str] = differing(document, blames)
    if not changed:
        return document
    made = copy.deepcopy(document)
    for side in made["sides"]:
        party = party_of_side(side.get("id", ""))
        if party in changed:
            side["blame"] = blames[party].value
    made.pop("shares", None)
    return made
