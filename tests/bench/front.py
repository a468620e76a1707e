"""Debian's nginx with the configuration that is shipped, on free ports of loopback."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import ROOT, Stand, free_port

from .nginx import nginx

DEPLOY = ROOT / "deploy"
# What stands beside the site, with the same encryption: the same bytes as a file.
PLAIN = """
    location /plain/ {{
        alias {folder}/plain/;
        gzip_static on;
        access_log off;
    }}
"""


class Front:
    """nginx before the site that listens at `site_port`; `tree` has its files.

    Readers come to `url`, or without encryption to `plain_port`; `certificate` is a
    file that they trust.
    """

    def __init__(self, tree: Path, site_port: int, folder: Path, port: int = 0):
        self.tree, self.site_port, self.folder = tree, site_port, folder
        self.port, self.plain_port = port or free_port(), free_port()
        self.seconds_port = free_port()
        self.url = f"https://localhost:{self.port}"
        self.certificate = folder / "certificate.pem"
        self.plain = folder / "plain"

    @contextmanager
    def running(self) -> Iterator[None]:
        self.plain.mkdir(parents=True)
        self._certify()
        with nginx(self.folder, self.port, self._configuration()):
            yield

    def _certify(self) -> None:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-nodes", "-newkey", "ec"),
                *("-pkeyopt", "ec_paramgen_curve:P-256"),
                *("-days", "2", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost"),
                *("-keyout", str(self.folder / "key.pem")),
                *("-out", str(self.certificate)),
            ],
            check=True,
            capture_output=True,
        )

    def _configuration(self) -> str:
        """The shipped text with the names of this place; each must be found in it."""
        text = (DEPLOY / "nginx.conf").read_text()
        names = {
            "/etc/letsencrypt/live/newsroom.example/fullchain.pem": self.certificate,
            "/etc/letsencrypt/live/newsroom.example/privkey.pem": self.folder
            / "key.pem",
            "newsroom.example": "localhost",
            "/var/cache/nginx/newsroom": self.folder / "cache",
            "/var/log/nginx/newsroom.log": self.folder / "access.log",
            "/opt/newsroom/deploy": DEPLOY,
            "/opt/newsroom/templates": ROOT / "templates",
            "/opt/newsroom": self.tree,
            "127.0.0.1:8000": f"127.0.0.1:{self.site_port}",
            "127.0.0.1:8009": f"127.0.0.1:{self.seconds_port}",
            "[::]:443": f"[::1]:{self.port}",
            "[::]:80": f"[::1]:{self.plain_port}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            # Where the port is none that an address leaves out.
            "Host $host;": f"Host $host:{self.port};",
            "https://$host": f"https://$host:{self.port}",
            "    # What readers see.": PLAIN.format(folder=self.folder)
            + "    # What readers see.",
        }
        text = renamed(text, names)
        return text if _speaks_ipv6() else re.sub(r"\n +listen \[::1\].*", "", text)


def renamed(text: str, names: dict[str, object]) -> str:
    """A shipped text with names of this place; raises ValueError if one is not in it."""
    for shipped, here in names.items():
        if shipped not in text:
            raise ValueError(f"The shipped configuration has no {shipped!r}")
        text = text.replace(shipped, str(here))
    return text


def _speaks_ipv6() -> bool:
    """Containers often do not."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def shipped_site(stand: Stand) -> list[str]:
    """The site as its unit starts it, at the stand's port."""
    unit = (DEPLOY / "newsroom.service").read_text()
    command = unit.partition("\nExecStart=")[2].partition("\n")[0].split()
    command[command.index("--port") + 1] = str(stand.port)
    return command[1:]
