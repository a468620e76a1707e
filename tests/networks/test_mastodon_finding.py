"""Whether a post arrived after all: known by its link and its time."""

from datetime import UTC, datetime, timedelta

import pytest

from syndication.networks.base import TemporaryError

from .samples import ARTICLE, make_post
from .scripted import Answer
from .scripted_mastodon import RECEIPT, STATUS, make_client


@pytest.fixture
def client(server):
    return make_client(server)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (f'<a href="{ARTICLE.replace("&", "&amp;")}">…</a>', True),
        (f'<a href="{ARTICLE.replace("ü", "%C3%BC").replace("&", "&amp;")}">…</a>', True),
        (f"<p>{ARTICLE}</p>", False),
        ('<a href="https://stadt.example.org/newsroom/brücke">…</a>', False),
        (f'<a href="{ARTICLE}#mehr">…</a>', False),
        ("", False),
        (None, False),
    ],
)  # fmt: skip
def test_a_post_is_known_by_its_link(server, client, content, found):
    server.answers = [Answer(200, [STATUS | {"content": content}]), Answer(200, [])]
    since = datetime(2025, 2, 18, 10, tzinfo=UTC)
    receipt = client.find("key", make_post(), since)
    assert receipt == (RECEIPT if found else None)


@pytest.mark.parametrize(
    ("ahead", "since", "found"),
    [
        (0, 0, True),
        (0, 5, False),
        (-300, 300, True),  # their clock is five minutes behind ours
        (-300, 305, False),
        (300, -300, True),
        (300, -295, False),
    ],
)
def test_times_are_compared_by_the_servers_clock(server, client, ahead, since, found):
    there = datetime.now(UTC) + timedelta(seconds=ahead)
    date = there.strftime("%a, %d %b %Y %H:%M:%S GMT")
    link = f'<a href="{ARTICLE.replace("&", "&amp;")}">…</a>'
    server.answers = [
        Answer(200, [STATUS | {"content": link}], {"Date": date}),
        Answer(200, []),
    ]
    made = datetime(2025, 2, 18, 10, tzinfo=UTC)
    receipt = client.find("key", make_post(), made + timedelta(seconds=since))
    assert receipt == (RECEIPT if found else None)


def test_older_posts_are_not_paged_through(server, client):
    server.answers = [Answer(200, [STATUS])]
    assert client.find("key", make_post(), datetime.now(UTC)) is None
    assert len(server.requests) == 1


def test_what_cannot_be_seen_to_its_end_is_not_called_absent(server, client):
    server.answers = [Answer(200, [STATUS])]
    since = datetime(2025, 1, 1, tzinfo=UTC)
    with pytest.raises(TemporaryError, match="zu viele"):
        client.find("key", make_post(), since)
