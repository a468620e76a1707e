"""One address for everything: an object's id, and perhaps one of its edges."""

from collections.abc import Callable, Mapping
from typing import Any

from werkzeug import Response

from ..network import Call, reply
from ..store import Row
from .errors import GraphError, missing

Endpoint = Callable[[Call, Row], Response]
# For each kind of object: (method, edge) and what it does.
Edges = Mapping[str, Mapping[tuple[str, str], Endpoint]]
Find = Callable[[Call, str], tuple[str, Row] | None]

METHODS = ("GET", "POST", "DELETE")


def endpoint(find: Find, edges: Edges) -> Callable[..., Response]:
    """What answers to an object of any kind that `find` knows."""

    def answer(call: Call, id: str, edge: str = "") -> Response:
        method = call.request.method
        found = find(call, id)
        if found is None:
            raise missing(id, method)
        kind, row = found
        wanted = edges[kind].get((method, edge))
        if wanted is None:
            raise missing(id, method) if not edge else _no_edge(edge)
        return wanted(call, row)

    return answer


def routes(answer: Callable[..., Response]) -> tuple[tuple[str, str, Callable], ...]:
    places = ("/<id>", "/<id>/<edge>")
    return tuple((method, place, answer) for method in METHODS for place in places)


def success(**more: Any) -> Response:
    return reply({"success": True, **more})


def _no_edge(edge: str) -> GraphError:
    text = f"Unknown path components: /{edge}"
    return GraphError(2500, text)
