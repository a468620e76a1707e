"""Faults by order: what a network does wrong on its next requests."""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from werkzeug import Request, Response

from .network import Network

Answer = Callable[[], Response]

KINDS = {
    "status": "Fehlerstatus (nichts ausgeführt)",
    "throttle": "Zu viele Anfragen (429)",
    "slow": "Ausgeführt, Antwort kommt verspätet",
    "answer_lost": "Ausgeführt, Antwort geht verloren",
    "published_but_refused": "Ausgeführt, aber mit einem Fehler beantwortet",
    "stored_late": "Wird erst verspätet ausgeführt",
    "reset": "Verbindung abgebrochen (nichts ausgeführt)",
    "html": "HTML-Seite statt Antwort (nichts ausgeführt)",
    "empty": "Ausgeführt, Antwort ist leer",
    "token_expired": "Zugang abgelaufen",
    "token_revoked": "Zugang widerrufen",
}
BODIES = ("json", "html", "empty")
HTML = (
    "<!DOCTYPE html><html lang='de'><title>Wartung</title>"
    "<h1>Wir sind gleich wieder da</h1></html>"
)


class HangUpError(Exception):
    """Close the connection without an answer; `hard` resets it."""

    def __init__(self, hard: bool):
        super().__init__()
        self.hard = hard


class Faults:
    """The faults that are ordered now, oldest first; gone with the process."""

    def __init__(self):
        self._ordered: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def order(self, wanted: dict[str, Any], networks: list[str]) -> dict[str, Any]:
        """Add a fault; raises ValueError with a sentence on what is wrong."""
        fault = _checked(wanted, networks)
        with self._lock:
            fault["id"] = next(self._numbers)
            self._ordered.append(fault)
        return fault

    def listing(self) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(fault) for fault in self._ordered]

    def clear(self, network: str = "") -> None:
        with self._lock:
            self._ordered = [
                fault
                for fault in self._ordered
                if network not in ("", fault["network"])
            ]

    def take(self, network: str, request: Request) -> dict[str, Any] | None:
        """The first fault that fits this request; counted, and gone after its last."""
        with self._lock:
            for fault in self._ordered:
                if _fits(fault, network, request):
                    fault["hits"] += 1
                    if fault["hits"] == fault["count"]:
                        self._ordered.remove(fault)
                    return fault
        return None


def play(fault: dict[str, Any], network: Network, answer: Answer) -> Response:
    """Answer as the fault says; `answer` carries the request out. May raise HangUpError."""
    kind, seconds = fault["fault"], fault["seconds"]
    if kind == "status":
        return _status(fault, network)
    if kind == "throttle":
        return network.throttled(seconds)
    if kind == "html":
        return Response(HTML, mimetype="text/html")
    if kind.startswith("token_"):
        return network.token_problem(revoked=kind == "token_revoked")
    if kind == "reset":
        raise HangUpError(hard=True)
    if kind == "stored_late":
        time.sleep(seconds)
        return answer()
    response = answer()
    if kind == "slow":
        time.sleep(seconds)
    if kind == "published_but_refused":
        return network.doubtful_problem(fault)
    if kind == "answer_lost":
        raise HangUpError(hard=False)
    return Response(status=200) if kind == "empty" else response


def _status(fault: dict[str, Any], network: Network) -> Response:
    if fault["body"] == "html":
        return Response(HTML, fault["status"], mimetype="text/html")
    if fault["body"] == "empty":
        return Response(status=fault["status"])
    known = fault["message"], fault["code"], fault["subcode"]
    return network.problem(fault["status"], *known)


def _fits(fault: dict[str, Any], network: str, request: Request) -> bool:
    return (
        fault["network"] == network
        and fault["method"] in ("", request.method)
        and fault["path"] in request.path
    )


def _checked(wanted: dict[str, Any], networks: list[str]) -> dict[str, Any]:
    fault = {
        "network": wanted.get("network"),
        "fault": wanted.get("fault"),
        "method": str(wanted.get("method") or "").upper(),
        "path": str(wanted.get("path") or ""),
        "count": _number(wanted, "count", 1, int),
        "status": _number(wanted, "status", 400 if _code(wanted, "code") else 503, int),
        "seconds": _number(wanted, "seconds", 5, float),
        "code": _code(wanted, "code"),
        "subcode": _code(wanted, "subcode"),
        "body": wanted.get("body") or "json",
        "message": str(wanted.get("message") or ""),
        "hits": 0,
    }
    if fault["network"] not in networks:
        raise ValueError(f"„network“ muss eines von {', '.join(networks)} sein.")
    if fault["fault"] not in KINDS:
        raise ValueError(f"„fault“ muss eines von {', '.join(KINDS)} sein.")
    if fault["body"] not in BODIES:
        raise ValueError(f"„body“ muss eines von {', '.join(BODIES)} sein.")
    if not 200 <= fault["status"] <= 599:
        raise ValueError("„status“ muss zwischen 200 und 599 liegen.")
    return fault


def _number(wanted: dict[str, Any], name: str, default: float, kind: type) -> float:
    """A number of at least 0 from JSON or a form field, where "" means the default."""
    value = wanted.get(name)
    try:
        number = kind(default if value in (None, "") else value)
    except (TypeError, ValueError):
        number = -1
    if not 0 <= number <= 3600 * 24:
        raise ValueError(f"„{name}“ muss eine Zahl von 0 bis 86400 sein.")
    return number


def _code(wanted: dict[str, Any], name: str) -> int:
    """A network's own number for an error, 0 where none is wanted."""
    try:
        return int(wanted.get(name) or 0)
    except (TypeError, ValueError):
        raise ValueError(f"„{name}“ muss eine ganze Zahl sein.") from None
