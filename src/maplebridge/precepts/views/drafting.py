"""A draft in the making: write, talk about it, look at doubts, adopt what a meeting decided, file it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.scope import scope_of
from maplebridge.people import public as people
from maplebridge.territory import public as territory

from .. import actions, policy, queries
from ..actions.adopting import Deciding
from ..actions.talking import PLACES
from ..forms import (
    AdoptForm,
    AnswerForm,
    ArticleForm,
    Articles,
    BeginForm,
    CommentForm,
    DraftForm,
    FilingForm,
    articles_initial,
    typed,
)
from ..messages import CHANGES, COUNTS, DOUBTS, SOURCES, STATES
from ..models import RulesComment, RulesDraft, VillageRules
from ..queries.talks import PAGE
from ..rules import deciding
from ..rules.articles import arranged, highest
from ..rules.comparing import compare
from .reading import filing_kinds, page_context
from .who import attempt, for_drafters, key_of, viewer_of

PLACES_MAX = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def begin(request: HttpRequest) -> HttpResponseBase:
    """Open the first draft of a place, or the next one."""
    places = _places(request)
    if not places:
        raise Forbidden("precepts_needs_council")
    form = BeginForm(request.POST or None, places=[(str(one.pk), one.name) for one in places])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            draft = actions.begin(
                viewer=viewer_of(request), place_id=UUID(data["place"]), title=data["title"],
                now=timezone.now(),
            )  # fmt: skip
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, broken.sentence)
        else:
            return redirect("precepts:revise", draft.rules_id)
    return render(
        request, "precepts/begin.html", {"form": form}, status=422 if form.errors else 200
    )


def _places(request: HttpRequest) -> list[territory.Place]:
    """The villages and natural villages where the viewer writes rules, in their order."""
    found: dict[str, territory.Place] = {}
    for path in scope_of(viewer_of(request), *policy.DRAFTERS).paths:
        for level in PLACES:
            for one in territory.places_below(path, level, limit=PLACES_MAX):
                found[one.path] = one
    return [found[path] for path in sorted(found)][:PLACES_MAX]


def _draft_of(request: HttpRequest, rules_id: UUID) -> tuple[VillageRules, RulesDraft | None]:
    """The rules and their open draft for whoever may see it. Raises Missing."""
    rules = queries.get_rules(rules_id)
    if not policy.sees_draft(viewer_of(request), rules.path):
        raise Missing("precepts_missing")
    return rules, queries.open_draft(viewer_of(request), rules)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def draft(request: HttpRequest, rules_id: UUID) -> HttpResponseBase:
    """The draft and what is said about it; residents speak here."""
    rules, found = _draft_of(request, rules_id)
    if found is None and request.method != "POST":
        return redirect("precepts:rules", rules_id)
    data: Any = request.POST or None
    if found is None:  # it ended while they typed
        data = {"article": "0", "text": request.POST.get("text", "")}
    form = _speaking(found, data, request.GET.get("article", "0"))
    if request.method == "POST":
        viewer = viewer_of(request)

        def speak() -> RulesComment:
            return actions.comment(
                viewer=viewer, rules_id=rules_id, article=int(form.cleaned_data["article"]),
                text=form.cleaned_data["text"], now=timezone.now(),
            )  # fmt: skip

        if not policy.may_comment(viewer, rules.path):
            actions.comment(
                viewer=viewer, rules_id=rules_id, article=0,
                text=request.POST.get("text", ""), now=timezone.now(),
            )  # fmt: skip
        if attempt(request, form, speak, gettext("Thank you. The council reads it, and shows it.")):
            return redirect("precepts:draft", rules_id)
    if found is None:
        context = {"rules": rules, "form": form}
        return render(request, "precepts/ended.html", context, status=422)
    return _talk(request, rules, found, form, 422 if form.errors else 200)


def _speaking(found: RulesDraft | None, data: Any = None, article: str = "0") -> CommentForm:
    """The form in which residents speak to an article or to the whole."""
    choices = [("0", gettext("the whole"))] + [
        (str(one.number), _article_label(one.number, one.heading))
        for one in (found.listed if found else ())
    ]
    return CommentForm(data, articles=choices, initial={"article": article})


def _article_label(number: int, heading: str) -> str:
    label = gettext("Article %(number)s") % {"number": number}
    return f"{label} · {heading}" if heading else label


def _talk(
    request: HttpRequest,
    rules: VillageRules,
    found: RulesDraft,
    form: CommentForm,
    status: int,
    named: dict[UUID, str] | None = None,
    bound: dict[UUID, Any] | None = None,
) -> HttpResponse:
    viewer = viewer_of(request)
    after = key_of(request.GET.get("after", ""))
    said = queries.comments_of(viewer, found, rules.path, after=after)
    may_draft = policy.may_draft(viewer, rules.path)
    writers = [one.person_id for one in said[:PAGE] if one.person_id] if may_draft else []
    names = people.names_for(writers, viewer) | (named or {}) if writers else {}
    kept = bound or {}
    comments = [
        {
            "one": one, "state": STATES[one.state],
            "mine": one.person_id is not None and one.person_id == viewer.person_id,
            "name": names.get(one.person_id, "") if one.person_id else "",
            "whole": one.person_id in (named or {}),
            "form": kept.get(one.pk) or _answer_form(one),
        }
        for one in said[:PAGE]
    ]  # fmt: skip
    context = {
        "rules": rules,
        "draft": found,
        "articles": found.listed,
        "comments": comments,
        "form": form,
        "may_draft": may_draft,
        "may_comment": policy.may_comment(viewer, rules.path),
        "newer": request.path if after else "",
        "older": f"?after={said[PAGE - 1].pk}" if len(said) > PAGE else "",
    }
    return render(request, "precepts/draft.html", context, status=status)


def _answer_form(one: RulesComment) -> AnswerForm:
    shown = {"shown": "no" if one.state == "hidden" else "yes", "answer": one.answer}
    return AnswerForm(initial=shown, auto_id=f"{one.pk.hex}_%s")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revise(request: HttpRequest, rules_id: UUID) -> HttpResponseBase:
    """Write the articles: change, move, take out, and three empty ones for what is new."""
    rules = for_drafters(request, rules_id)
    found = queries.open_draft(viewer_of(request), rules)
    if found is None and request.method != "POST":
        return redirect("precepts:rules", rules_id)
    form = DraftForm(
        request.POST or None,
        initial={"title": found.title, "revision": found.revision} if found else None,
    )
    listed = articles_initial(found.listed) if found else []
    articles = Articles(request.POST or None, initial=listed, prefix="a")
    changes: list[Any] = []
    if request.method == "POST" and form.is_valid() and articles.is_valid():
        revision = form.cleaned_data["revision"]
        if found is not None and request.POST.get("over") == str(found.revision):
            revision = found.revision

        def save() -> RulesDraft:
            return actions.revise(
                viewer=viewer_of(request), rules_id=rules_id, revision=revision, title=form.cleaned_data["title"],
                typed=typed(articles), now=timezone.now(),
            )  # fmt: skip

        if attempt(request, form, save, gettext("Saved. Residents of the place read it now.")):
            more = "more" in request.POST
            return redirect("precepts:revise" if more else "precepts:draft", rules_id)
        if found is not None and revision != found.revision:
            changes = _over(found, articles)
    wrong = bool(form.errors or (request.method == "POST" and not articles.is_valid()))
    context = {
        "rules": rules, "draft": found, "form": form, "articles": articles, "changes": changes,
    }  # fmt: skip
    return render(request, "precepts/revise.html", context, status=422 if wrong else 200)


def _over(found: RulesDraft, forms: BaseFormSet[ArticleForm]) -> list[Any]:
    """What saving would change in the draft that somebody else saved meanwhile."""
    last = max(found.rules.last_number, highest(found.listed))
    try:
        mine = arranged(typed(forms), last_number=last)
    except ValueError:  # not to be saved as it is: all of the colleague's is shown
        mine = []
    return [(one, CHANGES[one.change]) for one in compare(found.listed, mine)]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def adopt(request: HttpRequest, rules_id: UUID) -> HttpResponseBase:
    """What looks doubtful, and what the minutes say. Doubts stand in nobody's way."""
    rules = for_drafters(request, rules_id)
    found = queries.open_draft(viewer_of(request), rules)
    if found is None:
        return redirect("precepts:rules", rules_id)
    today = calendar.today(timezone.now())
    form = AdoptForm(request.POST or None, initial=AdoptForm.fresh(today, found.revision))
    doubts: list[Any] = []
    if request.method == "POST" and form.is_valid():
        doubts = [COUNTS[code] for code in deciding.doubts(form.decision())]
        if not doubts or "seen" in request.POST:

            def enter() -> object:
                data = form.cleaned_data
                return actions.adopt(
                    viewer=viewer_of(request), rules_id=rules_id, now=timezone.now(),
                    sent=Deciding(form.decision(), data["valid_from"], data["revision"]),
                )  # fmt: skip

            if attempt(request, form, enter, gettext("Adopted. It stays as it is for ever.")):
                return redirect("precepts:rules", rules_id)
    found.rules = rules
    context = {
        "rules": rules, "draft": found, "form": form, "doubts": doubts,
        "warnings": [
            (one, DOUBTS[one.doubt], SOURCES[one.doubt]) for one in actions.checked(found)
        ],
    }  # fmt: skip
    return render(
        request, "precepts/adopt.html", context, status=422 if form.errors or doubts else 200
    )


@require_POST
@login_required
def drop(request: HttpRequest, rules_id: UUID) -> HttpResponseBase:
    """Give the draft up."""
    viewer = viewer_of(request)
    attempt(
        request, None,
        lambda: actions.drop(viewer=viewer, rules_id=rules_id, now=timezone.now()),
        gettext("The draft is given up. What is in force stays."),
    )  # fmt: skip
    if queries.editions_of(rules_id, limit=1):
        return redirect("precepts:rules", rules_id)
    return redirect("precepts:index")


@never_cache
@require_POST
@login_required
def decide_comment(request: HttpRequest, comment_id: UUID) -> HttpResponseBase:
    """Show words to the place or not, and say what came of them."""
    found = queries.get_comment(comment_id)
    rules = for_drafters(request, found.draft.rules_id)
    form = AnswerForm(request.POST, auto_id=f"{found.pk.hex}_%s")

    def decide() -> RulesComment:
        data = form.cleaned_data
        return actions.decide_comment(
            viewer=viewer_of(request), comment_id=comment_id, shown=data["shown"],
            answer=data["answer"], now=timezone.now(),
        )  # fmt: skip

    if attempt(request, form, decide, gettext("Noted. Who wrote it reads your answer.")):
        return redirect("precepts:draft", rules.pk)
    return _talk(request, rules, found.draft, _speaking(found.draft), 422, bound={found.pk: form})


@never_cache
@require_POST
@login_required
def comment_name(request: HttpRequest, comment_id: UUID) -> HttpResponseBase:
    """Open the name behind a comment, for a written reason that the person reads."""
    found = queries.get_comment(comment_id)
    rules = for_drafters(request, found.draft.rules_id)
    named = {}
    reason = request.POST.get("reason", "")
    name = actions.read_name(
        viewer=viewer_of(request), comment_id=comment_id, reason=reason, now=timezone.now()
    )
    if found.person_id is not None:
        named = {found.person_id: name}
    return _talk(request, rules, found.draft, _speaking(found.draft), 200, named=named)


@never_cache
@require_POST
@login_required
def file(request: HttpRequest, rules_id: UUID, edition: int) -> HttpResponseBase:
    """Note a step of the filing with the township."""
    rules = queries.get_rules(rules_id)
    shown = queries.edition_of(rules_id, edition)
    kinds = filing_kinds(request, rules)
    if not kinds:
        raise Forbidden("precepts_needs_council")
    form = FilingForm(request.POST, kinds=kinds)

    def note() -> object:
        return actions.file_step(
            viewer=viewer_of(request), edition_id=shown.pk, now=timezone.now(),
            **form.cleaned_data,
        )  # fmt: skip

    if attempt(request, form, note, gettext("Noted with its day.")):
        return redirect("precepts:edition", rules_id, edition)
    context = page_context(request, rules, queries.editions_of(rules_id), shown, form)
    return render(request, "precepts/rules.html", context, status=422)
