"""Our counting and byte ranges against those of Bluesky's own library."""

import os
from random import Random

import pytest

from syndication.composing import Story, compose
from syndication.networks.base import Picture
from syndication.networks.bluesky import Bluesky, record
from syndication.networks.counting import graphemes
from tests.counting.judge import judged
from tests.counting.texts import topic, written

if os.environ.get("PEERS") != "1":
    pytest.skip(
        "Bluesky's own library needs Node: make test-peers.",
        allow_module_level=True,
    )
# The first test may have to install it.
pytestmark = [pytest.mark.peer, pytest.mark.timeout(600)]

NUMBER = 12_000
KEY = "3lhtcvyzabc2x"
URL = "https://www.stadt.de/newsroom/ein-neuer-park"
PICTURE = Picture(b"-", "image/jpeg", 1_200, 630, "Bäume")


@pytest.fixture
def chance():
    return Random(20_261_124)


def test_a_text_is_as_long_as_bluesky_says(chance):
    texts = [written(chance) for _number in range(NUMBER)]
    answers = judged([{"text": text, "facets": []} for text in texts])
    ours = [(text, graphemes(text), len(text.encode())) for text in texts]
    theirs = [
        (text, answer["graphemes"], answer["bytes"])
        for text, answer in zip(texts, answers, strict=True)
    ]
    assert [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]] == []


def composed(chance):
    """The record of a post, with a link in its text or a card."""
    told = Story(
        headline=f"Titel {written(chance)}",
        teaser=written(chance),
        url=URL,
        language="de",
        topics=tuple(topic(chance) for _number in range(chance.randrange(4))),
    )
    picture = chance.choice([PICTURE, None])
    post = compose(told, Bluesky.limits({}), "picture", picture)
    return record(post, KEY, None)


def test_our_facets_are_those_that_bluesky_would_find(chance):
    posts = [composed(chance) for _number in range(NUMBER)]
    answers = judged(posts)
    wrong = [
        (post["text"], ours, answer)
        for post, answer in zip(posts, answers, strict=True)
        for ours, said in zip(spans(post), answer["said"], strict=True)
        if ours not in answer["found"] or said not in (URL, f"#{ours[2]}")
    ]
    assert sum(len(post["facets"]) for post in posts) > NUMBER
    assert wrong == []


def spans(post):
    return [
        [
            facet["index"]["byteStart"],
            facet["index"]["byteEnd"],
            facet["features"][0].get("uri") or facet["features"][0]["tag"],
        ]
        for facet in post["facets"]
    ]
