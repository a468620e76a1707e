"""Refuse to start half-configured: what sending needs."""

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
