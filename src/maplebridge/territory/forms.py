"""What people type about the ground: a file of grids, a new name, a new code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.viewer import Level

from .rules.coordinates import Srs

LEVELS = {
    Level.JURISDICTION: _("Jurisdiction"),
    Level.DISTRICT: _("District"),
    Level.STREET: _("Street or town"),
    Level.COMMUNITY: _("Community or village"),
    Level.GRID: _("Grid"),
    Level.ESTATE: _("Estate"),
    Level.BUILDING: _("Building"),
    Level.ENTRANCE: _("Entrance"),
}
"""What people call each level."""

SRS_CHOICES = (
    (Srs.WGS84.value, _("WGS-84 (satellite, GeoJSON standard)")),
    (Srs.GCJ02.value, _("GCJ-02 (Amap, Tencent)")),
    (Srs.BD09.value, _("BD-09 (Baidu)")),
)


class ImportForm(forms.Form):
    """A GeoJSON file of grids and the system that it was drawn in."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_(
            "Each feature needs a “name”; a “code” of 15 digits is optional. At most 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json", "data-look": "line"}),
    )
    srs = forms.ChoiceField(
        label=_("Coordinate system"), choices=SRS_CHOICES, widget=forms.RadioSelect
    )


class NameForm(forms.Form):
    """A new name for a place."""

    name = forms.CharField(label=_("Name of the place"), max_length=120)


class CodeForm(forms.Form):
    """A new code for a place, with the day from which it counts and who gave it."""

    code = forms.CharField(label=_("Code"), max_length=20)
    day = forms.DateField(label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("The notice or list that gives this code.")
    )
