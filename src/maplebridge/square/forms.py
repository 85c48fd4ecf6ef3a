"""What a browser may send to the public side. Content is judged by the actions; forms keep it typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.matters import public as matters
from maplebridge.organisations.public import Organisation

READERS = (
    ("private", _("Only those who handle it, and you")),
    ("neighbours", _("Also your neighbours: words and answers, no name, photo or exact place")),
    ("public", _("Everybody, once somebody at the community has checked it")),
)


STATES = (
    ("open", _("Not settled yet")),
    ("finished", _("Closed")),
    *(
        (code.value, words)
        for code, words in matters.CODES.items()
        if code is not matters.ClosingCode.WITHDRAWN
    ),
)
"""The states that a list can be narrowed to: closed ones also by how they ended."""


class ReadersForm(forms.Form):
    """`version` is the wording of the consent that was on the page."""

    visibility = forms.ChoiceField(
        label=_("Who may read it?"), choices=READERS, widget=forms.RadioSelect
    )
    exact_spot = forms.BooleanField(
        required=False,
        label=_("Everybody may see the exact spot on the map"),
        help_text=_("Otherwise the map shows the middle of the grid."),
    )
    version = forms.CharField(max_length=40, widget=forms.HiddenInput)


class ReleaseForm(forms.Form):
    """The public wording of the matter and of each answer, in fields named after the answers."""

    words = forms.CharField(
        label=_("What everybody reads"),
        max_length=matters.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, answers: Sequence[UUID] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.answers = {f"line-{pk}": pk for pk in answers}
        for name in self.answers:
            self.fields[name] = forms.CharField(
                label=_("This answer as everybody reads it"),
                required=False,
                max_length=matters.WORDS_MAX,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def lines(self) -> dict[UUID, str]:
        return {pk: self.cleaned_data[name] for name, pk in self.answers.items()}


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it not shown?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AskHelpForm(forms.Form):
    words = forms.CharField(
        label=_("What help is needed?"),
        help_text=_("Everybody who may help reads this. Name nobody."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


OWN_NAME = "me"


class ClaimForm(forms.Form):
    until = forms.DateField(
        label=_("By which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    organisation = forms.ChoiceField(label=_("In whose name?"), initial=OWN_NAME)

    def __init__(
        self, *args: Any, organisations: Sequence[Organisation] = (), **kwargs: Any
    ) -> None:
        """Without an organisation to act for there is nothing to choose."""
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [
            (OWN_NAME, _("In my own name")), *((str(one.pk), one.name) for one in organisations)
        ]  # fmt: skip
        if not organisations:
            del self.fields["organisation"]


class DoneForm(forms.Form):
    text = forms.CharField(
        label=_("What did you do?"),
        max_length=matters.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photos = matters.Photos(label=_("Photos of the result"))


class ConfirmForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=matters.WORDS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
