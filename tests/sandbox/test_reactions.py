"""What readers make of posts, as a publisher is told it: counts, and who may ask."""

import pytest
import requests
from bs4 import BeautifulSoup

from tests.sandbox_server import NETWORKS

from .clients import Repo, mastodon
from .graph_client import Graph, code
from .poster import Poster


def react(sandbox, network, post, kind, number=1):
    wanted = {"network": network, "post": post, "kind": kind, "number": number}
    return requests.post(f"{sandbox}/reactions", json=wanted, timeout=5)


def reacted(sandbox, network, post):
    for number, kind in enumerate(("reply", "favourite", "share"), 1):
        assert react(sandbox, network, post, kind, number).status_code == 204


def test_mastodon_counts_them_with_each_status(sandbox):
    api = mastodon(sandbox)
    first, second = api.status_post("Eins"), api.status_post("Zwei")
    reacted(sandbox, "mastodon", first.id)
    one, two = api.statuses([first.id, second.id, "404404"])
    assert (one.replies_count, one.favourites_count, one.reblogs_count) == (1, 2, 3)
    assert (two.replies_count, two.favourites_count, two.reblogs_count) == (0, 0, 0)
    answers = api.status_context(first.id)["descendants"]
    assert [one.account.username for one in answers] == ["jemand"]


def test_mastodon_lists_twenty_at_once_and_no_more(sandbox):
    api = mastodon(sandbox)
    assert api.statuses([str(number) for number in range(20)]) == []
    with pytest.raises(Exception, match="422"):
        api.statuses([str(number) for number in range(21)])


def views(repo, uris, **what):
    url = f"{repo.server}/xrpc/app.bsky.feed.getPosts"
    headers = {"Authorization": f"Bearer {repo.session['accessJwt']}"}
    what = {"headers": headers} | what
    return requests.get(url, params={"uris": uris}, timeout=5, **what)


def bluesky_post(repo):
    record = {"text": "Neu", "createdAt": "2026-11-28T12:00:00.000Z"}
    return repo.create_record({"$type": "app.bsky.feed.post", **record}).json()["uri"]


def test_the_appview_counts_them_with_each_post(sandbox):
    repo = Repo.create(sandbox)
    uri = bluesky_post(repo)
    reacted(sandbox, "bluesky", uri.rpartition("/")[2])
    [view] = views(repo, [uri, f"{uri[:-1]}a"]).json()["posts"]
    counts = view["replyCount"], view["likeCount"], view["repostCount"]
    assert (view["uri"], counts) == (uri, (1, 2, 3))
    repo.delete_record(uri.rpartition("/")[2])
    assert views(repo, [uri]).json() == {"posts": []}


def test_the_appview_wants_a_session_and_25_posts_at_most(sandbox):
    repo = Repo.create(sandbox)
    uri = bluesky_post(repo)
    assert views(repo, [uri], headers={}).status_code == 401
    assert views(repo, [uri] * 25).ok
    assert "maximum 25, got 26" in views(repo, [uri] * 26).json()["message"]


def test_a_server_without_appview_says_so(sandbox):
    sandbox.settings("bluesky", appview=False)
    repo = Repo.create(sandbox)
    answer = views(repo, [bluesky_post(repo)])
    assert answer.status_code == 400
    assert "No service configured" in answer.json()["message"]


FIELDS = "shares,reactions.limit(0).summary(total_count)"
WITH_COMMENTS = f"{FIELDS},comments.limit(0).summary(total_count)"


def test_facebook_counts_several_posts_in_one_answer(sandbox):
    page = Graph(sandbox, "facebook")
    one, two = (page.post(f"{page.id}/feed", message=m)["id"] for m in ("Eins", "Zwei"))
    reacted(sandbox, "facebook", one)
    told = page.get("", ids=f"{one},{two}", fields=WITH_COMMENTS)
    assert told[one]["comments"]["summary"]["total_count"] == 1
    assert told[one]["reactions"]["summary"]["total_count"] == 2
    assert told[one]["shares"] == {"count": 3}
    assert "shares" not in told[two]


@pytest.mark.parametrize(
    ("ids", "number"), [("1_2", 100), ("", 100), (",".join("9" * 51), 100)]
)
def test_facebook_answers_for_all_or_for_none(sandbox, ids, number):
    page = Graph(sandbox, "facebook")
    assert code(page.get("", ids=ids))[0] == number


def test_comments_on_facebook_are_counted_for_who_may_read_them(sandbox):
    page = Graph(sandbox, "facebook", scopes="pages_manage_posts,pages_read_engagement")
    post = page.post(f"{page.id}/feed", message="Eins")["id"]
    assert page.get(post, fields=FIELDS)["reactions"]
    assert code(page.get(post, fields=WITH_COMMENTS)) == (10, None)


def test_threads_counts_them_for_who_may_see_statistics(sandbox):
    sandbox.settings("threads", processing_seconds=0, fresh_seconds=0)
    user = Graph(sandbox, "threads")
    id = user.post("me/threads", media_type="TEXT", text="Neu")["id"]
    media = user.post("me/threads_publish", creation_id=id)["id"]
    reacted(sandbox, "threads", media)
    told = user.get(f"{media}/insights", metric="replies,likes,reposts,quotes")["data"]
    assert [one["values"][0]["value"] for one in told] == [1, 2, 3, 0]
    assert code(user.get(f"{media}/insights", metric="applause"))[0] == 100
    scopes = "threads_basic,threads_content_publish"
    other = Graph(sandbox, "threads", scopes=scopes)
    id = other.post("me/threads", media_type="TEXT", text="Neu")["id"]
    media = other.post("me/threads_publish", creation_id=id)["id"]
    assert code(other.get(f"{media}/insights", metric="likes"))[0] == 200


def posted(sandbox, site, network):
    """A new post as the sandbox shows it."""
    poster = Poster(sandbox, network, site)
    poster.post().raise_for_status()
    return sandbox.posts(network, poster.account)[-1]


@pytest.mark.parametrize("network", NETWORKS)
def test_one_who_practises_reacts_with_buttons(sandbox, site, network):
    made = posted(sandbox, site, network)
    page = BeautifulSoup(requests.get(made["url"], timeout=5).content, "html.parser")
    form = page.select_one("form.reactions")
    for kind in ("reply", "favourite", "share"):
        [button] = form.select(f"button[value={kind}]")
        assert button.get_text()
        data = {"kind": kind, "back": f"/{network}/"}
        answer = requests.post(f"{sandbox}{form['action']}", data, timeout=5)
        assert answer.url.startswith(f"{sandbox}/{network}/")
    page = BeautifulSoup(requests.get(made["url"], timeout=5).content, "html.parser")
    told = [one.get_text() for one in page.select(".reactions .quiet")]
    assert told == ["Antworten: 1", "Favoriten: 1", "geteilt: 1"]


@pytest.mark.parametrize("back", ["https://anders.example", "//anders.example", "x"])
def test_the_way_back_stays_here(sandbox, site, back):
    made = posted(sandbox, site, "mastodon")
    data = {"kind": "share", "back": back}
    answer = requests.post(made["url"], data, timeout=5, allow_redirects=False)
    assert answer.headers["Location"].startswith("/#")


@pytest.mark.parametrize("wanted", [("applause", 1), ("share", 0), ("share", "viele")])
def test_what_nobody_can_do_is_refused(sandbox, site, wanted):
    post = posted(sandbox, site, "mastodon")["id"]
    assert react(sandbox, "mastodon", post, *wanted).status_code == 400
    assert react(sandbox, "mastodon", "5", "share").status_code == 400
