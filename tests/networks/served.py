"""A web server on loopback for the pictures that a network fetches by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.in_background import in_background


class Pictures:
    """The pictures that are served now; without a server they have no address."""

    base = ""
    files: dict[str, bytes] = {}

    def add(self, content: bytes) -> str:
        """Where it may be fetched."""
        path = f"/{sha256(content).hexdigest()}.jpg"
        self.files[path] = content
        return self.base and self.base + path

    @contextmanager
    def served(self) -> Iterator[None]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        with in_background(server):
            self.base = f"http://127.0.0.1:{server.server_port}"
            yield


PICTURES = Pictures()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = PICTURES.files.get(self.path)
        self.send_response_only(200 if content else 404)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content or b"")

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *arguments) -> None:
        pass
