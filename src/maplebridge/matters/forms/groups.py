"""What a worker's browser may send about groups of matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.values import uuid7

from ..messages import CODES
from ..rules.groups import NAME_MAX
from ..rules.input import WORDS_MAX
from ..rules.states import ANSWER_CODES


class GroupForm(forms.Form):
    """Into a group that runs, or into a new one. `id` is the number of the new one."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    group = forms.UUIDField(required=False)
    name = forms.CharField(
        label=_("Name of a new group"),
        help_text=_("The cause or the site, such as “Frost of 12 January”. Never a person."),
        required=False,
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ChangeGroupForm(forms.Form):
    """Another name, another post to lead it. `lead` is one of `posts`, numbers with their names."""

    name = forms.CharField(
        label=_("Name of the group"),
        help_text=_("The cause or the site, such as “Frost of 12 January”. Never a person."),
        max_length=NAME_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lead = forms.TypedChoiceField(
        label=_("Who leads it?"),
        help_text=_("Posts that could answer every matter in it. The new one is written to."),
        coerce=UUID,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, posts: Sequence[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        lead = cast(forms.TypedChoiceField, self.fields["lead"])
        lead.choices = posts


class NewsForm(forms.Form):
    """`id` is the number of the sending: sent twice, nobody reads it twice."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    text = forms.CharField(
        label=_("What each of them should know"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class GroupAnswerForm(NewsForm):
    text = forms.CharField(
        label=_("Your answer to each of them"),
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    code = forms.ChoiceField(
        label=_("How does it end?"),
        choices=[(code.value, CODES[code]) for code in ANSWER_CODES],
        initial=ANSWER_CODES[0].value,
        widget=forms.RadioSelect(attrs={"data-look": "columns"}),
    )
    left = forms.CharField(
        label=_("Why do parts of the work stay open?"),
        help_text=_("Only needed while tasks are open. Each resident reads it before the answer."),
        required=False,
        max_length=WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AddMatterForm(forms.Form):
    reference = forms.CharField(
        label=_("Number of a matter"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
