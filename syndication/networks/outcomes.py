"""The five errors in words for editors, the same for every network.

`posting` says that the request which failed would have made the post public: only
then is a missing or odd answer uncertain.
"""

from django.utils.translation import gettext as _

from .base import (
    CredentialsError,
    HumanError,
    NetworkError,
    RejectedError,
    TemporaryError,
    UncertainError,
)


def unreachable(network: str) -> NetworkError:
    """The request never left: no connection came about."""
    return TemporaryError(
        _("%(network)s ist nicht zu erreichen.") % {"network": network}
    )


def silent(network: str, posting: bool) -> NetworkError:
    """The request left, and no (whole) answer came back in time."""
    if posting:
        text = _("%(network)s hat nach dem Absenden des Beitrags nicht geantwortet.")
        return UncertainError(text % {"network": network})
    return TemporaryError(
        _("%(network)s hat nicht geantwortet.") % {"network": network}
    )


def broken(network: str, status: int, posting: bool) -> NetworkError:
    """An error of the server itself, or of something between us and it."""
    text = _("%(network)s meldet eine Störung (Status %(status)s).")
    kind = UncertainError if posting else TemporaryError
    return kind(text % {"network": network, "status": status})


def unreadable(network: str, posting: bool) -> NetworkError:
    """Success, so it says, but not in the form of this network."""
    text = _("Die Antwort von %(network)s ist nicht zu verstehen.")
    kind = UncertainError if posting else TemporaryError
    return kind(text % {"network": network})


def moved(network: str) -> NetworkError:
    """Another address was given instead of an answer; nothing was carried out."""
    text = _("%(network)s verweist auf eine andere Adresse.")
    return TemporaryError(text % {"network": network})


def throttled(network: str, seconds: float | None) -> NetworkError:
    """Too many requests; `seconds` is what the network asks us to wait."""
    text = _("%(network)s nimmt gerade keine weiteren Anfragen an (zu viele).")
    return TemporaryError(text % {"network": network}, seconds)


def rejected(network: str, words: str, code: str = "") -> NetworkError:
    """Refused for good, in the network's own words."""
    text = _("%(network)s lehnt ab: „%(words)s“")
    return RejectedError(text % {"network": network, "words": words}, code)


def not_yet(network: str, words: str, seconds: float | None = None) -> NetworkError:
    """Refused for a reason that passes, in the network's own words."""
    text = _("%(network)s kann noch nicht: „%(words)s“")
    return TemporaryError(text % {"network": network, "words": words}, seconds)


def locked_out(network: str, words: str) -> NetworkError:
    """The credentials do not work (any more)."""
    text = _("%(network)s nimmt die Zugangsdaten nicht an: „%(words)s“")
    return CredentialsError(text % {"network": network, "words": words})


def unusable(network: str, fields: str) -> NetworkError:
    """The credentials cannot even be tried."""
    text = _("Die Zugangsdaten für %(network)s fehlen oder sind beschädigt: %(fields)s")
    return CredentialsError(text % {"network": network, "fields": fields})


def person_needed(network: str, words: str) -> NetworkError:
    """The account is restricted: somebody must sign in there and see."""
    text = _("Das Konto auf %(network)s ist eingeschränkt: „%(words)s“")
    return HumanError(text % {"network": network, "words": words})


def app_unfit(network: str, words: str) -> NetworkError:
    """The app that we speak through is not allowed to, or outdated."""
    text = _("Die App für %(network)s muss eingerichtet werden: „%(words)s“")
    return HumanError(text % {"network": network, "words": words})


def there_already(network: str, words: str, posting: bool) -> NetworkError:
    """Refused because the network thinks that it has this already."""
    text = _("%(network)s hat den Beitrag vielleicht schon: „%(words)s“")
    kind = UncertainError if posting else TemporaryError
    return kind(text % {"network": network, "words": words})


def too_many_newer() -> NetworkError:
    """The list of posts is too long to be read to its end."""
    return TemporaryError(_("Es gibt zu viele neuere Beiträge, um nachzusehen."))
