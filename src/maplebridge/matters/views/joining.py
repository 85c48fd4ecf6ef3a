"""Several reports of one thing: "Is it one of these?", "me too", and taking apart again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer

from .. import actions, policy, queries
from ..actions.co_reporters import hearing_token, muted_people, read_hearing_token
from ..messages import STEPS
from ..models import Matter
from ..queries import Sought, Twin
from ..rules.states import CONFIDED, HOUSEWORK, State, Verb
from .wording import category_name, deadline, signed_in, viewer_of


@dataclass(frozen=True, slots=True)
class TwinShown:
    """A likely twin as matters/_twins.html prints it."""

    id: UUID
    reference: str
    title: str
    category: str
    place: str
    reported_at: datetime
    state: str
    closing_code: str
    why: str
    may_join: bool
    earlier: bool


def _shown(twin: Twin, before: datetime) -> TwinShown:
    return TwinShown(
        id=twin.id,
        reference=twin.reference,
        title=twin.title or category_name(twin.rulebook, twin.category),
        category=category_name(twin.rulebook, twin.category),
        place=twin.place,
        reported_at=twin.reported_at,
        state=twin.state.value,
        closing_code=twin.closing_code,
        why=_why(twin),
        may_join=twin.may_join,
        earlier=twin.reported_at <= before,
    )


def _why(twin: Twin) -> str:
    """The reasons in words: what both say, and how far apart they lie."""
    said = "”, “".join(twin.shared)
    if twin.metres is None:
        where = gettext("in the same grid")
    elif twin.metres < 10:
        where = gettext("at the same spot")
    else:
        where = gettext("%(metres)s m away") % {"metres": twin.metres}
    if not said:
        return gettext("Much alike, %(where)s") % {"where": where}
    return gettext("Both say “%(words)s”, %(where)s") % {"words": said, "where": where}


def likely_twins_of(request: HttpRequest, viewer: Viewer) -> list[TwinShown]:
    """What the words typed so far may be about; nothing for an empty form or a visitor."""
    sent = request.POST if request.method == "POST" else request.GET
    words = sent.get("words", "")[:500]
    if not words.strip():
        return []
    now = timezone.now()
    sought = Sought(
        words=words,
        category=sent.get("category", "")[:20],
        place_id=_uuid(sent.get("place", "")),
        lon=_degrees(sent.get("lon", ""), 180),
        lat=_degrees(sent.get("lat", ""), 90),
    )
    return [_shown(twin, now) for twin in queries.likely_twins(viewer, sought, now=now)]


def twins_beside(viewer: Viewer, matter: Matter) -> list[TwinShown]:
    """What was just reported may be these; only those that the reporter can join instead."""
    if matter.reporter_id is None or matter.reporter_id != viewer.person_id:
        return []
    found = queries.twins_of(viewer, matter, now=timezone.now())
    return [_shown(twin, matter.reported_at) for twin in found if twin.may_join]


def _uuid(typed: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(typed[:36])
    return None


def _degrees(typed: str, most: int) -> float | None:
    with suppress(ValueError):
        found = float(typed[:30])
        return found if abs(found) <= most else None
    return None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def likely_twins(request: HttpRequest) -> HttpResponse:
    """The same suggestions for the words typed so far: a fragment for the page that is open."""
    return render(
        request, "matters/_twins.html", {"twins": likely_twins_of(request, viewer_of(request))}
    )


@require_POST
@signed_in
def me_too(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    """Join a matter instead of reporting it once more; `instead` takes the own report back."""
    viewer = viewer_of(request)
    matter = queries.get_matter(viewer, matter_id)
    try:
        actions.join(
            viewer=viewer, matter_id=matter.pk, instead_of=_uuid(request.POST.get("instead", "")),
            now=timezone.now(),
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
    else:
        words = gettext("You joined %(reference)s. You hear of every step from now on.")
        messages.success(request, words % {"reference": matter.reference})
    return redirect("matters:show", matter_id)


@require_POST
@signed_in
def split(request: HttpRequest, matter_id: UUID) -> HttpResponseBase:
    from .reading import matter_page  # the page of a matter shows what stands here

    viewer = viewer_of(request)
    queries.get_matter(viewer, matter_id)
    try:
        actions.split(viewer=viewer, matter_id=matter_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        return matter_page(request, matter_id, "split", Form(request.POST))
    messages.success(
        request, gettext("Taken apart: the matter is open again, with its own clocks.")
    )
    return redirect("matters:show", matter_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hear(request: HttpRequest, hearing: str) -> HttpResponseBase:
    """The link in each message to those who joined, and on the page: stop, or begin again.

    Looking stops nothing: mail programs open links. It works without signing in.
    """
    person_id, matter = read_hearing_token(hearing)
    if request.method == "POST":
        wished = request.POST.get("wished") == "yes"
        actions.hear(token=hearing, wished=wished, now=timezone.now())
        words = gettext("You hear of every step again.") if wished else gettext(
            "No more messages about it. It stays among what you joined."
        )  # fmt: skip
        messages.success(request, words)
        return redirect("matters:hear", hearing)
    context = {"matter": matter, "hears": person_id not in muted_people(matter.pk)}
    return render(request, "matters/hear.html", context)


@dataclass(frozen=True, slots=True)
class GoesOn:
    """How the matter under which a repetition goes on stands: steps and days, nobody's words."""

    reference: str
    id: UUID | None
    state: str
    closing_code: str
    settle_by: datetime | None
    steps: list[tuple[str, datetime]]
    hears_at: str = ""


def joined_page(
    viewer: Viewer,
    matter: Matter,
    standing: policy.Standing,
    can: dict[str, bool],
    now: datetime,
) -> dict[str, Any]:
    """What the page of a matter says of others like it."""
    inside = policy.may_see_spot(standing)
    works = standing in policy.WORKERS
    joined = matter.duplicate_of_id is not None
    can[Verb.SPLIT.value] = can[Verb.SPLIT.value] and joined and matter.state == State.CLOSED
    count = matter.co_reporters.values("person_id").distinct().count() if inside else 0
    return {
        "twins": [_shown(t, matter.reported_at) for t in queries.twins_of(viewer, matter, now=now)]
        if works and can["mark_duplicate"]
        else [],
        "merging": True,
        "goes_on": goes_on(viewer, matter) if joined and inside else None,
        "co_reporters": ngettext(
            "%(count)d resident more says the same", "%(count)d residents more say the same", count
        )
        % {"count": count}
        if count
        else "",
        "have_joined": standing is policy.Standing.NEIGHBOUR and queries.has_joined(viewer, matter),
        "hears_at": hearing_token(viewer.person_id, matter.pk)
        if viewer.person_id is not None and standing is policy.Standing.NEIGHBOUR
        else "",
    }


_NOT_TOLD = HOUSEWORK | CONFIDED | {Verb.JOIN}


def goes_on(viewer: Viewer, matter: Matter) -> GoesOn | None:
    """Of a repetition; None of anything else."""
    other = queries.goes_on_as(matter)
    if other is None:
        return None
    readable = policy.may_see(viewer, other)
    since = [e for e in queries.events_of(other) if e.at >= (matter.closed_at or e.at)]
    return GoesOn(
        reference=other.reference,
        id=other.pk if readable else None,
        state=other.state,
        closing_code=other.closing_code,
        settle_by=deadline(other.settle_due_at) if other.is_open else None,
        steps=[(str(STEPS[Verb(e.verb)][0]), e.at) for e in since if e.verb not in _NOT_TOLD],
        hears_at=hearing_token(viewer.person_id, other.pk)
        if viewer.person_id is not None and queries.has_joined(viewer, other)
        else "",
    )
