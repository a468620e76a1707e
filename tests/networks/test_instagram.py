"""The contract on our sandbox for both ways to sign in, and what only Instagram does."""

import pytest

from syndication.networks.base import (
    CredentialsError,
    Processing,
    Reactions,
    RejectedError,
    TemporaryError,
    UncertainError,
)
from syndication.networks.instagram import Instagram

from .faults import SandboxContract
from .samples import make_picture, make_post, now


class InstagramContract(SandboxContract):
    network = Instagram
    posting = {"method": "POST", "path": "/media_publish"}
    uploading = {"method": "POST", "path": "/media"}
    looking = {"method": "GET", "path": "/media"}
    withdrawing = {"method": "DELETE"}
    counting = {"method": "GET"}
    refusing = {"status": 400, "code": 100}
    settings = {"processing_seconds": 0}
    told = Reactions(replies=1, favourites=2)
    untold = Reactions(replies=0, favourites=0)

    def test_nothing_is_public_before_the_second_step(self, client, key, timeline):
        assert isinstance(client.publish(self.post(), key), Processing)
        assert timeline() == []

    def test_a_picture_is_waited_for(self, sender, client, key, sandbox, timeline):
        sandbox.settings("instagram", processing_seconds=0.6)
        first = client.publish(self.post(), key).handle
        again = client.publish(self.post(), key, first)
        assert again == Processing(first, 3)
        assert sender.publish(self.post(), key).url
        assert len(timeline()) == 1

    def test_a_post_that_went_out_in_spite_of_a_refusal_is_found(
        self, sender, key, fault, timeline
    ):
        since = now()
        fault(self.posting, fault="published_but_refused")
        with pytest.raises(UncertainError):
            sender.publish(self.post(), key)
        assert sender.find(key, self.post(), since).url
        assert sender.publish(self.post(), key).url
        assert len(timeline()) == 1

    @pytest.mark.parametrize("size", [(640, 100), (300, 640)])
    def test_a_picture_of_another_shape_is_rejected(self, sender, key, timeline, size):
        with pytest.raises(RejectedError, match=r"„.+“"):
            sender.publish(self.post(picture=make_picture(*size)), key)
        assert timeline() == []


class TestInstagram(InstagramContract):
    def test_a_day_whose_posts_are_used_up_is_waited_out(
        self, client, sender, sandbox, timeline
    ):
        sandbox.settings("instagram", posts_per_day=1)
        sender.publish(self.post(), Instagram.new_key(now()))
        with pytest.raises(TemporaryError) as raised:
            client.publish(self.post("Noch einer."), Instagram.new_key(now()))
        assert raised.value.retry_after == 60 * 60
        assert len(timeline()) == 1

    def test_a_token_of_another_account_is_told_as_such(self, client, sandbox):
        other = sandbox.create_account("instagram")
        client.account.credentials["user_id"] = other["credentials"]["user_id"]
        with pytest.raises(CredentialsError):
            client.check()

    def test_a_text_without_picture_is_rejected_before_any_request(
        self, client, key, sandbox
    ):
        before = sandbox.last_request()
        with pytest.raises(RejectedError, match="Bilder"):
            client.publish(make_post(), key)
        assert sandbox.requests("instagram", before) == []

    def test_what_cannot_be_deleted_is_told_with_its_address(self, client, sender, key):
        receipt = sender.publish(self.post(), key)
        assert not client.can_withdraw
        with pytest.raises(RejectedError, match="von Hand"):
            client.withdraw(receipt)


class TestInstagramByFacebook(InstagramContract):
    host = "facebook"
    wanted = {"login": "facebook"}

    def test_the_account_may_withdraw(self, client):
        assert client.can_withdraw

    def test_without_the_permission_to_delete_that_is_told(self, client):
        client.account.credentials["scopes"] = [
            "instagram_basic",
            "instagram_content_publish",
            "pages_read_engagement",
        ]
        assert not client.can_withdraw
        assert "instagram_manage_contents" in client.check().notes[0]
