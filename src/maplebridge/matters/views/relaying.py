"""The page on which a worker passes on what was said in their group, and what to answer there.

The name that the group knows somebody by stands on the page only, to be copied back; it is never
stored. What was made is shown at once, without a page in between: sent again, it is the same.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Level, Viewer
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms import draft_token, ingest, still_kept
from ..forms.relaying import MessageForm, RelayForm
from ..models import Matter
from ..rules import chat
from .wording import deadline, signed_in, viewer_of

GRIDS_MAX = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What was made of one message, and the two texts to copy back."""

    matter: Matter
    alias: str
    group: str
    alone: str


@dataclass(slots=True)
class Sheet:
    """Everything on the page between two taps."""

    form: RelayForm
    rows: list[MessageForm] = field(default_factory=list)
    kept: list[UUID] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    found: list[queries.Whom] | None = None
    status: int = 200


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def relay(request: HttpRequest) -> HttpResponse:
    """Paste, send, copy the answer back: three taps for one message, one more for several."""
    viewer = viewer_of(request)
    if not viewer.works:
        raise Forbidden("matter_no_post")
    grids = _grids(viewer)
    if request.method != "POST":
        return _page(request, Sheet(RelayForm(initial=_first(request, grids))), grids)
    sheet = Sheet(RelayForm(request.POST, request.FILES))
    _fill(request, viewer, sheet)
    return _page(request, sheet, grids)


def _first(request: HttpRequest, grids: list[territory.Place]) -> dict[str, Any]:
    """The empty form; with ?paper= for a paper form, whose sign (?at=) names the place."""
    first: dict[str, Any] = {"place": grids[0].pk if grids else None}
    if "paper" not in request.GET:
        return first
    first |= {"channel": "desk", "paper": request.GET["paper"][:20]}
    with suppress(RuleBroken):
        place = queries.place_of_code(request.GET.get("at", ""))
        grids[:] = [place, *(grid for grid in grids if grid.pk != place.pk)]
        first["place"] = place.pk
    return first


def _fill(request: HttpRequest, viewer: Viewer, sheet: Sheet) -> None:
    valid = sheet.form.is_valid()
    sheet.kept = _keep(request, sheet.form)
    sheet.rows = _rows(request, sheet.form)
    if "find" in request.POST:
        sheet.found = queries.residents_for(viewer, request.POST.get("who", "")[:100])
    elif not valid or sheet.form.errors:
        sheet.status = 422
    elif sheet.rows or not _several(sheet):
        _send(viewer, sheet, timezone.now())


def _keep(request: HttpRequest, form: RelayForm) -> list[UUID]:
    """All photos so far; a bad one becomes the form's error and those kept before stay."""
    kept = request.POST.getlist("kept")
    try:
        return ingest(form.cleaned_data.get("photos") or [], kept, timezone.now())
    except RuleBroken as broken:
        form.add_error("photos", ValidationError(broken.sentence, broken.code))
    return still_kept(kept)


def _rows(request: HttpRequest, form: RelayForm) -> list[MessageForm]:
    """The messages that the page before showed with a tick each; none on the first send."""
    number = request.POST.get("rows", "")
    sane = number.isascii() and number.isdecimal() and len(number) <= 3
    many = min(int(number), chat.MESSAGES_MAX + 1) if sane else 0
    return [MessageForm(request.POST, prefix=f"m{at}") for at in range(many)]


def _several(sheet: Sheet) -> bool:
    """Whether the paste holds several messages; then they are shown with a tick each."""
    said = chat.split(sheet.form.cleaned_data["text"].replace("\r\n", "\n"))
    if len(said) < 2 or sheet.form.cleaned_data["channel"] != "chat":
        return False
    own = sheet.form.cleaned_data["id"]
    sheet.rows = [
        MessageForm(
            initial={"id": uuid5(own, str(at)), "alias": m.alias, "words": m.words, "take": True},
            prefix=f"m{at}",
        )
        for at, m in enumerate(said)
    ]
    return True


def _send(viewer: Viewer, sheet: Sheet, now: datetime) -> None:
    """Each ticked message becomes a matter of its own; what was refused stays with its reason."""
    data, photos = sheet.form.cleaned_data, tuple(sheet.kept)
    if not sheet.rows:
        whole = data["text"].replace("\r\n", "\n")
        said = chat.split(whole) if data["channel"] == "chat" else []
        one = said[0] if said else chat.Message("", whole)
        _pass_on(viewer, sheet, sheet.form, "text", (data["id"], one), photos, now)
        return
    ticked = [row for row in sheet.rows if row.is_valid() and row.cleaned_data["take"]]
    if not ticked and all(row.is_valid() for row in sheet.rows):
        sheet.form.add_error("text", ValidationError(RuleBroken("matter_relay_nothing").sentence))
        sheet.status = 422
    for row in ticked:
        one = chat.Message(row.cleaned_data["alias"], row.cleaned_data["words"])
        _pass_on(viewer, sheet, row, "words", (row.cleaned_data["id"], one), photos, now)
        photos = ()
    left = [row for row in sheet.rows if row.errors]
    sheet.status = 422 if left else sheet.status
    sheet.rows = left or ([] if sheet.answers else sheet.rows)


def _pass_on(
    viewer: Viewer,
    sheet: Sheet,
    form: RelayForm | MessageForm,
    named: str,
    what: tuple[UUID, chat.Message],
    photos: tuple[UUID, ...],
    now: datetime,
) -> None:
    data, (matter_id, message) = sheet.form.cleaned_data, what
    sent = actions.Report(
        id=matter_id,
        words=message.words,
        place_id=data["place"],
        place_text=data["place_text"],
        photos=photos,
        channel=data["channel"],
        reporter_id=data["reporter"],
        sorts=True,
    )
    try:
        made = actions.relay(viewer=viewer, sent=sent, now=now)
    except RuleBroken as broken:
        form.add_error(named, ValidationError(broken.sentence, broken.code))
        sheet.status = 422
    else:
        sheet.answers.append(_answer(made, message.alias))


def _answer(made: actions.Reported, alias: str) -> Answer:
    """The first answer: number, who has it, until when; and for the person alone how to follow it."""
    matter = made.matter
    today = calendar.today(timezone.now())
    acting = people.acting_for(matter.handler_id, today) if matter.handler_id else None
    facts = {
        "alias": f"@{alias} " if alias else "",
        "number": matter.reference,
        "who": acting.person.name if acting else matter.place.name,
        "day": _day(deadline(matter.settle_due_at)),
    }
    group = gettext(
        "%(alias)sThank you, we have it. Number %(number)s; %(who)s has it in hand. It is settled "
        "by %(day)s, and you will hear from us here."
    )
    link = settings.SITE_URL.rstrip("/") + reverse("matters:receipt")
    alone = gettext(
        "Your matter %(number)s: read the answer, rate it or say that it is not solved at "
        "%(link)s#%(code)s (receipt code %(code)s). The code is for you alone."
    )
    facts |= {"link": link, "code": made.receipt}
    return Answer(matter, alias, group % facts, alone % facts if made.receipt else "")


def _day(at: datetime) -> str:
    local = at.astimezone(calendar.zone())
    return gettext("%(month)s/%(day)s") % {"month": local.month, "day": local.day}


def _grids(viewer: Viewer) -> list[territory.Place]:
    """Where the worker's groups are: their own grids, and those of the communities they serve."""
    found: dict[UUID, territory.Place] = {}
    for post in viewer.posts:
        if post.role not in policy.ANSWERING:
            continue
        own = territory.place_by_id(post.place_id)
        grids = [] if own.level == Level.GRID else territory.places_below(own.path, Level.GRID)
        found |= {place.pk: place for place in (grids or [own])}
    return list(found.values())[:GRIDS_MAX]


def _page(request: HttpRequest, sheet: Sheet, grids: list[territory.Place]) -> HttpResponse:
    form = sheet.form
    chosen = str(form["place"].value() or "")
    if chosen and chosen not in {str(grid.pk) for grid in grids}:
        with suppress(Missing, ValueError):
            grids = [territory.place_by_id(UUID(chosen)), *grids]
    context = {
        "form": form,
        "rows": sheet.rows,
        "drafts": [draft_token(file_id) for file_id in sheet.kept],
        "answers": sheet.answers,
        "grids": grids,
        "chosen": chosen,
        "who": request.POST.get("who", "")[:100],
        "found": sheet.found,
        "whom": _whom(viewer_of(request), form),
        "on_paper": form["channel"].value() == "desk",
    }
    return render(request, "matters/relay.html", context, status=sheet.status)


def _whom(viewer: Viewer, form: RelayForm) -> Any:
    """The resident who was picked before, to keep on the page; None when nobody was."""
    wanted = form.cleaned_data.get("reporter") if form.is_bound else None
    try:
        return queries.whom(viewer, wanted, timezone.now()) if wanted else None
    except Missing:
        return None
