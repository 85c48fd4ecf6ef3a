"""What is typed about an organisation, and about who may act for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.territory.public import Place

from . import rules
from .messages import KINDS


class OrganisationForm(forms.Form):
    name = forms.CharField(label=_("Name on the licence"), max_length=rules.NAME_MAX)
    short_name = forms.CharField(
        label=_("What people call it"), required=False, max_length=rules.SHORT_NAME_MAX
    )
    kind = forms.ChoiceField(label=_("Kind"))
    credit_code = forms.CharField(
        label=_("Unified social credit code"),
        help_text=_("Eighteen signs, on the licence. A team without one leaves it empty."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    about = forms.CharField(
        label=_("What it does here"),
        required=False,
        max_length=rules.ABOUT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    address = forms.CharField(label=_("Address"), required=False, max_length=rules.ADDRESS_MAX)
    phone = forms.CharField(
        label=_("Telephone of its office"),
        help_text=_("Not the number of a person: everybody who signs in reads it."),
        required=False,
        max_length=rules.PHONE_MAX,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField), "declared above"
        kind.choices = [("", _("Please choose")), *KINDS.items()]


class PlaceForm(forms.Form):
    """One of the places that the viewer keeps; chosen for them when there is only one."""

    place = forms.ChoiceField(label=_("Another place where it is active"))

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField), "declared above"
        field.choices = [(str(one.pk), one.name) for one in places]
        if places:
            field.initial = str(places[0].pk)


class EntryForm(PlaceForm, OrganisationForm):
    """A new organisation and the place whose leaders keep its entry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].label = _("Active in, and entered by")
        self.fields["place"].help_text = _("More places can be added on its page.")


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=rules.NAME_MAX)
    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("The number with which they sign in here."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )
    until = forms.DateField(
        label=_("Until which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
