"""Where the sandbox may look: nowhere but on this machine."""

from urllib.parse import urlsplit


def on_this_machine(url: str) -> bool:
    try:
        address = urlsplit(url)
        return address.scheme in ("http", "https") and address.hostname in (
            "127.0.0.1",
            "localhost",
        )
    except ValueError:
        return False
