"""Signing in with wrong passwords: counted by address, and ended after a few."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

IPV6_LINE = 64  # bits: what follows, a visitor chooses at will


def address_of(request: HttpRequest) -> str:
    """Whom our outermost server has seen: what stands before, anybody can claim."""
    noted = request.headers.get("X-Forwarded-For", "").split(",")
    noted = noted[-settings.PROXIES :][:1] if settings.PROXIES else []
    for claimed in (*noted, request.META.get("REMOTE_ADDR", "")):
        try:
            return _line(ipaddress.ip_address(claimed.strip()))
        except ValueError:
            continue
    return "0.0.0.0"  # noqa: S104  nobody's


def _line(address) -> str:
    """One for each line to the internet."""
    if address.version == 4:
        return str(address)
    network = ipaddress.ip_network((address, IPV6_LINE), strict=False)
    return str(network.network_address)


def closed(request: HttpRequest, response: HttpResponse, credentials) -> HttpResponse:
    """The page for those who have tried too often, instead of `response`."""
    wait = settings.AXES_COOLOFF_TIME
    context = {
        "attempts": settings.AXES_FAILURE_LIMIT,
        "minutes": round(wait.total_seconds() / 60),
    }
    page = render(request, "signing_in_closed.html", context, status=429)
    page["Retry-After"] = round(wait.total_seconds())
    return page
