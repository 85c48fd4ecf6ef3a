"""The JSON API of matters, below /api/v1/matters. Session sign-in with CSRF; errors {code, message}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from maplebridge.core.viewer import Viewer

from .. import actions, queries
from ..forms import draft_token, ingest
from ..models import Matter
from ..policy import Standing, standing_of, whereabouts
from ..rules.states import State
from ..views.timeline import Shown, on_paper, story_of
from .groups import router as groups
from .replies import reply as _json
from .replies import row as _row
from .replies import viewer_of as _viewer
from .schemas import (
    PROBLEMS,
    Another,
    Answer,
    Back,
    ContactOut,
    Earlier,
    Kept,
    MatterInFull,
    MatterPage,
    MoreWords,
    NewMatter,
    Onward,
    Rate,
    Reason,
    Referred,
    Rest,
    Sorted,
    Timeline,
    Why,
    Words,
)
from .tasks import router as tasks

router = Router(tags=["matters"])
router.add_router("", tasks)
router.add_router("/groups", groups)


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
    return _json({"matters": [_row(one) for one in page.rows], "next": page.after or None})


@router.post("", response={201: MatterInFull, 200: MatterInFull, **PROBLEMS}, url_name="matters")
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
            everybody_sees=sent.everybody_sees,
            channel="api",
            reporter_id=sent.reporter_id,
            attributes={code: _typed(given) for code, given in sent.attributes.items()},
            sorts=not sent.attributes,
        ),
        now=now,
    )
    matter = made.matter
    rulebook, language = queries.catalogue_version(matter.rulebook), get_language() or "en"
    shown = queries.answered(rulebook, matter.category, made.answers, Standing.REPORTER, language)
    return _json(_matter(matter, Standing.REPORTER, shown), 201 if made.created else 200)


@router.post("/photos", response={201: Kept, **PROBLEMS}, url_name="matter-photos")
def keep_photo(request: HttpRequest, photo: Annotated[UploadedFile, File(...)]) -> HttpResponse:
    """Upload one photo before the matter or the answer that it belongs to."""
    (file_id,) = ingest([photo], [], timezone.now())
    return _json({"token": draft_token(file_id)}, 201)


@router.get("/{uuid:matter_id}", response={200: MatterInFull, **PROBLEMS}, url_name="matter")
def show_matter(request: HttpRequest, matter_id: UUID) -> HttpResponse:
    """One matter that the viewer reported, works on, or may read as a neighbour."""
    return _shown(_viewer(request), matter_id)


@router.post("/{uuid:matter_id}/accept", response={200: MatterInFull, **PROBLEMS})
def accept_matter(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Take a matter on, as its handler, the deputy or a supervisor of the place."""
    return _step(request, matter_id, actions.accept, text=sent.text)


@router.post("/{uuid:matter_id}/answer", response={200: MatterInFull, **PROBLEMS})
def answer_matter(request: HttpRequest, matter_id: UUID, sent: Answer) -> HttpResponse:
    """Answer the resident and propose how the matter ends."""
    photos = ingest([], sent.photos, timezone.now())
    return _step(
        request, matter_id, actions.answer,
        text=sent.text, code=sent.code, photos=photos, helpers=sent.helpers,
        left=sent.left,
    )  # fmt: skip


@router.post("/{uuid:matter_id}/rate", response={200: MatterInFull, **PROBLEMS})
def rate_matter(request: HttpRequest, matter_id: UUID, sent: Rate) -> HttpResponse:
    """Rate the answer as its reporter; this closes the matter."""
    return _step(
        request, matter_id, actions.rate,
        stars=sent.stars, solved=sent.solved, text=sent.text, reasons=sent.reasons,
    )  # fmt: skip


@router.post("/{uuid:matter_id}/words", response={200: MatterInFull, **PROBLEMS})
def add_words(request: HttpRequest, matter_id: UUID, sent: MoreWords) -> HttpResponse:
    """Add words or photos, as its reporter or as somebody who works on it."""
    photos = ingest([], sent.photos, timezone.now())
    return _step(
        request, matter_id, actions.add_words, text=sent.text, id=sent.id, photos=photos
    )  # fmt: skip


@router.post("/{uuid:matter_id}/dispute", response={200: MatterInFull, **PROBLEMS})
def dispute_answer(request: HttpRequest, matter_id: UUID, sent: Reason) -> HttpResponse:
    """Say as its reporter that it is not solved: it is opened again with new deadlines."""
    return _step(request, matter_id, actions.dispute, reason=sent.text)


@router.post("/{uuid:matter_id}/withdraw", response={200: MatterInFull, **PROBLEMS})
def withdraw_matter(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Take an open matter back, as its reporter."""
    return _step(request, matter_id, actions.withdraw, reason=sent.text)


@router.post("/{uuid:matter_id}/recourse", response={200: MatterInFull, **PROBLEMS})
def name_recourse(request: HttpRequest, matter_id: UUID, sent: Another) -> HttpResponse:
    """Name as its reporter a petition, a review or a lawsuit. It hinders no step; the settling
    clock stands still. Naming it twice is once."""
    return _step(request, matter_id, actions.name_recourse, kind=sent.kind, text=sent.text)


@router.post("/{uuid:matter_id}/recourse/over", response={200: MatterInFull, **PROBLEMS})
def end_recourse(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Say as its reporter that all that was named has come to its end; the clock runs on."""
    return _step(request, matter_id, actions.end_recourse, text=sent.text)


@router.post("/{uuid:matter_id}/take-part", response={200: MatterInFull, **PROBLEMS})
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


@router.post("/{uuid:matter_id}/triage", response={200: MatterInFull, **PROBLEMS})
def triage_matter(request: HttpRequest, matter_id: UUID, sent: Sorted) -> HttpResponse:
    """Say what kind of matter it really is; the timeline keeps both kinds."""
    return _step(request, matter_id, actions.triage, category=sent.category, text=sent.text)


@router.post("/{uuid:matter_id}/start", response={200: MatterInFull, **PROBLEMS})
def start_work(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Say that work has begun on a matter that was taken on."""
    return _step(request, matter_id, actions.start, text=sent.text)


@router.post("/{uuid:matter_id}/suspend", response={200: MatterInFull, **PROBLEMS})
def suspend_work(request: HttpRequest, matter_id: UUID, sent: Rest) -> HttpResponse:
    """Let the matter rest for a stated reason until a stated day."""
    return _step(
        request, matter_id, actions.suspend, reason=sent.reason, text=sent.text, until=sent.until
    )


@router.post("/{uuid:matter_id}/resume", response={200: MatterInFull, **PROBLEMS})
def resume_work(request: HttpRequest, matter_id: UUID, sent: Words) -> HttpResponse:
    """Go on before the day that was said."""
    return _step(request, matter_id, actions.resume, text=sent.text)


@router.post("/{uuid:matter_id}/duplicate", response={200: MatterInFull, **PROBLEMS})
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
    standing = standing_of(viewer, matter)
    shown = queries.answers_of(matter, standing, get_language() or "en")
    return _json(_matter(matter, standing, shown))


def _typed(given: str | float | list[str | float]) -> list[str]:
    """Numbers may come as numbers; what is checked and kept is text."""
    return [str(one) for one in (given if isinstance(given, list) else [given])]


def _matter(
    matter: Matter, standing: Standing, answers: list[queries.Answered]
) -> dict[str, object]:
    where = whereabouts(matter, standing)
    return {
        "id": matter.pk,
        "reference": matter.reference,
        "words": matter.words,
        "category": matter.category,
        "state": State(matter.state).value,
        "closing_code": matter.closing_code,
        "reported_at": matter.reported_at,
        "due_at": matter.due_at.astimezone(UTC) if matter.due_at else None,
        "due_certain": matter.due_certain,
        "place": where.name,
        "lon": where.lon,
        "lat": where.lat,
        "attributes": [
            {"code": a.code, "name": a.question, "values": a.values, "texts": a.texts}
            for a in answers
        ],
    }
