"""The contract on our sandbox, and what only Bluesky does."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.networks.base import CredentialsError, Span
from syndication.networks.bluesky import EPOCH, Bluesky, moment_of, record, tid

from .faults import SandboxContract
from .samples import ALT, ARTICLE, make_picture, make_post, now

XRPC = "/xrpc/com.atproto."


class TestBluesky(SandboxContract):
    network = Bluesky
    posting = {"method": "POST", "path": f"{XRPC}repo.putRecord"}
    uploading = {"method": "POST", "path": f"{XRPC}repo.uploadBlob"}
    looking = {"method": "GET", "path": f"{XRPC}repo.getRecord"}
    withdrawing = {"method": "POST", "path": f"{XRPC}repo.deleteRecord"}
    counting = {"method": "GET", "path": "/xrpc/app.bsky.feed.getPosts"}

    def test_an_expired_session_is_renewed_and_the_post_goes_out(
        self, client, key, fault, account, timeline
    ):
        client.check()
        fault(self.posting, fault="token_expired")
        client.publish(make_post(), key)
        assert len(account.keep.kept) == 2
        assert len(timeline()) == 1

    def test_a_revoked_password_is_told_when_the_session_has_ended(
        self, client, key, sandbox, made, account, timeline
    ):
        client.check()
        sandbox.revoke("bluesky", made["account"])
        client.publish(make_post(), key)  # the network itself lets this session live
        assert len(timeline()) == 1
        del account.credentials["session"]
        with pytest.raises(CredentialsError):
            client.publish(make_post(), Bluesky.new_key(now()))

    def test_a_card_shows_title_description_and_thumbnail(self, client, key, sandbox):
        client.publish(make_post(picture=make_picture()), key)
        post = sandbox.posts("bluesky")[-1]
        assert post["link"] == ARTICLE
        assert post["card"]["title"] == make_post().title
        assert post["card"]["description"] == make_post().description
        assert post["card"]["thumb"]["width"] == 640

    def test_the_post_looks_as_it_was_meant(self, client, key, sandbox):
        client.publish(make_post(attach="picture", picture=make_picture()), key)
        post = sandbox.posts("bluesky")[-1]
        assert post["language"] == "de"
        assert post["media"][0]["alt"] == ALT
        assert post["url"].endswith(f"/post/{key}")


# --- the record -----------------------------------------------------------------------
def test_a_record_is_the_same_for_the_same_post_and_key():
    post, key = make_post(picture=make_picture()), Bluesky.new_key(now())
    assert record(post, key, {"ref": "a"}) == record(post, key, {"ref": "a"})


def test_a_record_was_made_when_its_key_was():
    moment = datetime(2025, 2, 18, 9, 30, 1, 123_456, tzinfo=UTC)
    made = record(make_post(), tid(moment, 5), None)
    assert made["createdAt"] == "2025-02-18T09:30:01.123+00:00"


@pytest.mark.parametrize(
    ("microseconds", "clock", "key"),
    [
        (0, 0, "2222222222222"),
        (1_688_137_381_887_007, 6, "3jzfcijpj2z2a"),  # the specification's example
        (1_739_871_001_123_456, 5, "3ligx6joao227"),
    ],
)
def test_keys_are_written_as_the_protocol_says(microseconds, clock, key):
    moment = EPOCH + timedelta(microseconds=microseconds)
    assert tid(moment, clock) == key
    assert moment_of(key) == moment


moments = st.datetimes(
    datetime(1970, 1, 1), datetime(2250, 1, 1), timezones=st.just(UTC)
)


@given(moments, moments, st.integers(0, 1023), st.integers(0, 1023))
def test_keys_keep_their_moment_and_sort_by_it(one, other, clock, other_clock):
    assert moment_of(tid(one, clock)) == one
    assert len(tid(one, clock)) == 13
    if one < other:
        assert tid(one, clock) < tid(other, other_clock)


@given(st.text(max_size=40), st.text(max_size=10), st.text(max_size=40))
def test_a_marked_part_is_found_again_in_the_bytes(before, tag, after):
    span = Span(len(before), len(before + tag), "tag", tag)
    post = make_post()
    object.__setattr__(post, "text", before + tag + after)
    object.__setattr__(post, "spans", (span,))
    text = _encodable(before + tag + after)
    if text is None:
        return
    [facet] = record(post, Bluesky.new_key(now()), None)["facets"]
    index = facet["index"]
    assert text[index["byteStart"] : index["byteEnd"]].decode() == tag
    assert facet["features"][0]["tag"] == tag


def _encodable(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def test_a_link_is_marked_with_its_address():
    text = "Grüße 💣 hier"
    post = make_post(spans=(Span(8, 12, "link", ARTICLE),))
    object.__setattr__(post, "text", text)
    [facet] = record(post, Bluesky.new_key(now()), None)["facets"]
    assert facet["index"] == {"byteStart": 13, "byteEnd": 17}
    assert facet["features"][0]["uri"] == ARTICLE


def test_a_picture_tells_its_proportions():
    post = make_post(attach="picture", picture=make_picture(800, 450))
    [image] = record(post, Bluesky.new_key(now()), {"ref": "a"})["embed"]["images"]
    assert image["aspectRatio"] == {"width": 800, "height": 450}
    assert image["alt"] == ALT


@pytest.mark.parametrize("attach", ["card", "picture"])
def test_without_a_picture_there_is_a_card(attach):
    embed = record(make_post(attach=attach), Bluesky.new_key(now()), None)["embed"]
    assert embed["$type"] == "app.bsky.embed.external"
    assert "thumb" not in embed["external"]


def test_keys_of_one_moment_differ():
    moment = now() + timedelta(0)
    assert len({Bluesky.new_key(moment) for _number in range(20)}) > 10


def test_the_costly_library_is_loaded_by_those_who_send_alone():
    code = """
import sys
from syndication.networks import NETWORKS
assert "atproto" not in sys.modules
NETWORKS["bluesky"].load()
assert "atproto" in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
