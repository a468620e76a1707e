"""What the processes of a site or a worker have in common: forked with it, they share it."""

import gc

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from PIL import Image

from newsroom.memory import share_one_heap


def preload() -> None:
    """To be called last before the first fork; what loads at first use is used here."""
    share_one_heap()
    Image.init()  # knows all formats of pictures
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")  # reads the catalogue
            reverse("wagtailadmin_home")  # reads all addresses, and their views
    gc.collect()
    gc.freeze()  # or the first collection in each process would copy it all
