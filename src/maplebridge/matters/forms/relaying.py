"""What a worker pastes from a group chat, or types from a paper."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

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
    place_text = forms.CharField(required=False, max_length=PLACE_TEXT_MAX)
    reporter = forms.UUIDField(required=False)


class MessageForm(forms.Form):
    """One message of several that were pasted: ticked when it needs an answer."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    alias = forms.CharField(required=False, max_length=ALIAS_MAX, widget=forms.HiddenInput)
    take = forms.BooleanField(required=False)
    words = forms.CharField(
        label=_("Message"), max_length=WORDS_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
