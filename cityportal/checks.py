"""Refuse to start half-configured: what the project as a whole needs."""

from django.conf import settings
from django.core.checks import Error, register


@register
def secret_key_is_set(app_configs, **kwargs):
    if settings.SECRET_KEY.startswith("unset-"):
        return [
            Error(
                "SECRET_KEY is not set.",
                hint=f"PUBLIC_URL is {settings.PUBLIC_URL}, not this machine, so no "
                "secret is made up: set SECRET_KEY in the environment.",
                id="cityportal.E001",
            )
        ]
    return []
