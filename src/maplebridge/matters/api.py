"""The JSON API of matters, below /api/v1/matters. Session sign-in with CSRF; errors {code, message}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
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
    photos: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=4)] = []
    neighbours_see: bool = False
    reporter_id: UUID | None = None


class Words(Schema):
    text: Annotated[str, Field(max_length=WORDS_MAX)] = ""


class Answer(Schema):
    text: Annotated[str, Field(min_length=1, max_length=WORDS_MAX)]
    code: Literal["fixed", "answered", "not_ours", "cannot_fix", "no_contact"] = "fixed"
    photos: Annotated[list[Annotated[str, Field(max_length=300)]], Field(max_length=4)] = []
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


class MatterPage(Schema):
    """At most 100 matters; `next` is the mark to pass as `after`, null on the last page."""

    matters: list[MatterOut]
    next: str | None


class Kept(Schema):
    """The mark of an uploaded photo, to pass in `photos` within six hours."""

    token: str


@router.get("", response={200: MatterPage, **PROBLEMS}, url_name="matters")
def list_matters(
    request: HttpRequest,
    scope: Literal["mine", "around", "inbox"] = "mine",
    state: Literal[
        "", "open", "received", "referred", "accepted", "answered", "closed", "reopened"
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


def _step(
    request: HttpRequest, matter_id: UUID, act: Callable[..., Matter], **more: Any
) -> HttpResponse:
    viewer = _viewer(request)
    act(viewer=viewer, matter_id=matter_id, now=timezone.now(), **more)
    return _shown(viewer, matter_id)


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
