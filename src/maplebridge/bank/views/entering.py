"""日登分: entering one deed in a few taps, or one kind for many households."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maplebridge.core import calendar, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.values import uuid7

from .. import actions, policy, queries
from ..forms.deeds import DeedForm, ManyForm
from ..rules import papers
from .pages import Standing, kind_choices, row_words, standing

WITNESSES_SHOWN = 300
HOMES_SHOWN = 300
_SALT = "bank.photo"
_A_DAY = 86_400


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enter(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """One deed. The own household and those used last are one tap away, others by a word."""
    here = enterer(request, bank_id)
    form = _deed_form(request, here)
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter_deed(viewer=here.viewer, entry=_entry(here, form), now=timezone.now())
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            messages.success(request, gettext("Entered. The council looks at it next."))
            return redirect("bank:enter", bank_id)
    paper = _scanned(request)
    context = {
        "bank": here.bank,
        "form": form,
        "q": request.GET.get("q", "")[:60],
        "paper": paper,
        "entered": queries.deed_of_paper(here.bank, paper),
    }
    return render(request, "bank/enter.html", context, status=422 if form.errors else 200)


def _scanned(request: HttpRequest) -> str:
    """The number that the QR of a paper form carried; "" without one."""
    return papers.read_number(request.GET.get("paper", "")) or ""


def _deed_form(request: HttpRequest, here: Standing) -> DeedForm:
    today = calendar.today(timezone.now())
    recent = queries.recent_households(here.viewer, here.bank)
    text = request.GET.get("q", "").strip()[:60]
    by_name = here.reads_names
    found = queries.find_households(here.bank, text, by_name=by_name) if text else []
    asked = [UUID(key) for key in request.POST.getlist("household") if _is_key(key)]
    ids = [*asked, *(row.household_id for row in found), *([] if text else recent)]
    rows = queries.household_rows(here.bank, ids, by_name=by_name)
    homes = [(str(key), row_words(rows[key])) for key in dict.fromkeys(ids) if key in rows]
    everybody = queries.find_households(here.bank, "", by_name=by_name, limit=WITNESSES_SHOWN)
    catalogue = queries.catalogue_on(here.bank.pk, today).catalogue
    first = next((key for key in ids if key in rows), None)
    data, sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    return DeedForm(
        data,
        sent,
        homes=homes,
        kinds=kind_choices(catalogue, queries.recent_kinds(here.viewer, here.bank)),
        witnesses=[("", "–"), *((str(row.household_id), row_words(row)) for row in everybody)],
        initial=DeedForm.fresh(today, first, _scanned(request)),
    )


def _entry(here: Standing, form: DeedForm) -> actions.Entry:
    data = form.cleaned_data
    return actions.Entry(
        id=data["id"],
        bank_id=here.bank.pk,
        household_id=UUID(data["household"]),
        kind=data["kind"],
        done_on=data["done_on"],
        text=data["text"],
        photo_id=_photo(form),
        saw_it=data["saw_it"],
        witnesses=[UUID(data["witness"])] if data["witness"] else [],
        paper=data["paper"],
    )


def _photo(form: DeedForm) -> UUID | None:
    """The photo sent now, or the one kept while another field was put right."""
    upload = form.cleaned_data["photo"]
    if upload is not None:
        photo_id: UUID = files.ingest(upload, now=timezone.now()).pk
        form.data = dict(form.data.items()) | {"kept": signing.dumps(photo_id.hex, salt=_SALT)}
        return photo_id
    if not form.cleaned_data["kept"]:
        return None
    try:
        return UUID(hex=signing.loads(form.cleaned_data["kept"], salt=_SALT, max_age=_A_DAY))
    except signing.BadSignature:
        raise RuleBroken("deed_photo_gone") from None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def enter_many(request: HttpRequest, bank_id: UUID) -> HttpResponseBase:
    """One kind for many households, such as a clean-up day."""
    here = enterer(request, bank_id)
    today = calendar.today(timezone.now())
    homes = queries.find_households(
        here.bank, "", by_name=here.reads_names, after=after_number(request), limit=HOMES_SHOWN
    )
    words = {str(row.household_id): row_words(row) for row in homes}
    form = ManyForm(
        request.POST or None,
        homes=list(words.items()),
        kinds=kind_choices(queries.catalogue_on(bank_id, today).catalogue, ["cleanup_day"]),
        initial={"id": uuid7(), "done_on": today},
    )
    context: dict[str, Any] = {"bank": here.bank, "form": form}
    if len(homes) == HOMES_SHOWN:
        context["older"] = f"?after={homes[-1].number}"
    if request.method == "POST" and form.is_valid():
        try:
            entered, refused = _enter_many(here, form)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            left = [(words[str(one.household_id)], one.sentence) for one in refused]
            context |= {"entered": len(entered), "left": left}
            return render(request, "bank/entered_many.html", context)
    return render(request, "bank/enter_many.html", context, status=422 if form.errors else 200)


def _enter_many(here: Standing, form: ManyForm) -> tuple[list[Any], list[actions.Refusal]]:
    data = form.cleaned_data
    ids = [UUID(key) for key in data["households"]]
    entry = actions.Entry(
        id=data["id"], bank_id=here.bank.pk, household_id=ids[0], kind=data["kind"],
        done_on=data["done_on"], text=data["text"], saw_it=data["saw_it"],
    )  # fmt: skip
    return actions.enter_for_many(
        viewer=here.viewer, entry=entry, household_ids=ids, now=timezone.now()
    )


def after_number(request: HttpRequest) -> int:
    after = request.GET.get("after", "")
    return int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def enterer(request: HttpRequest, bank_id: UUID) -> Standing:
    here = standing(request, bank_id)
    today = calendar.today(timezone.now())
    charter = queries.charter_on(bank_id, today).charter
    if not policy.may_enter(here.viewer, here.bank.path, here.seat, charter):
        raise Forbidden("deed_not_for_you")
    return here
