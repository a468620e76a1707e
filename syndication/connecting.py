"""Give a channel its credentials, and ask the network whether they work."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from .credentials import seal
from .models import Channel
from .networks.base import (
    Credentials,
    CredentialsError,
    Health,
    HumanError,
    on_loopback,
)
from .reasons import explained

# What a check learns; a pause or a renewed session meanwhile is left alone.
NOTED = ["facts", "account_name", "account_url", "checked_at"]


def connect(channel: Channel, credentials: Credentials) -> Health:
    """Save the channel with credentials that the network has just accepted.

    Raises as `prove` does; nothing is saved then.
    """
    health = prove(channel, credentials)
    channel.save()
    return health


def prove(channel: Channel, credentials: Credentials) -> Health:
    """Give the unsaved channel credentials that the network accepts.

    A kept session is dropped, for it would prove nothing of a new password. Raises ValidationError if something is missing or must not be, NetworkError if the
    network does not take them.
    """
    channel.server = channel.server.rstrip("/")
    kept = channel.network_class.kept_fields
    entered = {name: value for name, value in credentials.items() if name not in kept}
    _require(channel, entered)
    channel.sealed_credentials = seal(entered)
    health = channel.client().check()
    channel.paused_at, channel.paused_reason = None, ""
    _note(channel, health)
    channel.validate_constraints()
    return health


def check(channel: Channel) -> Health:
    """Ask again; pauses the channel if its credentials no longer work, and raises."""
    channel.refuse_wrong_address()
    try:
        health = channel.client().check()
    except (CredentialsError, HumanError) as error:
        channel.pause(explained(error, channel))
        raise
    _note(channel, health)
    channel.save(update_fields=NOTED)
    return health


def resume(channel: Channel) -> Health:
    """Check, and let the channel send again if the network is content."""
    health = check(channel)
    channel.resume()
    return health


def rebind(channel: Channel, public_url: str) -> None:
    """From now on the channel speaks for this address."""
    channel.connected_for = public_url
    channel.save(update_fields=["connected_for"])


def _note(channel: Channel, health: Health) -> None:
    channel.facts = dict(health.facts)
    channel.account_name = health.account
    channel.account_url = health.url
    channel.checked_at = timezone.now()


def _require(channel: Channel, credentials: Credentials) -> None:
    missing = [
        field
        for field in channel.network_class.credential_fields
        if not credentials.get(field)
    ]
    if missing:
        raise ValidationError(
            _("Es fehlt: %s") % ", ".join(missing), code="credentials"
        )
    scheme = urlsplit(channel.server).scheme
    if scheme != "https" and not (scheme == "http" and on_loopback(channel.server)):
        raise ValidationError(
            _("Die Adresse des Servers muss mit https:// beginnen."), code="server"
        )
    channel.refuse_wrong_address()
