"""The pages below /people/: my data, my household, whom I trust, my leave, and the people of a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import check_for_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory.public import place_by_id, search_places

from . import actions, forms, policy, queries

View = Callable[..., HttpResponse]
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def signed_in(view: View) -> View:
    """Visitors are asked to sign in and come back; nothing below is ever kept by a cache."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not viewer_of(request).signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by our middleware
    return viewer


def done(form: Form, act: Callable[[], object]) -> bool:
    """Run `act` for a valid form; a broken rule becomes the form's error and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        act()
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return False
    return True


def page(request: HttpRequest, name: str, form: Form | None = None, **facts: Any) -> HttpResponse:
    """Render a page; 422 when the form on it was refused."""
    refused = form is not None and form.is_bound and not form.is_valid()
    context = {"form": form, **facts}
    return render(request, f"people/{name}.html", context, status=422 if refused else 200)


def said(request: HttpRequest, sentence: str, to: str, *args: Any) -> HttpResponse:
    messages.success(request, sentence)
    return redirect(to, *args)


def today_and_now() -> tuple[date, datetime]:
    now = timezone.now()
    return calendar.today(now), now


def key_from(request: HttpRequest, name: str) -> UUID | None:
    """A key out of the address; anything that is none is answered as nothing there."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Missing("no_such_thing") from None


def posted_key(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Missing("no_such_thing") from None


# Me


@signed_in
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    today, _now = today_and_now()
    return page(
        request,
        "me",
        account=request.user,
        person=request.user.person,  # type: ignore[union-attr]  # signed in
        passkeys=queries.passkeys(viewer),
        worker=queries.my_grid_worker(viewer, today),
        posts=[(p, queries.ROLE_NAMES[p.role]) for p in queries.own_posts(viewer, today)],
    )


@signed_in
@read_or_send
def name(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = forms.NameForm(request.POST or None, initial={"name": viewer.name})
    if done(
        form,
        lambda: actions.correct_name(viewer=viewer, name=form.cleaned_data["name"], now=now),
    ):
        return said(request, gettext("Your name is saved."), "people:me")
    return page(request, "name", form, newcomer=not viewer.name)


@signed_in
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    if not check_for_language(chosen):
        raise Missing("no_such_thing")
    actions.choose_language(viewer=viewer_of(request), language=chosen, now=timezone.now())
    return redirect("people:me")


@signed_in
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """Who read my data, when and why."""
    found = queries.access_log(viewer_of(request), before=key_from(request, "before"))
    older = f"{reverse('people:log')}?before={found.after}" if found.after else ""
    rows = [(row, queries.READ.get(row.what, row.what)) for row in found.rows]
    return page(request, "log", rows=rows, older=older)


@signed_in
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    data = actions.export_my_data(viewer=viewer_of(request), now=timezone.now())
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


@signed_in
@read_or_send
def close(request: HttpRequest) -> HttpResponse:
    form = Form(request.POST if request.method == "POST" else None)
    viewer, now = viewer_of(request), timezone.now()
    if done(form, lambda: actions.close_account(viewer=viewer, now=now)):
        logout(request)
        return said(request, gettext("Your account is closed."), "account_login")
    return page(request, "close", form)


@never_cache
@read_or_send
def again(request: HttpRequest) -> HttpResponse:
    """Start signing in afresh: with another number, or once more before a change of sign-in."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    onward = onward if get_adapter(request).is_safe_url(onward) else ""
    if viewer_of(request).signed_in and request.method != "POST":
        return render(request, "people/again.html", {"next": onward})
    clear_login(request)
    logout(request)
    return redirect_to_login(onward or reverse("people:me"))


# My household


@signed_in
@require_GET
def household(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    assert viewer.person_id is not None
    lived_in = queries.household_of(viewer.person_id)
    return page(
        request,
        "household",
        address=queries.address_of(lived_in.home) if lived_in else "",
        stays=queries.housemates(viewer),
        past=queries.past_stays(viewer),
    )


@signed_in
@read_or_send
def move(request: HttpRequest) -> HttpResponse:
    """Find the building by name, choose the door; posting the home moves in."""
    form = Form(request.POST if request.method == "POST" else None)
    viewer, now = viewer_of(request), timezone.now()

    def act() -> None:
        home = queries.get_home(posted_key(request, "home"))
        actions.move_in(viewer=viewer, home=home, now=now)

    if done(form, act):
        return said(request, gettext("Your home is saved."), "people:household")
    return page(request, "move", form, **doors(request))


@signed_in
@require_POST
def move_out(request: HttpRequest) -> HttpResponse:
    actions.move_out(viewer=viewer_of(request), now=timezone.now())
    return said(request, gettext("You no longer live there."), "people:household")


def doors(request: HttpRequest) -> dict[str, Any]:
    """What the home chooser shows: places for the words, or the doors of the chosen place."""
    place_id, words = key_from(request, "place"), request.GET.get("q", "")[:100]
    if place_id is not None:
        place = place_by_id(place_id)
        return {"place": place, "homes": queries.homes_to_choose(place.pk), "words": words}
    return {"places": search_places(words) if words else None, "words": words}


# Consents and mandates


@signed_in
@read_or_send
def consents(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    form = Form(request.POST if request.method == "POST" else None)
    if done(form, lambda: _answer_purpose(request, viewer, now)):
        return redirect("people:consents")
    given = queries.consents_of(viewer)
    purposes = [(key, wording, given.get(key)) for key, wording in queries.PURPOSES.items()]
    return page(request, "consents", form, purposes=purposes)


def _answer_purpose(request: HttpRequest, viewer: Viewer, now: datetime) -> None:
    purpose = request.POST.get("purpose", "")[:60]
    if request.POST.get("answer") == "withdraw":
        actions.withdraw_consent(viewer=viewer, purpose=purpose, now=now)
        return
    version = request.POST.get("version", "")[:40]
    actions.give_consent(viewer=viewer, purpose=purpose, text_version=version, now=now)


@signed_in
@read_or_send
def mandates(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    today, now = today_and_now()
    agents = queries.possible_agents(viewer, today)
    form = forms.MandateForm(request.POST or None, agents=agents)

    def act() -> None:
        actions.give_mandate(
            viewer=viewer,
            agent_id=UUID(form.cleaned_data["agent"]),
            valid_from=today,
            valid_to=form.cleaned_data["valid_to"],
            now=now,
        )

    if done(form, act):
        return said(request, gettext("The mandate is given."), "people:mandates")
    given, held = queries.mandates_of(viewer, today)
    return page(request, "mandates", form, given=given, held=held, agents=agents)


@signed_in
@require_POST
def revoke(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    actions.revoke_mandate(viewer=viewer_of(request), mandate_id=mandate_id, now=timezone.now())
    return said(request, gettext("The mandate has ended."), "people:mandates")


# Leave and staff mode


@signed_in
@read_or_send
def leave(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not viewer.posts:
        raise Forbidden("not_allowed_here")
    today, now = today_and_now()
    form = forms.LeaveForm(request.POST or None)

    def act() -> None:
        days = form.cleaned_data
        actions.take_leave(
            viewer=viewer, first_day=days["first_day"], last_day=days["last_day"], now=now
        )

    if done(form, act):
        return said(request, gettext("Your leave is entered."), "people:leave")
    posts = queries.own_posts(viewer, today)
    named = queries.deputies_of(posts, today)
    return page(
        request,
        "leave",
        form,
        leaves=queries.leaves_of(viewer, today),
        posts=[(post, queries.ROLE_NAMES[post.role], named.get(post.pk)) for post in posts],
        covering=[queries.ROLE_NAMES[post.role] for post in viewer.posts if post.deputy_for],
    )


@signed_in
@require_POST
def end_leave(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    actions.end_leave(viewer=viewer_of(request), leave_id=leave_id, now=timezone.now())
    return said(request, gettext("Your leave has ended."), "people:leave")


@signed_in
@read_or_send
def deputy(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """Choose who covers one post while its holder is away."""
    viewer = viewer_of(request)
    today, now = today_and_now()
    post = queries.get_post(viewer, post_id)
    form = Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        chosen = posted_key(request, "person")
        actions.name_deputy(viewer=viewer, post_id=post.pk, person_id=chosen, now=now)

    if done(form, act):
        return said(request, gettext("The deputy is named."), "people:leave")
    return page(
        request,
        "deputy",
        form,
        post=post,
        role=queries.ROLE_NAMES[post.role],
        people=queries.possible_deputies(post, today),
        now_named=queries.deputies_of([post], today).get(post.pk),
    )


@signed_in
@read_or_send
def staff(request: HttpRequest) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    if not queries.may_staff(viewer):
        raise Forbidden("staff_not_allowed")
    form = forms.StaffForm(request.POST or None)

    def act() -> None:
        said_now = form.cleaned_data
        actions.start_staff_mode(
            viewer=viewer, reason=said_now["reason"], minutes=said_now["minutes"], now=now
        )

    if done(form, act):
        return redirect("people:staff")
    return page(request, "staff", form, session=queries.staff_session(viewer, now))


@signed_in
@require_POST
def end_staff(request: HttpRequest) -> HttpResponse:
    actions.end_staff_mode(viewer=viewer_of(request), now=timezone.now())
    return said(request, gettext("Staff mode is off."), "people:me")


# The people of a place


@signed_in
@require_GET
def residents(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not policy.lists_residents(viewer):
        raise Forbidden("not_allowed_here")
    text = request.GET.get("q", "")[:100]
    found = queries.residents(viewer, text, after=key_from(request, "after"))
    more = urlencode({"q": text, "after": found.after} if text else {"after": found.after})
    older = f"{reverse('people:residents')}?{more}" if found.after else ""
    return page(request, "residents", rows=found.rows, older=older, text=text)


@signed_in
@read_or_send
def register(request: HttpRequest) -> HttpResponse:
    """A worker finds the door, then writes name and, if there is one, phone."""
    viewer, now = viewer_of(request), timezone.now()
    if not policy.lists_residents(viewer):
        raise Forbidden("not_allowed_here")
    home_id = key_from(request, "home")
    if home_id is None:
        return page(request, "register", **doors(request))
    home = queries.get_home(home_id)
    if not policy.may_register(viewer, home.path):
        raise Missing("no_such_thing")
    form = forms.RegisterForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        actions.register_person(
            viewer=viewer, name=typed["name"], phone=typed["phone"], home=home, now=now
        )

    if done(form, act):
        return said(request, gettext("The resident is registered."), "people:residents")
    return page(request, "register", form, home=home, address=queries.address_of(home))


@signed_in
@read_or_send
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody of one's place, masked; a reason opens the card for this one answer."""
    viewer, now = viewer_of(request), timezone.now()
    card = queries.card_of(queries.get_person(viewer, person_id), open_=False)
    form = forms.ReasonForm(request.POST or None)
    opened: list[queries.PersonCard] = []

    def act() -> None:
        reason = form.cleaned_data["reason"]
        opened.append(
            actions.read_person(viewer=viewer, person_id=person_id, reason=reason, now=now)
        )

    if done(form, act):
        card = opened[0]
    return page(request, "person", form, card=card, witness=forms.WitnessForm())


@signed_in
@require_POST
def witness(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down a spoken or paper mandate of a resident."""
    viewer = viewer_of(request)
    today, now = today_and_now()
    card = queries.card_of(queries.get_person(viewer, person_id), open_=False)
    form = forms.WitnessForm(request.POST)

    def act() -> None:
        actions.take_mandate(
            viewer=viewer,
            grantor_id=person_id,
            agent_phone=form.cleaned_data["agent_phone"],
            valid_from=today,
            valid_to=form.cleaned_data["valid_to"],
            now=now,
        )

    if done(form, act):
        return said(request, gettext("The mandate is written down."), "people:person", person_id)
    return render(
        request,
        "people/person.html",
        {"card": card, "form": forms.ReasonForm(), "witness": form},
        status=422,
    )
