"""Feeds as their readers get them."""

import json
import xml.etree.ElementTree as ET
from datetime import timedelta

import feedparser
from django.db.models import F
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import ModelLogEntry, PageLogEntry

from tests.factories import published

RSS, ATOM, JSON = ALL = ("/feed/rss.xml", "/feed/atom.xml", "/feed/feed.json")
HOST = "http://127.0.0.1:8000"
NAMES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
}


def read(client, address=RSS) -> feedparser.FeedParserDict:
    answer = client.get(address)
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def document(client, address) -> ET.Element:
    return ET.fromstring(client.get(address).content)


def json_feed(client, address=JSON) -> dict:
    return json.loads(client.get(address).content)


def titles(client, address) -> list[str]:
    """In the order of the feed, whatever its format."""
    if ".json" in address:
        return [item["title"] for item in json_feed(client, address)["items"]]
    return [entry.title for entry in read(client, address).entries]


def some_time_ago(seconds=60):
    """As if what has happened just now had happened earlier."""
    just_now = timezone.now() - timedelta(seconds=20)
    for log in (PageLogEntry, ModelLogEntry):
        log.objects.filter(timestamp__gt=just_now).update(
            timestamp=F("timestamp") - timedelta(seconds=seconds)
        )


def numbered(count: int) -> None:
    """Articles "Nummer 1" and so on, a day between two."""
    first = parse_datetime("2025-01-01T10:00Z")
    for n in range(1, count + 1):
        published(title=f"Nummer {n}", published_at=first + timedelta(days=n))
