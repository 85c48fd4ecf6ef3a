"""The mediators of a place, whom a party would choose, ties, and a no to who leads."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden
from maplebridge.core.viewer import Role

from .. import queries
from ..actions import leading
from ..forms import WordsForm
from ..forms.sittings import ChooseForm, ProfileForm, TieForm
from ..messages import KINDS
from ..messages.sittings import BONDS
from ..queries.access import Loaded
from ..rules.choosing import Bond
from ..rules.visibility import Hat
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    said,
    signed_in,
    try_it,
    viewer_of,
)


@require_safe
@signed_in
def roster(request: HttpRequest) -> HttpResponse:
    """Who mediates here, with what they say of themselves; no figure about anybody."""
    viewer = viewer_of(request)
    paths = [one.path for one in queries.places_of(viewer)] or [viewer.home_path]
    rows = [line_of(*one) for one in queries.roster(max(paths, key=len), timezone.now())]
    own = viewer.holds(Role.MEDIATOR)
    context = {"rows": rows, "own": own if own and own.deputy_for is None else None}
    return render(request, "mediation/roster.html", context)


def line_of(acting: Any, profile: Any) -> dict[str, Any]:
    return {
        "name": acting.person.name, "place": acting.post.place.name, "post": acting.post.pk,
        "kinds": [KINDS[one] for one in profile.kinds if one in KINDS] if profile else [],
        "languages": profile.languages if profile else "", "about": profile.about if profile else "",
    }  # fmt: skip


@signed_in
@read_or_send
def profile(request: HttpRequest) -> HttpResponseBase:
    """What a mediator says of themselves."""
    viewer = viewer_of(request)
    post = viewer.holds(Role.MEDIATOR)
    if post is None or post.deputy_for is not None:
        raise Forbidden("mediation_not_yours")
    kept = queries.profiles_of([post.post_id]).get(post.post_id)
    initial = {name: getattr(kept, name) for name in ProfileForm.base_fields} if kept else {}
    form = bound(request, ProfileForm, initial=initial)
    if done(form, lambda: leading.say_of_oneself(
        viewer=viewer, post_id=post.post_id, now=timezone.now(), **form.cleaned_data
    )):  # fmt: skip
        messages.success(request, gettext("Parties read it when they choose."))
        return redirect("mediation:roster")
    context = {"form": form}
    return render(request, "mediation/profile.html", context, status=422 if form.errors else 200)


@signed_in
@read_or_send
def choose(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    """A party ranks up to three of those who are free."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    party = loaded.party(party_id)
    if party.pk not in loaded.standing.settles:
        raise Forbidden("mediation_not_yours")
    free = leading.free_mediators(loaded, timezone.now())
    profiles = queries.profiles_of(one.post.pk for one in free)
    lines = [line_of(one, profiles.get(one.post.pk)) for one in free]
    mine = queries.choices_of(loaded).get(party.pk, [])
    initial = dict(zip(("first", "second", "third"), map(str, mine), strict=False))
    names = [(str(one["post"]), f"{one['name']} · {one['place']}") for one in lines]
    form = bound(request, ChooseForm, mediators=names, initial=initial)
    if done(form, lambda: leading.choose(
        viewer=viewer, file_id=casefile_id, party_id=party_id, posts=form.posts,
        now=timezone.now(),
    )):  # fmt: skip
        sentence = gettext("Noted. The other side does not see whom you named.")
        return said(request, sentence, casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Whom would you choose?"), button=gettext("Choose this mediator"),
        lede=gettext("When every party named the same one, that one leads. Otherwise the committee appoints somebody whom you can still refuse."),
        icon="people", lines=lines,
    )  # fmt: skip


@signed_in
@read_or_send
def refuse(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    party = loaded.party(party_id)
    if party.pk not in loaded.standing.settles:
        raise Forbidden("mediation_not_yours")
    form = bound(request, WordsForm)
    if done(form, lambda: leading.refuse_lead(
        viewer=viewer, file_id=casefile_id, party_id=party_id, words=form.cleaned_data["words"],
        now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("Somebody else will be appointed."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Ask for another mediator"),
        button=gettext("Another one, please"), icon="people",
        lede=gettext("You need no reason, and nothing follows from it for you."),
    )  # fmt: skip


@signed_in
@read_or_send
def tie(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    if Hat.LEAD not in loaded.standing.hats:
        raise Forbidden("mediation_not_yours")
    form = bound(request, TieForm)
    if done(form, lambda: leading.declare_tie(
        viewer=viewer, file_id=casefile_id, bond=Bond(form.cleaned_data["bond"]),
        words=form.cleaned_data["words"], now=timezone.now(),
    )):  # fmt: skip
        return said(request, gettext("Declared. The parties say whether you go on."), casefile_id)
    return form_page(
        request, loaded, form, title=gettext("Declare a tie"), button=gettext("Declare it"),
        lede=gettext("All in the file read it. You go on only when every party wants that."),
        icon="shield",
    )  # fmt: skip


@require_POST
@signed_in
def keep_lead(request: HttpRequest, casefile_id: UUID, party_id: UUID) -> HttpResponse:
    return try_it(
        request,
        redirect("mediation:file", casefile_id),
        gettext("Noted."),
        lambda: leading.keep_lead(
            viewer=viewer_of(request), file_id=casefile_id, party_id=party_id, now=timezone.now()
        ),
    )


def bond_of(loaded: Loaded) -> dict[str, Any] | None:
    """The tie that who leads declared, and which of the viewer's parties have not answered it."""
    found = queries.open_tie(loaded.file)
    if found is None:
        return None
    waits = [one for one in loaded.present if str(one.pk) not in found.kept]
    return {
        "words": BONDS[found.bond], "more": found.words, "open": bool(waits),
        "asked": [one for one in waits if one.pk in loaded.standing.settles],
    }  # fmt: skip
