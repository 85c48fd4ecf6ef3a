"""What a household can get for its points, its own code, and the desk where it is fetched."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import documents
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions, queries
from ..forms import PaperForm, PlacesForm, RewardForm, WriteOffForm
from ..messages import REDEMPTION_STATES, REWARD_KINDS
from ..models import Redemption
from ..queries import rewards as reading
from ..rules.rewards import plain_code, shown_code
from .who import Desk, desk_at, pages, viewer_of

CHOICES_MAX = 200


@never_cache
@require_safe
def rewards(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """The catalogue of a village, for everybody; with what one's own household has and reserved."""
    desk = desk_at(request, bank_id)
    found = reading.offers(bank_id, after=request.GET.get("after", ""))
    shown = found[: reading.PAGE]
    last = shown[-1].reward if len(found) > len(shown) else None
    points = queries.my_points(desk.viewer) if desk.viewer.signed_in else None
    context = {
        "desk": desk,
        "bank": desk.bank,
        "points": points,
        "offers": [
            {
                "reward": one.reward,
                "kind": REWARD_KINDS[one.reward.kind],
                "free": one.free,
                "short": max(0, one.reward.points - points) if points is not None else 0,
            }
            for one in shown
        ],
        **pages(request, f"{last.points}_{last.pk.hex}" if last else ""),
    }
    return render(request, "bank/rewards.html", context)


@never_cache
@require_safe
@login_required
def redemptions(request: HttpRequest) -> HttpResponse:
    """What the viewer's household reserved and fetched."""
    found = reading.my_redemptions(viewer_of(request), after=request.GET.get("after", ""))
    shown = found[:20]
    context = {
        "redemptions": [(one, _state(one)) for one in shown],
        **pages(request, shown[-1].pk.hex if len(found) > len(shown) else ""),
    }
    return render(request, "bank/redemptions.html", context)


@never_cache
@require_safe
def reward(request: HttpRequest, reward_id: UUID) -> HttpResponse:
    """One reward: reserve it, or, for the council, keep its shelf."""
    return _reward_page(request, reward_id)


def _reward_page(
    request: HttpRequest, reward_id: UUID, status: int = 200, **forms: Any
) -> HttpResponse:
    found = queries.get_reward(reward_id)
    desk = desk_at(request, found.bank_id)
    points = queries.my_points(desk.viewer) if desk.viewer.signed_in else None
    context = {
        "desk": desk,
        "bank": desk.bank,
        "reward": found,
        "kind": REWARD_KINDS[found.kind],
        "free": queries.free_units(found.pk).count(),
        "points": points,
        "enough": points is not None and points >= found.points,
        "key": uuid4(),
        "places": PlacesForm(prefix="places", initial={"id": uuid4()}),
        "write_off": WriteOffForm(prefix="off", initial={"id": uuid4()}),
        **forms,
    }
    return render(request, "bank/reward.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add_reward(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    desk = desk_at(request, bank_id).for_council()
    form = RewardForm(request.POST or None, initial={"kind": "goods"})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.offer_reward(
                viewer=desk.viewer, bank_id=bank_id, now=desk.now, **form.cleaned_data
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return redirect("bank:reward", made.pk)
    context = {"desk": desk, "bank": desk.bank, "form": form}
    return render(request, "bank/add_reward.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def shelf(request: HttpRequest, reward_id: UUID) -> HttpResponseBase:
    """The council adds places, writes pieces off, or takes the reward out of the catalogue."""
    ask: dict[str, Any] = {
        "viewer": viewer_of(request), "reward_id": reward_id, "now": timezone.now(),
    }  # fmt: skip
    what = request.POST.get("what", "")
    if what == "withdraw":
        actions.offer_no_more(**ask)
        return redirect("bank:reward", reward_id)
    adding = what == "places"
    form = (
        PlacesForm(request.POST, prefix="places")
        if adding
        else WriteOffForm(request.POST, prefix="off")
    )
    desk_at(request, queries.get_reward(reward_id).bank_id).for_council()
    if form.is_valid():
        try:
            (actions.add_places if adding else actions.write_off)(**ask, **form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("Entered."))
            return redirect("bank:reward", reward_id)
    kept = {"places" if adding else "write_off": form, "form": form}
    return _reward_page(request, reward_id, 422, **kept)


@require_POST
@login_required
def reserve(request: HttpRequest, reward_id: UUID) -> HttpResponseBase:
    try:
        key = UUID(request.POST.get("id", ""))
    except ValueError:
        key = uuid4()
    try:
        made = actions.reserve(
            viewer=viewer_of(request), id=key, reward_id=reward_id, now=timezone.now()
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        return _reward_page(request, reward_id, 422)
    return redirect("bank:redemption", made.pk)


@never_cache
@require_safe
@login_required
def redemption(request: HttpRequest, redemption_id: UUID) -> HttpResponse:
    """The household's own reservation with the code that fetches it."""
    found = reading.my_redemption(viewer_of(request), redemption_id)
    waits = found.state == "reserved" and found.collect_by > timezone.now()
    asked = urlencode({"code": found.code})
    path = reverse("bank:pick_up", args=[found.bank_id])
    context = {
        "redemption": found,
        "bank": found.bank,
        "state": _state(found),
        "waits": waits,
        "code": shown_code(found.code),
        "qr": documents.qr(f"{settings.SITE_URL.rstrip('/')}{path}?{asked}") if waits else "",
    }
    return render(request, "bank/redemption.html", context)


@require_POST
@login_required
def cancel(request: HttpRequest, redemption_id: UUID) -> HttpResponseBase:
    viewer = viewer_of(request)
    found = actions.cancel_redemption(
        viewer=viewer, redemption_id=redemption_id, now=timezone.now()
    )
    messages.success(request, gettext("Given back: the points are free again."))
    if request.POST.get("desk"):
        return redirect("bank:pick_up", found.bank_id)
    return redirect("bank:redemption", found.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def pick_up(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """The desk: scan or type a code, look at what it is, hand it over; or enter a signed slip."""
    desk = desk_at(request, bank_id).for_council()
    choices = [one.reward for one in reading.offers(bank_id, limit=CHOICES_MAX)]
    paper = PaperForm(None, rewards=choices, initial={"id": uuid4()})
    if request.method == "POST" and request.POST.get("what") == "paper":
        paper = PaperForm(request.POST, rewards=choices)
        if paper.is_valid() and _on_paper(desk, paper):
            messages.success(request, gettext("Handed over."))
            return redirect("bank:pick_up", bank_id)
        return _desk_page(request, desk, paper, 422)
    if request.method == "POST":
        return _hand_over(request, desk, paper)
    return _desk_page(request, desk, paper)


def _on_paper(desk: Desk, form: PaperForm) -> bool:
    sent = form.cleaned_data
    try:
        actions.redeem_on_paper(
            viewer=desk.viewer, id=sent["id"], reward_id=UUID(sent["reward"]),
            passbook=sent["passbook"], paper=sent["paper"], now=desk.now,
        )  # fmt: skip
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.sentence)
        return False
    return True


def _hand_over(request: HttpRequest, desk: Desk, paper: PaperForm) -> HttpResponseBase:
    found = reading.by_code(desk.bank, request.POST.get("code", ""))
    try:
        if found is None:
            raise RuleBroken("bank_code_unknown")
        actions.hand_over(viewer=desk.viewer, redemption_id=found.pk, now=desk.now)
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, str(broken.sentence))
        return _desk_page(request, desk, paper, 422)
    messages.success(request, gettext("Handed over."))
    return redirect("bank:pick_up", desk.bank.pk)


def _desk_page(
    request: HttpRequest, desk: Desk, paper: PaperForm, status: int = 200
) -> HttpResponse:
    typed = (request.POST.get("code") or request.GET.get("code", ""))[:40]
    found = reading.by_code(desk.bank, typed) if plain_code(typed) else None
    waiting = reading.to_hand_over(desk.bank.pk, desk.now, after=request.GET.get("after", ""))
    shown = waiting[: reading.PAGE]
    households = {one.household_id for one in [*shown, *([found] if found else [])]}
    numbers = reading.passbooks(desk.bank.pk, households)
    context = {
        "desk": desk,
        "bank": desk.bank,
        "typed": typed,
        "unknown": bool(typed) and found is None,
        "found": found,
        "found_number": numbers.get(found.household_id) if found else None,
        "found_state": _state(found) if found else "",
        "found_waits": bool(found and found.state == "reserved" and found.collect_by > desk.now),
        "waiting": [(one, numbers.get(one.household_id)) for one in shown],
        "form": paper,
        **pages(request, shown[-1].pk.hex if len(waiting) > len(shown) else ""),
    }
    return render(request, "bank/pick_up.html", context, status=status)


def _state(found: Redemption) -> Any:
    if hasattr(found, "undone"):
        return REDEMPTION_STATES["undone"]
    overdue = found.state == "reserved" and found.collect_by <= timezone.now()
    return REDEMPTION_STATES["expired" if overdue else found.state]
