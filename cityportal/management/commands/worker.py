"""manage.py worker: the queue and the sender's clock (docs/architecture.md, section 7)."""

import gc

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from cityportal.supervisor import AnotherSupervisorError, Supervisor, alone
from newsroom.memory import share_one_heap
from syndication.networks import NETWORKS
from syndication.restoring import Mark


class Command(BaseCommand):
    help = "Send what is due and publish what is scheduled, until told to stop."

    def handle(self, **options):
        try:
            with alone(settings.VAR_DIR) as clusters:
                _load()
                Supervisor(clusters, Mark(settings.VAR_DIR)).run()
        except AnotherSupervisorError as other:
            raise CommandError(
                f"A worker runs on this host already, process {other}."
            ) from None


def _load() -> None:
    """What each process of the queue needs: forked with it, they share its memory."""
    share_one_heap()
    for network in NETWORKS.values():
        network.load()
    if settings.MEDIA_STORE:
        default_storage.load()
    reverse("wagtailadmin_home")  # reads all addresses of the site
    gc.collect()
    gc.freeze()  # or the first collection in each process would copy it all
