"""What deeds and concerns earn, and how a bank decides: pure functions over data of the council."""

from .catalogue import Catalogue, DeedKind, Field, read_catalogue
from .charter import BOUNDS, Charter, Enters, read_charter
from .deeds import COUNTED, DeedState, month_after, month_of
from .tariff import (
    GIVES_AS,
    POINTS_MAX,
    Part,
    Reason,
    Share,
    Taker,
    Tariff,
    digest,
    read_tariff,
    shares,
    transfer_id,
)

__all__ = [
    "BOUNDS",
    "COUNTED",
    "GIVES_AS",
    "POINTS_MAX",
    "Catalogue",
    "Charter",
    "DeedKind",
    "DeedState",
    "Enters",
    "Field",
    "Part",
    "Reason",
    "Share",
    "Taker",
    "Tariff",
    "digest",
    "month_after",
    "month_of",
    "read_catalogue",
    "read_charter",
    "read_tariff",
    "shares",
    "transfer_id",
]
