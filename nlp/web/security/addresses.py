"""Where a request comes from, as limits count it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

_CUSTOMER = 64  # leading bits of IPv6 that one customer has to himself


def find_address(request: HTTPConnection) -> str:
    """The address; of IPv6 the network of one customer, who could take another address of it for every request."""
    host = request.client.host if request.client else "-"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> (128 - _CUSTOMER) << (128 - _CUSTOMER))}/{_CUSTOMER}"
