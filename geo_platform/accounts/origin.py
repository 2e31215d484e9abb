"""Where a request comes from: the client's address for the throttle, and whether it never left this machine."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

LOOPBACK_NAMES = frozenset({"localhost", "testserver"})


def client_ip(request: HttpRequest) -> str | None:
    """The peer, or what a declared proxy (settings.TRUSTED_PROXIES) says of it; anybody can write X-Forwarded-For."""
    peer = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    if peer in trusted:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        peer = next((hop for hop in reversed(hops) if hop and hop not in trusted), peer)
    return peer if _address(peer) else None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None


def is_loopback_name(host: str) -> bool:
    address = _address(host)
    return address.is_loopback if address else host in LOOPBACK_NAMES


def is_loopback(request: HttpRequest) -> bool:
    """True only if the server is bound to loopback, the peer is local, and no proxy stands between."""
    host, _port = split_domain_port(request.META.get("HTTP_HOST", request.META.get("SERVER_NAME", "")))
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return (
        not forwarded
        and is_loopback_name(settings.HOST)
        and is_loopback_name(host)
        and is_loopback_name(request.META.get("REMOTE_ADDR", ""))
    )
