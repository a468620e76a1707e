"""Pages, the person who manages them all, and the tokens of both."""

from typing import Any

from werkzeug import Response

from ..graph import tokens
from ..graph.errors import GraphError, missing, no_permission
from ..graph.fields import pick
from ..graph.parameters import parameters
from ..network import Call, reply
from ..store import Row, Store, now

# Whoever signs in is this person, who has every task on every Page.
PERSON = {"id": "100000000000001", "name": "Redaktion"}
TASKS = ["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"]


def by_name(store: Store, name: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'facebook' AND name = ?"
    return store.row(sql, name)


def by_id(store: Store, id: str) -> Row | None:
    sql = "SELECT * FROM account WHERE network = 'facebook' AND id = ?"
    return store.row(sql, id)


def link(store: Store, instagram: Row, id: str) -> Row:
    """Link an Instagram account to the Page of its name, new if need be."""
    name, other = instagram["name"], {"network": "instagram", "name": instagram["name"]}
    with store.transaction():
        if by_name(store, name) is None:
            new = {"id": id, "created_at": now(), "extra": {}}
            store.insert(
                "account",
                network="facebook",
                name=name,
                display_name=instagram["display_name"],
                **new,
            )
        extra = by_name(store, name)["extra"] | {"instagram": name}
        store.update("account", {"network": "facebook", "name": name}, extra=extra)
        store.update("account", other, extra=instagram["extra"] | {"page": name})
    return by_name(store, name)


def as_page(call: Call, page: Row, *scopes: str) -> Row:
    """The token, if it is this Page's own and has the scopes."""
    token = tokens.authorise(call, *scopes)
    if token["account"] == page["name"]:
        return token
    if page["name"] in token["chosen"]:
        text = "(#200) This call requires a Page access token."
        raise GraphError(200, text)
    raise missing(page["id"], call.request.method)


def for_page(call: Call, page: Row, *scopes: str) -> Row:
    """The token, if it is the Page's own or of somebody who manages the Page."""
    token = tokens.authorise(call, *scopes)
    if page["name"] not in [token["account"], *token["chosen"]]:
        raise missing(page["id"], call.request.method)
    return token


def show_page(call: Call, page: Row) -> Response:
    """GET /{page}"""
    token = for_page(call, page)
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(page_view(call, page, token), fields, "name", "Page"))


def show_person(call: Call, person: Row) -> Response:
    """GET /me with a user's token"""
    tokens.authorise(call)
    fields = str(parameters(call).get("fields") or "")
    return reply(pick(person, fields, "name", "User"))


def managed(call: Call, person: Row) -> Response:
    """GET /me/accounts: the Pages the person has chosen, each with its own token."""
    token = tokens.authorise(call, "pages_show_list")
    fields = str(parameters(call).get("fields") or "")
    pages = [by_name(call.store, name) for name in token["chosen"]]
    default = "access_token,name,tasks"
    views = [page_view(call, page, token) for page in pages if page]
    return reply({"data": [pick(view, fields, default, "Page") for view in views]})


def page_view(call: Call, page: Row, token: Row) -> Row:
    """Everything a Page tells; its token to those alone who may have it."""
    instagram = _instagram_of(call.store, page)
    return {
        "id": page["id"],
        "name": page["display_name"],
        "username": page["name"],
        "link": f"{call.home}/pages/{page['name']}",
        "category": "Government organization",
        "is_published": True,
        "tasks": TASKS,
        "access_token": _page_token(call, page, token),
        "instagram_business_account": instagram,
    }


def _page_token(call: Call, page: Row, token: Row) -> str | None:
    """It ends with the person's token only if that one is short-lived."""
    if token["kind"] == "page":
        return token["value"]
    if "pages_show_list" not in token["scopes"]:
        raise no_permission("pages_show_list")
    lasting = token["kind"] == "system" or _is_long(call, token)
    expires = 0 if lasting else token["expires"]
    same = {"app": token["app"], "scopes": token["scopes"], "expires": expires}
    owner = call.store, "facebook", "page", page["name"]
    return tokens.handed_out(*owner, **same) or tokens.issue(*owner, **same)


def _is_long(call: Call, token: Row) -> bool:
    short = call.settings["short_token_lifetime"]
    return not token["expires"] or token["expires"] - token["issued"] > short


def _instagram_of(store: Store, page: Row) -> dict[str, Any] | None:
    name = page["extra"].get("instagram")
    sql = "SELECT * FROM account WHERE network = 'instagram' AND name = ?"
    found = store.row(sql, name) if name else None
    return {"id": found["id"], "username": name} if found else None
