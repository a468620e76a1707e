"""nginx as a program of its own, all of whose files are in one folder."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import end, listens, until

READY = 10.0  # seconds
MAIN = """
user root;
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    sendfile on;
    include {folder}/servers.conf;
}}
"""


@contextmanager
def nginx(folder: Path, port: int, servers: str) -> Iterator[None]:
    """With the configuration `servers`, one of which listens at `port`.

    Raises RuntimeError with what nginx has to say if it does not.
    """
    (folder / "servers.conf").write_text(servers)
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder))
    process = subprocess.Popen(["nginx", "-c", str(main)], start_new_session=True)
    try:
        if not until(lambda: listens(port), READY):
            raise RuntimeError((folder / "error.log").read_text())
        yield
    finally:
        end(process)
