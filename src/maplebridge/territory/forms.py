"""What people type about the ground: a file of grids, a new name, a new code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.viewer import Level

from .models import Place
from .rules.coordinates import Srs
from .rules.moves import Outside
from .rules.points import PointKind

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

POINT_KINDS = {
    PointKind.STATION: _("Service point"),
    PointKind.OFFICE: _("Office"),
    PointKind.HALL: _("Service hall"),
    PointKind.CLINIC: _("Clinic"),
    PointKind.MEDIATION: _("Mediation room"),
    PointKind.READING: _("Reading room"),
    PointKind.LOCKER: _("Parcel locker"),
    PointKind.OTHER: _("Other"),
}
"""What people call each kind of service point."""

OUTSIDE_CHOICES = (
    (Outside.ASK.value, _("Draw nothing and tell me which they are")),
    (Outside.NEAREST.value, _("Put them into the nearest grid")),
    (Outside.LEAVE.value, _("Leave them where they are")),
)

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
        required=False,
    )
    srs = forms.ChoiceField(
        label=_("Coordinate system"), choices=SRS_CHOICES, widget=forms.RadioSelect
    )
    whole = forms.BooleanField(
        label=_("The file is the whole division: grids that are not in it end"), required=False
    )
    outside = forms.ChoiceField(
        label=_("Buildings that no new line holds"),
        choices=OUTSIDE_CHOICES,
        initial=Outside.ASK.value,
        widget=forms.RadioSelect,
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)


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


class EndForm(forms.Form):
    """From which day a place ends, and why."""

    day = forms.DateField(label=_("Ends on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Kept in the record of the place.")
    )
    inside = forms.BooleanField(
        label=_("End the entrances and homes in it as well"), required=False
    )


class PointForm(forms.Form):
    """What people read about a service point, and the grids that it serves."""

    name = forms.CharField(label=_("Name of the service point"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(k.value, v) for k, v in POINT_KINDS.items()]
    )
    address = forms.CharField(label=_("Address"), max_length=200)
    hours = forms.CharField(
        label=_("Opening hours"),
        max_length=120,
        required=False,
        help_text=_("Such as: Monday to Friday, 9:00–17:00."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    grids = forms.MultipleChoiceField(
        label=_("Grids that it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, around: Sequence[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grids"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(grid.pk), grid.name) for grid in around]


class CloseForm(forms.Form):
    """The first day on which a service point is closed."""

    day = forms.DateField(label=_("Closed from"), widget=forms.DateInput(attrs={"type": "date"}))


class ZoneForm(forms.Form):
    """A new zone and who declared it."""

    name = forms.CharField(label=_("Name of the zone"), max_length=120)
    source = forms.CharField(
        label=_("Declared by"),
        max_length=200,
        help_text=_("The notice or decision, with its date."),
    )


class MemberForm(forms.Form):
    """The day from which a place belongs to a zone, or no longer does."""

    day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
