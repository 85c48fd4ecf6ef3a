"""The JSON API of matters, below /api/v1/matters. Session sign-in with CSRF; errors {code, message}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Viewer

from . import actions, queries
from .forms import draft_token, ingest
from .models import Matter
from .policy import Standing, standing_of, whereabouts
from .rules.input import PLACE_TEXT_MAX, WORDS_MAX
from .rules.states import State
from .views.timeline import Shown, on_paper, story_of

router = Router(tags=["matters"])


class Problem(Schema):
    """What happened, in the reader's language, under a code that programs can rely on."""

    code: str
    message: str


PROBLEMS: dict[int, type[Problem]] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), Problem)


class NewMatter(Schema):
    """What a resident sends. `id` is made by the client: sending it again is safe."""

    id: UUID
    words: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    category: Annotated[str, Field(max_length=20)] = ""
    place_id: UUID | None = None
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    place_text: Annotated[str, Field(max_length=PLACE_TEXT_MAX)] = ""
    photos: Photos = []
    neighbours_see: bool = False
    reporter_id: UUID | None = None


Photos = Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=4)]
"""Marks of kept photos."""


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


class Answer(Schema):
    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    code: Literal["fixed", "answered", "not_ours", "cannot_fix", "no_contact"] = "fixed"
    photos: Photos = []
    helpers: Annotated[list[UUID], Field(max_length=50)] = []


class Rate(Schema):
    stars: Annotated[int, Field(ge=1, le=5)]
    solved: bool
    text: Annotated[str, Field(max_length=WORDS_MAX)] = ""


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


@router.get("", response={200: MatterPage, **PROBLEMS}, url_name="matters")
def list_matters(
    request: HttpRequest,
    scope: Literal["mine", "around", "inbox"] = "mine",
    state: Literal[
        "",
        "open",
        "received",
        "triaged",
        "referred",
        "returned",
        "accepted",
        "working",
        "suspended",
        "answered",
        "closed",
        "reopened",
    ] = "",
    after: Annotated[str, Field(max_length=64)] = "",
    limit: Annotated[int, Field(ge=1, le=queries.PAGE_MAX)] = queries.PAGE,
) -> HttpResponse:
    """Matters, newest first: my own, my neighbourhood's, or those of my posts."""
    viewer = _viewer(request)
    if scope == "inbox":
        page = queries.inbox(
            viewer, queries.Tab.ALL, now=timezone.now(), after=after, limit=limit, state=state
        )
    else:
        read: Callable[..., queries.Page] = queries.around if scope == "around" else queries.mine
        page = read(viewer, after=after, limit=limit, state=state)
    return _json({"matters": [_row(row) for row in page.rows], "next": page.after or None})


@router.post("", response={201: MatterOut, 200: MatterOut, **PROBLEMS}, url_name="matters")
def report_matter(request: HttpRequest, sent: NewMatter) -> HttpResponse:
    """Report a concern. 201 the first time, 200 when the same matter arrives again, 409 when the
    id already means something else."""
    now = timezone.now()
    made = actions.report(
        viewer=_viewer(request),
        sent=actions.Report(
            id=sent.id,
            words=sent.words,
            category=sent.category,
            place_id=sent.place_id,
            lon=sent.lon,
            lat=sent.lat,
            place_text=sent.place_text,
            photos=tuple(ingest([], sent.photos, now)),
            neighbours_see=sent.neighbours_see,
            channel="api",
            reporter_id=sent.reporter_id,
        ),
        now=now,
    )
    return _json(_matter(made.matter, Standing.REPORTER), 201 if made.created else 200)


@router.post("/photos", response={201: Kept, **PROBLEMS}, url_name="matter-photos")
def keep_photo(request: HttpRequest, photo: Annotated[UploadedFile, File(...)]) -> HttpResponse:
    """Upload one photo before the matter or the answer that it belongs to."""
    (file_id,) = ingest([photo], [], timezone.now())
    return _json({"token": draft_token(file_id)}, 201)


@router.get("/{uuid:matter_id}", response={200: MatterOut, **PROBLEMS}, url_name="matter")
def show_matter(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """One matter that the viewer reported, works on, or may read as a neighbour."""
    return _shown(_viewer(request), matter_id)


@router.post("/{uuid:matter_id}/accept", response={200: MatterOut, **PROBLEMS})
def accept_matter(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Take a matter on, as its handler, the deputy or a supervisor of the place."""
    return _step(request, matter_id, actions.accept, text=sent.text)


@router.post("/{uuid:matter_id}/answer", response={200: MatterOut, **PROBLEMS})
def answer_matter(request: HttpRequest, matter_id: UUID, sent: Answer) -> HttpResponse:
    """Answer the resident and propose how the matter ends."""
    photos = ingest([], sent.photos, timezone.now())
    return _step(
        request, matter_id, actions.answer,
        text=sent.text, code=sent.code, photos=photos, helpers=sent.helpers,
    )  # fmt: skip


@router.post("/{uuid:matter_id}/rate", response={200: MatterOut, **PROBLEMS})
def rate_matter(request: HttpRequest, matter_id: UUID, sent: Rate) -> HttpResponse:
    """Rate the answer as its reporter; this closes the matter."""
    return _step(
        request, matter_id, actions.rate, stars=sent.stars, solved=sent.solved, text=sent.text
    )


@router.post("/{uuid:matter_id}/words", response={200: MatterOut, **PROBLEMS})
def add_words(request: HttpRequest, matter_id: UUID, sent: MoreWords) -> HttpResponse:
    """Add words or photos, as its reporter or as somebody who works on it."""
    photos = ingest([], sent.photos, timezone.now())
    return _step(
        request, matter_id, actions.add_words, text=sent.text, id=sent.id, photos=photos
    )  # fmt: skip


@router.post("/{uuid:matter_id}/dispute", response={200: MatterOut, **PROBLEMS})
def dispute_answer(request: HttpRequest, matter_id: UUID, sent: Reason) -> HttpResponse:
    """Say as its reporter that it is not solved: it is opened again with new deadlines."""
    return _step(request, matter_id, actions.dispute, reason=sent.text)


@router.post("/{uuid:matter_id}/withdraw", response={200: MatterOut, **PROBLEMS})
def withdraw_matter(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Take an open matter back, as its reporter."""
    return _step(request, matter_id, actions.withdraw, reason=sent.text)


@router.post("/{uuid:matter_id}/take-part", response={200: MatterOut, **PROBLEMS})
def take_part(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """Say as a neighbour that one helped; the handler confirms it with the answer."""
    return _step(request, matter_id, actions.take_part)


@router.post("/{uuid:matter_id}/refer", response={200: Referred, **PROBLEMS})
def refer_matter(request: HttpRequest, matter_id: UUID, sent: Onward) -> HttpResponse:
    """Hand the matter on to who answers at another place; the clocks run on."""
    return _moved(request, matter_id, actions.refer, place_id=sent.place_id, reason=sent.text)


@router.post("/{uuid:matter_id}/return", response={200: Referred, **PROBLEMS})
def return_matter(request: HttpRequest, matter_id: UUID, sent: Back) -> HttpResponse:
    """Hand the matter back with what proves it; those above decide where it belongs."""
    photos = ingest([], sent.photos, timezone.now())
    return _moved(
        request, matter_id, actions.return_, reason=sent.reason, text=sent.text, photos=photos
    )


@router.post("/{uuid:matter_id}/assign", response={200: Referred, **PROBLEMS})
def assign_matter(request: HttpRequest, matter_id: UUID, sent: Onward) -> HttpResponse:
    """Decide from above where a returned matter belongs; this stands for the round."""
    return _moved(request, matter_id, actions.assign, place_id=sent.place_id, reason=sent.text)


@router.post("/{uuid:matter_id}/triage", response={200: MatterOut, **PROBLEMS})
def triage_matter(request: HttpRequest, matter_id: UUID, sent: Sorted) -> HttpResponse:
    """Say what kind of matter it really is; the timeline keeps both kinds."""
    return _step(request, matter_id, actions.triage, category=sent.category, text=sent.text)


@router.post("/{uuid:matter_id}/start", response={200: MatterOut, **PROBLEMS})
def start_work(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Say that work has begun on a matter that was taken on."""
    return _step(request, matter_id, actions.start, text=sent.text)


@router.post("/{uuid:matter_id}/suspend", response={200: MatterOut, **PROBLEMS})
def suspend_work(request: HttpRequest, matter_id: UUID, sent: Rest) -> HttpResponse:
    """Let the matter rest for a stated reason until a stated day."""
    return _step(
        request, matter_id, actions.suspend, reason=sent.reason, text=sent.text, until=sent.until
    )


@router.post("/{uuid:matter_id}/resume", response={200: MatterOut, **PROBLEMS})
def resume_work(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Go on before the day that was said."""
    return _step(request, matter_id, actions.resume, text=sent.text)


@router.post("/{uuid:matter_id}/duplicate", response={200: MatterOut, **PROBLEMS})
def close_duplicate(request: HttpRequest, matter_id: UUID, sent: Earlier) -> HttpResponse:
    """Close the matter as a repetition of an earlier one that the viewer works on too."""
    return _step(request, matter_id, actions.mark_duplicate, of_reference=sent.reference)


@router.post("/{uuid:matter_id}/contact", response={200: ContactOut, **PROBLEMS})
def show_contact(request: HttpRequest, matter_id: UUID, sent: Why) -> HttpResponse:
    """Name and number of the reporter, for those who work on it; the reading is logged."""
    card = actions.see_contact(
        viewer=_viewer(request), matter_id=matter_id, reason=sent.reason, now=timezone.now()
    )
    return _json({"name": card.name, "phone": card.phone})


@router.get("/{uuid:matter_id}/timeline", response={200: Timeline, **PROBLEMS})
def show_timeline(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """What was said and done, oldest first; at most 500 lines."""
    viewer = _viewer(request)
    matter = queries.get_matter(viewer, matter_id)
    told = story_of(viewer, matter, standing_of(viewer, matter), on_paper=True)
    steps = zip(told.events, on_paper(told), strict=True)
    return _json({"steps": [_line(event.verb, shown) for event, shown in steps]})


def _line(verb: str, shown: Shown) -> dict[str, object]:
    return {
        "at": shown.at,
        "verb": verb,
        "title": shown.title,
        "who": shown.who,
        "words": shown.words,
        "photos": [photo["url"] for photo in shown.photos],
    }


def _step(
    request: HttpRequest, matter_id: UUID, act: Callable[..., Matter], **more: Any
) -> HttpResponse:
    viewer = _viewer(request)
    act(viewer=viewer, matter_id=matter_id, now=timezone.now(), **more)
    return _shown(viewer, matter_id)


def _moved(
    request: HttpRequest, matter_id: UUID, act: Callable[..., Matter], **more: Any
) -> HttpResponse:
    """For steps after which the matter may lie outside the viewer's reach."""
    moved = act(viewer=_viewer(request), matter_id=matter_id, now=timezone.now(), **more)
    return _json({"id": moved.pk, "reference": moved.reference, "state": moved.state})


def _shown(viewer: Viewer, matter_id: UUID) -> HttpResponse:
    matter = queries.get_matter(viewer, matter_id)
    return _json(_matter(matter, standing_of(viewer, matter)))


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people.middleware
    if not viewer.signed_in:
        raise Forbidden("sign_in_first")
    return viewer


def _json(content: object, status: int = 200) -> HttpResponse:
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return HttpResponse(body, status=status, content_type="application/json")


def _row(row: queries.Row) -> dict[str, object]:
    return {
        "id": row.id,
        "reference": row.reference,
        "words": row.title,
        "category": row.category,
        "state": row.state.value,
        "closing_code": row.closing_code,
        "reported_at": row.reported_at,
        "due_at": row.due_at,
        "due_certain": row.due_certain,
        "place": row.place,
        "lon": row.lon,
        "lat": row.lat,
    }


def _matter(matter: Matter, standing: Standing) -> dict[str, object]:
    where = whereabouts(matter, standing)
    return {
        "id": matter.pk,
        "reference": matter.reference,
        "words": matter.words,
        "category": matter.category,
        "state": State(matter.state).value,
        "closing_code": matter.closing_code,
        "reported_at": matter.reported_at,
        "due_at": matter.due_at,
        "due_certain": matter.due_certain,
        "place": where.name,
        "lon": where.lon,
        "lat": where.lat,
    }
