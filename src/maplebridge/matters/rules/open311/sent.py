"""What a program sends: a report or an update, every wrong parameter listed at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from ..answers import check
from ..catalogue import Catalogue, Category
from ..input import PLACE_TEXT_MAX, WORDS_MAX, on_earth, storable, tidy
from .asked import Fields, Wrong, first, read_instant

DESCRIPTION_MAX = 4_000
"""As long as the specification allows; our own forms keep people shorter."""
ADDRESS_MAX = PLACE_TEXT_MAX
URL_MAX = 500
NAME_MAX, PHONE_MAX, MAIL_MAX = 80, 40, 120
WORDS_WITH_LINK_MAX = DESCRIPTION_MAX + 2 + URL_MAX
WHERE = ("lat", "long", "address_string", "address_id")
ONCE_MAX = 200
"""The longest key under which a program may send the same thing again."""

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,40})\](\[\])?")


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the sender, in the sender's own words: nobody has proved any of it."""

    name: str = ""
    phone: str = ""
    mail: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.phone or self.mail)


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that is right in itself. A point, else an address_id, else an address_string."""

    kind: Category
    words: str
    lon: float | None
    lat: float | None
    address: str
    address_id: str
    contact: Contact
    answers: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class SentUpdate:
    """An update that is right in itself; `status` is one of FMS's words or ""."""

    reference: str
    status: str
    words: str
    update_id: str
    duplicate_of: str
    service: str
    place: str


def report(
    fields: Fields, catalogue: Catalogue, *, zone: tzinfo, language: str
) -> Sent | list[Wrong]:
    """The report, or all that is wrong with it. Without a description the service's name stands."""
    wrong: list[Wrong] = []
    kind = _kind(fields, catalogue, wrong)
    lon, lat = _point(fields, wrong)
    address = _text(fields, "address_string", ADDRESS_MAX, wrong)
    address_id = _text(fields, "address_id", 40, wrong)
    if not any(first(fields, name) for name in WHERE):
        wrong.append(Wrong("open311_location_missing"))
    words = _text(fields, "description", DESCRIPTION_MAX, wrong)
    link = _link(fields, wrong)
    contact = contact_of(fields, wrong)
    answers = _answers(fields, kind, zone, language, wrong) if kind else {}
    if wrong or kind is None:
        return wrong
    words = "\n\n".join(filter(None, [words or kind.name(language), link]))
    return Sent(kind, words, lon, lat, address, address_id, contact, answers)


def update(fields: Fields) -> SentUpdate | list[Wrong]:
    """The update, or all that is wrong with it. It says something, or changes something."""
    wrong: list[Wrong] = []
    reference = first(fields, "service_request_id")
    if not reference:
        wrong.append(Wrong("open311_parameter_missing", {"parameter": "service_request_id"}))
    words = _text(fields, "description", WORDS_MAX, wrong)
    when = first(fields, "updated_datetime")
    if when and read_instant(when) is None:
        wrong.append(Wrong("open311_date_unreadable", {"parameter": "updated_datetime"}))
    status = first(fields, "status").upper()
    link = _link(fields, wrong)
    if not (words or status or link):
        wrong.append(Wrong("open311_update_empty"))
    once = _text(fields, "update_id", ONCE_MAX, wrong)
    duplicate_of = _text(fields, "duplicate_of", 24, wrong)
    service = _text(fields, "service_code", 20, wrong)
    place = _text(fields, "address_id", 40, wrong)
    words = "\n\n".join(filter(None, [words, link]))
    return wrong or SentUpdate(reference, status, words, once, duplicate_of, service, place)


def contact_of(fields: Fields, wrong: list[Wrong]) -> Contact:
    names = [_text(fields, name, NAME_MAX, wrong) for name in ("first_name", "last_name")]
    return Contact(
        name=" ".join(filter(None, names)),
        phone=_text(fields, "phone", PHONE_MAX, wrong),
        mail=_text(fields, "email", MAIL_MAX, wrong),
    )


def _kind(fields: Fields, catalogue: Catalogue, wrong: list[Wrong]) -> Category | None:
    code = first(fields, "service_code")
    kind = catalogue.get(code)
    if not code:
        wrong.append(Wrong("open311_parameter_missing", {"parameter": "service_code"}))
    elif kind is None:
        wrong.append(Wrong("open311_service_unknown", {"service": code[:40]}, 404))
    elif not kind.anonymous:
        wrong.append(Wrong("open311_service_in_person", {"service": code[:40]}))
        return None
    return kind


def _point(fields: Fields, wrong: list[Wrong]) -> tuple[float | None, float | None]:
    texts = first(fields, "long"), first(fields, "lat")
    if texts == ("", ""):
        return None, None
    try:
        lon, lat = float(texts[0]), float(texts[1])
    except ValueError:
        lon = lat = math.nan
    if not on_earth(lon, lat):
        wrong.append(Wrong("open311_point_unreadable"))
        return None, None
    return lon, lat


def _text(fields: Fields, name: str, most: int, wrong: list[Wrong]) -> str:
    text = tidy(first(fields, name))
    if len(text) > most:
        facts = {"parameter": name, "most": most, "length": len(text)}
        wrong.append(Wrong("open311_text_too_long", facts))
    elif not storable(text):
        wrong.append(Wrong("open311_text_unreadable", {"parameter": name}))
    else:
        return text
    return ""


def _link(fields: Fields, wrong: list[Wrong]) -> str:
    """An address of media, kept as words: nothing here goes and fetches it."""
    text = _text(fields, "media_url", URL_MAX, wrong)
    if text and (not re.match(r"https?://\S+\Z", text)):
        wrong.append(Wrong("open311_link_unreadable"))
        return ""
    return text


def given(fields: Fields) -> dict[str, list[str]]:
    """What was answered to the questions of the service, by the code of each: `attribute[code]`,
    and `attribute[code][]` where several may be chosen."""
    answers: dict[str, list[str]] = {}
    for name, values in fields.items():
        found = _ATTRIBUTE.fullmatch(name)
        if found is not None:
            answers.setdefault(found[1], []).extend(value for value in values if value.strip())
    return {code: values for code, values in answers.items() if values}


def _answers(
    fields: Fields, kind: Category, zone: tzinfo, language: str, wrong: list[Wrong]
) -> dict[str, list[str]]:
    answers = given(fields)
    for fault in check(kind, answers, zone=zone)[1]:
        asked = kind.attribute(fault.code)
        question = asked.name(language) if asked else fault.code
        wrong.append(Wrong(f"matter_{fault.why}", {"question": question, "most": fault.most}))
    return answers
