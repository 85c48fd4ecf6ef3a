"""The pages on which a post decides: the queue, one matter's words, one photo after the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..forms import RefuseForm, ReleaseForm
from ..messages import STAGES
from ..models import PublicPicture
from ..rules import areas as areas_rules
from ..rules.stages import Stage
from .asking import keyset_links, kind_name, kinds, signed_in, viewer_of


@require_safe
@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for my posts to be released, those allowed longest ago first."""
    viewer = viewer_of(request)
    if not policy.may_see_queue(viewer):
        raise Forbidden("square_no_post")
    rows, after = queries.queue(viewer, after=request.GET.get("after", ""))
    names, now = dict(kinds()), timezone.now()
    context = {
        "rows": [
            (row, kind_name(row.category, names), STAGES[row.stage], _late(row.due_at, now))
            for row in rows
        ],
        **keyset_links(request, after),
    }
    return render(request, "square/queue.html", context)


def _late(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and due_at <= now


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def moderate(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The original beside the public wording; releasing puts both words and photos out."""
    work = queries.work_on(viewer_of(request), public_id)
    ids = [event.pk for event, _ in work.answers]
    if request.method != "POST":
        return _page(request, work, ReleaseForm(initial=_typed(work), answers=ids), RefuseForm())
    form = ReleaseForm(request.POST, answers=ids)

    def act() -> None:
        if (left := _undecided(work)) and "photos_private" not in request.POST:
            raise RuleBroken("square_photos_undecided", number=left)
        actions.release(
            viewer=viewer_of(request), matter_id=public_id,
            words=form.cleaned_data["words"], lines=form.lines, now=timezone.now(),
        )  # fmt: skip

    if _done(form, act):
        messages.success(request, gettext("Released. Everybody can read it now."))
        return redirect("square:show", public_id)
    return _page(request, work, form, RefuseForm())


@require_POST
@signed_in
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    work = queries.work_on(viewer_of(request), public_id)
    form = RefuseForm(request.POST)

    def act() -> None:
        actions.refuse(
            viewer=viewer_of(request), matter_id=public_id,
            reason=form.cleaned_data["reason"], now=timezone.now(),
        )  # fmt: skip

    if _done(form, act):
        messages.success(request, gettext("It is not shown. The reporter reads your reason."))
        return redirect("square:queue")
    ids = [event.pk for event, _ in work.answers]
    return _page(request, work, ReleaseForm(initial=_typed(work), answers=ids), form)


def _undecided(work: queries.Work) -> int:
    return sum(decided is None for _, decided in work.photos)


def _next_photo(work: queries.Work, photo_id: UUID) -> UUID | None:
    """The first photo after this one, then from the first on, that nobody has decided on."""
    ids = [photo.pk for photo, _ in work.photos]
    at = ids.index(photo_id)
    waits = {photo.pk for photo, decided in work.photos if decided is None} - {photo_id}
    return next((pk for pk in [*ids[at:], *ids[:at]] if pk in waits), None)


def _typed(work: queries.Work) -> dict[str, str]:
    """What stands in the fields: the wording that is out, else the original to start from."""
    released = work.publication.stage == Stage.RELEASED
    typed = {"words": work.publication.words or work.matter.words}
    for event, worded in work.answers:
        new = work.publication.decided_at is None or event.at > work.publication.decided_at
        typed[f"line-{event.pk}"] = worded or (event.text if new or not released else "")
    return typed


def _done(form: Form, act: Callable[[], None]) -> bool:
    """Run the action of a valid form; what a rule forbids becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, ValidationError(broken.sentence, broken.code))
    return not form.errors


def _page(
    request: HttpRequest, work: queries.Work, form: ReleaseForm, refusing: RefuseForm
) -> HttpResponse:
    context = {
        "work": work,
        "matter": work.matter,
        "publication": work.publication,
        "stage": STAGES[Stage(work.publication.stage)],
        "kind": kind_name(work.publication.category),
        "form": form,
        "refusing": refusing,
        "answers": [(event, form[f"line-{event.pk}"]) for event, _ in work.answers],
        "undecided": _undecided(work),
    }
    refused = form.errors or refusing.errors
    return render(request, "square/moderate.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cover(request: HttpRequest, public_id: UUID, original_id: UUID) -> HttpResponse:
    """One photo: what is covered in the copy for everybody, or that there is none."""
    viewer = viewer_of(request)
    work, photo, decided = queries.moderated_photo(viewer, public_id, original_id)
    error = ""
    if request.method == "POST":
        shown = request.POST.get("decision") == "show"
        try:
            actions.decide_photo(
                viewer=viewer, matter_id=public_id, photo_id=original_id, shown=shown,
                areas=_areas(request) if shown else [], bare="bare" in request.POST,
                now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            error = broken.sentence
        else:
            kept = gettext("This copy is what everybody sees. Please look at it once more.")
            said = kept if shown else gettext("This photo stays private.")
            messages.success(request, said)
            return redirect("square:cover", public_id, original_id)
    context = {
        "matter": work.matter,
        "photo": photo,
        "number": [one.pk for one, _ in work.photos].index(photo.pk) + 1,
        "of": len(work.photos),
        "is_out": work.publication.stage == Stage.RELEASED,
        "next_photo": _next_photo(work, original_id),
        "decided": decided,
        "error": error,
        "drawn": request.POST.get("areas", "")[:1000] if error else _drawn(decided),
        "squares": [
            (n, n // areas_rules.SQUARES + 1, n % areas_rules.SQUARES + 1)
            for n in range(areas_rules.SQUARES**2)
        ],
        "ticked": set(request.POST.getlist("square")),
    }
    return render(request, "square/cover.html", context, status=422 if error else 200)


def _drawn(decided: PublicPicture | None) -> str:
    """What is covered now, as the page draws it: sent again it covers the same."""
    return ";".join(",".join(map(str, area)) for area in decided.areas) if decided else ""


def _areas(request: HttpRequest) -> list[areas_rules.Area]:
    try:
        drawn = areas_rules.read(request.POST.get("areas", "")[:1000])
        return drawn + areas_rules.of_squares(int(n) for n in request.POST.getlist("square")[:64])
    except ValueError:
        raise RuleBroken("square_areas_unreadable") from None


@require_safe
@signed_in
def copy(request: HttpRequest, public_id: UUID, original_id: UUID) -> HttpResponseBase:
    """The copy as everybody would see it, for the one who decides, before it is out."""
    _, _, decided = queries.moderated_photo(viewer_of(request), public_id, original_id)
    if decided is None or decided.file is None:
        raise Missing("square_missing")
    answer = files.response(decided.file, request=request)
    answer["Cache-Control"] = "private, no-cache"
    return answer
