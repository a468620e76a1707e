"""Give a channel its credentials, ask whether they work, and give them back."""

import random
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from . import expiry, server_addresses
from .credentials import seal
from .models import Channel
from .networks.base import (
    Credentials,
    CredentialsError,
    Health,
    HumanError,
    NetworkError,
)
from .reasons import explained
from .signing_in import bluesky
from .signing_in.base import Opened
from .ways import way_for_channel

# What a check learns; a pause or a renewed session meanwhile is left alone.
NOTED = [
    *("facts", "account_name", "account_url"),
    *("checked_at", "check_error", "check_notes"),
]
A_DAY, AN_HOUR = 24 * 60, 60  # minutes


def connect(channel: Channel, credentials: Credentials) -> Health:
    """Save the channel with credentials that the network has just accepted.

    Raises as `prove` does; nothing is saved then.
    """
    health = prove(channel, credentials)
    channel.save()
    return health


def connect_opened(channel: Channel, opened: Opened) -> Health:
    """The same with an account that a sign-in or a token has opened."""
    if opened.missing:
        raise ValidationError(
            _("Diese Rechte fehlen: %s. Bitte beim Anmelden alle erlauben.")
            % ", ".join(opened.missing)
        )
    channel.server, channel.retired = opened.server, False
    return connect(channel, opened.credentials)


def prove(channel: Channel, credentials: Credentials) -> Health:
    """Give the unsaved channel credentials that the network accepts.

    A kept session is dropped, for it would prove nothing of a new password. Raises
    ValidationError if something is missing or must not be, NetworkError if the
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
    channel.check_at = next_check(timezone.now())
    expiry.plan(channel, timezone.now())
    return health


def check(channel: Channel) -> Health:
    """Ask again, and keep what is found.

    Pauses the channel if its credentials no longer work, and raises NetworkError.
    """
    channel.refuse_wrong_address()
    try:
        health = channel.client().check()
    except NetworkError as error:
        _note_error(channel, error)
        raise
    _note(channel, health)
    channel.save(update_fields=NOTED)
    return health


def next_check(now: datetime, minutes: int = A_DAY) -> datetime:
    """After so many minutes, spread so that the channels are not asked all at once."""
    return now + timedelta(minutes=minutes * random.uniform(0.9, 1.1))  # noqa: S311


def resume(channel: Channel) -> Health:
    """Check, and let the channel send again if the network is content."""
    health = check(channel)
    channel.resume()
    return health


def disconnect(channel: Channel) -> bool:
    """Forget the credentials and retire the channel, whatever the network says.

    False: the network has not taken the access back, a person must do it there.
    """
    try:
        revoked = way_for_channel(channel).revoke(channel.credentials())
    except NetworkError:
        revoked = False
    channel.sealed_credentials = seal({})
    channel.retired = True
    channel.expires_at = channel.renew_at = channel.warn_at = None
    channel.save()
    return revoked


def bluesky_server(identifier: str, base: str = "") -> str:
    """The server of this account, found by its handle or DID.

    `base` is a practice server, which then stands for the network's own directories.
    Raises NetworkError, or ValidationError if the server must not be asked.
    """
    if "@" in identifier:  # signing in by e-mail is for accounts of Bluesky itself
        return base or bluesky.Bluesky.default_server
    did = bluesky.did_of(identifier, base or bluesky.RESOLVER)
    directory = f"{base}/plc" if base else bluesky.DIRECTORY
    address = bluesky.document_address(did, directory)
    server_addresses.require_usable(address)
    server = bluesky.server_in(address)
    server_addresses.require_usable(server)
    return server


def rebind(channel: Channel, public_url: str) -> None:
    """From now on the channel speaks for this address."""
    channel.connected_for = public_url
    channel.save(update_fields=["connected_for"])


def _note(channel: Channel, health: Health) -> None:
    channel.facts = dict(health.facts)
    channel.account_name = health.account
    channel.account_url = health.url
    channel.checked_at = timezone.now()
    channel.check_error, channel.check_notes = "", list(health.notes)


def _note_error(channel: Channel, error: NetworkError) -> None:
    """A person must act, or it is looked again before long."""
    now, reason = timezone.now(), explained(error, channel)
    channel.checked_at, channel.check_error = now, reason
    channel.save(update_fields=["checked_at", "check_error"])
    if isinstance(error, CredentialsError | HumanError):
        channel.pause(reason)
    else:
        Channel.objects.filter(pk=channel.pk).update(check_at=next_check(now, AN_HOUR))


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
    server_addresses.require_usable(channel.server)
    channel.refuse_wrong_address()
