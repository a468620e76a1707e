"""What the networks tell of reactions in their own ways, and what they do not tell."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from syndication.networks.base import (
    CredentialsError,
    Reactions,
    Receipt,
    TemporaryError,
    summed,
)

from . import scripted_mastodon, scripted_pds
from .scripted import Answer
from .scripted_graph import error, make_facebook, make_instagram, make_threads

ONE, OTHER = Receipt("12_1", "https://n/1"), Receipt("12_2", "https://n/2")


def paths(server) -> list[str]:
    return [urlsplit(path).path for _method, path, *_more in server.requests]


@pytest.mark.parametrize(
    ("told", "expected"),
    [((3, 4), 7), ((3, None), 3), ((None, None), None), (("3", True, -1), None)],
)
def test_what_is_no_number_is_not_told(told, expected):
    assert summed(*told) == expected


# --- Mastodon -------------------------------------------------------------------------
STATUS = scripted_mastodon.STATUS | {"replies_count": 1, "favourites_count": 2}


@pytest.mark.parametrize(
    ("version", "path"),
    [
        ("4.2.29", "/api/v1/statuses/17"),
        ("4.3.0+glitch", "/api/v1/statuses"),
        ("4.10.1", "/api/v1/statuses"),
        ("", "/api/v1/statuses"),
    ],
)
def test_an_old_server_is_asked_for_one_after_the_other(server, version, path):
    client = scripted_mastodon.make_client(server)
    client.account = replace(client.account, facts={"version": version})
    server.answers = [Answer(200, STATUS if path.endswith("17") else [STATUS])]
    told = client.reactions([scripted_mastodon.RECEIPT])
    assert told == {"17": Reactions(replies=1, favourites=2)}
    assert paths(server) == [path]


def test_what_an_old_server_does_not_know_is_left_out(server):
    client = scripted_mastodon.make_client(server)
    client.account = replace(client.account, facts={"version": "4.2.1"})
    gone = Answer(404, scripted_mastodon.error("Record not found"))
    server.answers = [gone, Answer(200, STATUS)]
    assert list(client.reactions([ONE, scripted_mastodon.RECEIPT])) == ["17"]


# --- Bluesky --------------------------------------------------------------------------
def test_a_server_without_appview_tells_nothing_and_nobody_is_missed(server):
    client = scripted_pds.make_client(server)
    words = "No service configured for app.bsky.feed.getPosts"
    server.answers = [Answer(400, scripted_pds.error("InvalidRequest", words))]
    told = client.reactions([scripted_pds.RECEIPT])
    assert told == {scripted_pds.URI: Reactions()}


def test_an_appview_that_cannot_be_reached_is_waited_for(server):
    client = scripted_pds.make_client(server)
    server.answers = [Answer(502, scripted_pds.error("UpstreamFailure"))]
    with pytest.raises(TemporaryError):
        client.reactions([scripted_pds.RECEIPT])


def test_a_quote_is_a_share_with_words(server):
    client = scripted_pds.make_client(server)
    view = {"uri": scripted_pds.URI, "repostCount": 2, "quoteCount": 3}
    server.answers = [Answer(200, {"posts": [view]})]
    assert client.reactions([scripted_pds.RECEIPT]) == {
        scripted_pds.URI: Reactions(shares=5)
    }


# --- Facebook -------------------------------------------------------------------------
POST = {"id": "12_1", "reactions": {"data": [], "summary": {"total_count": 4}}}


def fields(server) -> list[str]:
    return [
        parse_qs(urlsplit(path).query)["fields"][0] for _m, path, *_ in server.requests
    ]


def test_comments_are_not_asked_for_without_the_right(server):
    client = make_facebook(server, scopes=["pages_read_engagement"])
    server.answers = [Answer(200, {"12_1": POST})]
    assert client.reactions([ONE]) == {"12_1": Reactions(favourites=4, shares=0)}
    assert "comments" not in fields(server)[0]


@pytest.mark.parametrize("number", [10, 200])
def test_a_right_that_nobody_knew_to_be_missing_is_done_without(server, number):
    client = make_facebook(server)
    server.answers = [Answer(403, error(number)), Answer(200, {"12_1": POST})]
    assert client.reactions([ONE])["12_1"].replies is None
    assert ["comments" in asked for asked in fields(server)] == [True, False]


def test_a_dead_token_is_told_as_such(server):
    client = make_facebook(server)
    server.answers = [Answer(401, error(190, 463))]
    with pytest.raises(CredentialsError):
        client.reactions([ONE])
    assert len(server.requests) == 1


@pytest.mark.parametrize("code", [(100, 33), (803, None)])
def test_the_others_are_told_though_one_is_gone(server, code):
    client = make_facebook(server)
    gone = Answer(400, error(*code))
    server.answers = [gone, gone, Answer(200, POST | {"id": "12_2"})]
    assert list(client.reactions([ONE, OTHER])) == ["12_2"]
    assert [path.rpartition("/")[2] for path in paths(server)] == ["", "12_1", "12_2"]


def test_an_answer_of_nothing_does_not_mean_that_all_are_gone(server):
    server.answers = [Answer(200, {})]
    with pytest.raises(TemporaryError):
        make_facebook(server).reactions([ONE])


# --- Instagram and Threads ------------------------------------------------------------
def test_likes_that_the_owner_hides_are_not_told(server):
    server.answers = [Answer(200, {"id": "12_1", "comments_count": 2})]
    assert make_instagram(server).reactions([ONE]) == {"12_1": Reactions(replies=2)}


def test_statistics_need_a_right_of_their_own(server):
    scopes = ["threads_basic", "threads_content_publish"]
    lacking = make_threads(server, scopes=scopes)
    assert lacking.missing_for_reactions == "threads_manage_insights"
    full = make_threads(server, scopes=[*scopes, "threads_manage_insights"])
    assert full.missing_for_reactions == ""
    assert make_threads(server).missing_for_reactions == ""  # nobody knows


def test_a_metric_without_value_is_not_told(server):
    metrics = [
        {"name": "replies", "values": [{"value": 3}]},
        {"name": "likes", "values": []},
        {"name": "reposts"},
        {"name": "quotes", "values": [{"value": 1}]},
    ]
    server.answers = [Answer(200, {"data": metrics})]
    told = make_threads(server).reactions([ONE])
    assert told == {"12_1": Reactions(replies=3, shares=1)}
