"""Channel credentials: sealed at rest, kept out of every message."""

import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from .networks.base import Credentials, CredentialsError


def _keys() -> MultiFernet:
    """The first key seals, all of them open: list a new one in front to rotate."""
    return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])


def seal(credentials: Credentials) -> str:
    """Credentials as an encrypted text for the database."""
    return _keys().encrypt(json.dumps(credentials).encode()).decode()


def unseal(sealed: str) -> Credentials:
    """The credentials again; raises CredentialsError if no key opens them."""
    try:
        return json.loads(_keys().decrypt(sealed.encode()))
    except InvalidToken:
        raise CredentialsError(
            "None of the CREDENTIAL_KEYS opens the stored credentials."
        ) from None


def redact(text: str, credentials: Credentials) -> str:
    """The text without any secret that the credentials hold."""
    for value in credentials.values():
        if isinstance(value, str) and len(value) >= 8:
            text = text.replace(value, "***")
    return text
