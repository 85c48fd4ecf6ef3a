"""The ground people live on: the tree of places with dated codes, buildings, homes and service points."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from maplebridge.core.values import uuid7
from maplebridge.core.viewer import Level

from .rules.points import PointKind

CM2_PER_M2 = 10_000


class Place(models.Model):
    """A node of the tree: jurisdiction, district, street, community, grid, estate, building, entrance.

    `path` is a chain of four-digit steps from the root (the root's own path is ""), never derived
    from a code: codes change, paths do not. One thing alone changes a path: a building that comes
    to stand in another grid (PlaceMove). A place covers all places whose path starts with its own. Buildings stand in a grid (or in a community that has no grids),
    entrances in a building; an estate stands in a community beside the grids, because it may span
    several. `boundary` is a GeoJSON Polygon or MultiPolygon in WGS-84; `lon`/`lat` a point inside.
    A place that is redrawn ends (`valid_to`) and a new row begins, joined by a Succession. A place
    is in force from `valid_from` until the day before `valid_to`; `valid_to` is never in the
    future, so a place without one is in force. `end_reason` says why it ended. `boundary_source` says where the line came from and
    in which coordinate system it was drawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    level = models.CharField(max_length=16)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    boundary = models.JSONField(null=True)
    boundary_source = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]), name="place_level_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="place_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["level", "path"], name="place_level_path")]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One place took over from another: a grid redrawn, a community split, two villages merged."""

    id = models.BigAutoField(primary_key=True)
    before = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="successors")
    after = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="predecessors")
    day = models.DateField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"], name="a_place_follows_another_once"
            ),
            models.CheckConstraint(
                condition=~Q(before=models.F("after")), name="no_place_follows_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class PlaceMove(models.Model):
    """A building came to stand in another grid, or in a community without one, on `day`.

    The building, its entrances and its homes stay the same rows; their paths changed from
    `path_before` to `path_after`. The old path is never given out again, so that a record that
    carries it can still be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="moves")
    origin = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="moved_out")
    target = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="moved_in")
    path_before = models.CharField(max_length=64, unique=True)
    path_after = models.CharField(max_length=64, unique=True)
    day = models.DateField()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(origin=models.F("target")), name="a_move_leads_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path_before} → {self.path_after}"


class GroundVersion(models.Model):
    """One row (id 1) whose stamp changes with the ground, so that every process notices.

    The stamp is random, not counted: a transaction that rolled back can never leave a process
    believing that a later state is the one it knows.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField()

    def __str__(self) -> str:
        return str(self.stamp)


class Jurisdiction(models.Model):
    """The one county or district that this database serves, with its time zone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    root = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="+")
    time_zone = models.CharField(max_length=64, default="Asia/Shanghai")
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class PlaceCode(models.Model):
    """A dated code of a place: 12-digit division codes, 15-digit grid codes. A label, never a key.

    In force from `valid_from` until the day before `valid_to`, like a place.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=16)  # "division" or "grid"
    code = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["place", "scheme", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme__in=["division", "grid"]), name="code_scheme_known"
            ),
            models.UniqueConstraint(
                fields=["place", "scheme", "valid_from"], name="one_code_a_day_and_scheme"
            ),
            models.UniqueConstraint(
                fields=["place", "scheme"],
                condition=Q(valid_to__isnull=True),
                name="one_code_in_force_a_place_and_scheme",
            ),
            models.UniqueConstraint(
                fields=["scheme", "code"],
                condition=Q(valid_to__isnull=True),
                name="a_code_in_force_names_one_place",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Zone(models.Model):
    """An overlay that is not in the tree, such as a high-tech zone 高新區, with its places."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ZoneMember(models.Model):
    """A place that belongs to a zone for a time."""

    id = models.BigAutoField(primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="members")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "place", "valid_from"], name="a_place_joins_a_zone_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["zone", "place"],
                condition=Q(valid_to__isnull=True),
                name="a_place_is_in_a_zone_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.zone}: {self.place}"


class Building(models.Model):
    """The facts of a building beside its place: estate, storeys, address."""

    place = models.OneToOneField(
        Place, on_delete=models.PROTECT, primary_key=True, related_name="building"
    )
    estate = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, related_name="estate_buildings"
    )
    address = models.CharField(max_length=200, blank=True)
    floors_above = models.PositiveSmallIntegerField(default=1)
    floors_below = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.place)


class Home(models.Model):
    """A dwelling behind an entrance, or a village house (then `entrance` is None).

    `path` repeats the path of the entrance or building, so that a scope needs no join.
    `sort_key` orders 2-101 before 10-101. Area in square centimetres, None when not known.
    A home that is no more has `valid_to`, the first day without it, and `end_reason`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    building = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    entrance = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=64, db_index=True)
    number = models.CharField(max_length=20)
    sort_key = models.CharField(max_length=40)
    floor = models.SmallIntegerField(default=1)
    area_cm2 = models.BigIntegerField(null=True)
    valid_to = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["path", "sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["path", "number"],
                condition=Q(valid_to__isnull=True),
                name="a_home_number_in_force_once_a_door",
            ),
            models.CheckConstraint(
                condition=Q(area_cm2__isnull=True) | Q(area_cm2__gt=0), name="home_area_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def area_m2(self) -> str | None:
        """Square metres without needless zeros, such as 89.53; None when not known."""
        if self.area_cm2 is None:
            return None
        return f"{(Decimal(self.area_cm2) / CM2_PER_M2).normalize():f}"


class ServicePoint(models.Model):
    """A staffed place or a station that serves several grids, such as a 連心橋 service point."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, default=PointKind.STATION.value)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    address = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["place__path", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in PointKind]),
                name="service_point_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServicePointGrid(models.Model):
    """A grid that a service point serves."""

    id = models.BigAutoField(primary_key=True)
    service_point = models.ForeignKey(ServicePoint, on_delete=models.PROTECT, related_name="grids")
    grid = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_point", "grid"], name="a_grid_once_a_service_point"
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_point}: {self.grid}"
