"""JSON Feed 1.1."""

import json

from ..metadata import local_iso
from .content import LANGUAGE, Entry, FeedPage

VERSION = "https://jsonfeed.org/version/1.1"


def written(feed: FeedPage) -> bytes:
    links, author = feed.links("json"), feed.author
    head = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home,
        "feed_url": links["self"],
        "icon": author.logo,
        "favicon": author.icon,
        "language": LANGUAGE,
        "authors": [{"name": author.name, "url": author.url}],
    }
    if "next" in links:
        head["next_url"] = links["next"]
    if feed.hub:
        head["hubs"] = [{"type": "WebSub", "url": feed.hub}]
    items = [_item(entry) for entry in feed.entries]
    return json.dumps(head | {"items": items}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": local_iso(entry.published),
        "date_modified": local_iso(entry.updated),
        "language": LANGUAGE,
        "tags": [category.label for category in entry.categories],
    }
    if entry.picture:
        item["image"] = entry.picture.picture.url
    return item
