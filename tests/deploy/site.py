"""A site to stand behind nginx: it notes what it is asked, and answers by the path."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from tests.in_background import in_background

SHARED = "public, max-age=0, s-maxage=1, stale-if-error=86400"


class Question(NamedTuple):
    path: str
    headers: Message


class Site(ThreadingHTTPServer):
    """`asked`: every question, in order."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[Question] = []
        self._connections: list[socket.socket] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    def addresses(self) -> list[str]:
        return [question.path for question in self.asked]

    @contextmanager
    def running(self) -> Iterator["Site"]:
        with in_background(self):
            try:
                yield self
            finally:
                self.end()

    def end(self) -> None:
        """As a program ends: with all its connections."""
        self.shutdown()
        self.server_close()
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def get_request(self):
        connection, address = super().get_request()
        self._connections.append(connection)
        return connection, address


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self._note()
        path = self.path.partition("?")[0]
        headers = {"Cache-Control": SHARED, "Vary": "Accept-Encoding"}
        if path == "/moved/":
            headers["Location"] = f"{self.path}&moved"
        if path == "/own/":
            headers["Cache-Control"] = "private, no-store"
        if path == "/old/":
            headers["Cache-Control"] = SHARED.replace("s-maxage=1", "s-maxage=0")
        if path == "/varied/":
            headers["Vary"] = "Accept-Language"
        status = {"/moved/": 301, "/missing/": 404, "/ill/": 503}.get(path, 200)
        packing = self.headers.get("Accept-Encoding", "")
        self._answer(status, f"{self.path} {packing}".encode(), headers)

    def do_POST(self):
        self._note()
        length = len(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(200, str(length).encode(), {"Cache-Control": "no-store"})

    def _note(self) -> None:
        self.server.asked.append(Question(self.path, self.headers))

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """Nothing: what was asked is in `asked`."""
