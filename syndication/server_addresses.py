"""Which servers this site may be sent to by a person who types an address."""

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .networks.base import on_loopback


def require_usable(server: str) -> None:
    """Raises ValidationError unless the address may be asked.

    A site on loopback talks to loopback alone. Any other talks to public hosts alone:
    an address inside the city's network would let an editor's browser ask there.
    """
    if on_loopback(settings.PUBLIC_URL):
        _require_loopback(server)
        return
    parts = _parts(server)
    if parts.scheme != "https":
        raise _refused(_("Die Adresse des Servers muss mit https:// beginnen."))
    if parts.username or not parts.hostname:
        raise _refused(_("Das ist keine Adresse eines Servers."))
    if not all(address.is_global for address in _addresses(parts.hostname)):
        raise _refused(_("Dieser Server ist nicht öffentlich, er wird nicht gefragt."))


def _require_loopback(server: str) -> None:
    if _parts(server).scheme not in ("http", "https") or not on_loopback(server):
        raise _refused(
            _(
                "Diese Website ist nur auf diesem Rechner zu sehen und verbindet sich "
                "nur mit Übungsnetzen auf diesem Rechner."
            )
        )


def _parts(server: str) -> SplitResult:
    try:
        return urlsplit(server)
    except ValueError:
        raise _refused(_("Das ist keine Adresse eines Servers.")) from None


def _addresses(host: str) -> list:
    """All addresses of a host, written as one or found by name."""
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise _refused(_("Den Server „%s“ gibt es nicht.") % host) from None
    return [ipaddress.ip_address(entry[4][0]) for entry in found]


def _refused(text: str) -> ValidationError:
    return ValidationError(text, code="server")
