"""The contract on the sandbox, where a network can also be made to fail."""

import logging
import time
import traceback
from contextlib import suppress

import pytest

from syndication.networks.base import (
    NetworkError,
    RejectedError,
    TemporaryError,
    UncertainError,
)

from .contract import Contract, Seen
from .samples import make_account, make_picture, now

SERVER_ERRORS = [
    {"fault": "status", "status": 500},
    {"fault": "status", "status": 500, "body": "html"},
    {"fault": "status", "status": 502, "body": "html"},
    {"fault": "status", "status": 503, "body": "empty"},
    {"fault": "html"},
    {"fault": "empty"},
    {"fault": "reset"},
    {"fault": "answer_lost"},
    {"fault": "slow", "seconds": 1.5},
    {"fault": "stored_late", "seconds": 1.5},
]
SLOW = ("slow", "stored_late")
CARRIED_OUT = [
    fault
    for fault in SERVER_ERRORS
    if fault["fault"] in ("empty", "answer_lost", "slow")
]
NEVER_CARRIED_OUT = [
    fault for fault in SERVER_ERRORS if fault["fault"] in ("status", "html", "reset")
]
TALKATIVE = [
    *[fault for fault in SERVER_ERRORS if fault["fault"] not in SLOW],
    {"fault": "throttle"},
    {"fault": "token_expired"},
    {"fault": "token_revoked"},
]


def named(fault: dict) -> str:
    return "-".join(str(value) for value in fault.values())


class SandboxContract(Contract):
    """Besides: the requests at which things become public, are uploaded and seen."""

    posting: dict[str, str]
    uploading: dict[str, str]
    looking: dict[str, str]
    withdrawing: dict[str, str]
    counting: dict[str, str]
    refusing: dict[str, int] = {"status": 422}  # what a refusal looks like
    host = ""  # the sandbox's network that answers, if not the one of the same name
    wanted: dict[str, str] = {}  # of the account
    kept: dict[str, object] = {}  # with its credentials, beside what is asked for
    settings: dict[str, float] = {}  # of the sandbox, to make it quick
    tells_wait = True  # whether the network names a time when it is too much

    @pytest.fixture
    def made(self, sandbox):
        if self.settings:
            sandbox.settings(self.network.name, **self.settings)
        return sandbox.create_account(self.network.name, **self.wanted)

    @pytest.fixture
    def account(self, made):
        return make_account(
            made["server"],
            made["credentials"] | self.kept,
            self.network.default_version,
        )

    @pytest.fixture
    def timeline(self, sandbox, made):
        def seen(post):
            alts = tuple(media["alt"] for media in post["media"])
            reply_to = post["reply_to"] or ""
            return Seen(post["text"], alts, post["deleted"], reply_to)

        return lambda: [
            seen(post) for post in sandbox.posts(self.network.name, made["account"])
        ]

    @pytest.fixture
    def client(self, account):
        client = self.network(account)
        client.timeout = (5.0, 5.0)
        return client

    @pytest.fixture
    def fault(self, sandbox, client):
        def fault(where: dict[str, str], **what):
            if what["fault"] in SLOW:
                client.timeout = (5.0, 0.7)
            sandbox.fault(self.host or self.network.name, **where, **what)

        return fault

    # --- at the call that posts ---------------------------------------------------
    @pytest.mark.parametrize("what", SERVER_ERRORS, ids=named)
    def test_trouble_at_the_posting_call_is_uncertain(self, sender, key, fault, what):
        fault(self.posting, **what)
        with pytest.raises(UncertainError):
            sender.publish(self.post(), key)

    @pytest.mark.parametrize("what", CARRIED_OUT, ids=named)
    def test_a_post_whose_answer_was_lost_is_found(
        self, sender, key, fault, timeline, what
    ):
        since = now()
        fault(self.posting, **what)
        with pytest.raises(UncertainError):
            sender.publish(self.post(), key)
        receipt = sender.find(key, self.post(), since)
        assert receipt.url
        assert len(timeline()) == 1

    @pytest.mark.parametrize("what", CARRIED_OUT, ids=named)
    def test_sending_again_after_a_lost_answer_makes_no_second_post(
        self, sender, key, fault, timeline, what
    ):
        fault(self.posting, **what)
        for _attempt in range(2):
            with suppress(UncertainError):
                sender.publish(self.post(), key)
        assert len(timeline()) == 1

    @pytest.mark.parametrize("what", NEVER_CARRIED_OUT, ids=named)
    def test_a_post_that_was_never_carried_out_is_not_found_and_can_be_sent_again(
        self, sender, key, fault, timeline, what
    ):
        since = now()
        fault(self.posting, **what)
        with pytest.raises(UncertainError):
            sender.publish(self.post(), key)
        assert sender.find(key, self.post(), since) is None
        sender.publish(self.post(), key)
        assert len(timeline()) == 1

    def test_a_post_that_lands_later_is_found_then(self, sender, key, fault, timeline):
        since = now()
        fault(self.posting, fault="stored_late", seconds=1.5)
        with pytest.raises(UncertainError):
            sender.publish(self.post(), key)
        assert sender.find(key, self.post(), since) is None
        time.sleep(1)
        assert sender.find(key, self.post(), since)
        assert len(timeline()) == 1

    def test_too_many_requests_are_temporary_with_the_networks_own_wait(
        self, sender, key, fault, timeline
    ):
        fault(self.posting, fault="throttle", seconds=300)
        with pytest.raises(TemporaryError) as raised:
            sender.publish(self.post(), key)
        wait = raised.value.retry_after
        assert wait == pytest.approx(300, abs=5) if self.tells_wait else wait > 0
        assert timeline() == []

    def test_a_refusal_is_told_in_the_networks_words(self, sender, key, fault):
        words = "We do not like this one"
        fault(self.posting, fault="status", message=words, **self.refusing)
        with pytest.raises(RejectedError, match=words):
            sender.publish(self.post(), key)

    # --- before and beside it -----------------------------------------------------
    @pytest.mark.parametrize("what", SERVER_ERRORS, ids=named)
    def test_trouble_with_the_picture_is_temporary_and_nothing_is_posted(
        self, sender, key, fault, timeline, what
    ):
        fault(self.uploading, **what)
        with pytest.raises(TemporaryError):
            sender.publish(self.post(attach="picture", picture=make_picture()), key)
        assert timeline() == []

    @pytest.mark.parametrize("what", SERVER_ERRORS, ids=named)
    def test_trouble_with_looking_is_never_taken_for_absence(
        self, sender, key, fault, what
    ):
        since = now()
        receipt = sender.publish(self.post(), key)
        fault(self.looking, **what)
        with pytest.raises(TemporaryError):
            sender.find(key, self.post(), since)
        assert sender.find(key, self.post(), since) == receipt

    @pytest.mark.parametrize("what", SERVER_ERRORS, ids=named)
    def test_trouble_with_withdrawing_is_temporary(
        self, client, sender, key, fault, what
    ):
        receipt = sender.publish(self.post(), key)
        if not client.can_withdraw:
            pytest.skip("this account cannot withdraw")
        fault(self.withdrawing, **what)
        with pytest.raises(TemporaryError):
            client.withdraw(receipt)
        client.withdraw(receipt)

    def react(self, receipt):
        post = receipt.remote_id.rpartition("/")[2]
        for number, kind in enumerate(("reply", "favourite", "share"), 1):
            self.sandbox.react(self.network.name, post, kind, number)

    @pytest.fixture(autouse=True)
    def _remembered(self, sandbox):
        self.sandbox = sandbox

    @pytest.mark.parametrize("what", SERVER_ERRORS, ids=named)
    def test_trouble_with_counting_is_never_taken_for_absence(
        self, client, sender, key, fault, what
    ):
        receipt = sender.publish(self.post(), key)
        fault(self.counting, **what)
        with pytest.raises(TemporaryError):
            client.reactions([receipt])
        assert list(client.reactions([receipt])) == [receipt.remote_id]

    # --- secrets ------------------------------------------------------------------
    @pytest.mark.parametrize("what", TALKATIVE, ids=named)
    def test_no_secret_is_in_any_message_traceback_or_log(
        self, client, account, key, fault, caplog, what
    ):
        caplog.set_level(logging.DEBUG)
        fault({}, count=0, **what)
        for call in self.calls(client, key).values():
            shown = self.shown_by(call) + caplog.text
            assert not self.leaks(account, shown)

    def shown_by(self, call) -> str:
        try:
            call()
        except NetworkError as error:
            return "".join([repr(error), *traceback.format_exception(error)])
        return ""
