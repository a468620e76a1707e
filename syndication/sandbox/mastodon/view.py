"""Accounts and posts as the API shows them."""

from typing import Any

from .. import posts
from ..network import Call
from ..store import Row
from . import media
from .access import by_name


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
    address = f"{call.home}/@{row['name']}"
    avatar = f"{call.base}/static/avatar.svg"
    count = call.store.row(
        "SELECT count(*) AS n, max(created_at) AS last FROM post"
        " WHERE network = 'mastodon' AND account = ? AND NOT deleted",
        row["name"],
    )
    return {
        "id": row["id"],
        "username": row["name"],
        "acct": row["name"],
        "display_name": row["display_name"],
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": row["created_at"][:10] + "T00:00:00.000Z",
        "note": "",
        "url": address,
        "uri": f"{call.home}/users/{row['name']}",
        "avatar": avatar,
        "avatar_static": avatar,
        "header": avatar,
        "header_static": avatar,
        "followers_count": 0,
        "following_count": 0,
        "statuses_count": count["n"],
        "last_status_at": count["last"][:10] if count["last"] else None,
        "hide_collections": None,
        "noindex": False,
        "emojis": [],
        "roles": [],
        "fields": [],
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
    parent = visible(call, post["reply_to"]) if post["reply_to"] else None
    return {
        "id": post["id"],
        "created_at": post["created_at"],
        "in_reply_to_id": post["reply_to"],
        "in_reply_to_account_id": by_name(call.store, parent["account"])["id"]
        if parent
        else None,
        "visibility": post["extra"]["visibility"],
        "language": post["language"],
        "uri": f"{call.home}/users/{post['account']}/statuses/{post['id']}",
        "url": call.base + post["path"],
        "edited_at": post["edited_at"],
        **_counts(call, post),
        **content(call, post),
        "reblog": None,
        "application": {"name": "Sandbox", "website": None},
        "account": account(call, author),
        "mentions": [_mention(call, name) for name in post["extra"]["mentions"]],
        "tags": [
            {"name": tag, "url": f"{call.home}/tags/{tag}"}
            for tag in post["extra"]["tags"]
        ],
        "card": card(call, post),
        "poll": None,
        "quote": None,
        "quote_approval": {
            "automatic": ["public"],
            "manual": [],
            "current_user": "automatic",
        },
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
    found = post["card"]
    if not found:
        return None
    shown = posts.published(post, call.base)["card"]
    thumb = shown["thumb"] or {"url": None, "alt": "", "width": 0, "height": 0}
    return {
        "url": found["url"],
        "title": found["title"],
        "description": found["description"],
        "type": "link",
        "language": found.get("language"),
        "author_name": "",
        "author_url": "",
        "authors": [],
        "provider_name": found.get("provider", ""),
        "provider_url": "",
        "published_at": found.get("published_at"),
        "html": "",
        "width": thumb["width"],
        "height": thumb["height"],
        "image": thumb["url"],
        "image_description": thumb["alt"],
        "embed_url": "",
        "blurhash": None,
        "missing_attribution": False,
        "history": [],
    }


def _counts(call: Call, post: Row) -> dict[str, Any]:
    sql = "SELECT count(*) AS n FROM post WHERE network = 'mastodon' AND reply_to = ? AND NOT deleted"
    return {
        "replies_count": call.store.row(sql, post["id"])["n"],
        "reblogs_count": 0,
        "favourites_count": 0,
        "quotes_count": 0,
        "favourited": False,
        "reblogged": False,
        "muted": False,
        "bookmarked": False,
        "pinned": False,
        "filtered": [],
    }


def _mention(call: Call, name: str) -> dict[str, str]:
    known = by_name(call.store, name)
    url = f"{call.home}/@{name}"
    return {"id": known["id"], "username": name, "url": url, "acct": name}
