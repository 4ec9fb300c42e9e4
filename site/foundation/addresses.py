"""From where a request comes."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The IP address of whoever asks, in its one canonical form; "" when there is none.

    Behind our proxy (SECURE_PROXY_SSL_HEADER says that there is one) it is the last entry of X-Forwarded-For,
    which the proxy wrote; what stands before it was said by the client.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and forwarded:
        return _canonical(forwarded.rsplit(",", 1)[-1].strip())
    return _canonical(request.META.get("REMOTE_ADDR", ""))


def _canonical(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
