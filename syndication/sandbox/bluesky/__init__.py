"""Bluesky: a personal data server of the AT Protocol, and the app's pages."""

import re
import secrets
from collections.abc import Callable, Mapping

from werkzeug import Response

from ..network import Call, Network, RefusedError, reply
from ..store import Row, Store
from . import accounts, appview, blobs, rates, records, repo, sessions
from .ids import new_did, record_cid
from .xrpc import XrpcError, invalid

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{1,16}[a-z0-9])")
_METHODS = {
    "com.atproto.server.createSession": ("POST", sessions.create),
    "com.atproto.server.refreshSession": ("POST", sessions.refresh),
    "com.atproto.server.getSession": ("GET", sessions.get),
    "com.atproto.server.deleteSession": ("POST", sessions.delete),
    "com.atproto.server.describeServer": ("GET", accounts.describe_server),
    "com.atproto.identity.resolveHandle": ("GET", accounts.resolve),
    "com.atproto.repo.createRecord": ("POST", repo.create),
    "com.atproto.repo.putRecord": ("POST", repo.put),
    "com.atproto.repo.deleteRecord": ("POST", repo.delete),
    "com.atproto.repo.applyWrites": ("POST", repo.apply_writes),
    "com.atproto.repo.getRecord": ("GET", repo.get),
    "com.atproto.repo.listRecords": ("GET", repo.listing),
    "com.atproto.repo.describeRepo": ("GET", repo.describe),
    "com.atproto.repo.uploadBlob": ("POST", blobs.upload),
    "com.atproto.sync.getBlob": ("GET", blobs.get),
}
_APPVIEW = {"app.bsky.feed.getPosts": ("GET", appview.get_posts)}


class Bluesky(Network):
    name = "bluesky"
    label = "Bluesky"
    schema = sessions.SCHEMA + records.SCHEMA + blobs.SCHEMA
    settings = {
        # Off by default on the real server, too.
        "rate_limits": False,
        # Whether the server passes on what the AppView answers.
        "appview": True,
        # How much shorter the rate windows are than the real ones.
        "window_factor": 1,
        # How long tokens are valid.
        "access_seconds": 2 * 3600,
        "refresh_seconds": 90 * 86_400,
    }
    profile_path, post_path = "/profile/<account>", "/profile/<account>/post/<id>"
    tag_path = "/hashtag/<tag>"
    routes = (
        *(
            (verb, f"/xrpc/{method}", endpoint)
            for method, (verb, endpoint) in (_METHODS | _APPVIEW).items()
        ),
        ("GET", "/plc/<did>", accounts.directory),
    )

    def handle(self, call: Call, endpoint: Callable, arguments: Mapping) -> Response:
        """Count the request, carry it out, and tell the rate limits with any answer."""
        try:
            rates.count(call)
            if not call.settings["appview"]:
                _refuse_passing_on(call)
            response = endpoint(call, **arguments)
        except RefusedError as refused:
            response = refused.answer()
        for header, value in rates.headers(call.windows).items():
            response.headers.setdefault(header, value)
        return response

    def unknown(self, call: Call) -> Response:
        method = call.path.removeprefix("/xrpc/")
        if method == call.path:
            return Response("Cannot find this", 404, mimetype="text/html")
        if method in _METHODS:
            got, expected = call.request.method, _METHODS[method][0]
            raise invalid(f"Incorrect HTTP method ({got}) expected {expected}")
        raise _no_service(method)

    def account_name(self, name: str) -> str:
        label = name.lower().replace("_", "-").removesuffix(".test")
        if not _NAME.fullmatch(label):
            raise ValueError(
                "Ein Bluesky-Name hat 3 bis 18 Zeichen aus a-z, 0-9 und -."
            )
        return f"{label}.test"

    def account_id(self, store: Store) -> str:
        return new_did()

    def credentials(self, call: Call, account: Row, wanted: Row) -> dict[str, str]:
        extra = account["extra"]
        password = extra.get("password") or _app_password()
        head = extra.get("head") or record_cid({"did": account["id"]})
        accounts.remember(call.store, account, password=password, head=head)
        return {"identifier": account["name"], "password": password, "web": call.home}

    def revoke(self, store: Store, account: Row) -> None:
        """Access tokens live on until they expire, as on the real server."""
        store.run("DELETE FROM bluesky_session WHERE did = ?", account["id"])
        accounts.remember(store, account, password="")

    def comment(self, call: Call, post: Row, author: str, text: str) -> str:
        return appview.answer(call, post, self.account_name(author), text)

    def problem(
        self, status: int, message: str, code: int = 0, subcode: int = 0
    ) -> Response:
        normal = {
            500: "InternalServerError",
            502: "UpstreamFailure",
            503: "NotEnoughResources",
        }
        error = normal.get(status, "InvalidRequest")
        return reply(
            {"error": error, "message": message or "Internal Server Error"}, status
        )

    def throttled(self, seconds: float) -> Response:
        return rates.throttled(seconds)

    def token_problem(self, revoked: bool) -> Response:
        text = "Token has been revoked" if revoked else "Token has expired"
        return XrpcError("ExpiredToken", text).answer()


def _refuse_passing_on(call: Call) -> None:
    method = call.path.removeprefix("/xrpc/")
    if method in _APPVIEW:
        raise _no_service(method)


def _no_service(method: str) -> XrpcError:
    return invalid(f"No service configured for {method}")


def _app_password() -> str:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    parts = ("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
    return "-".join(parts)
