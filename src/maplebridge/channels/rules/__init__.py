"""What leaves the house and what comes in, one file a way: pure."""

from .bells import EXPIRY_SECONDS, TOPIC, Broker, bell, read_broker
from .gateways import is_safe_gateway, sign

__all__ = [
    "EXPIRY_SECONDS",
    "TOPIC",
    "Broker",
    "bell",
    "is_safe_gateway",
    "read_broker",
    "sign",
]
