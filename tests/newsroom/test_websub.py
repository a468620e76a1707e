"""WebSub: the hub hears of each feed that has changed, and nobody waits for it."""

import time
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl

import pytest
from django.db import DatabaseError
from django.utils import timezone

from newsroom import websub
from newsroom.models import ArticlePage, Topic
from newsroom.websub import HubPing
from syndication import scheduling
from tests.factories import draft, published
from tests.in_background import in_background

HOST = "http://127.0.0.1:8000"
ALL = {f"{HOST}/feed/{file}" for file in ("rss.xml", "atom.xml", "feed.json")}


def feeds_of(slug: str) -> set[str]:
    return {address.replace("/feed/", f"/themen/{slug}/", 1) for address in ALL}


class Hub(BaseHTTPRequestHandler):
    """Answers with `statuses` one after the other, then with 204."""

    statuses: list[int] = []
    heard: list[tuple[str, str]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = dict(parse_qsl(body))
        self.heard.append((form["hub.mode"], form["hub.url"]))
        self.send_response(self.statuses.pop(0) if self.statuses else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def serving():
    server = HTTPServer(("127.0.0.1", 0), Hub)
    with in_background(server):
        yield f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture
def hub(settings, monkeypatch):
    """A hub that is there; what it has heard, and what it will answer."""
    monkeypatch.setattr(Hub, "heard", [])
    monkeypatch.setattr(Hub, "statuses", [])
    with serving() as address:
        settings.WEBSUB_HUB = address
        yield Hub


@pytest.fixture(autouse=True)
def queue(monkeypatch):
    """What the worker would run, run at once."""
    calls = {"newsroom.websub.ping": websub.ping}
    monkeypatch.setattr(websub, "async_task", lambda name, *args: calls[name](*args))


def heard(hub) -> set[str]:
    """What the worker's next look brings the hub to hear."""
    hub.heard.clear()
    websub.ping_due(timezone.now())
    assert {mode for mode, _url in hub.heard} <= {"publish"}
    assert len(hub.heard) == len(set(hub.heard))
    return {url for _mode, url in hub.heard}


@pytest.fixture
def article(newsroom, hub):
    topics = [Topic.objects.create(name=name) for name in ("Natur", "Verkehr")]
    page = published(title="Park", topics=topics)
    HubPing.objects.all().delete()
    return page


def test_an_article_that_goes_live_is_told_with_all_its_feeds(newsroom, hub):
    published(topics=[Topic.objects.create(name="Natur")])
    assert heard(hub) == ALL | feeds_of("natur")
    assert heard(hub) == set()


def test_a_draft_is_not_told(newsroom, hub):
    draft().save_revision()
    assert heard(hub) == set()


def test_a_scheduled_article_is_told_when_it_goes_live(newsroom, hub):
    page = draft()
    page.go_live_at = timezone.now() + timedelta(seconds=1)
    page.save_revision().publish()
    assert heard(hub) == set()
    time.sleep(1)
    scheduling.publish_due(timezone.now())
    assert heard(hub) == ALL


def test_a_correction_is_told(article, hub):
    page = article.get_latest_revision_as_object()
    page.teaser = "Berichtigt."
    page.save_revision().publish()
    assert heard(hub) == ALL | feeds_of("natur") | feeds_of("verkehr")


def test_the_feed_of_a_topic_that_is_taken_away_is_told_as_well(article, hub):
    page = article.get_latest_revision_as_object()
    page.topics = [Topic.objects.get(slug="natur")]
    page.save_revision().publish()
    assert heard(hub) >= feeds_of("verkehr")


@pytest.mark.parametrize("leave", [ArticlePage.unpublish, ArticlePage.delete])
def test_an_article_that_leaves_is_told(article, hub, leave):
    leave(article)
    assert heard(hub) == ALL | feeds_of("natur") | feeds_of("verkehr")


def test_an_expired_article_is_told(article, hub):
    now = timezone.now()
    ArticlePage.objects.update(expire_at=now)
    scheduling.unpublish_expired(now)
    assert heard(hub) >= ALL


def test_an_alias_is_in_no_feed(article, hub):
    article.create_alias(parent=article.get_parent(), update_slug="zweimal")
    assert heard(hub) == set()


def test_two_changes_before_the_ping_are_one(article, hub):
    for _change in range(2):
        article.save_revision().publish()
    assert len(heard(hub)) == 9


@pytest.mark.parametrize("status", [500, 302, 404, 429])
def test_a_ping_that_fails_is_tried_again_after_a_while(article, hub, status):
    websub.note(["http://127.0.0.1:8000/feed/rss.xml"])
    hub.statuses.append(status)
    now = timezone.now()
    for seconds, calls in ((0, 1), (29, 1), (31, 2), (200, 2)):
        websub.ping_due(now + timedelta(seconds=seconds))
        assert len(hub.heard) == calls
    assert not HubPing.objects.exists()


def test_each_wait_is_longer_until_the_last(article, hub):
    websub.note(["http://127.0.0.1:8000/feed/rss.xml"])
    hub.statuses.extend([500] * 50)
    now, waits = timezone.now(), []
    while ping := HubPing.objects.first():
        websub.ping_due(max(now, ping.due_at))
        if again := HubPing.objects.first():
            waits.append(round((again.due_at - ping.due_at).total_seconds()))
    assert waits[:5] == [30, 90, 270, 810, 2430]
    assert max(waits) == 3600
    assert len(hub.heard) == websub.ATTEMPTS


def test_a_hub_that_is_away_is_tried_again(article, settings):
    settings.WEBSUB_HUB = "http://127.0.0.1:9/"
    websub.note(["http://127.0.0.1:8000/feed/rss.xml"])
    websub.ping_due(timezone.now())
    assert HubPing.objects.get().attempts == 1


def test_a_change_during_the_call_is_told_afterwards(article, hub, monkeypatch):
    address = "http://127.0.0.1:8000/feed/rss.xml"
    websub.note([address])
    post = websub.requests.post

    def slowly(*args, **kwargs):
        answer = post(*args, **kwargs)
        websub.note([address])
        return answer

    monkeypatch.setattr(websub.requests, "post", slowly)
    websub.ping_due(timezone.now())
    monkeypatch.undo()
    assert HubPing.objects.get().attempts == 0


def test_two_workers_tell_it_once(article, hub):
    websub.note(["http://127.0.0.1:8000/feed/rss.xml"])
    stale = HubPing.objects.get()
    websub.ping_due(timezone.now())
    HubPing.objects.create(
        pk=stale.pk, url=stale.url, due_at=stale.next_try(timezone.now())
    )
    websub.ping_due(timezone.now())
    assert len(hub.heard) == 1


def test_without_a_hub_nothing_is_written_down(newsroom, settings):
    settings.WEBSUB_HUB = ""
    published(topics=[Topic.objects.create(name="Natur")])
    assert not HubPing.objects.exists()


def test_a_ping_that_cannot_be_written_down_does_not_stop_publishing(
    newsroom, hub, monkeypatch
):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(HubPing.objects, "bulk_create", broken)
    assert published().live
