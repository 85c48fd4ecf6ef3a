"""What goes in and out of the API of matters. Instants are UTC in ISO 8601."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from ..rules.input import PLACE_TEXT_MAX, WORDS_MAX
from ..rules.reasons import Reason as RatingReason


class Problem(Schema):
    """What happened, in the reader's language, under a code that programs can rely on."""

    code: str
    message: str


PROBLEMS: dict[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), Problem)


Photos = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=4)]
"""Marks of kept photos."""
Given = Annotated[str, Field(max_length=WORDS_MAX)] | int | float


class NewMatter(Schema):
    """What a resident sends. `id` is made by the client: sending it again is safe.

    `attributes` are answers to the questions of the kind, by the code of the question; a list that
    takes several is answered with a list of keys. Without a `category` it is the kind that the
    words leave no doubt about, else "other": the answer says which.
    """

    id: UUID
    words: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    category: Annotated[str, Field(max_length=20)] = ""
    place_id: UUID | None = None
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    place_text: Annotated[str, Field(max_length=PLACE_TEXT_MAX)] = ""
    photos: Photos = []
    neighbours_see: bool = False
    everybody_sees: bool = False
    reporter_id: UUID | None = None
    attributes: Annotated[dict[str, Given | list[Given]], Field(max_length=50)] = {}


class Words(Schema):
    text: Annotated[str, Field(max_length=WORDS_MAX)] = ""


class MoreWords(Schema):
    """`id` is made by the client: the same words under the same id are added once."""

    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    id: UUID | None = None
    photos: Photos = []


class Reason(Schema):
    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]


class Onward(Schema):
    """The place that the matter is handed on to, and why."""

    place_id: UUID
    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]


class Sorted(Schema):
    """The code of the kind that it really is, in the rulebook that it was reported under."""

    category: Annotated[str, Field(min_length=1, max_length=20)]
    text: Annotated[str, Field(max_length=WORDS_MAX)] = ""


class Back(Schema):
    """Why a post hands a matter back, and what proves it."""

    reason: Literal["other_place", "other_duty", "needs_power", "several"]
    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    photos: Photos = []


class Rest(Schema):
    """What a matter waits for. Work goes on by itself on the morning of `until`, in local time."""

    reason: Literal["parts", "weather", "others", "resident", "decision", "court"]
    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    until: date


class Earlier(Schema):
    """The number of the matter that this one repeats."""

    reference: Annotated[str, Field(min_length=1, max_length=24)]


class Why(Schema):
    """Why the contact is needed; the person concerned reads it."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class Another(Schema):
    """Another way to their right that the reporter has taken as well."""

    kind: Literal["petition", "review", "lawsuit"]
    text: Annotated[str, Field(max_length=WORDS_MAX)] = ""


AnswerCode = Literal["fixed", "answered", "not_ours", "cannot_fix", "no_contact"]


class Answer(Schema):
    """`left` says why parts of the work stay open; without it they stand in the way."""

    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    code: AnswerCode
    photos: Photos = []
    helpers: Annotated[list[UUID], Field(max_length=50)] = []
    left: Annotated[str, Field(max_length=WORDS_MAX)] = ""


class Rate(Schema):
    stars: Annotated[int, Field(ge=1, le=5)]
    solved: bool
    text: Annotated[str, Field(max_length=WORDS_MAX)] = ""
    reasons: Annotated[list[RatingReason], Field(max_length=10)] = []


class MatterOut(Schema):
    """A matter as its viewer may see it. Instants are UTC; `place` is a name.

    Neighbours get the name of the grid or community and a point in its middle.
    """

    id: UUID
    reference: str
    words: str
    category: str
    state: str
    closing_code: str
    reported_at: datetime
    due_at: datetime | None
    due_certain: bool
    place: str
    lon: float | None
    lat: float | None


class AnswerOut(Schema):
    """An answer to a question of the kind: `values` as kept, `name` and `texts` in words."""

    code: str
    name: str
    values: list[str]
    texts: list[str]


class MatterInFull(MatterOut):
    """One matter with the answers that came with it; neighbours read those that are open to them."""

    attributes: list[AnswerOut]


class Referred(Schema):
    """What stays to be said when a matter may have left the viewer's reach."""

    id: UUID
    reference: str
    state: str


class MatterPage(Schema):
    """At most 100 matters; `next` is the mark to pass as `after`, null on the last page."""

    matters: list[MatterOut]
    next: str | None


class StepOut(Schema):
    """One line of the timeline. `who` and `title` are in the reader's language; `photos` are
    addresses. Neighbours read the words of the report and of answers, and nobody's name."""

    at: datetime
    verb: str
    title: str
    who: str
    words: str
    photos: list[str]


class Timeline(Schema):
    steps: list[StepOut]


class ContactOut(Schema):
    name: str
    phone: str


class Kept(Schema):
    """The mark of an uploaded photo, to pass in `photos` within six hours."""

    token: str
