"""Village rules as everybody reads them: the list, an edition, an article through time, two versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from maplebridge.core import calendar, documents
from maplebridge.core.errors import Missing
from maplebridge.territory import public as territory

from .. import policy, queries
from ..forms import FilingForm
from ..messages import CHANGES, FILINGS, WAYS
from ..models import RulesDraft, RulesEdition, VillageRules
from ..queries import PAGE
from ..rules.articles import Article
from ..rules.comparing import Change
from ..rules.comparing import compare as compared
from .who import key_of, viewer_of

SIZES = ("a4", "a3")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All rules by place, those around the visitor first. `place` is where a kiosk or sign stands."""
    viewer = viewer_of(request)
    at = key_of(request.GET.get("place", ""))
    path = territory.place_by_id(at).path if at else viewer.home_path
    if not path and viewer.posts:
        path = viewer.posts[0].path
    after = request.GET.get("after", "")
    found = queries.rules_list(after=after if after.isdigit() else "")
    today = calendar.today(timezone.now())
    places = queries.around(viewer, path) if path else []
    near = [(one, queries.in_force(one.pk, today)) for one in places]
    context = {
        "found": found[:PAGE],
        "near": near,
        "older": f"?after={found[PAGE - 1].path}" if len(found) > PAGE else "",
        "newer": request.path if after else "",
        "may_begin": bool(viewer.holds(*policy.DRAFTERS)),
        "may_note": bool(viewer.holds(*policy.WORKERS)),
        "home": _village(viewer.home_path),
    }
    return render(request, "precepts/index.html", context)


def _village(path: str) -> territory.Place | None:
    """The village whose families' precepts a resident looks at."""
    above = territory.ancestors(path) if path else ()
    return next((one for one in above if one.level == "community"), None)


@require_safe
def rules(request: HttpRequest, rules_id: UUID) -> HttpResponse:
    """The edition in force; before the first day of the first one, that one."""
    found = queries.get_rules(rules_id)
    editions = queries.editions_of(rules_id)
    today = calendar.today(timezone.now())
    current = next((one for one in editions if one.valid_from <= today), None)
    return _page(request, found, editions, current or (editions[-1] if editions else None))


@require_safe
def edition(request: HttpRequest, rules_id: UUID, edition: int) -> HttpResponse:
    """One edition, also an old one."""
    found = queries.get_rules(rules_id)
    editions = queries.editions_of(rules_id)
    shown = next((one for one in editions if one.number == edition), None)
    if shown is None:
        raise Missing("precepts_missing")
    return _page(request, found, editions, shown)


def _page(
    request: HttpRequest,
    found: VillageRules,
    editions: list[RulesEdition],
    shown: RulesEdition | None,
) -> HttpResponse:
    return render(request, "precepts/rules.html", page_context(request, found, editions, shown))


def page_context(
    request: HttpRequest,
    found: VillageRules,
    editions: list[RulesEdition],
    shown: RulesEdition | None,
    form: FilingForm | None = None,
) -> dict[str, Any]:
    """What the page of an edition needs; also when a filing was typed that could not be kept."""
    viewer, today = viewer_of(request), calendar.today(timezone.now())
    current = next((one for one in editions if one.valid_from <= today), None)
    draft = queries.open_draft(viewer, found)
    if shown is None and draft is None and not policy.sees_draft(viewer, found.path):
        raise Missing("precepts_missing")  # nothing was adopted yet, and the draft is the village's
    kinds = filing_kinds(request, found)
    return {
        "rules": found,
        "edition": shown,
        "articles": shown.listed if shown else (),
        "way": WAYS[shown.decision.way] if shown else "",
        "editions": editions,
        "current": current,
        "filings": [(one, FILINGS[one.kind]) for one in queries.filings_of(shown.pk)]
        if shown
        else [],
        "draft": draft,
        "may_draft": policy.may_draft(viewer, found.path),
        "kinds": kinds,
        "form": form or FilingForm(kinds=kinds, initial={"day": today}),
    }


def filing_kinds(request: HttpRequest, found: VillageRules) -> list[tuple[str, Any]]:
    """What this viewer may note of the filing."""
    viewer = viewer_of(request)
    village = ["sent"] if policy.may_draft(viewer, found.path) else []
    township = ["noted", "correct"] if policy.may_answer_filing(viewer, found.path) else []
    return [(kind, FILINGS[kind]) for kind in (*village, *township)]


@require_safe
def article(request: HttpRequest, rules_id: UUID, article: int) -> HttpResponse:
    """What an article says, and what it said in earlier editions."""
    found = queries.get_rules(rules_id)
    said = queries.of_number(rules_id, article)
    today = calendar.today(timezone.now())
    current = next((pair for pair in said if pair[0].valid_from <= today), said[0])
    context = {"rules": found, "number": article, "said": _runs(said), "current": current}
    return render(request, "precepts/article.html", context)


def _runs(
    said: list[tuple[RulesEdition, Article | None]],
) -> list[tuple[RulesEdition, Article | None]]:
    """Each wording once, with the edition that brought it, latest first."""
    found: list[tuple[RulesEdition, Article | None]] = []
    for edition, words in reversed(said):
        if not found and words is None:
            continue
        if not found or found[-1][1] != words:
            found.append((edition, words))
    return found[::-1]


@require_safe
def compare(request: HttpRequest, rules_id: UUID) -> HttpResponse:
    """Two editions side by side in one text, or an edition and the open draft (`to=draft`)."""
    found = queries.get_rules(rules_id)
    draft = queries.open_draft(viewer_of(request), found)
    editions = queries.editions_of(rules_id)
    sides = _sides(request, editions, draft)
    if sides is None:
        return redirect("precepts:rules", rules_id)
    before, after = sides
    changes = compared(before.listed if before else (), after.listed)
    context = {
        "rules": found,
        "before": before,
        "after": after,
        "is_draft": isinstance(after, RulesDraft),
        "changes": [(one, CHANGES[one.change]) for one in changes],
        "same": sum(one.change is Change.SAME for one in changes),
        "editions": editions,
        "draft": draft,
    }
    return render(request, "precepts/compare.html", context)


def _sides(
    request: HttpRequest, editions: list[RulesEdition], draft: RulesDraft | None
) -> tuple[RulesEdition | None, RulesEdition | RulesDraft] | None:
    """What is compared with what; None when there are not two. Raises Missing for unknown numbers."""
    by_number = {str(one.number): one for one in editions}
    to = request.GET.get("to", "draft" if draft else "")
    after: RulesEdition | RulesDraft | None = draft if to == "draft" else by_number.get(to)
    if not to and editions:
        after = editions[0]
    if after is None:
        if to:
            raise Missing("precepts_missing")
        return None
    number = after.base if isinstance(after, RulesDraft) else after.number - 1
    asked = request.GET.get("from", str(number))
    before = by_number.get(asked)
    if before is None and asked != "0":
        raise Missing("precepts_missing")
    return before, after


@require_safe
def sheet(request: HttpRequest, rules_id: UUID, edition: int, size: str) -> HttpResponse:
    """The edition as a PDF: A4 to take home, A3 for the board."""
    if size not in SIZES:
        raise Missing("precepts_missing")
    shown = queries.edition_of(rules_id, edition)
    place = queries.get_rules(rules_id).place
    address = settings.SITE_URL.rstrip("/") + reverse("precepts:rules", args=[rules_id])
    content = _pdf(
        Sheet(size, shown.digest, place.name, address), get_language() or "zh-hans", shown
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="rules-{edition}-{size}.pdf"'
    return answer


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a PDF of an edition depends on. `digest` stands for all that was adopted."""

    size: str
    digest: str
    place: str
    address: str


def _pdf(sheet: Sheet, language: str, shown: RulesEdition) -> bytes:
    if (kept := _KEPT.get((sheet, language))) is not None:
        return kept
    made = documents.sheet(
        template="precepts/sheet.html",
        context={
            "edition": shown, "articles": shown.listed, "way": WAYS[shown.decision.way],
            "place": sheet.place, "address": sheet.address, "qr": documents.qr(sheet.address),
        },
        style=f"precepts/{sheet.size}.css", language=language,
    )  # fmt: skip
    if len(_KEPT) >= KEPT_MAX:
        _KEPT.clear()
    _KEPT[sheet, language] = made
    return made


KEPT_MAX = 16
_KEPT: dict[tuple[Sheet, str], bytes] = {}
"""A PDF takes a second and never changes; holds no name and no door."""
