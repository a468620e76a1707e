"""nginx with files and nothing else: the fastest that this machine can answer."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import end, free_port, listens, until

CONFIGURATION = """
user root;
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    default_type text/html;
    sendfile on;
    access_log off;
    open_file_cache max=100;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; gzip_static on; }}
}}
"""


@contextmanager
def static_files(folder: Path, files: dict[str, bytes]) -> Iterator[str]:
    """`files` by name, under the address that it yields."""
    port = free_port()
    (folder / "files").mkdir(parents=True)
    for name, content in files.items():
        (folder / "files" / name).write_bytes(content)
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port))
    process = subprocess.Popen(
        ["nginx", "-c", str(configuration)], start_new_session=True
    )
    try:
        if not until(lambda: listens(port)):
            raise RuntimeError((folder / "error.log").read_text())
        yield f"http://127.0.0.1:{port}"
    finally:
        end(process)
