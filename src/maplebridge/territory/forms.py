"""What people type about the ground: files of grids, names and codes, houses and their doors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maplebridge.core.errors import RuleBroken
from maplebridge.core.viewer import Level

from .models import CM2_PER_M2, Place
from .rules import plans
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

NUMBERINGS = {
    plans.Numbering.FLOOR: _("Floor and door: 302"),
    plans.Numbering.ENTRANCE_FLOOR: _("Entrance, floor and door: 2-302"),
    plans.Numbering.LETTER: _("Floor and letter: 3B"),
    plans.Numbering.RUNNING: _("One after another: 1, 2, 3"),
}
"""How doors are numbered, by an example that people know from their own door."""


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


class BuildingForm(forms.Form):
    """A house and the facts about it. The position is typed in degrees of WGS-84, or left out."""

    name = forms.CharField(
        label=_("Name of the building"), max_length=120, help_text=_("As on its sign, such as 3栋.")
    )
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    estate = forms.ChoiceField(label=_("Estate"), required=False)
    floors_above = forms.IntegerField(
        label=_("Storeys above ground"), min_value=1, max_value=plans.FLOORS_HIGH, initial=1
    )
    floors_below = forms.IntegerField(
        label=_("Storeys below ground"), min_value=0, max_value=-plans.FLOORS_LOW, initial=0
    )
    lon = forms.FloatField(
        label=_("Longitude (WGS-84)"), min_value=-180, max_value=180, required=False
    )
    lat = forms.FloatField(
        label=_("Latitude (WGS-84)"), min_value=-90, max_value=90, required=False
    )
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, estates: Sequence[Place] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.estates = {str(estate.pk): estate for estate in estates}
        field = self.fields["estate"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((key, one.name) for key, one in self.estates.items())]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if (facts.get("lon") is None) != (facts.get("lat") is None):
            self.add_error("lat", RuleBroken("position_unreadable").sentence)
        return facts

    def facts(self) -> dict[str, Any]:
        """What the actions take, the estate as a place."""
        facts = dict(self.cleaned_data)
        return facts | {"estate": self.estates.get(facts["estate"])}


class PlanForm(forms.Form):
    """Entrances and homes in the words of a building site, read into a plan."""

    entrances = forms.CharField(
        label=_("Entrances"),
        max_length=400,
        required=False,
        help_text=_("Such as 1-3, or names: 东门, 西门. Leave it empty for a house with one door."),
    )
    word = forms.CharField(
        label=_("Word after the number of an entrance"),
        max_length=10,
        required=False,
        initial="单元",
    )
    floors = forms.CharField(
        label=_("Floors"), max_length=200, required=False, help_text=_("Such as 1-18.")
    )
    without = forms.CharField(
        label=_("Floors left out"), max_length=200, required=False, help_text=_("Such as 4, 14.")
    )
    doors = forms.CharField(
        label=_("Doors on each floor"), max_length=200, required=False, help_text=_("Such as 1-4.")
    )
    numbering = forms.ChoiceField(
        label=_("Numbers on the doors"),
        choices=[(key.value, words) for key, words in NUMBERINGS.items()],
        initial=plans.Numbering.FLOOR.value,
        widget=forms.RadioSelect,
    )
    listed = forms.CharField(
        label=_("Or paste the door numbers"),
        required=False,
        max_length=plans.HOMES_MAX * (plans.NUMBER_LENGTH + 2),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One after another, such as 101, 102, 201. The same behind each entrance."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if self.errors:
            return facts
        read: dict[str, tuple[Any, ...]] = {
            "entrances": self._read(
                "entrances", lambda text: plans.entrance_names(text, facts["word"])
            ),
            "floors": self._read("floors", lambda text: plans.floors(text, "")),
            "doors": self._read("doors", lambda text: plans.numbers(text, 1, plans.DOORS_MAX)),
            "listed": self._read("listed", plans.listed_homes),
        }
        left_out = self._read("without", plans.floors)
        if not self.errors:
            read["floors"] = tuple(n for n in read["floors"] if n not in left_out)
            self._check_whole(read)
            facts["plan"] = plans.Plan(**read, numbering=plans.Numbering(facts["numbering"]))
        return facts

    def _read(self, name: str, reading: Callable[[str], tuple[Any, ...]]) -> tuple[Any, ...]:
        try:
            return reading(self.cleaned_data[name])
        except plans.PlanUnusable as broken:
            self.add_error(name, RuleBroken(broken.code, **broken.facts).sentence)
            return ()

    def _check_whole(self, read: dict[str, tuple[Any, ...]]) -> None:
        """Floors with doors, or a list, or entrances alone."""
        floors, doors, listed = bool(read["floors"]), bool(read["doors"]), bool(read["listed"])
        if floors != doors:
            self.add_error("doors" if floors else "floors", RuleBroken("plan_half").sentence)
        elif listed and floors:
            self.add_error("listed", RuleBroken("plan_twice").sentence)
        elif not (listed or floors or read["entrances"]):
            self.add_error(None, RuleBroken("plan_empty").sentence)


class HomeForm(forms.Form):
    """A home: the number on its door, its storey and its area in square metres."""

    number = forms.CharField(label=_("Door number"), max_length=plans.NUMBER_LENGTH)
    floor = forms.IntegerField(
        label=_("Floor"),
        min_value=plans.FLOORS_LOW,
        max_value=plans.FLOORS_HIGH,
        help_text=_("Below ground with a minus: -1."),
    )
    area = forms.DecimalField(
        label=_("Area in m²"),
        required=False,
        max_digits=9,
        decimal_places=4,
        help_text=_("As in the deed. Leave it empty when it is not known."),
    )

    def area_cm2(self) -> int | None:
        """Square centimetres, halves rounded up; None when not typed."""
        area: Decimal | None = self.cleaned_data["area"]
        return None if area is None else int((area * CM2_PER_M2).to_integral_value(ROUND_HALF_UP))
