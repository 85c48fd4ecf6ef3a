"""The page behind the link in a message: one matter's answer, to read, reply to and rate.

Whoever got the message needs no account for it. The page names nobody, and neither shows the
reporter's own words nor where it is: a link may be passed on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.channels import public as channels
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, policy, queries
from ..actions import links
from ..forms import RateForm, ReasonForm, WordsForm
from ..messages import STEPS
from ..models import Matter
from ..rules.states import State, Verb
from . import visitors
from .joining import goes_on
from .wording import category_name, deadline

SAID = (Verb.ACCEPT, Verb.SUSPEND, Verb.ADD_WORDS, Verb.ANSWER)
"""The steps of a worker whose words are meant for the reporter."""
STEPS_MAX = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_link(request: HttpRequest, opening: str) -> HttpResponse:
    """Looking changes nothing: programs open links before people do."""
    token = opening
    if token == channels.NO_LINK:
        return redirect("matters:receipt")
    now = timezone.now()
    try:
        matter = links.matter_of_link(token, now=now)
    except Missing:
        visitors.count_lookup(request)
        raise
    if request.method != "POST":
        return _page(request, token, matter, {}, now)
    if request.POST.get("verb") == "end":
        links.end_link(token=token, now=now)
        return redirect("matters:receipt")
    return _take(request, token, matter, now)


def _take(request: HttpRequest, token: str, matter: Matter, now: datetime) -> HttpResponse:
    """One step; a refused form comes back with what was typed."""
    verb = request.POST.get("verb", "")
    forms = {"rate": RateForm, "dispute": ReasonForm, "words": WordsForm}
    if verb not in forms:
        return redirect("matters:answer_link", token)
    form = forms[verb](request.POST, prefix=verb)
    viewer, receipt_hash = links.holder_of(matter, now=now)
    shared: dict[str, Any] = {
        "viewer": viewer, "matter_id": matter.pk, "receipt_hash": receipt_hash, "now": now,
    }  # fmt: skip
    acts: dict[str, Callable[[dict[str, Any]], object]] = {
        "rate": lambda data: actions.rate(
            **shared, stars=int(data["stars"]), solved=data["solved"] == "yes",
            text=data["text"], reasons=data["reasons"],
        ),
        "dispute": lambda data: actions.dispute(**shared, reason=data["text"]),
        "words": lambda data: actions.add_words(**shared, text=data["text"], id=data["id"]),
    }  # fmt: skip
    if form.is_valid():
        try:
            acts[verb](form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, ValidationError(broken.sentence, broken.code))
        else:
            messages.success(request, gettext("Thank you. It is noted."))
            return redirect("matters:answer_link", token)
    return _page(request, token, matter, {verb: form}, now)


def _page(
    request: HttpRequest, token: str, matter: Matter, bound: dict[str, Form], now: datetime
) -> HttpResponse:
    state = State(matter.state)
    viewer, _ = links.holder_of(matter, now=now)
    late = queries.rates_late(matter, now)
    reporter = policy.Standing.REPORTER
    lines = matter.events.filter(by_reporter=False, verb__in=[verb.value for verb in SAID])
    lines = lines.exclude(text="").order_by("-at", "-id")
    context = {
        "matter": matter,
        "token": token,
        "category": category_name(matter.rulebook, matter.category),
        "settle_by": deadline(matter.settle_due_at) if matter.is_open else None,
        "goes_on": goes_on(viewer, matter),
        "said": [(STEPS[Verb(line.verb)][0], line.at, line.text) for line in lines[:STEPS_MAX]],
        "can_rate": state is State.ANSWERED or late,
        "can_dispute": state is State.ANSWERED,
        "can_reply": policy.allows(reporter, state, Verb.ADD_WORDS),
        "forms": {
            "rate": RateForm(prefix="rate"),
            "dispute": ReasonForm(prefix="dispute"),
            "words": WordsForm(prefix="words"),
        }
        | bound,
        "opened": next(iter(bound), ""),
    }
    return render(request, "matters/answer_link.html", context, status=422 if bound else 200)
