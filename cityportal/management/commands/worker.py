"""manage.py worker: the queue and the sender's clock (docs/architecture.md, section 7)."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from cityportal.preloading import preload
from cityportal.supervisor import AnotherSupervisorError, Supervisor, alone
from syndication.networks import NETWORKS
from syndication.restoring import Mark


class Command(BaseCommand):
    help = "Send what is due and publish what is scheduled, until told to stop."

    def handle(self, **options):
        try:
            with alone(settings.VAR_DIR) as clusters:
                for network in NETWORKS.values():
                    network.load()
                if settings.MEDIA_STORE:
                    default_storage.load()
                preload()
                Supervisor(clusters, Mark(settings.VAR_DIR)).run()
        except AnotherSupervisorError as other:
            raise CommandError(
                f"A worker runs on this host already, process {other}."
            ) from None
