"""Mastodon 4.6.5, as far as a publisher sees it."""

import re
import time
from collections.abc import Callable, Mapping

from werkzeug import Response

from .. import apps, signing_in
from ..ids import snowflake
from ..network import Call, Network, RefusedError, reply
from ..store import Row, Store
from . import access, instance, media, oauth, rates, reading, statuses

_NAME = re.compile(r"[a-z0-9_]{1,30}")


class Mastodon(Network):
    name = "mastodon"
    label = "Mastodon"
    schema = (
        apps.SCHEMA + signing_in.SCHEMA + access.SCHEMA + media.SCHEMA + statuses.SCHEMA
    )
    settings = {
        # "4.6": a repeated Idempotency-Key breaks with 500; "4.5": the first post again.
        "idempotency": "4.6",
        # How much shorter the rate windows are than the real ones.
        "window_factor": 1,
        # So many times a picture uploaded by v2 is not ready yet.
        "processing_polls": 0,
        # Seconds until an upload that no post uses is thrown away.
        "media_lifetime": 86_400,
    }
    profile_path, post_path = "/@<account>", "/@<account>/<id>"
    tag_path = "/tags/<tag>"
    sign_in_paths = {"/oauth/authorize": oauth.authorize}
    routes = (
        ("GET", "/.well-known/oauth-authorization-server", oauth.metadata),
        ("POST", "/api/v1/apps", oauth.register),
        ("POST", "/oauth/token", oauth.token),
        ("POST", "/oauth/revoke", oauth.revoke),
        ("GET", "/api/v1/instance", instance.first),
        ("GET", "/api/v2/instance", instance.second),
        ("GET", "/api/v1/accounts/verify_credentials", reading.me),
        ("GET", "/api/v1/accounts/lookup", reading.look_up),
        ("GET", "/api/v1/accounts/<id>", reading.account),
        ("GET", "/api/v1/accounts/<id>/statuses", reading.account_statuses),
        ("GET", "/api/v1/statuses", reading.several),
        ("POST", "/api/v1/statuses", statuses.create),
        ("GET", "/api/v1/statuses/<id>", reading.status),
        ("PUT", "/api/v1/statuses/<id>", statuses.edit),
        ("DELETE", "/api/v1/statuses/<id>", statuses.delete),
        ("GET", "/api/v1/statuses/<id>/source", reading.source),
        ("GET", "/api/v1/statuses/<id>/history", reading.history),
        ("GET", "/api/v1/statuses/<id>/context", reading.context),
        ("POST", "/api/v1/media", media.upload_now),
        ("POST", "/api/v2/media", media.upload),
        ("GET", "/api/v1/media/<id>", media.show),
        ("PUT", "/api/v1/media/<id>", media.change),
        ("DELETE", "/api/v1/media/<id>", media.discard),
    )

    def handle(self, call: Call, endpoint: Callable, arguments: Mapping) -> Response:
        """Count the request, carry it out, and tell the rate limits with any answer."""
        call.visitor = access.presented(call)
        try:
            rates.count(call)
            response = endpoint(call, **arguments)
        except RefusedError as refused:
            response = refused.answer()
        for header, value in rates.headers(call.windows).items():
            response.headers.setdefault(header, value)
        return response

    def unknown(self, call: Call) -> Response:
        return reply({"error": "Not Found"}, 404)

    def account_name(self, name: str) -> str:
        name = name.lower()
        if not _NAME.fullmatch(name):
            raise ValueError(
                "Ein Mastodon-Name hat 1 bis 30 Zeichen aus a-z, 0-9 und _."
            )
        return name

    def account_id(self, store: Store) -> str:
        return snowflake()

    def credentials(self, call: Call, account: Row, wanted: Row) -> dict[str, str]:
        scopes = str(wanted.get("scopes") or access.SCOPES)
        sql = (
            "SELECT value FROM mastodon_token"
            " WHERE account = ? AND scopes = ? AND app = '' AND NOT revoked"
        )
        token = call.store.row(sql, account["name"], scopes)
        value = (
            token["value"]
            if token
            else access.issue(call.store, account["name"], scopes, "")
        )
        return {"access_token": value}

    def revoke(self, store: Store, account: Row) -> None:
        store.update("mastodon_token", {"account": account["name"]}, revoked=1)

    def comment(self, call: Call, post: Row, author: str, text: str) -> str:
        return statuses.answer(call, post, self.account_name(author), text)

    def problem(
        self, status: int, message: str, code: int = 0, subcode: int = 0
    ) -> Response:
        normal = "There was a temporary problem serving your request, please try again"
        return reply({"error": message or normal}, status)

    def throttled(self, seconds: float) -> Response:
        return rates.throttled(time.time() + seconds)

    def token_problem(self, revoked: bool) -> Response:
        text = "The access token was revoked" if revoked else "The access token expired"
        return reply({"error": text}, 401)
