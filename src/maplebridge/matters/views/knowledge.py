"""The pages of what is known: articles, their wordings, and templates for answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maplebridge.core import calendar
from maplebridge.core.errors import Forbidden, Missing, RuleBroken
from maplebridge.core.viewer import Viewer
from maplebridge.territory import public as territory

from .. import policy
from .. import queries as reads
from ..actions import knowledge as actions
from ..forms.knowledge import ArticleForm, TemplateForm
from ..messages import CODES
from ..messages.knowledge import ARTICLE_STATES
from ..models import ArticleVersion
from ..queries import knowledge as queries
from ..rules.states import ClosingCode
from .wording import keyset_links, signed_in, typed_of, viewer_of


def _today() -> Any:
    return calendar.today(timezone.now())


def _kinds() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(c.code, c.name(language)) for c in reads.catalogue(_today()).categories]


def _places(viewer: Viewer) -> list[tuple[str, str]]:
    ids = [post.place_id for post in viewer.posts if post.role in policy.SUPERVISING]
    places = territory.Place.objects.filter(pk__in=ids).order_by("path")
    return [(str(place.pk), place.name) for place in places]


def _keeper(viewer: Viewer) -> None:
    if not any(post.role in policy.SUPERVISING for post in viewer.posts):
        raise Forbidden("article_not_yours")


@signed_in
@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    viewer, typed = viewer_of(request), typed_of(request)
    found, after = queries.articles(
        viewer, typed, today=_today(), after=request.GET.get("after", "")
    )
    context = {
        "typed": typed,
        "articles": [(one, *ARTICLE_STATES[one.state]) for one in found],
        "keeps": any(post.role in policy.SUPERVISING for post in viewer.posts),
        **keyset_links(request, after),
    }
    return render(request, "matters/knowledge.html", context)


@signed_in
@require_safe
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """The wording in use, and for its keepers every other one."""
    viewer = viewer_of(request)
    found = queries.get_article(viewer, article_id, today=_today())
    wordings = queries.wordings_of(found)
    keeps = policy.may_keep_articles(viewer, found.path)
    shown = next(one for one in wordings if one.number == (found.released or found.latest))
    names = dict(_kinds())
    context = {
        "article": found,
        "shown": shown,
        "kinds": [names.get(kind, kind) for kind in shown.kinds],
        "look": ARTICLE_STATES[queries.state_of(found, _today())],
        "keeps": keeps,
        "releases": policy.may_release_articles(viewer, found.path),
        "waiting": wordings[0] if keeps and found.latest != found.released else None,
        "wordings": wordings if keeps else [],
    }
    return render(request, "matters/article.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_article(request: HttpRequest) -> HttpResponseBase:
    viewer = viewer_of(request)
    _keeper(viewer)
    form = ArticleForm(request.POST or None, places=_places(viewer), kinds=_kinds())
    return _article_form(request, form, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_article(request: HttpRequest, article_id: UUID) -> HttpResponseBase:
    viewer = viewer_of(request)
    found = queries.get_article(viewer, article_id, today=_today())
    if not policy.may_keep_articles(viewer, found.path):
        raise Forbidden("article_not_yours")
    newest = queries.wordings_of(found)[0]
    fields = ("question", "answer", "kinds", "audience", "source", "valid_until")
    initial = {name: getattr(newest, name) for name in fields}
    form = ArticleForm(request.POST or None, places=[], kinds=_kinds(), initial=initial)
    return _article_form(request, form, newest)


def _article_form(
    request: HttpRequest, form: ArticleForm, newest: ArticleVersion | None
) -> HttpResponseBase:
    def act(data: dict[str, Any]) -> HttpResponseBase:
        words = actions.Words(
            question=data["question"], answer=data["answer"], kinds=data["kinds"],
            audience=data["audience"], source=data["source"], valid_until=data["valid_until"],
        )  # fmt: skip
        written = actions.write_article(
            viewer=viewer_of(request),
            words=words,
            place_id=UUID(data["place"]) if data.get("place") else None,
            article_id=newest.article_id if newest else None,
            now=timezone.now(),
        )
        messages.success(request, gettext("Written. The head of the place releases it."))
        return redirect("matters:article", written.pk)

    title = gettext("New wording") if newest else gettext("New article")
    return _run(request, form, act, title)


def _run(
    request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], HttpResponseBase], title: str
) -> HttpResponseBase:
    """Act on a valid form; a broken rule shows it again with all that was typed."""
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data)
        except (Forbidden, Missing):
            raise
        except RuleBroken as broken:
            form.add_error(None, ValidationError(broken.sentence, broken.code))
    context = {"form": form, "title": title}
    return render(
        request, "matters/knowledge_form.html", context, status=422 if form.errors else 200
    )


@require_POST
@signed_in
def release_article(request: HttpRequest, article_id: UUID) -> HttpResponseBase:
    number = request.POST.get("number", "")
    try:
        actions.release_article(
            viewer=viewer_of(request),
            article_id=article_id,
            number=int(number) if number.isdecimal() and len(number) < 9 else 0,
            now=timezone.now(),
        )
    except (Forbidden, Missing):
        raise
    except RuleBroken as broken:
        messages.error(request, broken.sentence)
    else:
        messages.success(request, gettext("Released. It is shown from now on."))
    return redirect("matters:article", article_id)


@require_POST
@signed_in
def withdraw_article(request: HttpRequest, article_id: UUID) -> HttpResponseBase:
    actions.withdraw_article(viewer=viewer_of(request), article_id=article_id, now=timezone.now())
    messages.success(request, gettext("Withdrawn. Nobody is shown it any more."))
    return redirect("matters:article", article_id)


# Templates for answers --------------------------------------------------------------------------


@signed_in
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    names = dict(_kinds())
    rows = [
        {
            "template": one,
            "code": CODES[ClosingCode(one.code)],
            "kinds": [names.get(kind, kind) for kind in one.kinds],
            "keeps": policy.may_keep_articles(viewer, one.path),
        }
        for one in queries.templates(viewer)
    ]
    keeps = any(post.role in policy.SUPERVISING for post in viewer.posts)
    return render(request, "matters/templates.html", {"rows": rows, "keeps": keeps})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add_template(request: HttpRequest) -> HttpResponseBase:
    viewer = viewer_of(request)
    _keeper(viewer)
    form = TemplateForm(request.POST or None, places=_places(viewer), kinds=_kinds())
    return _template_form(request, form, None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_template(request: HttpRequest, template_id: UUID) -> HttpResponseBase:
    kept = queries.get_template(viewer_of(request), template_id)
    initial = {name: getattr(kept, name) for name in ("title", "code", "text", "kinds")}
    form = TemplateForm(request.POST or None, places=[], kinds=_kinds(), initial=initial)
    return _template_form(request, form, kept.pk)


def _template_form(
    request: HttpRequest, form: TemplateForm, template_id: UUID | None
) -> HttpResponseBase:
    def act(data: dict[str, Any]) -> HttpResponseBase:
        actions.keep_template(
            viewer=viewer_of(request),
            title=data["title"], code=data["code"], text=data["text"], kinds=data["kinds"],
            place_id=UUID(data["place"]) if data.get("place") else None,
            template_id=template_id,
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, gettext("The wording was kept."))
        return redirect("matters:templates")

    title = gettext("Wording for answers") if template_id else gettext("New wording for answers")
    return _run(request, form, act, title)


@require_POST
@signed_in
def drop_template(request: HttpRequest, template_id: UUID) -> HttpResponseBase:
    actions.drop_template(viewer=viewer_of(request), template_id=template_id, now=timezone.now())
    messages.success(request, gettext("The wording was deleted."))
    return redirect("matters:templates")
