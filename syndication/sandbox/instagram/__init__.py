"""Instagram over the Graph API v26.0, with Instagram Login or Facebook Login."""

from typing import Any

from ..graph import containers, objects, tokens
from ..graph import signing_in as consent
from ..graph.inspecting import debug_token
from ..graph.network import GraphNetwork, versioned
from ..network import Call
from ..store import Row, Store
from . import accounts, signing_in
from .edges import EDGES
from .edges import find as find_any


def find(call: Call, id: str) -> tuple[str, Row] | None:
    """As on Facebook's host, and "me" is whose token it is."""
    if id == "me":
        token = tokens.authorise(call)
        found = accounts.by_name(call.store, token["account"])
        return "instagram account", found
    return find_any(call, id)


_TOKENS = (
    ("GET", "/debug_token", debug_token),
    ("POST", "/oauth/access_token", signing_in.access_token),
    ("GET", "/access_token", consent.lengthen),
    ("GET", "/refresh_access_token", consent.refresh),
)


class Instagram(GraphNetwork):
    name = "instagram"
    label = "Instagram"
    newest = "26.0"
    limit_code, use_case = 80_002, "instagram"
    # A post that went live although the answer was an error.
    doubtful = (4, 2_207_051, "Application request limit reached")
    schema = GraphNetwork.schema + containers.SCHEMA
    grants = ("ig_exchange_token", "ig_refresh_token")
    scopes = (
        "instagram_business_basic",
        "instagram_business_content_publish",
        "instagram_business_manage_comments",
    )
    settings = (
        GraphNetwork.settings
        | containers.SETTINGS
        | {
            "posts_per_day": 50,
            # Seconds in which a new post cannot be read yet.
            "fresh_read_seconds": 0,
        }
    )
    profile_path, post_path = "/@<account>", "/@<account>/p/<id>"
    tag_path = "/explore/tags/<tag>"
    sign_in_paths = {"/oauth/authorize": consent.authorize}
    routes = (
        *_TOKENS,
        *versioned(_TOKENS),
        *versioned(objects.routes(objects.endpoint(find, EDGES))),
    )

    def server(self, call: Call, wanted: Row) -> str:
        host = "facebook" if wanted.get("login") == "facebook" else self.name
        return f"{call.base}/{host}"

    def credentials(self, call: Call, account: Row, wanted: Row) -> dict[str, Any]:
        """With {"login": "facebook"} the token of a Page that the account belongs to."""
        if wanted.get("login") != "facebook":
            made = self.issue(
                call.store,
                wanted,
                call.settings["token_lifetime"],
                kind="user",
                account=account["name"],
            )
            return made | {"user_id": account["id"]}
        facebook = call.sandbox.networks["facebook"]
        page = facebook.page_of(call, account)
        made = facebook.issue(call.store, wanted, 0, kind="page", account=page["name"])
        return made | {"user_id": account["id"], "login": "facebook"}

    def revoke(self, store: Store, account: Row) -> None:
        super().revoke(store, account)
        if page := account["extra"].get("page"):
            tokens.end(store, "facebook", page, problem=460)
