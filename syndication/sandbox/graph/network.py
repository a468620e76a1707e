"""What the three networks of the Graph API do alike."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from werkzeug import Response

from .. import apps
from .. import signing_in as codes
from ..ids import snowflake
from ..network import Call, Network, RefusedError
from ..store import Row, Store
from . import comments, tokens, usage
from .errors import GraphError, trace_id

Routes = tuple[tuple[str, str, Callable], ...]
_NAME = re.compile(r"[a-z0-9._]{1,30}")
LIVES = {
    # Seconds of a fresh token, of an exchanged one, and until one may be refreshed.
    "short_token_lifetime": 3_600,
    "token_lifetime": 5_184_000,
    "refresh_after": 86_400,
}


class GraphNetwork(Network):
    """Versions in the path, tokens, usage headers, and errors by code."""

    has_codes = True
    schema = apps.SCHEMA + codes.SCHEMA + tokens.SCHEMA + comments.SCHEMA
    newest: ClassVar[str]
    # The code of a reached limit, and the business use case that headers name.
    limit_code: ClassVar[int] = 4
    use_case: ClassVar[str] = ""
    # Code, subcode and words of the error after which nobody knows.
    doubtful: ClassVar[tuple[int, int, str]] = (1, 0, "An unknown error occurred")
    scopes: ClassVar[tuple[str, ...]]
    # Whether one sign-in lets a program use several accounts.
    several: ClassVar[bool] = False
    # The grant types that lengthen a token's life, and then again.
    grants: ClassVar[tuple[str, str]] = ("", "")
    settings: ClassVar[dict[str, Any]] = {
        # How much shorter the rate window is than an hour, and what it allows.
        "window_factor": 1,
        "calls_per_hour": 4_800,
        **LIVES,
    }

    def handle(self, call: Call, endpoint: Callable, arguments: Mapping) -> Response:
        """Count the request, carry it out, and tell usage and version."""
        try:
            call.visitor = tokens.find(call.store, self.name, tokens.presented(call))
            self._count(call)
            self._require_version(arguments.get("version"))
            rest = {key: value for key, value in arguments.items() if key != "version"}
            response = endpoint(call, **rest)
        except RefusedError as refused:
            response = refused.answer()
        account = call.visitor["account"] if call.visitor else ""
        usage.tell(response, call.windows, self.use_case, account)
        response.headers["facebook-api-version"] = f"v{self.newest}"
        response.headers["x-fb-trace-id"] = trace_id()
        return response

    def _count(self, call: Call) -> None:
        if call.visitor:
            account = call.visitor["account"]
            usage.count(call, account, self.limit_code, self.use_case)

    def _require_version(self, version: float | None) -> None:
        """Older versions are answered like the newest one, as the real server may."""
        if version is not None and version > float(self.newest):
            raise GraphError(2500, f"Unknown path components: /v{version}")

    def unknown(self, call: Call) -> Response:
        text = f"Unknown path components: {call.path}"
        return GraphError(2500, text).answer()

    def account_name(self, name: str) -> str:
        name = name.lower()
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"Ein Name auf {self.label} hat 1 bis 30 Zeichen aus a-z, 0-9, . und _."
            )
        return name

    def account_id(self, store: Store) -> str:
        return snowflake()

    def granted(self, wanted: Row) -> list[str]:
        """The scopes asked for with an account; all of the network's without any."""
        asked = str(wanted.get("scopes") or "").replace(",", " ").split()
        return asked or list(self.scopes)

    def issue(
        self, store: Store, wanted: Row, seconds: float, **owner: Any
    ) -> dict[str, str]:
        """A token for a tester: {"access_token", "app_id", "app_secret"}.

        It lives for `seconds` (0: for ever) unless `wanted` says `expires_in`, and is
        the same again as long as it lives. `wanted` may name `scopes`, too.
        """
        app = apps.own(store, self.name)
        same = {"app": app["id"], "scopes": self.granted(wanted), **owner}
        keys = {"app_id": app["id"], "app_secret": app["secret"]}
        known = tokens.handed_out(store, self.name, **same)
        if known and "expires_in" not in wanted:
            return {"access_token": known, **keys}
        seconds = float(wanted.get("expires_in", seconds))
        expires = time.time() + seconds if seconds else 0
        return {
            "access_token": tokens.issue(store, self.name, **same, expires=expires),
            **keys,
        }

    def revoke(self, store: Store, account: Row) -> None:
        tokens.end(store, self.name, account["name"], problem=460)

    def comment(self, call: Call, post: Row, author: str, text: str) -> str:
        return comments.add(call.store, self.name, post["id"], author, text)

    def replies(self, store: Store, post: Row) -> int:
        return comments.count(store, post["id"])

    def problem(
        self, status: int, message: str, code: int = 0, subcode: int = 0
    ) -> Response:
        """Any code of the Graph API; 2, "service down", without one."""
        text = "An unexpected error has occurred. Please retry your request later."
        error = GraphError(
            code or 2,
            message or text,
            subcode or None,
            status=status,
            is_transient=not code,
        )
        return error.answer()

    def doubtful_problem(self, fault: Row) -> Response:
        code, subcode, text = self.doubtful
        return self.problem(
            400,
            fault["message"] or text,
            fault["code"] or code,
            fault["subcode"] or (0 if fault["code"] else subcode),
        )

    def throttled(self, seconds: float) -> Response:
        error = usage.too_many(self.limit_code, self.use_case, "0", seconds)
        return error.answer()

    def token_problem(self, revoked: bool) -> Response:
        subcode = 460 if revoked else 463
        return GraphError(190, tokens.PROBLEMS[subcode], subcode).answer()


def versioned(routes: Routes) -> Routes:
    """The routes below a version such as /v26.0."""
    return tuple(
        (method, f"/v<float:version>{path}", answer) for method, path, answer in routes
    )
