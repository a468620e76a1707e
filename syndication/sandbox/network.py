"""What the sandbox asks of a network, and what it gives to each request."""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from werkzeug import Request, Response

from .store import Row, Store
from .windows import Window

if TYPE_CHECKING:
    from .app import Sandbox


class RefusedError(Exception):
    """The network says no: an HTTP status and a body in the network's own words."""

    def __init__(
        self, status: int, body: Any, headers: Mapping[str, str] | None = None
    ):
        super().__init__(status, body)
        self.status, self.body, self.headers = status, body, headers or {}

    def answer(self) -> Response:
        return reply(self.body, self.status, self.headers)


def reply(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """An answer in JSON."""
    text = json.dumps(body, ensure_ascii=False)
    return Response(
        text, status, headers, content_type="application/json; charset=utf-8"
    )


class Call:
    """One request on its way through a network."""

    def __init__(self, sandbox: "Sandbox", network: "Network", request: Request):
        self.sandbox, self.network, self.request = sandbox, network, request
        self.base = request.host_url.rstrip("/")
        self.home = f"{self.base}/{network.name}"
        self.path = request.path.removeprefix(f"/{network.name}")
        # Who asks, as the network knows them, and the rate windows that count this.
        self.visitor: Row | None = None
        self.windows: list[Window] = []
        self.limited = False  # refused because a window or a quota is used up

    @property
    def store(self) -> Store:
        return self.sandbox.store

    def count(
        self,
        what: str,
        who: str | int | None,
        limit: int,
        period: float,
        cost: int = 1,
        aligned: bool = False,
    ) -> Window:
        """Count this request in one of the network's windows; see `Windows.hit`."""
        key = (self.network.name, what, who)
        period /= self.settings["window_factor"]
        window = self.sandbox.windows.hit(key, limit, period, cost, aligned)
        if window.exceeded:
            self.limited = True
        else:
            self.windows.append(window)
        return window

    @cached_property
    def settings(self) -> dict[str, Any]:
        return self.sandbox.settings(self.network)


class Network:
    """One social network. To add one: a subclass, and a line in registry.py."""

    name: ClassVar[str]
    label: ClassVar[str]
    schema: ClassVar[str] = ""
    # Whether its errors have numbers, that a fault may choose.
    has_codes: ClassVar[bool] = False
    # What a tester may switch, with the values it starts with.
    settings: ClassVar[dict[str, Any]] = {}
    # The protocol (faults apply here), and where people read an account, a post, a hashtag.
    routes: ClassVar[tuple[tuple[str, str, Callable], ...]]
    # Pages where a person lets a program in; they show a question and take its answer.
    sign_in_paths: ClassVar[Mapping[str, Callable[["Call"], Response]]] = {}
    profile_path: ClassVar[str]
    post_path: ClassVar[str]
    tag_path: ClassVar[str]

    def handle(self, call: Call, endpoint: Callable, arguments: Mapping) -> Response:
        """Carry out one request of the protocol; may raise RefusedError."""
        return endpoint(call, **arguments)

    def unknown(self, call: Call) -> Response:
        """The answer where the protocol has no such address."""
        raise NotImplementedError

    def account_name(self, name: str) -> str:
        """The name as the network writes it; ValueError tells what is wrong with it."""
        raise NotImplementedError

    def account_id(self, store: Store) -> str:
        """The identity of a new account."""
        raise NotImplementedError

    def server(self, call: Call, wanted: Row) -> str:
        """The base address that a publisher of the wanted account enters."""
        return call.home

    def credentials(self, call: Call, account: Row, wanted: Row) -> dict[str, str]:
        """Valid credentials of an account, as a publisher enters them.

        `wanted` is what was asked for with the account (scopes, for example).
        """
        raise NotImplementedError

    def revoke(self, store: Store, account: Row) -> None:
        """Make all credentials of an account useless."""
        raise NotImplementedError

    def comment(self, call: Call, post: Row, author: str, text: str) -> str:
        """Somebody writes below a post; answers the comment's id."""
        raise NotImplementedError

    def replies(self, store: Store, post: Row) -> int:
        """How many people have written below a post."""
        sql = (
            "SELECT count(*) AS n FROM post"
            " WHERE network = ? AND reply_to = ? AND NOT deleted"
        )
        return store.row(sql, self.name, post["id"])["n"]

    def problem(
        self, status: int, message: str, code: int = 0, subcode: int = 0
    ) -> Response:
        """An error in the network's own shape, for a fault.

        `code` and `subcode` mean something to networks whose errors have numbers.
        """
        raise NotImplementedError

    def doubtful_problem(self, fault: Row) -> Response:
        """The error that comes although the request was carried out."""
        return self.problem(fault["status"], fault["message"])

    def throttled(self, seconds: float) -> Response:
        """Too many requests, for `seconds`, with the network's own headers."""
        raise NotImplementedError

    def token_problem(self, revoked: bool) -> Response:
        """The token has expired, or was revoked."""
        raise NotImplementedError
