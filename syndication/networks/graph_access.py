"""The token of one of Meta's APIs: whether it can be tried, what it may do, how long."""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping

import requests
from django.utils.translation import gettext as _

from . import outcomes
from .base import Account, Credentials

DAY = 24 * 60 * 60


class Bearer(requests.auth.AuthBase):
    """The token in a header: it stands in no address, and so in no log."""

    def __init__(self, token: str):
        self._token = token

    def __call__(self, request):
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def usable(account: Account, label: str, fields: tuple[str, ...]) -> str:
    """The token; raises CredentialsError if one of `fields` cannot even be tried."""
    for name in fields:
        pattern = r"[!-~]+" if name == "access_token" else r"[\w-]+"
        if not re.fullmatch(pattern, _field(account.credentials, name)):
            raise outcomes.unusable(label, name)
    return _field(account.credentials, "access_token")


def secrets(credentials: Credentials) -> list[str]:
    """What must not be shown, though the network may quote it."""
    values = (_field(credentials, name) for name in ("access_token", "app_secret"))
    return [value for value in values if value]


def proof(credentials: Credentials) -> dict[str, str]:
    """That we hold the secret of the app for which the token was made."""
    secret, token = (
        _field(credentials, name) for name in ("app_secret", "access_token")
    )
    if not secret:
        return {}
    digest = hmac.new(secret.encode(), token.encode(), hashlib.sha256)
    return {"appsecret_proof": digest.hexdigest()}


def require(credentials: Credentials, label: str, needed: tuple[str, ...]) -> None:
    """Raises CredentialsError if the token is known not to have what it needs."""
    missing = _missing(credentials, needed)
    if missing:
        words = _("Es fehlen die Berechtigungen %s.") % ", ".join(missing)
        raise outcomes.locked_out(label, words)


def lacking(credentials: Credentials, useful: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each permission of `useful` that the token lacks.

    `useful` tells what cannot be done without it.
    """
    return tuple(
        _("Es fehlt die Berechtigung %(scope)s: %(loss)s")
        % {"scope": scope, "loss": useful[scope]}
        for scope in _missing(credentials, tuple(useful))
    )


def allowed(credentials: Credentials, scope: str) -> bool:
    """Whether the token has this permission, as far as anybody knows."""
    return not _missing(credentials, (scope,))


def days_left(credentials: Credentials) -> int | None:
    """Whole days until the token ends; None where it does not, or nobody knows."""
    end = credentials.get("expires_at")
    return max(0, int((end - time.time()) // DAY)) if end else None


def _missing(credentials: Credentials, wanted: tuple[str, ...]) -> list[str]:
    """Of a pasted token nobody knows the permissions: nothing is missing then."""
    granted = credentials.get("scopes")
    return [scope for scope in wanted if granted is not None and scope not in granted]


def _field(credentials: Credentials, name: str) -> str:
    return str(credentials.get(name) or "").strip()
