"""The web server: one thread per connection, loopback only."""

import errno
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from .app import RESET, Sandbox
from .registry import NETWORKS


class PortTakenError(Exception):
    """Another program listens on the port; its text is the sentence to show."""


class Handler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Requests are logged in the store, for tests to count; see requests.json."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:
        """Read no further request from a connection that is to end."""
        self.close_connection = True


class Server(ThreadedWSGIServer):
    daemon_threads = True

    def shutdown_request(self, request: socket.socket) -> None:
        """Close a connection; one that is to be reset without the usual farewell."""
        if request.fileno() == -1:  # its thread has, before we were told to end
            return
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(RESET)) == RESET:
            self.close_request(request)
        else:
            super().shutdown_request(request)


def open_server(port: int, folder: Path, window_factor: float = 1) -> Server:
    """Bind 127.0.0.1:`port` (0: any free one); raises PortTakenError, OSError.

    All rate windows are `window_factor` times shorter than the networks' own.
    """
    try:
        listener = socket.create_server(("127.0.0.1", port), backlog=128)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise PortTakenError(
            f"Port {port} ist belegt: Ein anderes Programm benutzt ihn schon."
        ) from None
    with listener:
        sandbox = Sandbox(folder, NETWORKS, window_factor)
        return Server("127.0.0.1", port, sandbox, Handler, fd=listener.fileno())


@contextmanager
def serve(folder: Path, port: int = 0) -> Iterator[str]:
    """A running sandbox within this process; gives its base address."""
    server = open_server(port, folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.app.close()
