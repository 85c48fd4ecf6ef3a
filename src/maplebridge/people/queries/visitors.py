"""What is known of somebody who is not signed in: nothing but that they came from here before."""

from __future__ import annotations

import ipaddress

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def address_mark(request: HttpRequest) -> str:
    """A keyed hash of the client's address, to count by; of an IPv6 address its network of 64 bits.

    Clients whose address is unknown share one mark.
    """
    try:
        address = str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        address = ""
    if ":" in address:
        address = str(ipaddress.IPv6Network(f"{address}/64", strict=False).network_address)
    return salted_hmac("maplebridge.people.address", address, algorithm="sha256").hexdigest()


def account_mark(account_id: str) -> str:
    """A keyed hash of an account's id, to tell later whether the same one signed in again."""
    return salted_hmac("maplebridge.people.last_here", account_id, algorithm="sha256").hexdigest()
