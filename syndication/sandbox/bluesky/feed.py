"""Records of the feed as posts that people read."""

from html import escape
from typing import Any
from urllib.parse import quote, urlsplit

from .. import posts
from ..store import Row, Store, now
from . import blobs
from .lexicon import POST
from .schema import InvalidError, is_blob

COLLECTION = "app.bsky.feed.post"
EMBED = "app.bsky.embed."
FEATURES = {f"app.bsky.richtext.facet#{kind}" for kind in ("link", "mention", "tag")}


def written(store: Store, account: Row, row: Row) -> None:
    """Note a new or changed record; anything but a valid post is none for people.

    A repository keeps unchecked records, too; the app never shows an invalid one.
    """
    if row["collection"] != COLLECTION:
        return
    if not _is_valid(row["value"]):
        removed(store, account, row)
        return
    columns = _columns(store, row)
    post = posts.alive(store, "bluesky", account["name"], row["rkey"])
    if post:
        posts.change(store, post["seq"], edited_at=now(), **columns)
    else:
        _add(store, account, row, columns)


def removed(store: Store, account: Row, row: Row) -> None:
    """Mark the post of a record as deleted, if there is one."""
    post = posts.alive(store, "bluesky", account["name"], row["rkey"])
    if row["collection"] == COLLECTION and post:
        posts.change(store, post["seq"], deleted=1)


def _add(store: Store, account: Row, row: Row, columns: Row) -> None:
    posts.add(
        store,
        network="bluesky",
        account=account["name"],
        id=row["rkey"],
        path=f"/bluesky/profile/{account['name']}/post/{row['rkey']}",
        **columns,
    )


def _is_valid(value: Row) -> bool:
    try:
        POST(value, "$")
    except InvalidError:
        return False
    return True


def _columns(store: Store, row: Row) -> dict[str, Any]:
    """What people see of a valid record; what the app does not know it passes over."""
    value, did = row["value"], row["did"]
    embed = value.get("embed") or {}
    if embed.get("$type") == f"{EMBED}recordWithMedia":
        embed = embed["media"]
    card = _card(store, did, embed)
    parent = value["reply"]["parent"]["uri"] if "reply" in value else ""
    return {
        "text": value["text"],
        "html": html(value["text"], value.get("facets")),
        "link": card["url"] if card else _first_link(value.get("facets")),
        "media": _pictures(store, did, embed) + _thumbs(card),
        "card": card,
        "language": next(iter(value.get("langs") or []), None),
        "reply_to": parent.rpartition("/")[2] or None,
        "extra": {"tags": _tags(value)},
    }


def _pictures(store: Store, did: str, embed: Row) -> list[Row]:
    names = {f"{EMBED}images": "images", f"{EMBED}gallery": "items"}
    shown = embed.get(names.get(embed.get("$type"), ""), [])
    known = [image for image in shown if is_blob(image.get("image"))]
    found = [
        _picture(store, did, image["image"], image.get("alt", "")) for image in known
    ]
    return [picture for picture in found if picture]


def _thumbs(card: Row | None) -> list[Row]:
    return [card["thumb"]] if card and card["thumb"] else []


def _card(store: Store, did: str, embed: Row) -> Row | None:
    if embed.get("$type") != f"{EMBED}external":
        return None
    external = embed["external"]
    thumb = external.get("thumb")
    return {
        "url": external["uri"],
        "title": external["title"],
        "description": external["description"],
        "thumb": _picture(store, did, thumb, "") if thumb else None,
    }


def _picture(store: Store, did: str, reference: Row, alt: str) -> Row | None:
    stored = blobs.find(store, did, reference["ref"]["$link"])
    if stored is None:
        return None
    return {name: stored[name] for name in ("width", "height", "file")} | {"alt": alt}


def html(text: str, facets: Any) -> str:
    """The text with its facets, which name bytes; as the app draws them.

    A facet that overlaps an earlier one or marks nothing is left out, one that cuts
    through a character spoils it: only the author can get that right.
    """
    raw, pieces, position = text.encode(), [], 0
    for start, end, feature in _ranges(facets):
        if start < position or end <= start:
            continue
        pieces.append(_plain(raw[position:start]))
        pieces.append(_marked(_plain(raw[start:end]), feature))
        position = end
    pieces.append(_plain(raw[position:]))
    body = "".join(pieces).replace("\n", "<br>")
    return f"<p>{body}</p>"


def _ranges(facets: Any) -> list[tuple[int, int, Row]]:
    """Start, end and feature of each facet that the app knows, in their order."""
    found = [
        (facet["index"]["byteStart"], facet["index"]["byteEnd"], feature)
        for facet in facets or []
        for feature in facet["features"][:1]
        if feature["$type"] in FEATURES
    ]
    return sorted(found, key=lambda one: one[0])


def _plain(raw: bytes) -> str:
    return escape(raw.decode(errors="replace"))


def _marked(shown: str, feature: Row) -> str:
    kind = feature["$type"].partition("#")[2]
    if kind == "tag":
        target, more = f"/bluesky/hashtag/{quote(feature['tag'])}", ' class="hashtag"'
    elif kind == "mention":
        target, more = f"/bluesky/profile/{feature['did']}", ' class="mention"'
    else:
        target, more = feature["uri"], ' target="_blank" rel="noopener"'
    if not shown.strip() or (
        kind == "link" and urlsplit(target).scheme not in ("http", "https")
    ):
        return shown
    return f'<a href="{escape(target)}"{more}>{shown}</a>'


def _tags(value: Row) -> list[str]:
    """Hashtags in the text and beside it, in lower case."""
    features = (feature for _, _, feature in _ranges(value.get("facets")))
    marked = [feature["tag"] for feature in features if "tag" in feature]
    return [tag.lower() for tag in [*marked, *(value.get("tags") or [])]]


def _first_link(facets: Any) -> str | None:
    features = (feature for _, _, feature in _ranges(facets))
    return next((feature["uri"] for feature in features if "uri" in feature), None)
