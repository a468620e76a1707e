"""What testers steer and read: accounts, posts, requests, faults, settings."""

import mimetypes
from typing import TYPE_CHECKING, Any

from werkzeug import Request, Response
from werkzeug.utils import send_from_directory

from . import accounts, apps, posts, reactions
from .faults import KINDS
from .network import Call, Network, RefusedError, reply
from .store import Row

if TYPE_CHECKING:
    from .app import Sandbox


def create_account(sandbox: "Sandbox", request: Request) -> Response:
    """Make an account, or answer the existing one where "if_exists" is "return"."""
    wanted = _body(request)
    network = _network(sandbox, wanted.get("network"))
    call = Call(sandbox, network, request)
    try:
        name = network.account_name(str(wanted.get("name") or ""))
    except ValueError as error:
        raise RefusedError(400, {"error": str(error)}) from None
    with sandbox.store.transaction():
        account = accounts.find(sandbox.store, network.name, name)
        if account and wanted.get("if_exists") != "return":
            raise RefusedError(
                409, {"error": f"{network.label}: „{name}“ gibt es schon."}
            )
        status = 200 if account else 201
        account = account or accounts.create(
            call, name, str(wanted.get("display_name") or name)
        )
        credentials = network.credentials(call, account, wanted)
    body = {
        "network": network.name,
        "account": account["name"],
        "server": network.server(call, wanted),
        "credentials": credentials,
    }
    return reply(body, status)


def revoke(sandbox: "Sandbox", request: Request, network: str, name: str) -> Response:
    """Revoke all credentials of an account for good; a new sign-in gives new ones."""
    found = _network(sandbox, network)
    account = accounts.find(sandbox.store, found.name, name)
    if account is None:
        raise RefusedError(404, {"error": f"{found.label}: „{name}“ gibt es nicht."})
    found.revoke(sandbox.store, account)
    return Response(status=204)


def register_app(sandbox: "Sandbox", request: Request) -> Response:
    """Make a program known, or give the one of this name other addresses.

    {"network", "name", "redirect_uris": [...], "needs_proof": true}, as a person does
    in the settings of a network.
    """
    wanted = _body(request)
    network = _network(sandbox, wanted.get("network"))
    name, targets = str(wanted.get("name") or ""), wanted.get("redirect_uris")
    if not name or not isinstance(targets, list):
        text = "Es fehlen „name“ oder „redirect_uris“ (eine Liste)."
        raise RefusedError(400, {"error": text})
    changes = {
        "redirect_uris": [str(target) for target in targets],
        "needs_proof": int(bool(wanted.get("needs_proof"))),
    }
    store = sandbox.store
    with store.transaction():
        known = apps.named(store, network.name, name)
        app = known or apps.register(store, network.name, name)
        store.update("app", {"network": network.name, "id": app["id"]}, **changes)
    body = {
        "network": network.name,
        "server": f"{request.host_url}{network.name}",
        "client_id": app["id"],
        "client_secret": app["secret"],
    }
    return reply(body, 200 if known else 201)


def write_comment(sandbox: "Sandbox", request: Request) -> Response:
    """Somebody writes below a post: {"network", "post": its id, "name", "text"}."""
    wanted = _body(request)
    network = _network(sandbox, wanted.get("network"))
    call, post = Call(sandbox, network, request), _post(sandbox, network, wanted)
    text = str(wanted.get("text") or "").strip()
    if not text:
        raise RefusedError(400, {"error": "„text“ fehlt."})
    name = str(wanted.get("name") or reactions.SOMEBODY)
    try:
        id = network.comment(call, post, name, text)
    except ValueError as error:
        raise RefusedError(400, {"error": str(error)}) from None
    return reply({"id": id}, 201)


def react(sandbox: "Sandbox", request: Request) -> Response:
    """So many people do something: {"network", "post": its id, "kind", "number"}."""
    wanted = _body(request)
    network = _network(sandbox, wanted.get("network"))
    post = _post(sandbox, network, wanted)
    kind, number = str(wanted.get("kind")), wanted.get("number", 1)
    call = Call(sandbox, network, request)
    reactions.add(call, post, kind, number if isinstance(number, int) else 0)
    return Response(status=204)


def all_posts(sandbox: "Sandbox", request: Request) -> Response:
    base = request.host_url.rstrip("/")
    every = posts.everything(sandbox.store)
    return reply({"posts": [posts.published(post, base) for post in every]})


def all_requests(sandbox: "Sandbox", request: Request) -> Response:
    """The log of requests after number `since`, oldest first."""
    since = request.args.get("since", 0, type=int)
    sql = "SELECT * FROM request WHERE number > ? ORDER BY number"
    return reply({"requests": sandbox.store.rows(sql, since)})


def order_fault(sandbox: "Sandbox", request: Request) -> Response:
    try:
        fault = sandbox.faults.order(_body(request), list(sandbox.networks))
    except ValueError as error:
        raise RefusedError(400, {"error": str(error)}) from None
    return reply(fault, 201)


def list_faults(sandbox: "Sandbox", request: Request) -> Response:
    return reply({"faults": sandbox.faults.listing(), "kinds": KINDS})


def clear_faults(sandbox: "Sandbox", request: Request) -> Response:
    sandbox.faults.clear(request.args.get("network", ""))
    return Response(status=204)


def read_settings(sandbox: "Sandbox", request: Request, network: str) -> Response:
    return reply(sandbox.settings(_network(sandbox, network)))


def change_settings(sandbox: "Sandbox", request: Request, network: str) -> Response:
    """Switch what {"name": value} says; the others stay as they are."""
    found, wanted = _network(sandbox, network), _body(request)
    choices = {name: [type(value).__name__] for name, value in found.settings.items()}
    for name, value in wanted.items():
        if not _same_kind(found.settings.get(name), value):
            raise RefusedError(
                400, {"error": f"„{name}“ passt nicht.", "settings": choices}
            )
    chosen = {**sandbox.settings(found), **wanted}
    sql = "INSERT OR REPLACE INTO setting VALUES (?, ?)"
    sandbox.store.run(sql, found.name, chosen)
    return reply(chosen)


def normal_settings(sandbox: "Sandbox", request: Request, network: str) -> Response:
    """Switch everything back, and let the rate windows begin anew."""
    found = _network(sandbox, network)
    sandbox.windows.clear(found.name)
    sandbox.store.run("DELETE FROM setting WHERE network = ?", found.name)
    return reply(sandbox.settings(found))


def media_file(sandbox: "Sandbox", request: Request, name: str) -> Response:
    """A file that was once uploaded; it can do nothing in a browser but be seen."""
    response = send_from_directory(sandbox.store.media, name, request.environ)
    response.content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _network(sandbox: "Sandbox", name: Any) -> Network:
    if name not in sandbox.networks:
        names = ", ".join(sandbox.networks)
        raise RefusedError(404, {"error": f"„network“ muss eines von {names} sein."})
    return sandbox.networks[name]


def _post(sandbox: "Sandbox", network: Network, wanted: Row) -> Row:
    sql = "SELECT * FROM post WHERE network = ? AND id = ? AND NOT deleted"
    post = sandbox.store.row(sql, network.name, str(wanted.get("post")))
    if post is None:
        raise RefusedError(400, {"error": "Diesen Beitrag („post“) gibt es nicht."})
    return post


def _body(request: Request) -> Row:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise RefusedError(400, {"error": "Erwartet wird ein JSON-Objekt."})
    return body


def _same_kind(normal: Any, value: Any) -> bool:
    if isinstance(normal, (int, float)) and not isinstance(normal, bool):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return normal is not None and type(value) is type(normal)


ROUTES = (
    ("POST", "/accounts", create_account),
    ("POST", "/accounts/<network>/<name>/revoke", revoke),
    ("POST", "/apps", register_app),
    ("POST", "/comments", write_comment),
    ("POST", "/reactions", react),
    ("GET", "/posts.json", all_posts),
    ("GET", "/requests.json", all_requests),
    ("GET", "/faults", list_faults),
    ("POST", "/faults", order_fault),
    ("DELETE", "/faults", clear_faults),
    ("GET", "/<network>/settings", read_settings),
    ("POST", "/<network>/settings", change_settings),
    ("DELETE", "/<network>/settings", normal_settings),
    ("GET", "/media/<name>", media_file),
)
