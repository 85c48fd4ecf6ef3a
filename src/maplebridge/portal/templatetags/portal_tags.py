"""What templates say in one word: an icon, a field, a state, a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from maplebridge.core.viewer import ANONYMOUS
from maplebridge.matters.public import State, look_of, owner_of

register = template.Library()

LOCAL = ZoneInfo("Asia/Shanghai")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: the colour helps, the icon and the word tell."""

    tone: str
    icon: str
    label: str | Promise

    @classmethod
    def of(cls, words: str | Promise, tone: str, icon: str) -> Look:
        return cls(tone, icon, words)


# What a badge may say besides the states of a matter.
MARKS = {
    "overdue": Look("late", "clock", _lazy("Overdue")),
    "due_today": Look("waiting", "clock", _lazy("Due today")),
}
STATES = [*(state.value for state in State), *MARKS]


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """A drawing from icons.svg. Without a label it is decoration and screen readers skip it."""
    return _drawn(str(name), str(size), str(label))


@lru_cache(maxsize=512)
def _drawn(name: str, size: str, label: str) -> SafeString:
    """Kept, because a list draws the same few icons on every line."""
    drawing = "mark" if size == "mark" else name
    classes = "mark" if size == "mark" else f"icon icon-{size}".removesuffix(" icon-")
    says = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" {}><use href="{}#{}"></use></svg>',
        classes,
        says if isinstance(says, SafeString) else SafeString(says),
        static("portal/icons.svg"),
        drawing,
    )


@register.simple_tag
def field(bound: BoundField, look: str = "", **extra: Any) -> SafeString:
    """One field with label, hint and errors. `look`: cards, columns, rating, photo; else by widget."""
    context = {
        "field": bound,
        "look": look or _look_of(bound),
        "needed": _is_needed(bound),
        **extra,
    }
    return bound.render(template_name="portal/_field.html", context=context)


def _is_needed(bound: BoundField) -> bool:
    """Whether the widget says that its field is needed at times, so that no "(optional)" stands there."""
    return bool(bound.field.widget.attrs.get("data-optional") == "no")


@register.simple_tag
def demo_people() -> list[Any]:
    """In a demo: who a visitor may sign in as, each with number, password and role."""
    if not settings.DEMO:
        return []
    found: list[Any] = import_string("maplebridge.worlds.cast.sign_ins")()
    return found


@register.simple_tag
def first_of(bound: BoundField) -> str:
    """The id of a field's control; of several choices the first, which takes the focus."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.filter
def look(bound: BoundField) -> str:
    """The look that a field's widget asks for when the template does not choose one."""
    return _look_of(bound)


def _look_of(bound: BoundField) -> str:
    """`data-look` on the widget wins, so that forms of lower floors can choose without importing."""
    chosen = bound.field.widget.attrs.get("data-look")
    if chosen:
        return str(chosen)
    kinds = {"radioselect": "cards", "checkboxselectmultiple": "cards", "checkbox": "check"}
    return kinds.get(bound.widget_type, "photo" if "file" in bound.widget_type else "line")


@register.inclusion_tag("portal/_badge.html")
def state_badge(state: str, closing_code: str = "") -> dict[str, Any]:
    """The badge of a state, drawn as matters draws it everywhere; how it ended when it has."""
    look = MARKS.get(str(state)) or Look.of(*look_of(State(state), closing_code))
    return {"tone": look.tone, "icon_name": look.icon, "label": look.label}


@register.inclusion_tag("matters/_outbox.html", takes_context=True)
def outbox(context: Any) -> dict[str, Any]:
    """What waits on this device for the network; hidden while nothing does."""
    return {
        "kiosk": context.get("kiosk"),
        "whose": outbox_owner(context),
        "report_url": reverse("matters:report"),
    }


@register.simple_tag(takes_context=True)
def outbox_owner(context: Any) -> str:
    """The mark of whoever keeps reports on this device: another session never shows or sends them."""
    return owner_of(context.get("viewer") or ANONYMOUS)


@register.simple_tag
def list_row(line: Any) -> SafeString:
    """A matter in a list, drawn in one go: as template nodes 25 of them cost half of the page.

    `line` has the fields of matters' Line; title, place and category are people's words.
    """
    if line.decides:
        facts = {"place": line.decides, "at": moment(line.due_at)}
        at = _("%(place)s decides by %(at)s") % facts
    elif line.due_at:
        words = _("Overdue since") if line.late else _("Due")
        at = f"{words} {moment(line.due_at)}"
    else:
        at = day(line.reported_at)
    vacant = f"<span>{escape(_('Post vacant'))}</span>" if line.unassigned else ""
    if line.wrote:
        vacant += f"<span><strong>{escape(line.wrote)}</strong></span>"
    return SafeString(
        f'<a class="list-row" href="{escape(line.address)}">'
        f'<span class="list-title">{escape(line.title)}</span>'
        f'<span class="meta"><span>{escape(line.category)}</span>'
        f'<span translate="no">{escape(line.place)}</span>'
        f'<span class="number">{escape(line.reference)}</span>'
        f"<span>{escape(at)}</span>{vacant}</span>"
        f'<span class="badge tone-{line.tone}">{icon(line.icon)}{escape(line.state)}</span></a>'
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """11月23日, or 23 Nov; with the year when it is not this one."""
    return _shown(value, "day")


@register.filter
def moment(value: datetime | None) -> str:
    """11月23日 20:45, or 23 Nov 20:45; in local time whatever the server's clock says."""
    return _shown(value, "moment")


@register.filter
def ago(value: datetime | None) -> str:
    """How long ago, in the one unit people would use; the date itself after a week."""
    if value is None:
        return ""
    seconds = int((timezone.now() - value).total_seconds())
    if seconds < 60:
        return _("just now") if seconds > -60 else moment(value)
    for unit, size, limit in (
        ("minute", 60, 3600),
        ("hour", 3600, 86_400),
        ("day", 86_400, 604_800),
    ):
        if seconds < limit:
            return _ago_words(unit, seconds // size)
    return day(value)


@register.simple_tag
def when(value: date | datetime | None, style: str = "moment") -> SafeString:
    """A <time> element: the words for people, the instant for machines; of a day, the day alone."""
    if value is None:
        return SafeString("")
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), day(value))
    words = {"moment": moment, "ago": ago, "day": day}[style](value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.astimezone(UTC).isoformat(timespec="seconds"),
        moment(value),
        words,
    )


def _ago_words(unit: str, count: int) -> str:
    if unit == "minute":
        words = ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
    elif unit == "hour":
        words = ngettext("%(count)d hour ago", "%(count)d hours ago", count)
    else:
        words = ngettext("%(count)d day ago", "%(count)d days ago", count)
    return words % {"count": count}


def _shown(value: date | datetime | None, style: str) -> str:
    if value is None:
        return ""
    local = value.astimezone(LOCAL) if isinstance(value, datetime) else value
    shown = _date(local, with_year=local.year != timezone.now().astimezone(LOCAL).year)
    return f"{shown} {local:%H:%M}" if style == "moment" else shown


def _date(local: date, *, with_year: bool) -> str:
    """Written out: Django's formats differ by locale in ways a timeline cannot use."""
    if (get_language() or "zh").startswith("zh"):
        year = f"{local.year}年" if with_year else ""
        return f"{year}{local.month}月{local.day}日"
    year = f" {local.year}" if with_year else ""
    return f"{local.day} {_MONTHS[local.month - 1]}{year}"
