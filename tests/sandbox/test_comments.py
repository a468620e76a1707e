"""Comments of others below posts, as a publisher reads and counts them."""

import pytest
import requests

from .graph_client import Graph


def comment(sandbox, network, post, text="Schön!", name="buergerin"):
    wanted = {"network": network, "post": post, "name": name, "text": text}
    return requests.post(f"{sandbox}/comments", json=wanted, timeout=5)


def test_comments_on_facebook_are_read_and_counted(sandbox):
    page = Graph(sandbox, "facebook")
    post = page.post(f"{page.id}/feed", message="Neu")["id"]
    for text in ("Eins", "Zwei"):
        assert comment(sandbox, "facebook", post, text).status_code == 201
    read = page.get(f"{post}/comments", fields="message,from")["data"]
    assert [one["message"] for one in read] == ["Zwei", "Eins"]
    assert read[0]["from"] == {"name": "buergerin"}
    counted = page.get(post, fields="comments.limit(0).summary(true)")["comments"]
    assert counted["summary"]["total_count"] == 2


def test_comments_on_instagram_are_read_and_counted(sandbox, site):
    sandbox.settings("instagram", processing_seconds=0)
    account = Graph(sandbox, "instagram")
    url = f"{site.url}/bild.jpg"
    id = account.post(f"{account.id}/media", image_url=url)["id"]
    media = account.post(f"{account.id}/media_publish", creation_id=id)["id"]
    comment(sandbox, "instagram", media)
    (read,) = account.get(f"{media}/comments", fields="text,username")["data"]
    assert (read["text"], read["username"]) == ("Schön!", "buergerin")
    assert account.get(media, fields="comments_count")["comments_count"] == 1


def test_replies_on_threads_are_posts_of_others(sandbox):
    sandbox.settings("threads", processing_seconds=0, fresh_seconds=0)
    user = Graph(sandbox, "threads")
    id = user.post("me/threads", media_type="TEXT", text="Neu")["id"]
    media = user.post("me/threads_publish", creation_id=id)["id"]
    comment(sandbox, "threads", media)
    (read,) = user.get(f"{media}/conversation", fields="text,username")["data"]
    assert (read["text"], read["username"]) == ("Schön!", "buergerin")
    assert len(user.posts()) == 1


@pytest.mark.parametrize("wanted", [("facebook", "5"), ("mastodon", "5")])
def test_a_comment_needs_a_post(sandbox, wanted):
    assert comment(sandbox, *wanted).status_code == 400
