"""A mail server on loopback that speaks as much SMTP as a mail needs."""

import email
import email.policy
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from tests.in_background import in_background


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._answer("220 here")
        while line := self.rfile.readline().decode().strip().upper():
            if self.server.refusing and line.startswith("RCPT"):
                self._answer("451 try again")
            elif line.startswith("DATA"):
                self._answer("354 go on")
                self.server.received.append(self._letter())
                self._answer("250 taken")
            elif line.startswith("QUIT"):
                return self._answer("221 bye")
            else:
                self._answer("250 fine")
        return None

    def _letter(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        content = b"".join(line.removeprefix(b".") for line in lines)
        return email.message_from_bytes(content, policy=email.policy.default)

    def _answer(self, text: str):
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """`received` are the mails it took; while `refusing`, it takes none."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.received: list[EmailMessage] = []
        self.refusing = False

    @property
    def mailers(self) -> dict:
        """As the settings name it."""
        host, port = self.server_address
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": host, "port": port, "timeout": 5}
        return {"default": {"BACKEND": backend, "OPTIONS": options}}


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer()
    with in_background(server):
        yield server


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """The mailbox of the operations, and the server that takes its mail."""
    with running() as server:
        settings.MAILERS = server.mailers
        settings.OPERATIONS_MAILBOX = "technik@stadt.example"
        yield server
