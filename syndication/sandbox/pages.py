"""What people see: an overview, the networks' timelines, and a form for faults."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.safestring import mark_safe
from werkzeug import Request, Response
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule
from werkzeug.utils import redirect, send_from_directory

from . import accounts, posts, reactions
from .faults import BODIES, KINDS
from .network import Call, Network
from .rendering import FOLDER, page
from .store import Row

if TYPE_CHECKING:
    from .app import Sandbox

ZONE = ZoneInfo("Europe/Berlin")


def overview(sandbox: "Sandbox", request: Request) -> Response:
    networks = [
        {"network": network, "accounts": _accounts(sandbox, network)}
        for network in sandbox.networks.values()
    ]
    return page("overview.html", networks=networks)


def timeline(sandbox: "Sandbox", request: Request, network: Network) -> Response:
    """The newest posts of all accounts of a network."""
    shown = [
        _shown(sandbox, post) for post in posts.latest(sandbox.store, network.name)
    ]
    return page(
        "timeline.html",
        network=network,
        title="Alle Beiträge",
        posts=shown,
        back=request.path,
    )


def profile(
    sandbox: "Sandbox", request: Request, network: Network, account: str
) -> Response:
    found = _account(sandbox, network, account)
    if found is None:
        raise NotFound
    latest = posts.latest(sandbox.store, network.name, found["name"])
    shown = [_shown(sandbox, post) for post in latest]
    title = found["display_name"]
    return page(
        "timeline.html",
        network=network,
        title=title,
        handle=found["name"],
        posts=shown,
        back=request.path,
    )


def post(
    sandbox: "Sandbox", request: Request, network: Network, account: str, id: str
) -> Response:
    """One post; one that was deleted is gone (410), but still shown as such."""
    found = _account(sandbox, network, account)
    row = (
        posts.newest(sandbox.store, network.name, found["name"], id) if found else None
    )
    if row is None:
        raise NotFound
    status = 410 if row["deleted"] else 200
    shown = _shown(sandbox, row)
    return page("post.html", status, network=network, post=shown, back=request.path)


def react(
    sandbox: "Sandbox", request: Request, network: Network, account: str, id: str
) -> Response:
    """Somebody answers, favours or shares a post; back to where the button was."""
    found = _account(sandbox, network, account)
    row = found and posts.alive(sandbox.store, network.name, found["name"], id)
    if not row:
        raise NotFound
    reactions.add(Call(sandbox, network, request), row, request.form.get("kind", ""))
    return redirect(f"{_local(request.form.get('back', '/'))}#{id}", 303)


def tag(sandbox: "Sandbox", request: Request, network: Network, tag: str) -> Response:
    """The newest posts with a hashtag."""
    latest = posts.latest(sandbox.store, network.name, limit=500)
    shown = [
        _shown(sandbox, post)
        for post in latest
        if tag.lower() in post["extra"]["tags"] and not post["deleted"]
    ]
    return page(
        "timeline.html",
        network=network,
        title=f"#{tag}",
        posts=shown,
        back=request.path,
    )


def sign_in(
    sandbox: "Sandbox",
    request: Request,
    network: Network,
    show: Callable,
    version: float | None = None,
) -> Response:
    """The page where a person lets a program in; any version looks the same."""
    return show(Call(sandbox, network, request))


def show_faults(sandbox: "Sandbox", request: Request, network: Network) -> Response:
    return _fault_page(sandbox, network)


def order_fault(sandbox: "Sandbox", request: Request, network: Network) -> Response:
    """The form: order one fault, or clear all of this network."""
    if "clear" in request.form:
        sandbox.faults.clear(network.name)
        return redirect(request.path, 303)
    wanted = {**request.form.to_dict(), "network": network.name}
    try:
        sandbox.faults.order(wanted, list(sandbox.networks))
    except ValueError as error:
        return _fault_page(sandbox, network, str(error))
    return redirect(request.path, 303)


def not_found() -> Response:
    return page("not_found.html", 404)


def static_file(sandbox: "Sandbox", request: Request, name: str) -> Response:
    return send_from_directory(FOLDER / "static", name, request.environ)


def rules(network: Network) -> Iterable[Rule]:
    """The pages of one network."""
    for method, path, show in (
        ("GET", "/", timeline),
        ("GET", network.profile_path, profile),
        ("GET", network.post_path, post),
        ("POST", network.post_path, react),
        ("GET", network.tag_path, tag),
        ("GET", "/faults", show_faults),
        ("POST", "/faults", order_fault),
    ):
        endpoint = partial(show, network=network)
        yield Rule(f"/{network.name}{path}", methods=[method], endpoint=endpoint)
    for path, show in network.sign_in_paths.items():
        endpoint = partial(sign_in, network=network, show=show)
        yield Rule(f"/{network.name}{path}", methods=["GET", "POST"], endpoint=endpoint)


def _fault_page(sandbox: "Sandbox", network: Network, error: str = "") -> Response:
    ordered = [
        {**fault, "label": KINDS[fault["fault"]], "left": _left(fault)}
        for fault in sandbox.faults.listing()
        if fault["network"] == network.name
    ]
    return page(
        "faults.html",
        400 if error else 200,
        network=network,
        kinds=KINDS,
        bodies=BODIES,
        faults=ordered,
        error=error,
    )


def _left(fault: Row) -> str:
    return (
        f"noch {fault['count'] - fault['hits']}-mal"
        if fault["count"]
        else "bis auf Weiteres"
    )


def _account(sandbox: "Sandbox", network: Network, name: str) -> Row | None:
    """An account by its name or its id: a mention on Bluesky links to the DID."""
    sql = "SELECT * FROM account WHERE network = ? AND ? IN (name, id)"
    return sandbox.store.row(sql, network.name, name)


def _accounts(sandbox: "Sandbox", network: Network) -> list[Row]:
    return [
        {**account, "path": _profile_path(network, account["name"])}
        for account in accounts.of_network(sandbox.store, network.name)
    ]


def _profile_path(network: Network, account: str) -> str:
    return f"/{network.name}{network.profile_path.replace('<account>', account)}"


def _shown(sandbox: "Sandbox", post: Row) -> Row:
    """A post for the templates: every number a text, every time a German one."""
    network = sandbox.networks[post["network"]]
    author = _account(sandbox, network, post["account"])
    visible = posts.published(post, "")
    card = visible["card"]
    thumb = card["thumb"] if card else None
    return {
        **visible,
        "html": mark_safe(post["html"]),  # noqa: S308  made by the network, escaped there
        "author": author["display_name"],
        "profile": _profile_path(network, post["account"]),
        "warning": post["extra"].get("spoiler_text"),
        "pictures": [
            _sized(picture) for picture in visible["media"] if picture != thumb
        ],
        "card": _linked(card) if card else None,
        "reactions": _reactions(sandbox, network, post),
        "created": _time(post["created_at"]),
        "edited": _time(post["edited_at"]),
    }


def _reactions(sandbox: "Sandbox", network: Network, post: Row) -> list[Row]:
    """For each kind: what it is called, what one does, and how often it was done."""
    replies = network.replies(sandbox.store, post)
    favourites, shares = (
        reactions.count(sandbox.store, post, kind) for kind in reactions.COUNTED
    )
    told = (
        ("reply", "Antworten", "antworten", replies),
        ("favourite", "Favoriten", "favorisieren", favourites),
        ("share", "geteilt", "teilen", shares),
    )
    return [
        {"kind": kind, "label": label, "verb": verb, "number": str(number)}
        for kind, label, verb, number in told
    ]


def _local(address: str) -> str:
    """A path of this server; the overview where it is something else."""
    return address if re.fullmatch(r"(/[\w@.%-]+)+/?", address) else "/"


def _linked(card: Row) -> Row:
    thumb = _sized(card["thumb"]) if card["thumb"] else None
    address = urlsplit(card["url"])
    safe = card["url"] if address.scheme in ("http", "https") else ""
    return {**card, "url": safe, "host": address.netloc, "thumb": thumb}


def _sized(picture: Row) -> Row:
    return {**picture, "width": str(picture["width"]), "height": str(picture["height"])}


def _time(moment: str | None) -> str:
    if not moment:
        return ""
    local = datetime.fromisoformat(moment).astimezone(ZONE)
    return local.strftime("%d.%m.%Y, %H:%M:%S Uhr")


ROUTES = (
    ("GET", "/", overview),
    ("GET", "/static/<name>", static_file),
)
