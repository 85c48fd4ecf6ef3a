"""The fund's open book, and the desk where gifts and spendings are entered."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import actions
from ..forms import DonationForm, PurposeForm, SpendingForm, TakeBackForm
from ..messages import GIFTS, LINE_KINDS, SOURCES, WAYS_OF_MONEY
from ..models import Donation
from ..queries import fund as reading
from ..queries.rewards import offers
from ..rules.fund import Coverage, month_of, next_month, yuan
from .who import Desk, desk_at, pages, viewer_of

CHOICES_MAX = 200


@never_cache
@require_safe
def fund(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """What the fund has, what covers the points, and every line of a month. Open to everybody."""
    desk = desk_at(request, bank_id)
    today = calendar.today(desk.now)
    month = month_of(request.GET.get("month", ""), today)
    page = reading.month_lines(bank_id, month, after=request.GET.get("after", ""))
    cover = reading.coverage(desk.bank, today)
    context = {
        "desk": desk,
        "bank": desk.bank,
        "month": month,
        "before": _month_before(month),
        "next": next_month(month) if next_month(month) <= today else None,
        "cover": _cover(cover),
        "pots": [_pot(one) for one in reading.pots(bank_id)],
        "sums": yuan_sums(reading.month_sums(bank_id, month)),
        "lines": [_line(one) for one in page.lines],
        "to_decide": _to_decide(desk),
        **_before(desk),
        **pages(request, page.after),
    }
    return render(request, "bank/fund.html", context)


def _month_before(month: date) -> date:
    return (month.replace(day=1) - date.resolution).replace(day=1)


def _cover(found: Coverage) -> dict[str, Any]:
    return {
        "percent": found.percent,
        "whole": found.whole,
        "cash": yuan(found.cash),
        "stock": yuan(found.stock),
        "points": found.points,
        "worth": yuan(found.fen_per_point),
        "promised": yuan(found.promised),
        "floor": found.floor_bp // 100,
        "below": found.below_floor,
        "missing": yuan(found.missing),
    }


def _pot(pot: reading.Pot) -> dict[str, Any]:
    return {
        "name": pot.purpose.name,
        "code": pot.purpose.official_code,
        "money": yuan(pot.money),
        "stock": yuan(pot.stock),
        "held": yuan(pot.held) if pot.held else "",
    }


def yuan_sums(found: reading.MonthSums) -> dict[str, Any]:
    """The month's sheet: label, money, goods."""
    came: list[tuple[Any, str, str]] = [
        (SOURCES[one], yuan(found.money_by_source[one]), yuan(found.goods_by_source[one]))
        for one in SOURCES
    ]
    if any(found.opening):
        money, goods = map(yuan, found.opening)
        came.insert(0, (LINE_KINDS[reading.OPENING], money, goods))
    return {
        "before": (yuan(found.money_before), yuan(found.stock_before)),
        "came": came,
        "bought": (yuan(-found.bought), yuan(found.bought)),
        "spent": yuan(-found.spent),
        "handed_out": yuan(-found.handed_out),
        "written_off": yuan(-found.written_off),
        "after": (yuan(found.money_after), yuan(found.stock_after)),
    }


def _line(line: reading.FundLine) -> dict[str, Any]:
    return {
        "at": line.at,
        "number": line.number,
        "kind": LINE_KINDS.get(line.kind, ""),
        "source": SOURCES.get(line.source, ""),
        "about": line.about,
        "money": yuan(line.money) if line.money else "",
        "stock": yuan(line.stock) if line.stock else "",
        "undone": line.undone,
    }


def _to_decide(desk: Desk) -> list[dict[str, Any]]:
    """Prepared spendings, for the council alone."""
    if not desk.keeps_rewards:
        return []
    return [
        {
            "spending": one,
            "yuan": yuan(one.amount_fen),
            "mine": one.prepared_by_id == desk.viewer.person_id,
        }
        for one in reading.spendings_to_decide(desk.bank.pk)
    ]


def _before(desk: Desk) -> dict[str, Any]:
    """What was there before the bank: whether it can be brought in, and how much waits, for the council."""
    if not desk.keeps_rewards:
        return {}
    waiting = reading.assets_waiting(desk.bank.pk)
    return {"assets": waiting, "takes_assets": waiting or reading.takes_assets(desk.bank.pk)}


@never_cache
@require_safe
def donors(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """Who gave and agreed to be named, latest first; no sums of a giver and no order by amount."""
    desk = desk_at(request, bank_id)
    found = reading.named_donors(bank_id, after=request.GET.get("after", ""))
    shown = found[: reading.PAGE]
    context = {
        "desk": desk,
        "bank": desk.bank,
        "gifts": [(one, SOURCES[one.source], yuan(one.amount_fen)) for one in shown],
        **pages(request, f"{shown[-1].year}-{shown[-1].number}" if len(found) > len(shown) else ""),
    }
    return render(request, "bank/donors.html", context)


@never_cache
@require_safe
@login_required
def receipts(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """All receipts, for chair and treasurer."""
    desk = desk_at(request, bank_id).for_keepers()
    found = reading.donations_of(bank_id, after=request.GET.get("after", ""))
    shown = found[: reading.PAGE]
    context = {
        "desk": desk,
        "bank": desk.bank,
        "gifts": [(one, SOURCES[one.source], yuan(one.amount_fen)) for one in shown],
        **pages(request, f"{shown[-1].year}-{shown[-1].number}" if len(found) > len(shown) else ""),
    }
    return render(request, "bank/receipts.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def receipt(request: HttpRequest, donation_id: UUID) -> HttpResponseBase:
    """The receipt to print and sign; a gift entered wrongly is taken back here."""
    found = reading.get_donation(donation_id)
    desk = desk_at(request, found.bank_id).for_keepers()
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and request.POST.get("what") == "unname":
        actions.name_no_more(viewer=desk.viewer, donation_id=found.pk, now=desk.now)
        return redirect("bank:receipt", found.pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back_donation(
                viewer=desk.viewer, donation_id=found.pk, now=desk.now, **form.cleaned_data
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return redirect("bank:receipt", found.pk)
    context = {
        "desk": desk,
        "bank": found.bank,
        "donation": found,
        "form": form,
        **receipt_words(found),
    }
    return render(request, "bank/receipt.html", context, status=422 if form.errors else 200)


def receipt_words(found: Donation) -> dict[str, Any]:
    """What page and paper of a receipt call its parts."""
    return {
        "yuan": yuan(found.amount_fen),
        "source": SOURCES[found.source],
        "gift": GIFTS[found.gift],
        "way": WAYS_OF_MONEY.get(found.way, ""),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def donate(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    desk = desk_at(request, bank_id).for_keepers()
    form = DonationForm(request.POST or None, **fund_choices(desk, source="sponsor", gift="money"))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            made = actions.donate(
                viewer=desk.viewer, id=sent["id"], bank_id=bank_id, source=sent["source"],
                gift=sent["gift"], way=sent["way"], amount_fen=form.fen, given_on=sent["given_on"],
                purpose_id=form.key("purpose"), about=sent["about"],
                donor_name=sent["donor_name"], named=sent["named"],
                reward_id=form.key("reward"), pieces=sent["pieces"] or 0, now=desk.now,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return redirect("bank:receipt", made.pk)
    context = {"desk": desk, "bank": desk.bank, "form": form}
    return render(request, "bank/donate.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def spend(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    desk = desk_at(request, bank_id).for_keepers()
    form = SpendingForm(request.POST or None, **fund_choices(desk))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        try:
            actions.prepare_spending(
                viewer=desk.viewer, id=sent["id"], bank_id=bank_id, amount_fen=form.fen,
                way=sent["way"], what=sent["what"], payee=sent["payee"], paid_on=sent["paid_on"],
                purpose_id=form.key("purpose"), reward_id=form.key("reward"),
                pieces=sent["pieces"] or 0, now=desk.now,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("Prepared. Another member of the council decides."))
            return redirect("bank:fund", bank_id)
    context = {"desk": desk, "bank": desk.bank, "form": form}
    return render(request, "bank/spend.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def decide_spending(request: HttpRequest, spending_id: UUID) -> HttpResponseBase:
    done = actions.decide_spending(
        viewer=viewer_of(request),
        spending_id=spending_id,
        approve=request.POST.get("decision") == "approve",
        why_not=request.POST.get("why_not", ""),
        now=timezone.now(),
    )
    messages.success(request, gettext("The spending is decided."))
    return redirect("bank:fund", done.bank_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def purposes(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """What money of the fund can be given for."""
    desk = desk_at(request, bank_id).for_keepers()
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.open_purpose(
                viewer=desk.viewer, bank_id=bank_id, now=desk.now, **form.cleaned_data
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return redirect("bank:purposes", bank_id)
    context = {
        "desk": desk,
        "bank": desk.bank,
        "form": form,
        "pots": [_pot(one) for one in reading.pots(bank_id)],
    }
    return render(request, "bank/purposes.html", context, status=422 if form.errors else 200)


def fund_choices(desk: Desk, **first: str) -> dict[str, Any]:
    """What the forms of the fund offer, and what stands in them first."""
    today = calendar.today(desk.now)
    shelf = offers(desk.bank.pk, limit=CHOICES_MAX, all_of_them=True)
    return {
        "purposes": reading.purposes_of(desk.bank.pk),
        "rewards": [one.reward for one in shelf],
        "initial": {"id": uuid4(), "given_on": today, "paid_on": today, **first},
    }
