"""The contract on our sandbox, and what only Mastodon does."""

from datetime import timedelta

import pytest

from syndication.networks.base import CredentialsError, RejectedError, UncertainError
from syndication.networks.mastodon import Mastodon

from .faults import SandboxContract
from .samples import ALT, make_picture, make_post, now


class TestMastodon(SandboxContract):
    network = Mastodon
    posting = {"method": "POST", "path": "/api/v1/statuses"}
    uploading = {"method": "POST", "path": "/media"}
    looking = {"method": "GET", "path": "/statuses"}
    withdrawing = {"method": "DELETE", "path": "/api/v1/statuses"}
    counting = {"method": "GET", "path": "/api/v1/statuses"}

    @pytest.mark.parametrize("version", ["4.5", "4.6"])
    def test_a_key_used_twice_is_no_second_post_on_any_version(
        self, client, key, sandbox, timeline, version
    ):
        sandbox.settings("mastodon", idempotency=version)
        receipt = client.publish(make_post(), key)
        if version == "4.5":
            assert client.publish(make_post(), key) == receipt
        else:
            with pytest.raises(UncertainError):
                client.publish(make_post(), key)
        assert len(timeline()) == 1

    def test_a_revoked_token_is_told_as_such(self, client, key, sandbox, made):
        sandbox.revoke("mastodon", made["account"])
        with pytest.raises(CredentialsError, match="revoked"):
            client.publish(make_post(), key)

    def test_the_post_looks_as_it_was_meant(self, client, key, sandbox):
        client.publish(make_post(attach="picture", picture=make_picture()), key)
        post = sandbox.posts("mastodon")[-1]
        assert post["language"] == "de"
        assert post["media"][0]["alt"] == ALT
        assert (post["media"][0]["width"], post["media"][0]["height"]) == (640, 480)

    def test_an_edit_without_picture_takes_it_away(self, client, key, timeline):
        receipt = client.publish(
            make_post(attach="picture", picture=make_picture()), key
        )
        client.update(make_post("Ohne Bild."), receipt, key)
        assert timeline()[0].alts == ()

    def test_an_edit_of_what_is_gone_is_rejected(self, client, key):
        receipt = client.publish(make_post(), key)
        client.withdraw(receipt)
        with pytest.raises(RejectedError):
            client.update(make_post("Neu."), receipt, key)

    def test_our_post_is_found_among_more_than_a_page_of_others(self, client, key):
        since = now()
        receipt = client.publish(make_post(), key)
        for number in range(45):
            other = make_post(url=f"https://stadt.example.org/{number}")
            client.publish(other, Mastodon.new_key(now()))
        assert client.find(key, make_post(), since) == receipt

    def test_the_account_is_asked_for_where_no_facts_are_known(self, client, key):
        assert client.account.facts == {}
        assert client.find(key, make_post(), now() - timedelta(days=1)) is None

    def test_facts_tell_the_limits_of_the_server(self, client):
        facts = client.check().facts
        limits = Mastodon.limits(facts)
        assert facts["version"].startswith("4.6")
        assert limits.text_length == 500
        assert limits.picture.max_bytes == 16 * 1024 * 1024
        assert limits.picture.alt_length == 10_000
        assert limits.picture.max_width**2 <= 3840 * 2160
