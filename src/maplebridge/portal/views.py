"""The front door: home, language and appearance, the pages about the house, and error pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from maplebridge import __version__
from maplebridge.core.viewer import Viewer
from maplebridge.matters.public import open311_problem

from . import queries
from .forms import SampleForm
from .templatetags.portal_tags import STATES

YEAR_SECONDS = 365 * 24 * 3600
SERVICE_WORKER = Path(__file__).parent / "static" / "portal" / "sw.js"
FAVICON = SERVICE_WORKER.with_name("favicon.ico")

# status: (what happened, what to do next). 500 stands in its own template, which needs nothing.
ERRORS = {
    400: (
        gettext_lazy("We could not read that"),
        gettext_lazy(
            "Something in the request was not as expected. Nothing was kept. Please go back and try again."
        ),
    ),
    403: (
        gettext_lazy("This is not yours to open"),
        gettext_lazy(
            "The post you hold does not open this page. If you think it should, ask the person who leads your community."
        ),
    ),
    404: (
        gettext_lazy("There is nothing here"),
        gettext_lazy(
            "The address may be mistyped, or what it showed belongs to another place. Start from the home page."
        ),
    ),
    413: (
        gettext_lazy("That was too large"),
        gettext_lazy(
            "Please choose a smaller photo or shorten the words, then send again. Nothing was kept."
        ),
    ),
    422: (
        gettext_lazy("That is not possible just now"),
        gettext_lazy("Please go back, look at what has changed and try again."),
    ),
    419: (
        gettext_lazy("This page waited too long"),
        gettext_lazy(
            "For your safety a form is valid only for a while. Go back, reload the page and send it again; copy your words first."
        ),
    ),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Six tiles, a worker's day, a resident's concerns, or the welcome: by who is looking."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by people's middleware
    now = timezone.now()
    if queries.large_type(request):
        response = render(request, "portal/home_elder.html", _elder(viewer))
    elif viewer.works:
        response = render(request, "portal/home_worker.html", queries.worker_home(viewer, now))
    elif viewer.signed_in:
        response = render(request, "portal/home_resident.html", queries.resident_home(viewer, now))
    else:
        response = render(request, "portal/welcome.html")
    if request.GET.get("elder") in {"0", "1"}:
        _remember(response, queries.SIZE_COOKIE, "large" if request.GET["elder"] == "1" else "")
    return response


def _elder(viewer: Viewer) -> dict[str, object]:
    return queries.resident_home(viewer, timezone.now()) if viewer.signed_in else {}


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language that the visitor chose and go back to the page they were on."""
    response = _back(request)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Remember colours and text size; either may be sent alone."""
    response = _back(request)
    if (theme := request.POST.get("theme")) in queries.THEMES:
        _remember(response, queries.THEME_COOKIE, "" if theme == "auto" else str(theme))
    if (size := request.POST.get("size")) in {"normal", "large"}:
        _remember(response, queries.SIZE_COOKIE, "large" if size == "large" else "")
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    if not value:
        response.delete_cookie(name, samesite="Lax")
        return
    response.set_cookie(
        name,
        value,
        max_age=YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page named in the form when it is one of ours, else home."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(_without_elder(wanted) if ours else "/")
    response.status_code = 303
    return response


def _without_elder(address: str) -> str:
    """The address without ?elder=…, which would overrule the choice just made."""
    path, question, query = address.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("elder=")]
    return f"{path}{question}{'&'.join(kept)}" if kept else path


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/privacy.html")


@require_safe
def source(request: HttpRequest) -> HttpResponse:
    """The offer of the source code that the licence asks of whoever runs the house."""
    context = {"source_url": settings.SOURCE_URL, "version": __version__}
    return render(request, "portal/source.html", context)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every token and component, in both themes."""
    sample = {"words": "三号楼门口的灯不亮了。", "kind": "light", "rating": "4", "grid": "1"}
    wrong = SampleForm({"words": "", "phone": "12"}, prefix="wrong")
    context = {
        "form": SampleForm(initial=sample),
        "wrong": wrong,
        "states": STATES,
        "now": timezone.now(),
        "colours": COLOURS,
        "icons": ICONS,
        "steps": _sample_steps(),
        "form_steps": [_("Photo"), _("Place"), _("Words")],
    }
    return render(request, "portal/design.html", context)


def _sample_steps() -> list[dict[str, object]]:
    now = timezone.now()
    rows = [
        (
            "bell",
            "waiting",
            _("Reported"),
            "林秋月",
            "三号楼门口的灯不亮了，晚上老人上下楼看不清。",
            190,
        ),
        ("person", "active", _("Taken in hand"), "王建国", "", 172),
        ("check", "done", _("Answered"), "王建国", "灯泡和开关都换了，今晚就亮。", 26),
    ]
    return [
        {
            "icon": icon,
            "tone": tone,
            "title": title,
            "who": who,
            "words": words,
            "at": now - timedelta(minutes=minutes),
        }
        for icon, tone, title, who, words, minutes in rows
    ]


COLOURS = [
    "paper", "surface", "sunk", "line", "line-strong", "ink", "ink-soft", "maple", "maple-fill",
    "maple-wash", "lake", "lake-wash", "pine", "pine-wash", "ginkgo", "ginkgo-wash", "alarm",
    "alarm-wash",
]  # fmt: skip
ICONS = [
    "mark", "leaf", "bin", "drop", "lamp", "car", "stairs", "tree", "bell", "home", "list", "inbox", "map", "plus", "minus", "camera", "pin", "check",
    "clock", "person", "people", "coin", "settings", "arrow", "back", "print", "warn", "info",
    "search", "login", "logout", "language", "text-size", "moon", "sun", "phone", "undo", "route",
    "speak", "sound", "shield", "paper", "edit", "heart", "face-1", "face-2", "face-3", "face-4", "face-5",
]  # fmt: skip


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the house on its home screen."""
    sizes = [
        ("icon-192.png", 192, "any"),
        ("icon-512.png", 512, "any"),
        ("icon-mask-512.png", 512, "maskable"),
    ]
    data = {
        "name": _("Maplebridge"),
        "short_name": _("Maplebridge"),
        "lang": queries.chrome(request)["language_tag"],
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#fffdf9",
        "icons": [
            {
                "src": static(f"portal/{name}"),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, side, purpose in sizes
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")


@require_safe
def service_worker(request: HttpRequest) -> FileResponse:
    """At the top, because a service worker looks after the addresses below its own alone."""
    script = FileResponse(SERVICE_WORKER.open("rb"), content_type="text/javascript; charset=utf-8")
    script["Cache-Control"] = "no-cache"
    return script


@require_safe
@cache_control(max_age=86_400, public=True)
def favicon(request: HttpRequest) -> FileResponse:
    """What a browser asks for beside a document or a list that names no icon of its own."""
    return FileResponse(FAVICON.open("rb"), content_type="image/x-icon")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a device shows without network; its service worker keeps it as a visitor sees it."""
    return render(request, "portal/offline.html")


# Errors


def error(
    request: HttpRequest, status: int, words: str = "", typed: Sequence[str] = ()
) -> HttpResponse:
    """The page of a status, or only its notice when a fragment was asked for. `typed` stays on it."""
    title, advice = ERRORS[status]
    if request.path.startswith("/open311/"):
        return open311_problem(request.path, 403 if status == 419 else status, words or advice)
    fragment = request.headers.get("HX-Request") == "true"
    template = "portal/_notice.html" if fragment else "portal/error.html"
    context: dict[str, Any] = {
        "title": title,
        "words": words or advice,
        "tone": "error",
        "status": status,
    }
    context |= {"typed": typed}
    return render(request, template, context, status=403 if status == 419 else status)


def error_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def error_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 403)


def error_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 404)


def error_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error(request, 419)


def error_500(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors: what broke may be what they need."""
    if request.path.startswith("/open311/"):
        return open311_problem(request.path, 500, _("Something broke here. Try again later."))
    fragment = request.headers.get("HX-Request") == "true"
    template = "portal/_broken.html" if fragment else "portal/broken.html"
    return HttpResponse(render_to_string(template), status=500)
