"""The share cards as files, each drawn once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.files import locks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import get_language

from syndication.composing import Story
from syndication.kept_pictures import kept
from syndication.share_card import WIDE, ShareCard, card_of

from .images import RATIOS

FOLDER = "share"


def address_of(card: ShareCard, size: tuple[int, int] = WIDE) -> str:
    """The card's picture, `size` in pixels, below MEDIA_URL; drawn if there is none yet.

    Other words have another address. Old cards stay: other sites have linked them.
    Raises OSError if the picture cannot be stored.
    """
    shape = "" if size == WIDE else "-{}x{}".format(*size)
    name = f"{FOLDER}/{card.digest}{shape}.jpg"
    if not default_storage.exists(name):
        with _alone():
            if not default_storage.exists(name):
                default_storage.save(name, ContentFile(_drawn(card, size)))
    return default_storage.url(name)


def draw(story: Story) -> None:
    """All that its page will show, kept where no reader gets at it."""
    for size in (WIDE, *RATIOS):
        _drawn(card_of(story), size)


def _drawn(card: ShareCard, size: tuple[int, int]) -> bytes:
    made_from = (card.digest, get_language(), size)
    return kept(made_from, lambda: card.drawn(size))


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this machine at a time, however many readers ask at once."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    with open(settings.VAR_DIR / "share_card.lock", "a") as file:
        locks.lock(file, locks.LOCK_EX)
        yield
