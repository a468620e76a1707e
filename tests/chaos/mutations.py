"""Lines that the promise hangs on, and what to put in their place to see it break."""

import sys
from pathlib import Path

MUTATIONS = {
    "no lease": (
        "syndication/delivery_arrows.py",
        "leased_until=now + timedelta(seconds=seconds)",
        "leased_until=now",
    ),
    "no stored key": (
        "syndication/delivery_arrows.py",
        "key=self.key or self.channel.network_class.new_key(now)",
        "key=self.channel.network_class.new_key(now)",
    ),
    "no look": (
        "syndication/looking.py",
        "found = delivery.text and channel.client().find(",
        "found = None and channel.client().find(",
    ),
}


def apply(name: str, folder: Path) -> None:
    """Change the copy of the tree in `folder`."""
    file, line, other = MUTATIONS[name]
    text = (folder / file).read_text()
    if line not in text:
        sys.exit(f"{file} has no line {line!r} any more.")
    (folder / file).write_text(text.replace(line, other))
