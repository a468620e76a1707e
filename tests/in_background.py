"""A server of the standard library that answers while a test goes on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import BaseServer

PAUSE = 0.02  # seconds between two looks whether it shall end


@contextmanager
def in_background(server: BaseServer) -> Iterator[None]:
    """From a thread of its own; closed in the end."""
    thread = threading.Thread(target=server.serve_forever, args=(PAUSE,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
