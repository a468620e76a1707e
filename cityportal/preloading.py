"""What the processes of a site or a worker have in common: forked with it, they share it."""

import gc

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from newsroom.memory import share_one_heap


def preload() -> None:
    """To be called last before the first fork."""
    share_one_heap()
    if settings.MEDIA_STORE:
        default_storage.load()
    reverse("wagtailadmin_home")  # reads all addresses of the site, and their views
    gc.collect()
    gc.freeze()  # or the first collection in each process would copy it all
