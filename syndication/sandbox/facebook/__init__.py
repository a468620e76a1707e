"""Facebook Pages over the Graph API v26.0."""

from collections.abc import Mapping
from typing import Any

from ..graph import objects, tokens
from ..graph import signing_in as consent
from ..graph.inspecting import debug_token
from ..graph.network import GraphNetwork, versioned
from ..instagram import edges as instagram
from ..network import Call
from ..store import Row, Store
from . import accounts, feed, photos, signing_in, view

_PAGE = {
    ("GET", ""): accounts.show_page,
    ("POST", "feed"): feed.create,
    ("POST", "photos"): feed.create_photo,
    **{("GET", edge): view.show_all for edge in ("feed", "posts", "published_posts")},
}
EDGES: Mapping[str, Mapping] = {
    "page": _PAGE,
    "person": {
        ("GET", ""): accounts.show_person,
        ("GET", "accounts"): accounts.managed,
        ("GET", "permissions"): signing_in.permissions,
        ("DELETE", "permissions"): signing_in.leave,
    },
    "post": {
        ("GET", ""): view.show,
        ("POST", ""): feed.edit,
        ("DELETE", ""): feed.delete,
        ("GET", "comments"): view.show_comments,
    },
    "photo": {("GET", ""): photos.show, ("DELETE", ""): photos.discard},
    **instagram.EDGES,
}


def find(call: Call, id: str) -> tuple[str, Row] | None:
    """The kind of an object and its row; "me" is whose token it is."""
    if id == "me":
        token = tokens.authorise(call)
        page = accounts.by_name(call.store, token["account"])
        return ("page", page) if page else ("person", accounts.PERSON)
    for kind, found in (
        ("page", accounts.by_id(call.store, id)),
        ("post", view.find(call, id)),
        ("photo", photos.find(call.store, id)),
    ):
        if found:
            return kind, found
    return instagram.find(call, id)


_ANY_VERSION = (
    ("GET", "/debug_token", debug_token),
    ("GET", "/oauth/access_token", signing_in.access_token),
    ("POST", "/oauth/access_token", signing_in.access_token),
)


class Facebook(GraphNetwork):
    name = "facebook"
    label = "Facebook"
    newest = "26.0"
    limit_code, use_case = 80_001, "pages"
    schema = GraphNetwork.schema + photos.SCHEMA
    several = True
    scopes = (
        "pages_show_list",
        "pages_manage_posts",
        "pages_read_engagement",
        "pages_read_user_content",
        "pages_manage_engagement",
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_contents",
        "instagram_manage_comments",
    )
    settings = GraphNetwork.settings | {
        # Seconds until a photo that no post shows is thrown away.
        "photo_lifetime": 86_400,
    }
    profile_path, post_path = "/pages/<account>", "/pages/<account>/posts/<id>"
    tag_path = "/hashtag/<tag>"
    sign_in_paths = {
        "/dialog/oauth": consent.authorize,
        "/v<float:version>/dialog/oauth": consent.authorize,
    }
    routes = (
        *_ANY_VERSION,
        *versioned(_ANY_VERSION),
        *versioned((("GET", "/", view.show_several),)),
        *versioned(objects.routes(objects.endpoint(find, EDGES))),
    )

    def credentials(self, call: Call, account: Row, wanted: Row) -> dict[str, Any]:
        """A Page's token; with {"token": "system"} or "user" that of its manager."""
        kind = str(wanted.get("token") or "page")
        owner = {"kind": kind, "account": account["name"]}
        if kind != "page":
            owner = {"kind": kind, "account": "", "chosen": [account["name"]]}
        made = self.issue(call.store, wanted, 0, **owner)
        return made | {"page_id": account["id"]}

    def page_of(self, call: Call, instagram: Row) -> Row:
        """The Page that an Instagram account is linked to; made where there is none."""
        page = accounts.by_name(call.store, instagram["extra"].get("page", ""))
        return page or accounts.link(call.store, instagram, self.account_id(call.store))

    def revoke(self, store: Store, account: Row) -> None:
        """The Page's tokens, and those of whoever manages it."""
        super().revoke(store, account)
        tokens.end_of_managers(store, account["name"], problem=460)
