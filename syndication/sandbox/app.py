"""The WSGI application: finds the network, plays faults, logs, answers."""

import json
import logging
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule

from . import cards, control, pages, reactions
from .faults import Faults, HangUpError, play
from .network import Call, Network, RefusedError
from .store import Store, now
from .windows import Windows

log = logging.getLogger(__name__)

# SO_LINGER on, zero seconds: closing resets the connection.
RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Protocol:
    """An endpoint of a network's protocol, as against a page for people."""

    network: Network
    endpoint: Callable[..., Response]


class StrictJson:
    """JSON whose texts can be stored: no halves of surrogate pairs (ValueError)."""

    @staticmethod
    def loads(text: bytes | str, **options: Any) -> Any:
        value = json.loads(text, **options)
        json.dumps(value, ensure_ascii=False).encode()
        return value


class LimitedRequest(Request):
    """Loopback names only (no rebinding of foreign names), and no endless bodies."""

    json_module = StrictJson
    trusted_hosts = ("127.0.0.1", "localhost")
    max_content_length = 100 * 1024 * 1024
    max_form_memory_size = 5 * 1024 * 1024


class Sandbox:
    """All networks behind one port, with one store."""

    def __init__(
        self, folder: Path, networks: Mapping[str, Network], window_factor: float = 1
    ):
        self.networks, self.window_factor = networks, window_factor
        schemas = [network.schema for network in networks.values()]
        self.store = Store(folder, [cards.SCHEMA, reactions.SCHEMA, *schemas])
        self.faults, self.windows = Faults(), Windows()
        self.cards = cards.Cards(self.store)
        self._urls = Map(list(_rules(networks)), strict_slashes=False)

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable:
        try:
            response = self.respond(LimitedRequest(environ))
        except HangUpError as hangup:
            if hangup.hard:
                connection = environ["werkzeug.socket"]
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            # The server takes this for a client that has gone, and closes.
            raise ConnectionAbortedError from None
        return response(environ, start_response)

    def respond(self, request: Request) -> Response:
        """The answer to one request; raises HangUpError where a fault wants none."""
        try:
            endpoint, arguments = self._match(request)
            if isinstance(endpoint, Protocol):
                return self._logged(endpoint, arguments, request)
            return endpoint(self, request, **arguments)
        except RefusedError as refused:
            return refused.answer()
        except NotFound:
            return pages.not_found()
        except HTTPException as error:
            return error.get_response(request.environ)
        except HangUpError:
            raise
        except Exception:
            log.exception("The sandbox itself has a bug")
            return Response("Fehler in der Sandbox, siehe ihr Protokoll.", 500)

    def settings(self, network: Network) -> dict[str, Any]:
        """What testers have switched, or the values that the network starts with."""
        sql = "SELECT chosen FROM setting WHERE network = ?"
        chosen = self.store.row(sql, network.name)
        normal = {**network.settings, "window_factor": self.window_factor}
        return normal | (chosen["chosen"] if chosen else {})

    def close(self) -> None:
        self.cards.close()
        self.store.close()

    def _match(self, request: Request) -> tuple[Any, Mapping[str, Any]]:
        try:
            return self._urls.bind_to_environ(request.environ).match()
        except HTTPException:
            network = self.networks.get(request.path.split("/")[1])
            if network is None:
                raise NotFound from None
            return Protocol(network, _unknown), {}

    def _logged(
        self, protocol: Protocol, arguments: Mapping, request: Request
    ) -> Response:
        network = protocol.network
        fault = self.faults.take(network.name, request)
        call = Call(self, network, request)
        status = None
        try:
            if not (fault and fault["fault"] == "reset"):
                request.get_data(parse_form_data=True)
            answer = partial(network.handle, call, protocol.endpoint, arguments)
            response = play(fault, network, answer) if fault else answer()
            status = response.status_code
            return response
        finally:
            self.store.insert(
                "request",
                time=now(),
                network=network.name,
                method=request.method,
                path=request.path.removeprefix(f"/{network.name}"),
                status=status,
                fault=fault["fault"] if fault else None,
                limited=int(call.limited),
            )


def _unknown(call: Call) -> Response:
    return call.network.unknown(call)


def _rules(networks: Mapping[str, Network]) -> Iterable[Rule]:
    for method, path, endpoint in (*control.ROUTES, *pages.ROUTES):
        yield Rule(path, methods=[method], endpoint=endpoint)
    for network in networks.values():
        for method, path, endpoint in network.routes:
            protocol = Protocol(network, endpoint)
            yield Rule(f"/{network.name}{path}", methods=[method], endpoint=protocol)
        yield from pages.rules(network)
