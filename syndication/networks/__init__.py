"""The networks a channel can be on: one line each."""

from .base import Network
from .bluesky import Bluesky
from .facebook import Facebook
from .mastodon import Mastodon

NETWORKS: dict[str, type[Network]] = {
    network.name: network for network in (Mastodon, Bluesky, Facebook)
}
