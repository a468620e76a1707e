"""Every post ever made on every network: added, changed, marked as deleted."""

from typing import Any

from .store import Row, Store, now


def add(store: Store, **post: Any) -> int:
    """Write a post down; answers its number in the order of all posts."""
    return store.insert("post", **{"created_at": now(), **post})


def change(store: Store, seq: int, **values: Any) -> None:
    store.update("post", {"seq": seq}, **values)


def alive(store: Store, network: str, account: str, id: str) -> Row | None:
    return store.row(
        "SELECT * FROM post WHERE network = ? AND account = ? AND id = ? AND NOT deleted",
        network,
        account,
        id,
    )


def newest(store: Store, network: str, account: str, id: str) -> Row | None:
    """The post with this id, deleted or not; an id may be used again after deletion."""
    return store.row(
        "SELECT * FROM post WHERE network = ? AND account = ? AND id = ?"
        " ORDER BY seq DESC LIMIT 1",
        network,
        account,
        id,
    )


def latest(store: Store, network: str, account: str = "", limit: int = 50) -> list[Row]:
    """The newest posts of a network, or of one account there, deleted ones too."""
    return store.rows(
        "SELECT * FROM post WHERE network = ? AND ? IN ('', account)"
        " ORDER BY seq DESC LIMIT ?",
        network,
        account,
        limit,
    )


def everything(store: Store) -> list[Row]:
    return store.rows("SELECT * FROM post ORDER BY seq")


def published(post: Row, base: str) -> Row:
    """A post as posts.json shows it; addresses below `base`, times as they were."""
    return {
        "network": post["network"],
        "account": post["account"],
        "id": post["id"],
        "url": base + post["path"],
        "text": post["text"],
        "link": post["link"],
        "media": [_picture(picture, base) for picture in post["media"] or []],
        "card": _card(post["card"], base),
        "language": post["language"],
        "reply_to": post["reply_to"],
        "created_at": post["created_at"],
        "edited_at": post["edited_at"],
        "deleted": bool(post["deleted"]),
    }


def _card(card: Row | None, base: str) -> Row | None:
    if not card:
        return None
    thumb = card["thumb"]
    return {**card, "thumb": _picture(thumb, base) if thumb else None}


def _picture(picture: Row, base: str) -> Row:
    return {
        "alt": picture["alt"],
        "width": picture["width"],
        "height": picture["height"],
        "url": f"{base}/media/{picture['file']}",
    }
