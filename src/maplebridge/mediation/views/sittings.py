"""Sessions: set, told, answered, held; minutes read back and signed; and one's calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import policy, queries
from ..actions import sitting as actions
from ..forms.sittings import MinutesForm, SignForm, SittingForm, ToldForm
from ..messages import HOWS
from ..messages.sittings import COMINGS, SERVEDS, SITTINGS
from ..models import Sitting
from ..queries.access import Loaded
from ..rules.sittings import Coming, Entry, SittingKind, calendar_file
from ..rules.stages import State, Verb
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    signed_in,
    try_it,
    viewer_of,
)


@signed_in
@read_or_send
def set_sitting(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if not any(policy.may_step(loaded.standing, state, Verb.NOTIFY) for state in State):
        raise Forbidden("mediation_not_yours")
    parties = [(str(one.pk), one.name) for one in loaded.present]
    form = bound(request, SittingForm, parties=parties)
    made: list[Sitting] = []
    if done(form, lambda: made.append(actions.set_sitting(
        viewer=viewer, file_id=casefile_id, one=form.setting(), now=timezone.now()
    ))):  # fmt: skip
        messages.success(request, gettext("Set. Tell those who have no account, and note how."))
        return redirect("mediation:sitting", casefile_id, made[0].pk)
    return form_page(
        request,
        loaded,
        form,
        title=gettext("Set a session"),
        button=gettext("Set it"),
        icon="clock",
    )


@require_safe
@signed_in
def sitting(request: HttpRequest, casefile_id: UUID, sitting_id: UUID) -> HttpResponse:
    """One session: who was told how, who comes, and its minutes."""
    loaded, now = loaded_for(request, casefile_id, left_too=True), timezone.now()
    found, left = queries.get_sitting(loaded, sitting_id), loaded.standing.left_at is not None
    notices, signs = queries.notices_of(found), queries.signs_of(found)
    writes = policy.may_write(loaded.standing)
    was_here = found.cancelled_at or found.held_at
    over = was_here is not None
    rows = [
        {
            "party": one, "notice": notices.get(one.pk), "own": one.pk in loaded.standing.own,
            "served": SERVEDS[notices[one.pk].served] if one.pk in notices else "",
            "coming": COMINGS.get(notices[one.pk].coming, "") if one.pk in notices else "",
            "sign": signs.get(one.pk),
            "sign_how": HOWS.get(signs[one.pk].how, "") if one.pk in signs else "",
            "may_answer": not left and not over and found.starts_at > now
            and (one.pk in loaded.standing.own or (writes and one.pk in notices)),
            "may_sign": found.read_back_at is not None and one.pk not in signs
            and policy.may_say_for(loaded.standing, one.pk),
        }
        for one in actions.invited(found, loaded)
        if one.pk in notices or one.pk in signs or was_here is None or one.added_at <= was_here
    ]  # fmt: skip
    context = {
        "file": loaded.file, "sitting": found, "kind": SITTINGS[found.kind], "rows": rows,
        "writes": writes, "over": over, "comings": list(COMINGS.items()),
        "may_minutes": writes and found.starts_at <= now and found.cancelled_at is None
        and found.read_back_at is None and found.kind != SittingKind.CAUCUS,
    }  # fmt: skip
    return render(request, "mediation/sitting.html", context)


def _back(casefile_id: UUID, sitting_id: UUID) -> HttpResponse:
    return redirect("mediation:sitting", casefile_id, sitting_id)


@signed_in
@read_or_send
def tell(
    request: HttpRequest, casefile_id: UUID, sitting_id: UUID, party_id: UUID
) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    queries.get_sitting(loaded, sitting_id)
    party = loaded.party(party_id)
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    form = bound(request, ToldForm)
    if done(form, lambda: actions.tell(
        viewer=viewer, file_id=casefile_id, sitting_id=sitting_id, party_id=party_id,
        how=form.served, proof=form.cleaned_data["proof"], now=timezone.now(),
    )):  # fmt: skip
        messages.success(request, gettext("Noted."))
        return _back(casefile_id, sitting_id)
    return form_page(
        request, loaded, form, title=gettext("How were they told?"), button=gettext("Note it"),
        about=party.name, icon="speak",
    )  # fmt: skip


@require_POST
@signed_in
def answer(
    request: HttpRequest, casefile_id: UUID, sitting_id: UUID, party_id: UUID
) -> HttpResponse:
    """Comes, does not come, asks for another time."""
    loaded = loaded_for(request, casefile_id)
    queries.get_sitting(loaded, sitting_id)
    own = loaded.party(party_id).pk in loaded.standing.own
    if not own and not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    try:
        coming = Coming(request.POST.get("coming", "-"))
        actions.answer_notice(
            viewer=viewer_of(request), file_id=casefile_id, sitting_id=sitting_id,
            party_id=party_id, coming=coming, now=timezone.now(),
        )  # fmt: skip
    except ValueError:
        messages.error(request, gettext("Choose one of the answers."))
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        messages.success(request, gettext("The answer is noted."))
    return _back(casefile_id, sitting_id)


@require_POST
@signed_in
def call_off(request: HttpRequest, casefile_id: UUID, sitting_id: UUID) -> HttpResponse:
    return try_it(
        request,
        _back(casefile_id, sitting_id),
        gettext("Called off. The parties are told."),
        lambda: actions.call_off(
            viewer=viewer_of(request),
            file_id=casefile_id,
            sitting_id=sitting_id,
            now=timezone.now(),
        ),
    )


@signed_in
@read_or_send
def minutes(request: HttpRequest, casefile_id: UUID, sitting_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = queries.get_sitting(loaded, sitting_id)
    if not policy.may_write(loaded.standing):
        raise Forbidden("mediation_not_yours")
    form = bound(request, MinutesForm, initial={"text": found.minutes})
    if done(form, lambda: actions.write_minutes(
        viewer=viewer, file_id=casefile_id, sitting_id=sitting_id, now=timezone.now(),
        **form.cleaned_data,
    )):  # fmt: skip
        messages.success(request, gettext("The minutes are kept."))
        return _back(casefile_id, sitting_id)
    return form_page(
        request, loaded, form, title=gettext("Minutes of mediation"), button=gettext("Keep them"), icon="edit",
        lede=gettext("Read them back before they are signed; afterwards they stand."),
    )  # fmt: skip


@signed_in
@read_or_send
def sign(
    request: HttpRequest, casefile_id: UUID, sitting_id: UUID, party_id: UUID
) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    found = queries.get_sitting(loaded, sitting_id)
    party = loaded.party(party_id)
    if not policy.may_say_for(loaded.standing, party.pk):
        raise Forbidden("mediation_not_yours")
    form = bound(request, SignForm, own=party.pk in loaded.standing.settles)
    if done(form, lambda: actions.sign_minutes(
        viewer=viewer, file_id=casefile_id, sitting_id=sitting_id, party_id=party_id,
        signed=form.cleaned_data["signed"] == "yes", how=form.how,
        paper=form.cleaned_data.get("paper"), now=timezone.now(),
    )):  # fmt: skip
        messages.success(request, gettext("Noted."))
        return _back(casefile_id, sitting_id)
    return form_page(
        request, loaded, form, title=gettext("The minutes"), button=gettext("Note it"),
        about=party.name, icon="edit", read=found.minutes,
    )  # fmt: skip


def shown(loaded: Loaded) -> list[dict[str, Any]]:
    """The sessions of a file for its page."""
    return [
        {
            "row": one, "kind": SITTINGS[one.kind],
            "look": (gettext("Called off"), "plain", "back") if one.cancelled_at
            else (gettext("Held"), "done", "check") if one.held_at
            else (gettext("Set"), "active", "clock"),
        }
        for one in queries.sittings_of(loaded)
    ]  # fmt: skip


@signed_in
@read_or_send
def feed(request: HttpRequest) -> HttpResponseBase:
    """The address for one's calendar: made, shown, ended."""
    viewer = viewer_of(request)
    if request.method == "POST":
        if request.POST.get("end"):
            try:
                actions.end_feed(viewer=viewer, now=timezone.now())
            except RuleBroken as broken:
                messages.error(request, broken.sentence)
        else:
            actions.make_feed(viewer=viewer, now=timezone.now())
        return redirect("mediation:feed")
    found = queries.feed_of(viewer)
    address = ""
    if found is not None:
        page = reverse("mediation:calendar", args=[found.secret])
        address = settings.SITE_URL.rstrip("/") + page
    return render(request, "mediation/feed.html", {"address": address})


@require_safe
@never_cache
def calendar(request: HttpRequest, calendar_secret: str) -> HttpResponse:
    """What a calendar program reads, without signing in: numbers of files, times and places."""
    rows = queries.sessions_for(calendar_secret, timezone.now())
    entries = [
        Entry(
            uid=f"{one.pk}@maplebridge", starts_at=one.starts_at, minutes=one.length,
            title=f"{gettext('Mediation')} {one.file.reference}", where=one.where or one.link,
            changed_at=one.cancelled_at or one.set_at, cancelled=one.cancelled_at is not None,
        )
        for one in rows
    ]  # fmt: skip
    content = calendar_file(entries, gettext("Mediation"))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
