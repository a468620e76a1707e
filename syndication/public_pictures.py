"""Pictures for the networks that fetch them: files with a public address, for a time."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .networks.base import Picture
from .pictures import store_is_silent

FOLDER = "out"
# A file is given out on the day on which it is made, and then for at least 48 h there.
KEPT = timedelta(hours=24 + 48)
SWEPT_EVERY = 3_600  # seconds


def published(picture: Picture) -> Picture:
    """The picture with the address of a copy that everybody may fetch.

    The address is ASCII, and nobody guesses it before it is told: it hangs on the
    site's secret. The same picture has the same address all day, which stands in it, so
    that trying again makes no second copy. Raises TemporaryError if the store does not answer.
    """
    name = f"{FOLDER}/{_name(picture.content)}.jpg"
    try:
        if not default_storage.exists(name):
            name = default_storage.save(name, ContentFile(picture.content))
    except ConnectionError as error:
        raise store_is_silent() from error
    address = urljoin(f"{settings.PUBLIC_URL}/", default_storage.url(name))
    return replace(picture, url=address)


def sweep(now: datetime) -> None:
    """Remove the copies that no network needs any more; looks once in an hour.

    By the day in their names: to ask a bucket for each one's age would take seconds.
    """
    if not cache.add("syndication.public_pictures", True, SWEPT_EVERY):
        return
    last = f"{FOLDER}/{(now - KEPT).date()}~"
    for name in _names():
        if name < last:
            default_storage.delete(name)


def _name(content: bytes) -> str:
    day = timezone.now().date()
    made_of = f"{day} {hashlib.sha256(content).hexdigest()}"
    digest = salted_hmac("syndication.public_pictures", made_of, algorithm="sha256")
    return f"{day}-{digest.hexdigest()[:40]}"


def _names() -> list[str]:
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing has ever been copied
        return []
    return [f"{FOLDER}/{name}" for name in files]
