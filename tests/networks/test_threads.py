"""The contract on our sandbox, and what only Threads does."""

import pytest

from syndication.networks.base import Processing, RejectedError, TemporaryError
from syndication.networks.threads import Threads

from .faults import SandboxContract
from .samples import ARTICLE, make_picture, make_post, now

QUICK = {"processing_seconds": 0, "fresh_seconds": 0}


class TestThreads(SandboxContract):
    network = Threads
    posting = {"method": "POST", "path": "/threads_publish"}
    uploading = {"method": "POST", "path": "/me/threads"}
    looking = {"method": "GET", "path": "/me/threads"}
    withdrawing = {"method": "DELETE"}
    counting = {"method": "GET", "path": "/insights"}
    refusing = {"status": 400, "code": 100}
    settings = QUICK
    tells_wait = False
    kept = {"scopes": [*Threads.needed_scopes, *Threads.useful_scopes]}

    def test_a_reply_that_may_not_be_listed_is_known_by_its_container(
        self, client, sender, key
    ):
        client.account.credentials.pop("scopes")
        _first, reply = self.replied(sender)
        sender.publish(reply, key)
        assert sender.find(key, reply, now()).remote_id

    def test_nothing_is_public_before_the_second_step(self, client, key, timeline):
        assert isinstance(client.publish(make_post(), key), Processing)
        assert timeline() == []

    def test_a_fresh_container_that_is_not_found_is_waited_for(
        self, sender, key, sandbox, timeline
    ):
        sandbox.settings("threads", processing_seconds=0.2, fresh_seconds=2)
        assert sender.publish(make_post(), key).url
        assert len(timeline()) == 1
        log = sandbox.requests("threads")
        assert [one["status"] for one in log if "publish" in one["path"]][-2] == 400

    def test_the_card_is_that_of_the_article(self, sender, key, sandbox, made):
        sender.publish(make_post(text="Ohne Link im Text"), key)
        [post] = sandbox.posts("threads", made["account"])
        assert ARTICLE in str(post)

    def test_emoji_count_as_their_bytes(self, sender, sandbox, timeline):
        fits = "🏳️‍🌈" * 35 + "x" * 10  # 14 bytes each
        sender.publish(make_post(url="", text=fits[:-2]), Threads.new_key(now()))
        assert len(timeline()) == 1
        with pytest.raises(RejectedError, match="500"):
            sender.publish(make_post(url="", text=fits + "🏙️"), Threads.new_key(now()))

    def test_a_picture_that_cannot_be_fetched_is_tried_three_times(
        self, sender, key, sandbox, timeline
    ):
        picture = make_picture()
        gone = type(picture)(**{**vars(picture), "url": f"{picture.url}x"})
        before = sandbox.last_request()
        with pytest.raises((TemporaryError, RejectedError)):
            sender.publish(make_post(attach="picture", picture=gone), key)
        made = [
            one
            for one in sandbox.requests("threads", before)
            if one["method"] == "POST" and one["path"].endswith("/me/threads")
        ]
        assert len(made) in (1, 3)
        assert timeline() == []

    def test_a_container_that_is_too_old_is_made_anew(
        self, client, sender, key, sandbox, timeline
    ):
        old = client.publish(make_post(), key).handle
        sandbox.settings("threads", container_lifetime=0)
        sender.handles[key] = old
        new = client.publish(make_post(), key, old).handle
        assert new.partition(":")[0] != old.partition(":")[0]
        sandbox.settings("threads", container_lifetime=86_400)
        sender.handles[key] = new
        assert sender.publish(make_post(), key).remote_id
        assert len(timeline()) == 1

    def test_a_day_whose_posts_are_used_up_is_waited_out(
        self, client, sender, sandbox, timeline
    ):
        sandbox.settings("threads", posts_per_day=1)
        sender.publish(make_post(), Threads.new_key(now()))
        with pytest.raises(TemporaryError) as raised:
            client.publish(make_post("Noch einer."), Threads.new_key(now()))
        assert raised.value.retry_after == 60 * 60
        assert len(timeline()) == 1
        assert client.check().facts["posting"] == [1, 86_400]

    def test_a_reply_goes_out_though_the_posts_of_the_day_are_used_up(
        self, sender, key, sandbox, timeline
    ):
        sandbox.settings("threads", posts_per_day=1)
        _first, reply = self.replied(sender)
        sender.publish(reply, key)
        assert len(timeline()) == 2

    def test_a_post_that_went_out_in_spite_of_a_refusal_is_found(
        self, sender, key, fault, timeline
    ):
        since = now()
        fault(self.posting, fault="published_but_refused")
        with pytest.raises(Exception, match="Threads"):
            sender.publish(make_post(), key)
        assert sender.find(key, make_post(), since).url
        assert sender.publish(make_post(), key).url
        assert len(timeline()) == 1
