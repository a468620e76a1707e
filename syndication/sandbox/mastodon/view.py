"""Accounts and posts as the API shows them."""

from typing import Any

from .. import posts, reactions
from ..network import Call
from ..store import Row
from . import media
from .access import by_name

# What a server tells of an account or a post that has none of it.
QUIET_ACCOUNT = {
    "locked": False,
    "bot": False,
    "discoverable": True,
    "indexable": False,
    "group": False,
    "note": "",
    "followers_count": 0,
    "following_count": 0,
    "hide_collections": None,
    "noindex": False,
    "emojis": [],
    "roles": [],
    "fields": [],
}
QUIET_STATUS = {
    "quotes_count": 0,
    "favourited": False,
    "reblogged": False,
    "muted": False,
    "bookmarked": False,
    "pinned": False,
    "filtered": [],
    "reblog": None,
    "poll": None,
    "quote": None,
}
QUIET_CARD = {
    "type": "link",
    "author_name": "",
    "author_url": "",
    "authors": [],
    "provider_url": "",
    "html": "",
    "embed_url": "",
    "blurhash": None,
    "missing_attribution": False,
    "history": [],
}
QUOTING = {"automatic": ["public"], "manual": [], "current_user": "automatic"}


def visible(call: Call, id: str, account: Row | None = None) -> Row | None:
    """The post with this id, if the public or its own author `account` may see it."""
    sql = "SELECT * FROM post WHERE network = 'mastodon' AND id = ? AND NOT deleted"
    post = call.store.row(sql, id)
    if post is None or not may_see(post, account):
        return None
    return post


def may_see(post: Row, account: Row | None) -> bool:
    public = post["extra"]["visibility"] in ("public", "unlisted")
    return public or (account is not None and account["name"] == post["account"])


def account(call: Call, row: Row) -> dict[str, Any]:
    """An Account; counts are of its posts, everything else is a quiet default."""
    alive = "FROM post WHERE network = 'mastodon' AND account = ? AND NOT deleted"
    count = call.store.row(f"SELECT count(*) AS n {alive}", row["name"])["n"]
    newest = call.store.row(
        f"SELECT created_at {alive} ORDER BY seq DESC LIMIT 1", row["name"]
    )
    images = ("avatar", "avatar_static", "header", "header_static")
    return {
        "id": row["id"],
        "username": row["name"],
        "acct": row["name"],
        "display_name": row["display_name"],
        "created_at": row["created_at"][:10] + "T00:00:00.000Z",
        "url": f"{call.home}/@{row['name']}",
        "uri": f"{call.home}/users/{row['name']}",
        "statuses_count": count,
        "last_status_at": newest["created_at"][:10] if newest else None,
        **dict.fromkeys(images, f"{call.base}/static/avatar.svg"),
        **QUIET_ACCOUNT,
    }


def own_account(call: Call, row: Row) -> dict[str, Any]:
    """The account with what only its owner sees."""
    source = {
        "privacy": "public",
        "sensitive": False,
        "language": None,
        "note": "",
        "fields": [],
        "follow_requests_count": 0,
        "quote_policy": "public",
    }
    return account(call, row) | {"source": source, "role": {"id": "-99", "name": ""}}


def status(call: Call, post: Row) -> dict[str, Any]:
    """A Status as its author sees it."""
    author = by_name(call.store, post["account"])
    extra, uri = post["extra"], f"{call.home}/users/{post['account']}/statuses"
    return {
        "id": post["id"],
        "created_at": post["created_at"],
        "edited_at": post["edited_at"],
        "in_reply_to_id": post["reply_to"],
        "in_reply_to_account_id": _answered(call, post),
        "visibility": extra["visibility"],
        "language": post["language"],
        "uri": f"{uri}/{post['id']}",
        "url": call.base + post["path"],
        "replies_count": call.network.replies(call.store, post),
        "favourites_count": reactions.count(call.store, post, "favourite"),
        "reblogs_count": reactions.count(call.store, post, "share"),
        **QUIET_STATUS,
        **content(call, post),
        "application": {"name": "Sandbox", "website": None},
        "account": account(call, author),
        "mentions": [_mention(call, name) for name in extra["mentions"]],
        "tags": [
            {"name": tag, "url": f"{call.home}/tags/{tag}"} for tag in extra["tags"]
        ],
        "card": card(call, post),
        "quote_approval": QUOTING,
    }


def content(call: Call, post: Row) -> dict[str, Any]:
    """What an edit may change."""
    extra, pictures = post["extra"], media.of_status(call.store, post)
    return {
        "content": post["html"].replace('href="/', f'href="{call.base}/'),
        "spoiler_text": extra["spoiler_text"],
        "sensitive": extra["sensitive"],
        "media_attachments": [media.view(call, picture) for picture in pictures],
        "emojis": [],
    }


def snapshot(call: Call, post: Row) -> dict[str, Any]:
    """One step of a post's history, with the time it was written."""
    return content(call, post) | {"created_at": post["edited_at"] or post["created_at"]}


def source_fields(post: Row) -> dict[str, str]:
    return {"text": post["text"], "spoiler_text": post["extra"]["spoiler_text"]}


def card(call: Call, post: Row) -> dict[str, Any] | None:
    """The preview of the post's link, once it was fetched."""
    found = posts.published(post, call.base)["card"]
    if not found:
        return None
    thumb = found["thumb"] or {"url": None, "alt": "", "width": 0, "height": 0}
    return {
        "url": found["url"],
        "title": found["title"],
        "description": found["description"],
        "language": found["language"] or None,
        "provider_name": found["provider"],
        "published_at": found["published_at"] or None,
        "width": thumb["width"],
        "height": thumb["height"],
        "image": thumb["url"],
        "image_description": thumb["alt"],
        **QUIET_CARD,
    }


def _answered(call: Call, post: Row) -> str | None:
    """The id of the account whose post this one answers."""
    parent = visible(call, post["reply_to"]) if post["reply_to"] else None
    return by_name(call.store, parent["account"])["id"] if parent else None


def _mention(call: Call, name: str) -> dict[str, str]:
    known = by_name(call.store, name)
    url = f"{call.home}/@{name}"
    return {"id": known["id"], "username": name, "url": url, "acct": name}
