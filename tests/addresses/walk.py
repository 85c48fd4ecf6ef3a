"""Every address that the product answers, read from the URL configuration itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver


def every_address(resolver: Any = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """(name with namespace, pattern) of each address, in the order of the configuration."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_address(pattern, inner)
        else:
            yield f"{space}{pattern.name}", pattern
