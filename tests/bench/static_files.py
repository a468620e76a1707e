"""nginx with files and nothing else: the fastest that this machine can answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.stand import free_port

from .nginx import nginx

SERVER = """
default_type text/html;
open_file_cache max=100;
server {{ listen 127.0.0.1:{port}; root {folder}/files; gzip_static on; }}
"""


@contextmanager
def static_files(folder: Path, files: dict[str, bytes]) -> Iterator[str]:
    """`files` by name, under the address that it yields."""
    port = free_port()
    (folder / "files").mkdir(parents=True)
    for name, content in files.items():
        (folder / "files" / name).write_bytes(content)
    with nginx(folder, port, SERVER.format(folder=folder, port=port)):
        yield f"http://127.0.0.1:{port}"
