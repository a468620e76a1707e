"""The channels, from the command line: add, list, check, pause, resume, rebind."""

import json
import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from syndication import connecting, restoring
from syndication.models import Channel
from syndication.networks import NETWORKS
from syndication.networks.base import NetworkError
from syndication.reasons import explained


class Command(BaseCommand):
    help = "Add a channel (credentials as JSON from standard input), list, check, ..."

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        add = verbs.add_parser("add", help="connect an account")
        add.add_argument("network", choices=NETWORKS)
        add.add_argument("name")
        add.add_argument("--server", help="base address, e.g. https://mastodon.social")
        add.add_argument("--attach", choices=Channel.Attach.values, default="card")
        verbs.add_parser("list", help="all channels and their state")
        for verb, text in (
            ("check", "ask the network whether the credentials work"),
            ("rebind", "let the channel speak for today's PUBLIC_URL"),
        ):
            verbs.add_parser(verb, help=text).add_argument("name")
        pause = verbs.add_parser("pause", help="let what is due wait")
        resume = verbs.add_parser("resume", help="check, and let it send again")
        for verb in (pause, resume):
            which = verb.add_mutually_exclusive_group(required=True)
            which.add_argument("name", nargs="?")
            which.add_argument("--all", action="store_true", help="every channel")
        resume.add_argument(
            "--look-first",
            action="store_true",
            help="after a backup was restored: look on the network for what seems unsent",
        )

    def handle(self, *, verb, **options):
        getattr(self, f"_{verb}")(options)

    def _add(self, options):
        network = NETWORKS[options["network"]]
        channel = Channel(
            name=options["name"],
            network=network.name,
            server=options["server"] or network.default_server,
            attach=options["attach"],
        )
        try:
            channel.full_clean()
            health = connecting.connect(channel, self._credentials())
        except ValidationError as error:
            raise CommandError(" ".join(_told(error))) from None
        except NetworkError as error:
            raise CommandError(explained(error, channel)) from None
        self._say(channel, _("verbunden mit %s") % health.account)

    def _list(self, options):
        for channel in Channel.objects.all():
            self._say(
                channel, f"{channel.network} {channel.account_name} {channel.state()}"
            )

    def _check(self, options):
        self._ask(options["name"], connecting.check)

    def _pause(self, options):
        for channel in self._meant(options):
            channel.pause(_("Von Hand angehalten."))
            self._say(channel, channel.state())

    def _resume(self, options):
        refused = []
        for channel in self._meant(options):
            if options["look_first"]:
                number = restoring.look_first(channel)
                self._say(channel, _("zuerst nachgesehen wird bei: %d") % number)
            try:
                self._ask(channel.name, connecting.resume)
            except CommandError as error:
                refused.append(str(error))
        if refused:
            raise CommandError("\n".join(refused))

    def _meant(self, options) -> list[Channel]:
        if options["all"]:
            return list(Channel.objects.in_use())
        return [self._channel(options["name"])]

    def _rebind(self, options):
        channel = self._channel(options["name"])
        connecting.rebind(channel, settings.PUBLIC_URL)
        self._say(channel, _("spricht jetzt für %s") % settings.PUBLIC_URL)

    def _ask(self, name: str, question) -> None:
        channel = self._channel(name)
        try:
            health = question(channel)
        except NetworkError as error:
            raise CommandError(f"{channel}: {explained(error, channel)}") from None
        self._say(channel, _("in Ordnung, Konto %s") % health.account)

    def _channel(self, name: str) -> Channel:
        try:
            return Channel.objects.get(name=name)
        except Channel.DoesNotExist:
            raise CommandError(_("Es gibt keinen Kanal „%s“.") % name) from None

    def _credentials(self) -> dict:
        try:
            credentials = json.load(sys.stdin)
        except ValueError:
            credentials = None
        if not isinstance(credentials, dict):
            raise CommandError(
                _("Die Zugangsdaten werden als JSON-Objekt von der Eingabe gelesen.")
            )
        return credentials

    def _say(self, channel: Channel, text: str) -> None:
        self.stdout.write(f"{channel}: {text}")


def _told(error: ValidationError) -> list[str]:
    """Each message with the field that it is about."""
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    ]
