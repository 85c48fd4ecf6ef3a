"""The reckoning of a file: filled in on short pages, computed, and the versions that stand."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core.errors import Forbidden, Missing, RuleBroken

from .. import policy
from ..actions import reckonings as actions
from ..forms import agreed, claimants, claims, losses
from ..messages.damages import fault_said, say
from ..messages.reckonings import ABOUT, SCREENS, said_on_page
from ..models import Reckoning
from ..queries import reckonings as queries
from ..queries.access import Loaded
from ..queries.advances import changed_since
from ..queries.damages_paper import damages_pdf, paper
from ..rules import reckonings as rules
from ..rules.damages import reading, shipped
from ..rules.damages.values import ClaimRefused, Fault, yuan
from ..rules.reckonings import Document, Screen, Where
from ..rules.stages import PENDING
from .pages import (
    bound,
    done,
    form_page,
    loaded_for,
    read_or_send,
    signed_in,
    today,
    try_it,
    viewer_of,
)

HUB = "mediation:reckoning"
NEW = "new"
FORMS: Mapping[Screen, Callable[..., claims.Page]] = {
    Screen.ACCIDENT: claims.AccidentPage, Screen.VEHICLE: claims.VehiclePage,
    Screen.COVER: claims.CoverPage, Screen.PERSON: claimants.PersonPage,
    Screen.TREATMENT: losses.TreatmentPage, Screen.INCOME: losses.IncomePage,
    Screen.THINGS: losses.ThingsPage, Screen.SHARES: agreed.SharesPage,
    Screen.ADVANCES: agreed.AdvancesPage, Screen.RULES: agreed.RulesPage,
}  # fmt: skip
PART = {
    Screen.VEHICLE: "sides", Screen.COVER: "sides", Screen.PERSON: "claimants",
    Screen.TREATMENT: "claimants", Screen.INCOME: "claimants", Screen.THINGS: "claimants",
}  # fmt: skip
OPENS = frozenset({Screen.VEHICLE, Screen.PERSON})
"""Pages on which a row begins."""
NEXT = {
    Screen.PERSON: Screen.TREATMENT, Screen.TREATMENT: Screen.INCOME, Screen.INCOME: Screen.THINGS,
}  # fmt: skip


class ClaimFileForm(forms.Form):
    claim = forms.FileField(
        label=gettext_lazy("Claim file"),
        help_text=gettext_lazy("CLAIM.json, as the console reads it. It takes the place of what is being filled in; versions stand."),
    )  # fmt: skip


@require_safe
@signed_in
def reckoning(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    """What is being filled in, for who mediates; and the versions that stand, for all in the file."""
    loaded = loaded_for(request, casefile_id)
    fills = _fills(loaded)
    versions = queries.versions_of(loaded.file)
    context: dict[str, Any] = {
        "file": loaded.file, "fills": fills, "versions": versions, "begun": False,
        "mediates": policy.mediates(loaded.standing),
    }  # fmt: skip
    if fills:
        document = queries.at_work(loaded.file)
        looked = queries.look(loaded, document)
        context |= {
            "begun": bool(document), "parts": _parts(loaded, looked.document),
            "faults": faults_of(loaded, looked.document, looked.faults) if document else [],
            "total": "" if _stands(looked, versions) else _total(looked),
            "replaced": queries.replaced(document, looked.document),
        }  # fmt: skip
    return render(request, "mediation/reckoning.html", context)


@signed_in
@read_or_send
def fill_in(
    request: HttpRequest, casefile_id: UUID, screen: str, whom: str = ""
) -> HttpResponseBase:
    """One page. What was typed is kept although the whole does not fit together yet."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    page, document = _screen(screen), queries.at_work(loaded.file)
    _mediators_only(loaded)
    key = _row(page, whom, document)
    looked = queries.look(loaded, document)
    more = _more(page, loaded, viewer.name, looked.faults)
    about: dict[str, Any] = {"document": document, "names": queries.names_of(loaded), "whom": key}
    form = FORMS[page](request.POST if request.method == "POST" else None, **about, **more)
    if done(form, lambda: actions.fill_in(
        viewer=viewer, file_id=casefile_id, change=form.into, now=timezone.now()
    )):  # fmt: skip
        return redirect(_after(casefile_id, page, form))
    mine = [
        one for one in faults_of(loaded, looked.document, looked.faults)
        if one["where"] == Where(page, key)
    ] if document and not form.is_bound else []  # fmt: skip
    context = {
        "file": loaded.file, "form": form, "title": SCREENS[page], "lede": ABOUT.get(page, ""),
        "faults": mine, "about": _called(looked.document, page, key),
        "frozen": [say(f"head_{one}") for one in getattr(form, "frozen", [])],
        "drops": reverse("mediation:reckoning_drop", args=[casefile_id, page.value, key])
        if key and page in OPENS else "",
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "mediation/reckoning_page.html", context, status=status)


@signed_in
@require_POST
def drop(request: HttpRequest, casefile_id: UUID, screen: str, whom: str) -> HttpResponse:
    """Take a vehicle or a person out of what is being filled in."""
    page = _screen(screen)
    if page not in OPENS:
        raise Missing("mediation_missing")
    return try_it(
        request,
        redirect(HUB, casefile_id),
        gettext("Taken out."),
        lambda: actions.fill_in(
            viewer=viewer_of(request),
            file_id=casefile_id,
            now=timezone.now(),
            change=lambda document: rules.without(document, PART[page], whom),
        ),
    )


@signed_in
@require_POST
def compute(request: HttpRequest, casefile_id: UUID) -> HttpResponse:
    try:
        made = actions.compute(viewer=viewer_of(request), file_id=casefile_id, now=timezone.now())
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
        return redirect(HUB, casefile_id)
    return redirect("mediation:reckoning_version", casefile_id, made.number)


@signed_in
@read_or_send
def take_in(request: HttpRequest, casefile_id: UUID) -> HttpResponseBase:
    """A claim file is opened in the file; every fault of it is said, and nothing of it is kept then."""
    viewer, loaded = viewer_of(request), loaded_for(request, casefile_id)
    _mediators_only(loaded)
    form = bound(request, ClaimFileForm)
    faults: list[str] = []
    if form.is_bound and form.is_valid():
        content = form.cleaned_data["claim"].read(reading.BYTES_MOST + 1)
        try:
            if done(form, lambda: actions.take_in(
                viewer=viewer, file_id=casefile_id, content=content, now=timezone.now()
            )):  # fmt: skip
                messages.success(
                    request, gettext("Opened. Look whether each person is the right party.")
                )
                return redirect(HUB, casefile_id)
        except ClaimRefused as refused:
            faults = [fault_said(one) for one in refused.faults[:40]]
            form.add_error("claim", say("claim_refused"))
    return form_page(
        request, loaded, form, title=gettext("Open a claim file"), button=gettext("Open"),
        icon="paper", back=HUB, routes=faults, routes_title=gettext("What is wrong in it"),
    )  # fmt: skip


@require_safe
@signed_in
def version(request: HttpRequest, casefile_id: UUID, reckoning_number: int) -> HttpResponse:
    """A version with formula, inputs, article, payers and payments; by the figures of its day."""
    loaded = loaded_for(request, casefile_id)
    row = queries.version(loaded.file, reckoning_number)
    looked = queries.looked_at(row.document, row.made_at)
    mediates = policy.mediates(loaded.standing)
    context: dict[str, Any] = {
        "file": loaded.file, "row": row, "mediates": mediates, "sheet": None,
        "open": loaded.file.stage in PENDING and mediates,
        "behind": changed_since(loaded.file, row.made_at),
        "newest": not Reckoning.objects.filter(file=loaded.file, number__gt=reckoning_number).exists(),
    }  # fmt: skip
    if looked.found is None:
        context["faults"] = faults_of(loaded, row.document, looked.faults)
    else:
        context |= {
            "sheet": paper(looked.found, queries.closed_to(loaded, looked.found)),
            "same": queries.digest_of(looked.found) == row.digest,
        }  # fmt: skip
    return render(request, "mediation/reckoning_version.html", context)


@require_safe
@signed_in
def version_paper(
    request: HttpRequest, casefile_id: UUID, reckoning_number: int, paper_form: str
) -> HttpResponse:
    """The same sheet as PDF; for who mediates also the claim file, which a console computes alike."""
    loaded = loaded_for(request, casefile_id)
    row = queries.version(loaded.file, reckoning_number)
    name = f"{loaded.file.reference}-{reckoning_number}"
    if paper_form == "json":
        _mediators_only(loaded)
        text = json.dumps(row.document, ensure_ascii=False, indent=2)
        answer = HttpResponse(text, content_type="application/json")
    elif paper_form == "pdf":
        found = queries.looked_at(row.document, row.made_at).found
        if found is None:
            raise Missing("mediation_missing")
        language = get_language() or "zh-hans"
        closed = queries.closed_to(loaded, found)
        content = damages_pdf(found, language=language, closed=closed)
        answer = HttpResponse(content, content_type="application/pdf")
    else:
        raise Missing("mediation_missing")
    answer["Content-Disposition"] = f'attachment; filename="{name}.{paper_form}"'
    return answer


# Helpers -------------------------------------------------------------------------------------


def _fills(loaded: Loaded) -> bool:
    return policy.mediates(loaded.standing) and loaded.file.stage in PENDING


def _mediators_only(loaded: Loaded) -> None:
    if not policy.mediates(loaded.standing):
        raise Forbidden("mediation_not_yours")


def _screen(text: str) -> Screen:
    try:
        return Screen(text)
    except ValueError:
        raise Missing("mediation_missing") from None


def _row(page: Screen, whom: str, document: Document) -> str:
    """The key of the row that a page is about; "" for a new one. Raises Missing."""
    if page not in PART:
        return ""
    if page in OPENS and whom in ("", NEW):
        return ""
    if not rules.one_of(document.get(PART[page], []), whom):
        raise Missing("mediation_missing")
    return whom


def _more(page: Screen, loaded: Loaded, speaker: str, faults: tuple[Fault, ...]) -> dict[str, Any]:
    """What single pages ask for beside the document."""
    if page is Screen.ACCIDENT:
        places = [(key, say(f"place_{key}")) for key in sorted(shipped.rulebooks())]
        happened = loaded.file.happened_on
        usual = {"settled_on": today(), "jurisdiction": "jiangxi"}
        return {"places": places, "usual": usual | ({"accident_on": happened} if happened else {})}
    if page is Screen.RULES:
        return {"missing": rules.missing_keys(faults), "speaker": speaker}
    if page is Screen.ADVANCES:
        return {"noted": queries.noted_pairs(loaded, queries.at_work(loaded.file))}
    return {"speaker": speaker} if page is Screen.SHARES else {}


def _after(file_id: UUID, page: Screen, form: claims.Page) -> str:
    """Where to go on: the further pages of a person or vehicle, else the overview."""
    key = form.goes()
    if page in NEXT:
        return address(file_id, Where(NEXT[page], key))
    if page is Screen.VEHICLE and form.cleaned_data["kind"] == "motor" and not form.whom:
        return address(file_id, Where(Screen.COVER, key))
    return reverse(HUB, args=[file_id])


def address(file_id: UUID, where: Where) -> str:
    """The page on which something is entered."""
    if where.screen not in PART:
        return reverse("mediation:reckoning_page", args=[file_id, where.screen.value])
    whom = where.whom or NEW
    return reverse("mediation:reckoning_row", args=[file_id, where.screen.value, whom])


def _called(document: Document, page: Screen, key: str) -> str:
    row = rules.one_of(document.get(PART.get(page, ""), []), key)
    return str(row.get("name", ""))


def faults_of(
    loaded: Loaded, document: Document, faults: tuple[Fault, ...]
) -> list[dict[str, Any]]:
    """Each thing that is missing or does not fit, with the page on which it is mended."""
    names = queries.names_of(loaded) | {
        one["id"]: one["name"]
        for part in ("sides", "claimants") for one in document.get(part, []) if one.get("name")
    }  # fmt: skip
    rows = []
    for one in faults:
        where = rules.where(one, document)
        whose = rules.one_of(document.get(PART.get(where.screen, ""), []), where.whom)
        rows.append({
            "words": said_on_page(rules.told(one, names)), "where": where,
            "page": SCREENS[where.screen], "whose": whose.get("name", ""),
            "url": address(loaded.file.pk, where), "figure": one.code == "figure_missing",
        })  # fmt: skip
    return rows


def _parts(loaded: Loaded, document: Document) -> dict[str, Any]:
    """The overview: what was entered, each with its pages."""
    pk = loaded.file.pk
    sides = [
        {
            "words": claims.side_words(one), "url": address(pk, Where(Screen.VEHICLE, one["id"])),
            "cover": address(pk, Where(Screen.COVER, one["id"])) if one.get("kind") == "motor" else "",
            "insurer": one.get("compulsory", {}).get("insurer", ""),
        }
        for one in rules.sides(document)
    ]  # fmt: skip
    people = [
        {
            "name": one.get("name", one["id"]), "count": len(one.get("items", [])),
            "pages": [(SCREENS[page], address(pk, Where(page, one["id"])))
                      for page in (Screen.PERSON, Screen.TREATMENT, Screen.INCOME, Screen.THINGS)],
        }
        for one in rules.claimants(document)
    ]  # fmt: skip
    return {
        "sides": sides, "people": people, "accident": document.get("accident_on", ""),
        "rest": [*((SCREENS[page], address(pk, Where(page)))
                   for page in (Screen.SHARES, Screen.ADVANCES, Screen.RULES)),
                 (gettext("Paid in advance"), reverse("mediation:advances", args=[pk]))],
    }  # fmt: skip


def _total(looked: queries.Looked) -> str:
    """All losses together; "" while something is missing."""
    found = looked.found
    return yuan(sum(found.loss(one.id) for one in found.claim.claimants)) if found else ""


def _stands(looked: queries.Looked, versions: list[Reckoning]) -> bool:
    """Whether the newest version says the same already."""
    found = looked.found
    if found is None or not versions:
        return False
    return queries.digest_of(found) == versions[0].digest
