"""What kinds of service point people look for."""

from __future__ import annotations

from enum import StrEnum


class PointKind(StrEnum):
    """A service point is one of these; `station` is the plain room with somebody in it."""

    STATION = "station"
    OFFICE = "office"
    HALL = "hall"
    CLINIC = "clinic"
    MEDIATION = "mediation"
    READING = "reading"
    LOCKER = "locker"
    OTHER = "other"
