"""The last look before sending: is the page public, and does its address answer?

Five networks are about to fetch the page and its pictures within seconds, so all have
been fetched once before, by us.
"""

import time
from contextlib import suppress
from functools import lru_cache
from urllib.parse import urljoin

import requests
from bs4 import BeautifulSoup, SoupStrainer
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from .networks.base import Post, TemporaryError

TIMEOUT = (3.05, 15)  # seconds to connect, seconds between two bytes
JUST_NOW = 5  # seconds, in which other channels get the same
METAS = SoupStrainer("meta")
# Of this process, which sends one post after the other: it stays connected.
_own_site = requests.Session()


class PageLeftError(Exception):
    """The page is no longer for everyone: nothing is to be said of it."""


def pages_still_there() -> QuerySet:
    """What nobody has taken down, deleted or made private, and has not expired.

    What a page's own kind asks besides is left out: a date of its own may be a moment
    ahead of this host's clock, and that is no reason to take a post back.
    """
    expired = Q(expire_at__lte=timezone.now())
    return Page.objects.live().public().exclude(expired)


def public_page(page: Page | None) -> Page:
    """The page as its own class, if everyone may read it now.

    Raises PageLeftError if it is no longer there, TemporaryError if it is not yet.
    """
    if not page:
        raise PageLeftError(_("Die Seite ist nicht (mehr) öffentlich."))
    public = page.specific_class.objects.live().public().select_related("locale")
    with suppress(ObjectDoesNotExist):
        return public.get(pk=page.pk)  # `first` would sort, which takes Django a while
    if pages_still_there().filter(pk=page.pk).exists():
        raise TemporaryError(_("Die Seite ist noch nicht öffentlich."))
    raise PageLeftError(_("Die Seite ist nicht (mehr) öffentlich."))


def warm(post: Post, said: str) -> None:
    """Fetch the page and its pictures; raises TemporaryError unless all answer.

    What has just answered, with a story of the same fingerprint `said`, still does.
    """
    _warm_page(post.url, said, int(time.monotonic()) // JUST_NOW)
    if post.picture and post.picture.url:
        _fetched(post.picture.url)


@lru_cache(maxsize=64)  # what has failed is not kept
def _warm_page(url: str, _said: str, _moment: int) -> None:
    """The page and the picture in its card."""
    head = _fetched(url).content.partition(b"</head>")[0]
    card = BeautifulSoup(head, "html.parser", parse_only=METAS).find(
        "meta", property="og:image", content=True
    )
    if card:
        _fetched(urljoin(url, card["content"]))


def _fetched(url: str) -> requests.Response:
    try:
        answer = _own_site.get(url, timeout=TIMEOUT)
    except requests.RequestException as error:
        raise TemporaryError(
            _("Die eigene Adresse %s antwortet nicht.") % url
        ) from error
    if answer.status_code != 200:
        raise TemporaryError(
            _("Die eigene Adresse %(url)s antwortet mit %(status)s.")
            % {"url": url, "status": answer.status_code}
        )
    return answer
