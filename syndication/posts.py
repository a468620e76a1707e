"""Where a page's posts can be read and answered."""

from dataclasses import dataclass

from .delivery_states import OUT_THERE
from .models import Delivery


@dataclass(frozen=True)
class PublicPost:
    """A post of ours on a network; `channel` is the channel's name."""

    network: str
    channel: str
    url: str


def posts_of(page) -> list[PublicPost]:
    """The page's posts that are out there and have an address, the oldest of each channel.

    One that is to be changed is out there meanwhile. One query, in the order of the
    channels' names.
    """
    if not page.pk:  # a preview of what was never saved
        return []
    sent = Delivery.objects.filter(OUT_THERE, announcement__page_id=page.pk)
    found = {}
    for delivery in sent.exclude(url="").select_related("channel").order_by("pk"):
        found.setdefault(delivery.channel, delivery.url)
    posts = [PublicPost(c.network_class.label, c.name, url) for c, url in found.items()]
    return sorted(posts, key=lambda post: post.channel.casefold())
