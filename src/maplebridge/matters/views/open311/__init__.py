"""Open311 GeoReport v2 below /open311/: what other cities' programs speak, see docs/open311.md."""

from .answering import problem
from .reading import discovery, service, service_request, services, token
from .sending import requests, updates

__all__ = [
    "discovery",
    "problem",
    "requests",
    "service",
    "service_request",
    "services",
    "token",
    "updates",
]
