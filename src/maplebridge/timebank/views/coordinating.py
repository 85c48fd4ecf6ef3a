"""The coordinator's pages: the board, proposals, helpers with their insurance, minutes for a resident, rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.people import public as people

from .. import actions, policy, queries
from ..forms import FindForm, GiveForm, InsuranceForm, ProposeForm, RulesForm, TieForm
from ..messages import LANGUAGE_NAMES, RELATIONS, WHY, source_of
from ..models import Member, Offer
from ..rules.windows import clock
from .base import attempt, key_of, kind_choices, label_of, rules_now, signed_in, span, viewer_of
from .requests import about
from .residents import request_row

TAB_NAMES = {
    "waiting": _("Waits for helpers"),
    "proposed": _("Helpers are asked"),
    "agree": _("Waits for a yes"),
    "today": _("Today"),
    "confirm": _("To be confirmed"),
    "disputed": _("Said to be otherwise"),
    "all": _("All"),
}


@require_safe
@signed_in
def board(request: HttpRequest) -> HttpResponse:
    """Requests by what waits. A grid worker sees those of the grid; proposing is the coordinator's."""
    viewer, now = viewer_of(request), timezone.now()
    asked = request.GET.get("tab", "")
    counts = queries.counts(viewer, now)
    tab = asked if asked in queries.TABS else _first_tab(counts)
    rows, more = queries.board(viewer, tab, now, after=key_of(request.GET.get("after", "")))
    names = queries.names(rows, viewer)
    late = queries.overdue(viewer, now)
    context = {
        "label": label_of(rules_now(now)), "tab": tab,
        "tabs": [(code, TAB_NAMES[code], getattr(counts, code, None)) for code in queries.TABS],
        "rows": [
            request_row(one) | {
                "elder": names.get(one.elder_id, ""),
                "helpers": [
                    names.get(visit.member.person_id, "") for visit in one.visits.all()
                    if visit.stage in {"accepted", "started", "ended", "disputed", "confirmed"}
                ],
            }
            for one in rows
        ],
        "late": [request_row(one.request) | {"visit": one} for one in late],
        "coordinates": policy.coordinates(viewer),
        "older": f"?tab={tab}&after={more}" if more else "",
    }  # fmt: skip
    return render(request, "timebank/board.html", context)


def _first_tab(counts: queries.Counts) -> str:
    """The first tab in which something waits."""
    order = ("disputed", "today", "waiting", "agree", "confirm", "proposed")
    return next((tab for tab in order if getattr(counts, tab)), "waiting")


@require_safe
@signed_in
def proposals(request: HttpRequest) -> HttpResponse:
    """Who would fit which request, with the reason for each pair; nothing is sent from here."""
    viewer, now = viewer_of(request), timezone.now()
    found = queries.proposals(viewer, rules_now(now).book, now)
    names = people.names_for({one.request.elder_id for one in found}, viewer)
    context = {
        "label": label_of(rules_now(now)),
        "rows": [
            request_row(one.request) | {
                "elder": names.get(one.request.elder_id, ""),
                "day": one.when.day if one.when else one.request.last_day,
                "span": span(one.when) if one.when else "",
                "pairs": [(name, [WHY[why] for why in pair.why]) for pair, _member, name in one.pairs],
            }
            for one in found
        ],
    }  # fmt: skip
    return render(request, "timebank/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def match(request: HttpRequest, help_id: UUID) -> HttpResponseBase:
    """Ask helpers for one request: those whom the rules propose, and all others who might go."""
    viewer, now = viewer_of(request), timezone.now()
    found = queries.get_request(viewer, help_id, now)
    if not policy.coordinates(viewer, found.path):
        raise Forbidden("timebank_coordinators_only")
    options = queries.options(viewer, found, rules_now(now).book, now)
    first = options[0].when if options else (found.wanted[0] if found.wanted else None)
    when = found.when or first
    labels = [(str(one.member_id), one.name) for one in options]
    proposed = queries.proposals(viewer, rules_now(now).book, now, only=found.pk)
    chosen = [str(member) for _pair, member, _name in proposed[0].pairs] if proposed else []
    form = ProposeForm(request.POST or None, members=labels, initial={
        "members": chosen, "day": when.day if when else None,
        "first": clock(when.first) if when else None, "last": clock(when.last) if when else None,
    })  # fmt: skip

    def act() -> None:
        why = {one.member_id: [str(code) for code in one.why] for one in options}
        members = [UUID(one) for one in form.cleaned_data["members"]]
        actions.propose(
            viewer=viewer, request_id=help_id, member_ids=members, when=form.when(),
            why=why, now=now,
        )  # fmt: skip

    if request.method == "POST" and attempt(request, form, act, gettext("They are asked.")):
        return redirect("timebank:request", help_id)
    context = {
        **about(found), "label": label_of(rules_now(now)), "form": form,
        "options": [(one, [WHY[why] for why in one.why], span(one.when)) for one in options],
        "chosen": form["members"].value() or [],
        "elder_name": queries.name_of(found.elder_id, viewer),
    }  # fmt: skip
    return render(request, "timebank/match.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def helpers(request: HttpRequest) -> HttpResponse:
    viewer, rules = viewer_of(request), rules_now()
    rows, more = queries.helpers(viewer, after=key_of(request.GET.get("after", "")))
    names = people.names_for([one.member.person_id for one in rows], viewer)
    kinds, today = dict(kind_choices(rules)), calendar.today(timezone.now())
    context = {
        "label": label_of(rules),
        "rows": [
            {
                "offer": one, "name": names.get(one.member.person_id, ""),
                "skills": [kinds.get(code, code) for code in one.skills],
                "insured": one.member.insured_until is not None
                and one.member.insured_until >= today,
            }
            for one in rows
        ],
        "older": f"?after={more}" if more else "",
    }  # fmt: skip
    return render(request, "timebank/who_helps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def helper(request: HttpRequest, member_id: UUID) -> HttpResponseBase:
    """What a helper offers, and the insurance that was taken out for them."""
    viewer, rules = viewer_of(request), rules_now()
    member: Member = queries.get_helper(viewer, member_id)
    form = InsuranceForm(request.POST or None, initial={
        "policy_number": member.insurance, "until": member.insured_until,
    })  # fmt: skip

    def act() -> None:
        data = form.cleaned_data
        actions.insure(
            viewer=viewer, member_id=member_id, policy_number=data["policy_number"],
            until=data["until"], now=timezone.now(),
        )  # fmt: skip

    if request.method == "POST" and attempt(request, form, act, gettext("Noted.")):
        return redirect("timebank:helpers")
    offer: Offer = member.offer
    kinds = dict(kind_choices(rules))
    context = {
        "label": label_of(rules), "member": member, "offer": offer, "form": form,
        "name": queries.name_of(member.person_id, viewer),
        "skills": [kinds.get(code, code) for code in offer.skills],
        "spoken": [LANGUAGE_NAMES[one] for one in offer.languages if one in LANGUAGE_NAMES],
        "hours": [(one.weekday, f"{clock(one.first)}–{clock(one.last)}") for one in offer.hours],
        "today": calendar.today(timezone.now()),
    }  # fmt: skip
    return render(request, "timebank/insurance.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in
def whom(request: HttpRequest) -> HttpResponse:
    """Find a resident of my places: to write a request down for them, or for their minutes."""
    viewer = viewer_of(request)
    if not any(post.role in policy.WRITERS for post in viewer.posts):
        raise Forbidden("timebank_no_post")
    text = request.GET.get("q", "").strip()[:60]
    context = {
        "label": label_of(rules_now()), "form": FindForm({"q": text}), "text": text,
        "found": people.find_residents(viewer, text), "coordinates": policy.coordinates(viewer),
    }  # fmt: skip
    return render(request, "timebank/whom.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def person(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    """Minutes from the pool for a resident, and the relatives they may give to."""
    viewer, rules = viewer_of(request), rules_now()
    path = people.current_path(person_id)
    if not policy.coordinates(viewer):
        raise Forbidden("timebank_coordinators_only")
    if path is None or not policy.coordinates(viewer, path):
        raise Missing("timebank_missing")
    ties = request.POST.get("what") == "tie"
    grant = GiveForm(request.POST if request.method == "POST" and not ties else None)
    tie = TieForm(request.POST if ties else None)
    if request.method == "POST" and _given(request, person_id, tie if ties else grant):
        return redirect("timebank:person", person_id)
    text = request.GET.get("q", "").strip()[:60]
    allowed = [(code, RELATIONS[code]) for code in sorted(rules.book.gift_relations)]
    tie.fields["relation"].choices = allowed  # type: ignore[attr-defined]  # a choice field
    context = {
        "label": label_of(rules), "grant": grant, "tie": tie, "person_id": person_id,
        "name": queries.name_of(person_id, viewer), "pool": queries.pool_figures(),
        "book": rules.book, "text": text,
        "found": [one for one in people.find_residents(viewer, text) if one.person_id != person_id],
        "bad": tie if ties else grant if request.method == "POST" else None,
    }  # fmt: skip
    return render(request, "timebank/person.html", context, status=422 if context["bad"] else 200)


def _given(request: HttpRequest, person_id: UUID, form: GiveForm | TieForm) -> bool:
    viewer, now = viewer_of(request), timezone.now()

    def act() -> None:
        data = form.cleaned_data
        if isinstance(form, TieForm):
            actions.note_relative(
                viewer=viewer, giver_id=person_id, relative_id=data["relative"],
                relation=data["relation"], age=data["age"], now=now,
            )  # fmt: skip
        else:
            actions.grant(
                viewer=viewer, id=data["id"], person_id=person_id, minutes=data["minutes"], now=now
            )

    return attempt(request, form, act, gettext("Noted."))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rules(request: HttpRequest) -> HttpResponseBase:
    """The rules in force for everybody to read; a head of the whole place enters the next version."""
    viewer, standing = viewer_of(request), rules_now()
    may_adopt = policy.may_adopt_rules(viewer)
    form = RulesForm(request.POST or None, initial={
        **{name: standing.body[name] for name in RulesForm.base_fields if name in standing.body},
        "valid_from": calendar.today(timezone.now()),
    })  # fmt: skip
    if request.method == "POST":
        if not may_adopt:
            raise Forbidden("timebank_rules_need_head")
        if form.is_valid() and _adopted(request, form):
            return redirect("timebank:rules")
    context: dict[str, Any] = {
        "label": label_of(standing), "standing": standing, "book": standing.book, "form": form,
        "kinds": list(dict(kind_choices(standing)).values()), "may_adopt": may_adopt,
        "versions": [(one, source_of(one.source)) for one in queries.versions()],
        "source": source_of(standing.source), "pool": queries.pool_figures(),
        "cap_hours": standing.book.cap_minutes // 60,
    }  # fmt: skip
    return render(request, "timebank/rules.html", context, status=422 if form.errors else 200)


def _adopted(request: HttpRequest, form: RulesForm) -> bool:
    data = dict(form.cleaned_data)
    valid_from, source = data.pop("valid_from"), data.pop("source")
    newest = queries.versions()[0]
    body = {**newest.body, **data}
    now = timezone.now()
    try:
        actions.adopt_rules(
            viewer=viewer_of(request), body=body, valid_from=valid_from, source=source, now=now
        )
    except RuleBroken as broken:
        if isinstance(broken, Forbidden):
            raise
        field = str(broken.facts.get("field", ""))
        form.add_error(field if field in form.fields else None, broken.sentence)
        return False
    return True
