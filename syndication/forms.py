"""The forms of channels and apps; secrets go in and never come out again."""

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from . import server_addresses, ways
from .models import Channel
from .networks import NETWORKS
from .networks.base import on_loopback
from .registered_apps import App
from .signing_in.base import Way
from .signing_in.bluesky import identifier_in


def secret(label: str, **more) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, widget=widget, **more)


class ChannelForm(WagtailAdminModelForm):
    """What may be changed without asking the network."""

    class Meta:
        model = Channel
        fields = ["name", "attach", "topics", "announce_since"]
        widgets = {"topics": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["attach"].choices = attachments(self.instance.network)


def attachments(network: str) -> list[tuple[str, str]]:
    """What a post on this network can show of an article."""
    allowed = NETWORKS[network].attachments
    return [choice for choice in Channel.Attach.choices if choice[0] in allowed]


class ConnectForm(forms.Form):
    """What a person says before the network is asked; `way` says of which."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("So heißt der Kanal in diesem System."),
    )
    attach = forms.ChoiceField(
        label=_("Beigabe"), help_text=Channel._meta.get_field("attach").help_text
    )

    def __init__(self, *args, way: type[Way], channel: Channel | None, **kwargs):
        super().__init__(*args, **kwargs)
        self.way, self.channel = way, channel
        self.fields["attach"].choices = attachments(way.network)
        self.fields["name"].initial = channel.name if channel else way.label
        self.fields["attach"].initial = channel and channel.attach
        if "server" in self.fields:
            self._prepare_server(self.fields["server"])

    def _prepare_server(self, field) -> None:
        """Only Mastodon has servers to choose, but each network has a practice one."""
        known = ways.server_for(self.way, self.channel.server if self.channel else "")
        local = on_loopback(settings.PUBLIC_URL)
        if local and not on_loopback(known):
            known = f"http://127.0.0.1:{settings.SANDBOX_PORT}/{self.way.app_network}"
        field.initial = known
        if not local and not self.way.registers_itself:
            del self.fields["server"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Channel.objects.exclude(pk=self.channel and self.channel.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("Einen Kanal mit diesem Namen gibt es schon."))
        return name

    def clean_server(self) -> str:
        server = self.cleaned_data["server"].partition("/@")[0].rstrip("/")
        server_addresses.require_usable(server)
        return server


class SignInForm(ConnectForm):
    server = forms.URLField(
        label=_("Server"),
        assume_scheme="https",
        help_text=_("Wo das Konto ist, zum Beispiel mastodon.social"),
    )
    token = secret(
        _("Token"),
        required=False,
        help_text=_("Leer lassen, um sich beim Netzwerk anzumelden."),
    )
    field_order = ["name", "server", "attach", "token"]


class PasswordForm(ConnectForm):
    identifier = forms.CharField(
        label=_("Handle"), help_text=_("Zum Beispiel dortmund.bsky.social")
    )
    password = secret(
        _("App-Passwort"),
        help_text=_(
            "Im Netzwerk unter „Einstellungen, Datenschutz und Sicherheit, "
            "App-Passwörter“ anlegen; nie das Passwort des Kontos verwenden."
        ),
    )
    server = forms.URLField(label=_("Übungsnetz"), assume_scheme="https")
    field_order = ["name", "identifier", "password", "server", "attach"]

    def clean_identifier(self) -> str:
        identifier = identifier_in(self.cleaned_data["identifier"])
        if not identifier:
            raise ValidationError(_("Das ist kein Handle."))
        return identifier


class PostAddressForm(forms.Form):
    """Where a person has seen the post of a delivery that was in doubt."""

    url = forms.URLField(
        label=_("Adresse des Beitrags"), assume_scheme="https", max_length=500
    )

    def __init__(self, channel: Channel, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.channel = channel

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        own = (self.channel.server, self.channel.account_url)
        if not any(_below(url, address) for address in own if address):
            raise ValidationError(
                _("Diese Adresse gehört nicht zum Netzwerk dieses Kanals.")
            )
        if url.rstrip("/") in (address.rstrip("/") for address in own):
            raise ValidationError(
                _("Das ist die Adresse des Kontos, nicht die eines Beitrags.")
            )
        if self.channel.deliveries.filter(url=url).exists():
            raise ValidationError(_("Dort steht schon ein anderer Beitrag von uns."))
        return url


def _below(url: str, address: str) -> bool:
    """Whether the host is the same, whatever stands before it, such as www."""
    host, own = (urlsplit(one).netloc.lower() for one in (url, address))
    own = own.removeprefix("www.")
    return host == own or host.endswith(f".{own}")


class ChooseForm(forms.Form):
    """Which of the opened accounts the channel is to be."""

    account = forms.ChoiceField(label=_("Konto"), widget=forms.RadioSelect)

    def __init__(self, *args, names: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(enumerate(names))
        self.fields["account"].initial = 0


class AppForm(WagtailAdminModelForm):
    """The app that a person has made at Meta; its secret is kept if left empty."""

    secret = secret(_("App-Geheimnis"), required=False)

    class Meta:
        model = App
        fields = ["network", "server", "client_id"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        named = {way.app_network: way for way in ways.available() if way.takes_an_app}
        self.fields["network"].choices = [
            (name, NETWORKS[name].label) for name in named
        ]
        self.fields["network"].disabled = bool(self.instance.pk)
        self.fields["server"].required = False
        self.fields["server"].help_text = _("Leer: das Netzwerk selbst.")
        self.fields["secret"].required = not self.instance.pk

    def clean(self):
        cleaned = super().clean()
        if "network" in cleaned:
            way = next(w for w in ways.available() if w.network == cleaned["network"])
            server = (cleaned.get("server") or way.default_server).rstrip("/")
            server_addresses.require_usable(server)
            cleaned["server"] = server
        return cleaned

    def save(self, commit=True):
        if self.cleaned_data["secret"]:
            self.instance.seal_secret(self.cleaned_data["secret"])
        return super().save(commit)
