"""`python -m tests.bench.quick_network PORT`: networks like Mastodon that answer at once.

Each path before `/api/` is one of them. They say yes to everything and keep when the
first byte of each post came: GET /posts tells `[[seconds since 1970, network, text]]`,
the text empty for a picture.
"""

import asyncio
import json
import re
import sys
import time
from urllib.parse import parse_qs

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
END = b"\r\n\r\n"
POSTS: list[tuple[float, str, str]] = []


class Connection(asyncio.Protocol):
    def __init__(self):
        self._came, self._bytes = 0.0, b""

    def connection_made(self, transport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came = self._came or time.time()
        self._bytes += data
        head, end, body = self._bytes.partition(END)
        length = LENGTH.search(head)
        if end and len(body) >= (int(length[1]) if length else 0):
            self._transport.write(self._answer(head, body))
            self._came, self._bytes = 0.0, b""

    def _answer(self, head: bytes, body: bytes) -> bytes:
        method, path, _version = head.split(b"\r\n", 1)[0].decode().split()
        if path == "/posts":
            return _http(POSTS)
        if method == "POST":
            network, _, call = path.partition("/api/")
            text = parse_qs(body.decode())["status"][0] if "statuses" in call else ""
            POSTS.append((self._came, network, text))
        number = str(len(POSTS))
        return _http({"id": number, "url": f"http://127.0.0.1/{number}"})


def _http(told) -> bytes:
    body = json.dumps(told).encode()
    lines = (
        "HTTP/1.1 200 OK",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + END + body


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(
        Connection, "127.0.0.1", port, backlog=128
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
