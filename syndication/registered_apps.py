"""App: who this website is to a network, for accounts that connect by sign-in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .credentials import seal, unseal
from .networks import NETWORKS
from .signing_in.base import AppIdentity


class AppQuerySet(models.QuerySet):
    def keep(
        self,
        network: str,
        server: str,
        client_id: str,
        secret: str,
        redirect_uri: str = "",
    ) -> "App":
        """From now on this is who we are on that server."""
        app = self.filter(network=network, server=server).first()
        app = app or App(network=network, server=server)
        app.client_id, app.redirect_uri = client_id, redirect_uri
        app.seal_secret(secret)
        app.save()
        return app


class App(models.Model):
    """One registration: made by hand at Meta, by ourselves on a Mastodon server."""

    network = models.CharField(
        _("Netzwerk"),
        max_length=20,
        choices=[(name, network.label) for name, network in NETWORKS.items()],
    )
    server = models.URLField(_("Server"))
    client_id = models.CharField(_("App-ID"), max_length=200)
    # The way back that a server was told, where we registered ourselves.
    redirect_uri = models.URLField(max_length=500, blank=True, editable=False)
    sealed_secret = models.TextField(editable=False)

    objects = AppQuerySet.as_manager()

    class Meta:
        ordering = ["network", "server"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "server"], name="one_app_per_server"
            )
        ]
        default_permissions = ("add", "change", "view")
        verbose_name = _("App")
        verbose_name_plural = _("Apps")

    def __str__(self) -> str:
        return f"{self.get_network_display()} ({self.server})"

    def seal_secret(self, secret: str) -> None:
        self.sealed_secret = seal({"secret": secret})

    def identity(self) -> AppIdentity:
        """Raises CredentialsError if no key opens the secret."""
        return AppIdentity(self.client_id, unseal(self.sealed_secret)["secret"])
