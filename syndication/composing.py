"""From a story to the post of one network. Pure: no network, no database, no clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Story:
    """What a page tells the channels; a page answers it with `story()`.

    `url` is the absolute address, `image` an instance of the site's image model or
    None, `topics` plain names, `published_at` when readers first saw it.
    """

    headline: str
    teaser: str
    url: str
    language: str
    topics: tuple[str, ...] = ()
    kicker: str = ""
    image: Any = None
    alt: str = ""
    urgent: bool = False
    published_at: datetime | None = None
