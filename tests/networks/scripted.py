"""A server on loopback that answers just what a test tells it to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.in_background import in_background

HTML = b"<!DOCTYPE html><title>Wartung</title><h1>Gleich wieder da</h1>"


@dataclass(frozen=True)
class Answer:
    """`body` is sent as it is if bytes, else as JSON."""

    status: int = 200
    body: object = b""
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> tuple[bytes, str]:
        if isinstance(self.body, bytes):
            return self.body, "text/html; charset=utf-8"
        return json.dumps(self.body).encode(), "application/json"


class Scripted(ThreadingHTTPServer):
    """Gives `answers` in turn, and the last of them for ever."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[Answer] = []
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def next_answer(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    def handle_one(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        seen = (self.command, self.path, dict(self.headers), body)
        self.server.requests.append(seen)
        answer = self.server.next_answer()
        content, kind = answer.content()
        self.send_response_only(answer.status)
        for name, value in {"Content-Type": kind, **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815  http.server's

    def log_message(self, *arguments) -> None:
        pass


@contextmanager
def scripted() -> Iterator[Scripted]:
    server = Scripted()
    with in_background(server):
        yield server
