"""manage.py worker: the queue and the sender's clock (docs/architecture.md, section 7)."""

import gc

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from cityportal.supervisor import AnotherSupervisorError, Supervisor, alone
from syndication.networks import NETWORKS
from syndication.restoring import Mark


class Command(BaseCommand):
    help = "Send what is due and publish what is scheduled, until told to stop."

    def handle(self, **options):
        try:
            with alone(settings.VAR_DIR) as cluster:
                _load()
                Supervisor(cluster, Mark(settings.VAR_DIR)).run()
        except AnotherSupervisorError as other:
            raise CommandError(
                f"A worker runs on this host already, process {other}."
            ) from None


def _load() -> None:
    """What each process of the queue needs: forked with it, they share its memory."""
    for network in NETWORKS.values():
        network.load()
    reverse("wagtailadmin_home")  # reads all addresses of the site
    gc.collect()
    gc.freeze()  # or the first collection in each process would copy it all
