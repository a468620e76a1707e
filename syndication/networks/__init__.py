"""The networks a channel can be on: one line each."""

from .base import Network
from .bluesky import Bluesky
from .facebook import Facebook
from .instagram import Instagram
from .mastodon import Mastodon
from .threads import Threads

NETWORKS: dict[str, type[Network]] = {
    network.name: network
    for network in (Mastodon, Bluesky, Facebook, Instagram, Threads)
}
