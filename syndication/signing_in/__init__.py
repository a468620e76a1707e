"""Ways to connect an account: sign in over there, or show a token."""

from ..networks.base import Credentials
from .base import Way
from .bluesky import Bluesky
from .facebook import Facebook, InstagramByFacebook
from .long_lived import Instagram, Threads
from .mastodon import Mastodon

WAYS: dict[str, type[Way]] = {
    way.name: way
    for way in (Mastodon, Bluesky, Facebook, Instagram, InstagramByFacebook, Threads)
}


def way_of(network: str, credentials: Credentials) -> type[Way]:
    """The way by which such credentials of a network came."""
    by_facebook = credentials.get("login") == "facebook"
    return WAYS[f"{network}_facebook" if by_facebook else network]
