"""The rules of a bank: read by everybody, changed by its chair from a day on."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.precepts import public as precepts

from .. import actions, policy, queries
from ..forms.deeds import CharterForm, KindForm
from ..messages import CHARTER, FIELDS, source_of
from ..models import BANK_DEEDS, BANK_RULES
from ..rules import DeedKind
from .pages import Standing, standing


@require_safe
def rules(request: HttpRequest, bank_id: UUID) -> HttpResponse:
    """What is thanked for and how the bank decides, with all versions."""
    here = standing(request, bank_id)
    today = calendar.today(timezone.now())
    catalogue = queries.catalogue_on(bank_id, today)
    charter = queries.charter_on(bank_id, today)
    language = get_language() or "en"
    kinds = catalogue.catalogue
    articles = precepts.cited({kind.cites for kind in kinds.kinds if kind.cites}, today)
    context = {
        "bank": here.bank,
        "fields": [
            (
                words,
                [
                    (kind, kind.name_in(language), articles.get(kind.cites) if kind.cites else None)
                    for kind in kinds.of(field)
                ],
            )
            for field, words in FIELDS.items()
        ],
        "rules": precepts.rules_at(here.bank.path),
        "catalogue": catalogue,
        "numbers": [(words, getattr(charter.charter, name)) for name, words in CHARTER.items()],
        "charter": charter,
        "versions": [
            (book, source_of(book.source))
            for name in (BANK_DEEDS, BANK_RULES)
            for book in queries.versions(name, bank_id, limit=10)
        ],
        "may_decide": policy.may_decide_rules(here.viewer, here.bank.path, here.seat),
    }
    return render(request, "bank/rules.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_rules(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """The next version of how the bank decides."""
    here = _decider(request, bank_id)
    now = timezone.now()
    today = calendar.today(now)
    charter = queries.charter_on(bank_id, today).charter
    initial = CharterForm.from_charter(charter) | {"valid_from": today}
    form = CharterForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_charter(
                viewer=here.viewer, bank_id=bank_id, body=form.body(),
                valid_from=form.cleaned_data["valid_from"], source=form.cleaned_data["source"],
                now=now,
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return _adopted(request, bank_id)
    return _page(request, here, form, gettext("Change how the bank decides"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_kind(request: HttpRequest, bank_id: UUID, kind_code: str = "") -> HttpResponseBase:
    """A kind of deed gets other points or limits, ends, or is new (no code)."""
    here = _decider(request, bank_id)
    now = timezone.now()
    today = calendar.today(now)
    book = queries.versions(BANK_DEEDS, bank_id, limit=1)[0]  # the last one, also of a later day
    kind = book.catalogue.kind(kind_code)
    if kind_code and kind is None:
        raise Missing("bank_missing")
    initial = (KindForm.from_kind(kind) if kind else {}) | {"valid_from": today}
    fields = () if kind else [(field.value, words) for field, words in FIELDS.items()]
    articles = _articles(here, kind, today)
    form = KindForm(request.POST or None, initial=initial, fields=fields, articles=articles)
    if request.method == "POST" and form.is_valid():
        body: Any = book.body
        try:
            actions.adopt_catalogue(
                viewer=here.viewer,
                bank_id=bank_id,
                body={"kinds": _changed(body["kinds"], kind_code, form.cleaned_data)},
                valid_from=form.cleaned_data["valid_from"],
                source=form.cleaned_data["source"],
                now=now,
            )
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return _adopted(request, bank_id)
    title = _named(kind) if kind else gettext("A new kind of deed")
    return _page(request, here, form, title)


def _articles(here: Standing, kind: DeedKind | None, today: date) -> list[tuple[str, str]]:
    """What a kind may cite: the articles in force around the bank, and the one that it cites now."""
    found = precepts.articles_at(here.bank.path, today)
    choices = [(f"{one.rules_id.hex}:{one.number}", _article(one)) for one in found]
    kept = KindForm.from_kind(kind)["cites"] if kind else ""
    if kept and kept not in dict(choices):
        words = gettext("Article %(number)s, no longer in force") % {"number": kept.split(":")[1]}
        choices.append((kept, words))
    return choices


def _article(one: precepts.Cited) -> str:
    words = gettext("%(place)s, article %(number)s") % {"place": one.place, "number": one.number}
    return f"{words} · {one.heading or one.text[:20]}"


def _changed(rows: list[dict[str, Any]], code: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    figures = {name: data[name] for name in ("points", "per_day", "per_month")}
    if "cites" in data:
        rules_id, _, number = data["cites"].partition(":")
        figures["cites"] = {"rules": rules_id, "article": int(number)} if number else None
    if code:
        kept = [row | figures if row["code"] == code else row for row in rows]
        return [row for row in kept if row["code"] != code or not data["ends"]]
    taken = {row["code"] for row in rows}
    number = next(n for n in range(1, len(rows) + 2) if f"own_{n}" not in taken)
    language = (get_language() or "en").lower()
    names = {language if language in ("zh-hans", "zh-hant") else "en": data["name"]}
    return [*rows, {"code": f"own_{number}", "field": data["field"], "names": names} | figures]


def _named(kind: DeedKind) -> str:
    return kind.name_in(get_language() or "en")


def _decider(request: HttpRequest, bank_id: UUID) -> Standing:
    here = standing(request, bank_id)
    if not policy.may_decide_rules(here.viewer, here.bank.path, here.seat):
        raise Forbidden("bank_rules_need_chair")
    return here


def _adopted(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    messages.success(request, gettext("The next version is entered. Earlier deeds keep theirs."))
    return redirect("bank:rules", bank_id)


def _page(
    request: HttpRequest, here: Standing, form: CharterForm | KindForm, title: str
) -> HttpResponse:
    context = {"bank": here.bank, "form": form, "title": title}
    return render(request, "bank/change.html", context, status=422 if form.errors else 200)
