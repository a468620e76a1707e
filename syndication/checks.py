"""Refuse to start half-configured: what sending needs."""

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, register


@register
def credential_keys_are_set(app_configs, **kwargs):
    if not settings.CREDENTIAL_KEYS:
        return [
            Error(
                "CREDENTIAL_KEYS is not set.",
                hint=f"PUBLIC_URL is {settings.PUBLIC_URL}, not this machine, so no "
                "key is made up: set CREDENTIAL_KEYS to a Fernet key in the environment.",
                id="syndication.E001",
            )
        ]
    return []


@register
def credential_keys_are_keys(app_configs, **kwargs):
    try:
        [Fernet(key) for key in settings.CREDENTIAL_KEYS]
    except ValueError:
        return [
            Error(
                "CREDENTIAL_KEYS holds something that is no Fernet key.",
                hint="A key is 32 bytes in URL-safe base64; several are separated by "
                "commas.",
                id="syndication.E002",
            )
        ]
    return []
