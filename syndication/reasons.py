"""What went wrong, as a sentence for the editor that names the next step."""

from django.utils.translation import gettext_lazy as _

from .credentials import redact
from .models import Channel, WrongAddressError
from .networks.base import (
    CredentialsError,
    HumanError,
    NetworkError,
    RejectedError,
    TemporaryError,
    UncertainError,
)

REASONS = {
    TemporaryError: _("Gerade nicht möglich. (%s)"),
    RejectedError: _("Der Beitrag wurde abgelehnt. (%s)"),
    CredentialsError: _(
        "Die Zugangsdaten gelten nicht mehr, bitte den Kanal neu verbinden. (%s)"
    ),
    HumanError: _("Im Netzwerk selbst muss jemand etwas bestätigen. (%s)"),
    UncertainError: _("Keine klare Antwort, ob er angekommen ist. (%s)"),
    WrongAddressError: _("Von dieser Adresse aus wird nicht gesendet. %s"),
}


def explained(error: NetworkError, channel: Channel) -> str:
    """The sentence with the network's own words, without any secret."""
    return REASONS[type(error)] % without_secrets(error, channel)


def without_secrets(error: NetworkError, channel: Channel) -> str:
    """The network's own words."""
    return redact(str(error), _secrets(channel))


def _secrets(channel: Channel) -> dict[str, str]:
    try:
        return channel.credentials()
    except CredentialsError:  # they do not open, so they are in no message either
        return {}
