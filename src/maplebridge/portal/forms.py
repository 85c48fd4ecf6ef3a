"""The form on /design/: every kind of field once. It keeps nothing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

RATINGS = [
    ("1", _("Very unhappy")),
    ("2", _("Unhappy")),
    ("3", _("So-so")),
    ("4", _("Happy")),
    ("5", _("Very happy")),
]
KINDS = [
    ("light", _("A lamp is out")),
    ("rubbish", _("Rubbish is left lying")),
    ("stairs", _("Stairs or doors")),
]


class SampleForm(forms.Form):
    words = forms.CharField(
        label=_("What is the matter?"),
        help_text=_("Say what you see and where. No names are needed."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
    phone = forms.CharField(
        label=_("Mobile number"),
        help_text=_("We send a code to it."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "short"}),
    )
    kind = forms.ChoiceField(label=_("What kind is it?"), choices=KINDS, widget=forms.RadioSelect)
    grid = forms.ChoiceField(
        label=_("Grid"), choices=[("1", "樟树下 01"), ("2", "樟树下 02")], required=False
    )
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("Leave faces and number plates out of the picture."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        required=False,
    )
    seen_on = forms.DateField(
        label=_("Seen on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    rating = forms.ChoiceField(
        label=_("Has it been put right?"),
        choices=RATINGS,
        widget=forms.RadioSelect(attrs={"data-look": "rating"}),
        required=False,
    )
    agree = forms.BooleanField(label=_("Show my name to the grid worker"), required=False)
