"""Plain links by which readers pass an article on: nothing is loaded, nobody counts."""

from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from .addresses import absolute


def short_address(article) -> str:
    """Short enough to be typed, also from paper; empty in a preview of a new article."""
    return absolute(reverse("short", args=[article.pk])) if article.pk else ""


def share_links(article) -> list[tuple[str, str]]:
    """Pairs of a label and an address, e-mail first."""
    url = article.canonical_url
    words = f"{article.title} {url}"
    mail = urlencode({"subject": article.title, "body": words}, quote_via=quote)
    return [
        (_("E-Mail"), f"mailto:?{mail}"),
        # Its own server is asked for there; what follows # is not sent to anybody.
        ("Mastodon", f"https://share.joinmastodon.org/#text={quote(words)}"),
        ("Bluesky", f"https://bsky.app/intent/compose?text={quote(words)}"),
        (
            "Facebook",
            f"https://www.facebook.com/sharer/sharer.php?u={quote(url, safe='')}",
        ),
    ]
