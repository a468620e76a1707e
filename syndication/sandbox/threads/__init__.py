"""Threads, API v1.0."""

from collections.abc import Mapping
from typing import Any

from ..graph import containers, objects, tokens
from ..graph import signing_in as consent
from ..graph.inspecting import debug_token
from ..graph.network import GraphNetwork, versioned
from ..network import Call, Network
from ..store import Row, Store
from . import accounts, drafts, insights, publishing, signing_in

EDGES: Mapping[str, Mapping] = {
    "user": {
        ("GET", ""): accounts.show,
        ("POST", "threads"): drafts.create,
        ("GET", "threads"): publishing.show_all,
        ("POST", "threads_publish"): publishing.publish,
        ("GET", "threads_publishing_limit"): accounts.limits,
    },
    "stranger": {
        ("POST", "threads"): publishing.refuse_stranger,
        ("POST", "threads_publish"): publishing.refuse_stranger,
    },
    "container": {("GET", ""): drafts.show},
    "post": {
        ("GET", ""): publishing.show,
        ("DELETE", ""): publishing.delete,
        ("GET", "replies"): publishing.show_replies,
        ("GET", "conversation"): publishing.show_replies,
        ("GET", "insights"): insights.show,
    },
}


def find(call: Call, id: str) -> tuple[str, Row] | None:
    """The kind of an object and its row; "me" is whose token it is."""
    if id == "me":
        token = tokens.authorise(call)
        return "user", accounts.by_name(call.store, token["account"])
    for kind, found in (
        ("user", accounts.by_id(call.store, id)),
        ("container", containers.find(call.store, "threads", id)),
        ("post", publishing.find(call.store, id)),
    ):
        if found:
            return kind, found
    return ("stranger", {"id": id}) if call.request.method == "POST" else None


_TOKENS = (
    ("GET", "/debug_token", debug_token),
    ("POST", "/oauth/access_token", signing_in.access_token),
    ("GET", "/oauth/access_token", signing_in.program_token),
    ("GET", "/access_token", consent.lengthen),
    ("GET", "/refresh_access_token", consent.refresh),
)


class Threads(GraphNetwork):
    name = "threads"
    label = "Threads"
    newest = "1.0"
    schema = GraphNetwork.schema + containers.SCHEMA
    grants = ("th_exchange_token", "th_refresh_token")
    scopes = (
        "threads_basic",
        "threads_content_publish",
        "threads_delete",
        "threads_read_replies",
        "threads_manage_replies",
        "threads_manage_insights",
    )
    settings = (
        GraphNetwork.settings
        | containers.SETTINGS
        | {
            # Seconds in which a new container cannot be found, whatever its status.
            "fresh_seconds": 1,
        }
    )
    profile_path, post_path = "/@<account>", "/@<account>/post/<id>"
    tag_path = "/tag/<tag>"
    sign_in_paths = {"/oauth/authorize": consent.authorize}
    routes = (
        *_TOKENS,
        *versioned(_TOKENS),
        *versioned(objects.routes(objects.endpoint(find, EDGES))),
    )

    def credentials(self, call: Call, account: Row, wanted: Row) -> dict[str, Any]:
        made = self.issue(
            call.store,
            wanted,
            call.settings["token_lifetime"],
            kind="user",
            account=account["name"],
        )
        return made | {"user_id": account["id"]}

    def comment(self, call: Call, post: Row, author: str, text: str) -> str:
        return publishing.answer(call, post, self.account_name(author), text)

    def replies(self, store: Store, post: Row) -> int:
        return Network.replies(self, store, post)
