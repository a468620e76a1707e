"""Debian's nginx with the configuration that is shipped, on free ports of loopback."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import ROOT, Stand, end, free_port

DEPLOY = ROOT / "deploy"
MAIN = """
user root;
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    sendfile on;
    include {folder}/newsroom.conf;
}}
"""
# What stands beside the site, with the same encryption: the same bytes as a file.
PLAIN = """
    location /plain/ {{
        alias {folder}/plain/;
        gzip_static on;
        access_log off;
    }}
"""


class Front:
    """nginx in front of a stand; `url` is where readers come, `certificate` a file."""

    def __init__(self, stand: Stand, folder: Path, port: int, plain_port: int):
        self.stand, self.folder = stand, folder
        self.port, self.plain_port = port, plain_port
        self.seconds_port = free_port()
        self.url = f"https://localhost:{port}"
        self.certificate = folder / "certificate.pem"
        self.plain = folder / "plain"

    @contextmanager
    def running(self) -> Iterator[None]:
        self.plain.mkdir()
        self._certify()
        (self.folder / "newsroom.conf").write_text(self._configuration())
        main = self.folder / "nginx.conf"
        main.write_text(MAIN.format(folder=self.folder))
        process = subprocess.Popen(["nginx", "-c", str(main)], start_new_session=True)
        try:
            yield
        finally:
            end(process)

    def _certify(self) -> None:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
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
            "/opt/newsroom": self.stand.folder,
            "127.0.0.1:8000": f"127.0.0.1:{self.stand.port}",
            "127.0.0.1:8009": f"127.0.0.1:{self.seconds_port}",
            "[::]:443": f"[::1]:{self.port}",
            "[::]:80": f"[::1]:{self.plain_port}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
            # Elsewhere the port is none that an address would name.
            "Host $host;": f"Host $host:{self.port};",
            "https://$host": f"https://$host:{self.port}",
            "    # What readers see.": PLAIN.format(folder=self.folder)
            + "    # What readers see.",
        }
        for shipped, here in names.items():
            if shipped not in text:
                raise ValueError(f"deploy/nginx.conf has no {shipped!r}")
            text = text.replace(shipped, str(here))
        return text
