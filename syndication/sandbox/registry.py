"""The networks of the sandbox: a new one is a folder and a line here."""

from .bluesky import Bluesky
from .facebook import Facebook
from .instagram import Instagram
from .mastodon import Mastodon
from .threads import Threads

NETWORKS = {
    network.name: network
    for network in (Mastodon(), Bluesky(), Facebook(), Instagram(), Threads())
}
