"""The form that connects an account; secrets go in and never come out again."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import connecting
from .models import Channel
from .networks.base import NetworkError
from .reasons import explained


def secret(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Leer lassen, um die gespeicherten Zugangsdaten zu behalten."),
    )


class ChannelForm(WagtailAdminModelForm):
    """Saves only what the network has accepted while the form was checked."""

    access_token = secret(_("Mastodon: Zugriffstoken"))
    identifier = forms.CharField(label=_("Bluesky: Handle"), required=False)
    password = secret(_("Bluesky: App-Passwort"))

    SECRETS = ("access_token", "identifier", "password")

    class Meta:
        model = Channel
        fields = ["name", "network", "server", "attach", "announce_since", "retired"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["network"].disabled = True

    def _post_clean(self):
        """When the instance is filled and valid: ask the network, if need be."""
        super()._post_clean()
        given = {name: self.cleaned_data.get(name) for name in self.SECRETS}
        given = {name: value for name, value in given.items() if value}
        moved = "server" in self.changed_data
        if not self.errors and (given or moved or not self.instance.pk):
            self._prove(given)

    def _prove(self, given: dict) -> None:
        try:
            kept = self.instance.credentials() if self.instance.pk else {}
            connecting.prove(self.instance, kept | given)
        except ValidationError as error:
            self.add_error(None, error)
        except NetworkError as error:
            self.add_error(None, explained(error, self.instance))
