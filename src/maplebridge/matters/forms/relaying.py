"""What a worker pastes from a group chat, or types from a paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import RuleBroken
from maplebridge.core.values import uuid7

from ..actions import matter_of_paper
from ..rules import signs
from ..rules.chat import ALIAS_MAX
from ..rules.input import PLACE_TEXT_MAX, WORDS_MAX
from . import Photos


class RelayForm(forms.Form):
    """What was pasted from a group, or typed from a paper; whose it is, and where it belongs."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    channel = forms.ChoiceField(
        choices=[("chat", _("Group chat")), ("desk", _("Paper form"))],
        initial="chat",
        widget=forms.HiddenInput,
    )
    text = forms.CharField(
        label=_("What was said in the group?"),
        max_length=WORDS_MAX * 4,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Paste one message from the group, or several.")},
    )
    photos = Photos(label=_("Screenshot or photos"))
    place = forms.UUIDField(error_messages={"required": _("Choose the grid of the group.")})
    place_text = forms.CharField(label=_("More exactly"), required=False, max_length=PLACE_TEXT_MAX)
    reporter = forms.UUIDField(required=False)
    paper = forms.CharField(
        label=_("Number of the paper"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean(self) -> dict[str, Any]:
        """A numbered paper is one matter, however often it is typed in."""
        cleaned = super().clean() or {}
        typed = cleaned.get("paper", "")
        if typed and not (number := signs.normal(typed)):
            self.add_error("paper", RuleBroken("matter_paper_number").sentence)
        elif typed:
            cleaned["id"] = matter_of_paper(number)
        return cleaned


class MessageForm(forms.Form):
    """One message of several that were pasted: ticked when it needs an answer."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    alias = forms.CharField(required=False, max_length=ALIAS_MAX, widget=forms.HiddenInput)
    take = forms.BooleanField(required=False)
    words = forms.CharField(
        label=_("Message"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
