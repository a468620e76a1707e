"""`python -m tests.chaos.sandbox ...`: the real sandbox, deadly to those who call it.

With an order, the caller is killed when its request to publish has arrived, or when it
has been carried out but not answered: in both cases the post is made.
"""

import sys
from pathlib import Path

from syndication.sandbox.__main__ import main
from syndication.sandbox.registry import NETWORKS
from tests.chaos import orders

# The requests that make something public.
PUBLISHING = (
    "/api/v1/statuses",
    "/xrpc/com.atproto.repo.createRecord",
    "/xrpc/com.atproto.repo.putRecord",
    "/xrpc/com.atproto.repo.applyWrites",
    "/feed",
    "/media_publish",
    "/threads_publish",
)
ESTABLISHED = "01"


def deadly(handle):
    def handled(call, endpoint, arguments):
        request = call.request
        publishing = request.method == "POST" and request.path.endswith(PUBLISHING)
        if publishing and orders.take("request arrived"):
            kill_caller(request, "request arrived")
        response = handle(call, endpoint, arguments)
        if publishing and orders.take("carried out, not answered"):
            kill_caller(request, "carried out, not answered")
        return response

    return handled


def kill_caller(request, step: str) -> None:
    caller = process_at(int(request.environ["REMOTE_PORT"]))
    if caller:
        orders.kill(caller, step, orders.held(caller))


def process_at(port: int) -> int | None:
    """The process of this stand whose connection has this local port."""
    socket = f"socket:[{inode_at(port)}]"
    for number in orders.cast():
        for descriptor in Path(f"/proc/{number}/fd").glob("*"):
            try:
                if str(descriptor.readlink()) == socket:
                    return number
            except OSError:  # closed meanwhile
                continue
    return None


def inode_at(port: int) -> str:
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _number, local, _remote, state, *rest = line.split()
        if int(local.rpartition(":")[2], 16) == port and state == ESTABLISHED:
            return rest[5]
    return ""


if __name__ == "__main__":
    for network in NETWORKS.values():
        network.handle = deadly(network.handle)
    sys.exit(main())
