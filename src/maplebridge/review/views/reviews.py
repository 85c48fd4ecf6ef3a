"""One month at one place: on a page, on paper, as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from maplebridge.core import documents, files
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.tables import Value, csv_lines
from maplebridge.core.views import viewer_of as viewer_of
from maplebridge.matters import public as matters
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..forms import ConcludeForm
from ..messages import CALLED, FIGURES, LEFT, PARTING
from ..models import MonthlyReview
from ..rules import attention, splitting
from ..rules import figures as rules
from ..rules.figures import Month, Share
from .titles import part_name, title_of

SHOWN = (
    "reported",
    "closed",
    "settle_kept",
    "misrouted",
    "returned",
    "reopened",
    "rated",
    "content",
)
"""Columns of the tables by kind and by place: two counts, then shares."""


def said(share: Share | None) -> str:
    """n/N and its share, or why there is none."""
    if share is None:
        return "–"
    if not share.whole:
        return gettext("none")
    if share.per_mille is None:
        return gettext("fewer than %(least)s") % {"least": rules.SUPPRESSED_BELOW}
    return f"{share.part}/{share.whole} · {share.per_mille / 10:.1f}%"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its name and its cells in the order of the columns."""

    name: str
    cells: list[tuple[str, str]]


def month_words(review: MonthlyReview) -> str:
    if (get_language() or "en").startswith("zh"):
        return f"{review.month.year}年{review.month.month}月"
    return date_format(review.month, "F Y")


def reason_words(code: str) -> str:
    """A reason that is no longer on the list is shown as its code."""
    known = {reason.value: str(words) for reason, words in matters.REASONS.items()}
    return known.get(code, code)


@never_cache
@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The reviews of my places."""
    after = request.GET.get("after", "")
    rows, more = queries.reviews_for(viewer_of(request), after=after)
    context = {
        "reviews": [(one, month_words(one)) for one in rows],
        "newer": request.path if after else "",
        "older": f"?after={more}" if more else "",
    }
    return render(request, "review/index.html", context)


@never_cache
@require_safe
@login_required
def show(request: HttpRequest, review_id: UUID) -> HttpResponse:
    review = queries.review_at(viewer_of(request), review_id)
    return _page(request, review, ConcludeForm(initial={"text": review.conclusions}))


def _page(
    request: HttpRequest, review: MonthlyReview, form: ConcludeForm, status: int = 200
) -> HttpResponse:
    context = _told(review) | {
        "form": form,
        "concludes": policy.concludes(viewer_of(request), review.path) is not None,
    }
    return render(request, "review/month.html", context, status=status)


def _told(review: MonthlyReview) -> dict[str, Any]:
    """Everything that page, paper and table say, in words of the active language."""
    total = rules.unpacked(review.figures["total"])
    calls = queries.outcome_shares(review.month, review.path)
    drawn = queries.draw_of(review.month)
    earlier = [
        queries.outcome_shares(month, review.path)
        for month in (rules.month_before(review.month), rules.year_before(review.month))
    ]
    kinds = _kind_names()
    stuck, stuck_count = queries.stuck_of(review)
    return {
        "stuck": [
            (row.id, row.reference, kinds.get(row.category, row.category), row.place)
            for row in stuck
        ],
        "stuck_count": stuck_count,
        "review": review,
        "month": month_words(review),
        "total": total,
        "late": [
            (gettext("one rung"), total.late_one),
            (gettext("two rungs"), total.late_two),
            (gettext("three rungs or more"), total.late_three),
        ],
        "shares": [
            (FIGURES[one.name], said(one.now), said(one.before), said(one.year_ago))
            for one in queries.compared(review)
        ],
        "columns": [gettext("Reported"), gettext("Closed"), *(FIGURES[name] for name in SHOWN[2:])],
        "kinds": _lines(review.figures["kinds"], kinds),
        "places": _lines(review.figures["places"], _place_names(review.figures["places"])),
        "again": [
            (kinds.get(before, before), kinds.get(after, after), count)
            for before, after, count in sorted(review.figures["sorted"], key=lambda one: -one[2])
        ],
        "reasons": [
            (kinds.get(kind, kind), reason_words(reason), said(share))
            for kind, reason, share in rules.reasons_of(review.figures)
        ],
        "changed": _changed(review),
        "points": _points(review, kinds),
        "splits": _splits(review, kinds),
        "drawn": drawn,
        "left_out": [(LEFT[why], count) for why, count in drawn.left_out]
        if drawn and drawn.left_out is not None
        else None,
        "calls": [
            (words, *(said(one[name]) for one in (calls, *earlier)))
            for name, words in CALLED.items()
        ],
    }


def _lines(stored: dict[str, Any], names: dict[str, str]) -> list[Line]:
    months = {key: rules.unpacked(one) for key, one in stored.items()}
    ordered = sorted(months.items(), key=lambda one: (-one[1].reported, one[0]))
    titles = [gettext("Reported"), gettext("Closed"), *(str(FIGURES[name]) for name in SHOWN[2:])]
    return [
        Line(
            names.get(key, key) or gettext("No grid"),
            list(zip(titles, _cells(month), strict=True)),
        )
        for key, month in ordered
    ]


def _cells(month: Month) -> list[str]:
    shares = [said(rules.share(month, name)) for name in SHOWN[2:]]
    return [str(month.reported), str(month.closed), *shares]


def _kind_names() -> dict[str, str]:
    """Of all versions: a month may hold kinds that a later version has no more."""
    return matters.kind_names(get_language() or "en")


HELPS = {
    "first_kept": "limit", "settle_kept": "limit", "misrouted": "route", "returned": "route",
    "sorted_anew": "keywords",
}  # fmt: skip
"""The change that a figure of a kind may call for; of a place it is more posts."""


def _points(review: MonthlyReview, kinds: dict[str, str]) -> list[dict[str, str]]:
    """What stands out, with the address of a proposal where the catalogue could help."""
    stored = [
        {key: rules.unpacked(one) for key, one in review.figures[by].items()}
        for by in ("kinds", "places")
    ]
    points = attention.stands_out(*stored)
    names = kinds | _place_names({p.key: None for p in points if p.by == "place"})
    return [
        {
            "name": names.get(point.key, point.key),
            "figure": str(FIGURES[point.figure]),
            "share": said(point.share),
            "others": said(point.others),
            "query": urlencode(
                {"kind": HELPS[point.figure], "category": point.key}
                if point.by == "kind" and point.figure in HELPS
                else {"kind": "staffing"} if point.by == "place" else {}
            ),
        }
        for point in points
    ]  # fmt: skip


def _changed(review: MonthlyReview) -> list[dict[str, Any]]:
    """What was changed, each with its figures before and in this month."""
    return [
        {
            "proposal": one.proposal,
            "title": title_of(one.proposal),
            "parts": [
                (
                    part_name(one.proposal, code) if len(one.effects) > 1 else "",
                    [(FIGURES[e.name], said(e.before), said(e.after)) for e in rows],
                )
                for code, rows in one.effects
            ],
        }
        for one in queries.changes_in(review)
    ]


def _splits(review: MonthlyReview, kinds: dict[str, str]) -> list[dict[str, Any]]:
    """Kinds that look like two, each with the words, both shares and the address of a proposal."""
    found = []
    for row in review.figures.get("splits", []):
        kind, one = splitting.unpacked(row)
        found.append({
            "kind": kinds.get(kind, kind), "words": listed(one.words), "how": PARTING[one.measure],
            "with_words": said(one.with_words), "without": said(one.without),
            "query": urlencode({"kind": "split", "category": kind, "words": ",".join(one.words)}),
        })  # fmt: skip
    return found


def listed(words: Iterable[str]) -> str:
    return pgettext("between names", ", ").join(words)


def _place_names(keys: dict[str, Any]) -> dict[str, str]:
    ids = [key for key in keys if key]
    found = territory.Place.objects.filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): name for pk, name in found} | {"": ""}


@require_POST
@login_required
def conclude(request: HttpRequest, review_id: UUID) -> HttpResponseBase:
    viewer = viewer_of(request)
    review = queries.review_at(viewer, review_id)
    form = ConcludeForm(request.POST)
    if form.is_valid():
        try:
            actions.conclude(
                viewer=viewer, review_id=review_id, text=form.cleaned_data["text"],
                now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error("text", broken.sentence)
        else:
            messages.success(request, gettext("Your conclusions stand with the figures."))
            return redirect("review:show", review_id)
    elif policy.concludes(viewer, review.path) is None:
        raise Forbidden("review_needs_head")
    return _page(request, review, form, 422)


@never_cache
@require_safe
@login_required
def figures_csv(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """The figures as n and N, for a spreadsheet; a share of fewer than five has no n."""
    review = queries.review_at(viewer_of(request), review_id)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    name = f"{review.month:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="review-{name}"'
    answer.writelines(csv_lines(_figure_rows(review)))
    return answer


def _figure_rows(review: MonthlyReview) -> Iterator[list[Value]]:
    month, stored = f"{review.month:%Y-%m}", review.figures
    yield ["month", "by", "of", "figure", "n", "N"]
    groups = [
        ("total", {"": stored["total"]}),
        ("kind", stored["kinds"]),
        ("place", stored["places"]),
    ]
    for by, rows in groups:
        for key, one in rows.items():
            figures = rules.unpacked(one)
            for figure in rules.SHARES:
                share = rules.share(figures, figure)
                part = share.part if share.shown else ""
                yield [month, by, key, figure, part, share.whole]
    for kind, reason, share in rules.reasons_of(stored):
        yield [month, "reason", kind, reason, share.part, share.whole]
    drawn = queries.draw_of(review.month)
    if drawn is not None:
        yield [month, "lots", drawn.rulebook, drawn.seed, drawn.count, drawn.closed]
    for before, after, count in stored["sorted"]:
        yield [month, "sorted", f"{before} > {after}", "matters", count, ""]


@require_POST
@login_required
def paper(request: HttpRequest, review_id: UUID) -> HttpResponseBase:
    """The same as a sealed PDF; the last one again while nothing was written since."""
    viewer = viewer_of(request)
    review = queries.review_at(viewer, review_id)
    about: documents.About = {
        "kind": "review",
        "thing_id": review.pk,
        "language": get_language() or "zh-hans",
        "viewer": viewer,
    }
    last = review.concluded_at or review.drafted_at
    made = documents.made_since(last, **about) or documents.render(
        template="review/paper.html", context=_told(review), now=timezone.now(), **about
    )
    answer = files.response(made.file, request=request)
    answer["Content-Disposition"] = f'attachment; filename="review-{review.month:%Y-%m}.pdf"'
    return answer
