"""What operators fill in about channels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .messages import HOOK_TYPES, MENU_DOES, MENU_FAULTS
from .rules.menu import (
    BELOW_MAX,
    BELOW_NAME_BYTES_MAX,
    BUTTONS_MAX,
    KEYS,
    NAME_BYTES_MAX,
    URL_BYTES_MAX,
    Entry,
    faults,
    is_made_here,
    set_up_elsewhere,
)
from .rules.push import ENDPOINT_MAX
from .rules.ways import Wish
from .rules.webhooks import NAME_MAX, SUBSCRIBABLE, URL_MAX, HookType


class WebhookForm(forms.Form):
    """`id` makes the endpoint of this form once, however often it is sent."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name of the program"),
        max_length=NAME_MAX,
        help_text=_("So that those after you know whom this tells."),
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_MAX,
        widget=forms.TextInput(
            attrs={"type": "url", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
        help_text=_("It starts with https:// and is reached over the open internet."),
    )
    types = forms.TypedMultipleChoiceField(
        label=_("What it is told of"),
        coerce=HookType,
        choices=[(kind.value, HOOK_TYPES[kind]) for kind in SUBSCRIBABLE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the program is told of.")},
    )


class MenuForm(forms.Form):
    """The menu of the official account: three buttons, and five entries below each.

    `standing` is what WeChat shows now: what of it cannot be made here goes only with a tick.
    """

    def __init__(
        self, site: str, *, menu: Sequence[Entry] = (), standing: Sequence[Entry] = (),
        publishes: bool = False, data: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=dict(_filled(menu)))
        self.site, self.lost, self.publishes = site, set_up_elsewhere(standing), publishes
        for at in range(BUTTONS_MAX):
            facts = {"button": at + 1}
            self._entry(
                f"{at}", gettext("Button %(button)s") % facts, [*_DOES, ("list", MENU_DOES["list"])]
            )
            for under in range(BELOW_MAX):
                named = gettext("Button %(button)s, entry %(entry)s below it")
                self._entry(f"{at}-{under}", named % (facts | {"entry": under + 1}), _DOES)
        if self.lost:
            self.fields["drops"] = forms.BooleanField(
                label=_("They may go from the menu"), required=False
            )

    def _entry(self, at: str, which: str, does: Sequence[tuple[str, Any]]) -> None:
        """The fields of one entry; a summary of errors names them as the page does."""
        self.fields[f"name-{at}"] = forms.CharField(
            label=gettext("%(which)s: its name") % {"which": which},
            required=False,
            max_length=BELOW_NAME_BYTES_MAX,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[f"does-{at}"] = forms.ChoiceField(
            label=gettext("%(which)s: what a tap does") % {"which": which},
            choices=does,
            required=False,
        )
        address = {"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}
        self.fields[f"url-{at}"] = forms.CharField(
            label=gettext("%(which)s: address of its page") % {"which": which},
            required=False,
            max_length=URL_BYTES_MAX,
            widget=forms.TextInput(attrs=address | {"dir": "ltr", "list": "our-pages"}),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.menu, places = self._menu(said)
        for fault in faults(self.menu, self.site):
            at = "" if fault.button is None else places[fault.button, fault.below]
            self._blame(f"{fault.part or 'does'}-{at}" if at else None, fault.why, at)
        for name in list(said):
            at = name.removeprefix("url-")
            if at != name and said[name].strip() and said.get(f"does-{at}") != "view":
                self._blame(f"does-{at}", "url_unused", at)
        if self.lost and self.publishes and not said.get("drops"):
            self.add_error("drops", forms.ValidationError(MENU_FAULTS["lost"], "lost"))
        return said

    def _menu(
        self, said: Mapping[str, Any]
    ) -> tuple[tuple[Entry, ...], dict[tuple[int, int | None], str]]:
        """The menu that was typed, and which fields each of its entries stands in."""
        menu: list[Entry] = []
        places: dict[tuple[int, int | None], str] = {}
        for at in range(BUTTONS_MAX):
            below = [
                (f"{at}-{under}", entry)
                for under in range(BELOW_MAX)
                if (entry := _typed(said, f"{at}-{under}")) is not None
            ]
            is_list = said.get(f"does-{at}") == "list"
            entry = _typed(said, f"{at}", tuple(entry for _at, entry in below) if is_list else ())
            if is_list and not below:
                self._blame(f"does-{at}", "list_empty", str(at))
            elif below and not is_list:
                self._blame(f"does-{at}", "not_a_list", str(at))
            if entry is None:
                continue
            places[len(menu), None] = str(at)
            places |= {(len(menu), n): name for n, (name, _entry) in enumerate(below)}
            menu.append(entry)
        return tuple(menu), places

    def _blame(self, field: str | None, why: str, at: str) -> None:
        if field is not None and self.has_error(field):
            return
        most = BELOW_NAME_BYTES_MAX if "-" in at else NAME_BYTES_MAX
        facts = {"signs": most // 3, "bytes": most}
        self.add_error(field, forms.ValidationError(MENU_FAULTS[why], why, facts))

    def rows(self) -> list[Button]:
        found = []
        for at in range(BUTTONS_MAX):
            below = [self._part(f"{at}-{under}") for under in range(BELOW_MAX)]
            filled = [part for part in below if part.filled]
            free = [part for part in below if not part.filled]
            found.append(Button(self._part(f"{at}"), filled, free))
        return found

    def _part(self, at: str) -> Part:
        return Part(self[f"name-{at}"], self[f"does-{at}"], self[f"url-{at}"])


@dataclass(frozen=True, slots=True)
class Part:
    """The fields of one entry."""

    name: forms.BoundField
    does: forms.BoundField
    url: forms.BoundField

    @property
    def fields(self) -> tuple[forms.BoundField, ...]:
        return self.name, self.does, self.url

    @property
    def filled(self) -> bool:
        return any(field.value() or field.errors for field in self.fields)


@dataclass(frozen=True, slots=True)
class Button:
    """A button's own fields, the entries below it that say something, and those that are free."""

    own: Part
    filled: list[Part]
    free: list[Part]


_DOES: list[tuple[str, Any]] = [
    ("", _("— nothing; the entry is left out —")),
    *((key, MENU_DOES[key]) for key in KEYS),
    ("view", MENU_DOES["view"]),
]


def _typed(said: Mapping[str, Any], at: str, below: tuple[Entry, ...] = ()) -> Entry | None:
    """What was typed for one entry; None when nothing was."""
    name, does = said.get(f"name-{at}", "").strip(), said.get(f"does-{at}", "")
    url = said.get(f"url-{at}", "").strip() if does == "view" else ""
    if not name and not does:
        return None
    return Entry(name, key=does if does in KEYS else "", url=url, below=below)


def _filled(menu: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """What the fields hold of a menu that stands already; entries of other kinds are not ours."""
    ours = [one for one in menu if is_made_here(one)]
    for at, button in enumerate(ours[:BUTTONS_MAX]):
        yield from _entry_filled(str(at), button)
        below = [one for one in button.below if is_made_here(one)]
        for under, entry in enumerate(below[:BELOW_MAX]):
            yield from _entry_filled(f"{at}-{under}", entry)


def _entry_filled(at: str, entry: Entry) -> Iterator[tuple[str, str]]:
    does = "list" if entry.below else "view" if entry.url else entry.key
    yield f"name-{at}", entry.name
    yield f"does-{at}", does
    yield f"url-{at}", entry.url


class PushForm(forms.Form):
    """What the browser's own script fills in; nobody types it."""

    version = forms.CharField(max_length=40)
    endpoint = forms.CharField(max_length=ENDPOINT_MAX)
    point = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=40)


class WayForm(forms.Form):
    """How a person wants to hear of their own matters; "" is as each came."""

    way = forms.ChoiceField(
        label=_("Where do you want to hear from us?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("As it came: where I wrote from, else WeChat, else a text for answers")),
            (Wish.WECHAT.value, _("By WeChat")),
            (Wish.SMS.value, _("By text message, for answers and questions only")),
            (Wish.MAIL.value, _("By e-mail")),
            (Wish.PAGE.value, _("Nowhere; I look at the page")),
        ],
        help_text=_(
            "At night we write only about what cannot wait. Your devices are told besides, as you switched them on."
        ),
    )
