"""The way to an account, with the app that this site is on its server."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Channel
from .networks import NETWORKS
from .registered_apps import App
from .signing_in import WAYS, way_of
from .signing_in.base import AppIdentity, Way


def available() -> list[type[Way]]:
    """The ways to the networks that there are clients for."""
    return [way for way in WAYS.values() if way.network in NETWORKS]


def server_for(way: type[Way], entered: str = "") -> str:
    """What was entered; else where we have an app; else where the network is."""
    app = App.objects.filter(network=way.app_network).first()
    known = app.server if app and not way.registers_itself else ""
    return (entered or known or way.default_server).rstrip("/")


def way_to(way: type[Way], server: str) -> Way:
    """The way with our app there, or without one if none is known.

    Raises CredentialsError if no key opens the app's secret.
    """
    app = App.objects.filter(network=way.app_network, server=server).first()
    version = NETWORKS[way.network].default_version
    return way(server, version, app.identity() if app else AppIdentity())


def way_for_channel(channel: Channel) -> Way:
    """As the channel was connected; raises CredentialsError as above."""
    return way_to(way_of(channel.network, channel.credentials()), channel.server)


def be_known(way: Way, redirect_uri: str) -> Way:
    """The same way with an app, registered now if need be and the server allows it.

    Raises ValidationError if the app must first be entered by hand, NetworkError if
    the server does not take our registration.
    """
    if not way.registers_itself:
        _require_app(way)
        return way
    here = {"network": way.app_network, "server": way.server}
    told = App.objects.filter(**here, redirect_uri=redirect_uri).exists()
    if told and way.still_known():
        return way
    app = way.register(settings.WAGTAIL_SITE_NAME, settings.PUBLIC_URL, redirect_uri)
    App.objects.keep(
        **here, client_id=app.client_id, secret=app.secret, redirect_uri=redirect_uri
    )
    return type(way)(way.server, way.version, app)


def _require_app(way: Way) -> None:
    if not way.app.client_id:
        raise ValidationError(
            _(
                "Für die Anmeldung fehlt die App von %s: Bitte unter „Apps“ zuerst ihre "
                "ID und ihr Geheimnis eintragen, oder hier einen Token einfügen."
            )
            % way.label
        )
