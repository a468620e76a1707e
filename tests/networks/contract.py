"""What every network client keeps, on whatever counterpart.

A test module makes a subclass per network and counterpart. It sets `network` and
gives two fixtures: `account`, fresh for every test, and `timeline`, a function that
returns what the counterpart shows of that account: a list of `Seen`, oldest first.
"""

import json
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from syndication.networks.base import (
    Account,
    CredentialsError,
    Network,
    Post,
    Reactions,
    Receipt,
    RejectedError,
    TemporaryError,
    UncertainError,
)

from .samples import ALT, exactly, make_picture, make_post, now
from .sending import Sender

# What of an account's credentials is no secret.
PUBLIC = ("identifier", "web", "page_id", "user_id", "login", "app_id", "scopes")


@dataclass(frozen=True)
class Seen:
    """A post as the counterpart shows it."""

    text: str
    alts: tuple[str, ...] = ()
    deleted: bool = False
    reply_to: str = ""


class Contract:
    network: type[Network]
    counts_exactly = True  # whether the counterpart does

    @pytest.fixture
    def client(self, account) -> Network:
        client = self.network(account)
        client.timeout = (2.0, 5.0)
        return client

    @pytest.fixture
    def sender(self, client) -> Sender:
        return Sender(client)

    def post(self, *args, **kwargs) -> Post:
        """A post as this network takes it."""
        if self.network.limits({}).needs_picture:
            kwargs = {"attach": "picture", "picture": make_picture()} | kwargs
        return make_post(*args, **kwargs)

    @pytest.fixture
    def key(self) -> str:
        return self.network.new_key(now())

    def published(self, timeline) -> list[Seen]:
        return [post for post in timeline() if not post.deleted]

    # --- publishing ---------------------------------------------------------------
    def test_a_post_gets_an_id_and_an_address(self, sender, key, timeline):
        receipt = sender.publish(self.post(), key)
        assert receipt.remote_id
        assert receipt.url.startswith("http")
        assert [post.text for post in timeline()] == [self.post().text]

    def test_every_kind_of_attachment_is_taken(self, sender, timeline):
        for attach in self.network.attachments:
            key = self.network.new_key(now())
            url = f"https://stadt.example.org/{attach}"
            post = self.post(url=url, attach=attach, picture=make_picture())
            sender.publish(post, key)
        assert len(self.published(timeline)) == len(self.network.attachments)

    def test_a_picture_carries_its_alternative_text(self, sender, key, timeline):
        sender.publish(self.post(attach="picture", picture=make_picture()), key)
        assert timeline()[0].alts == (ALT,)

    def test_a_picture_post_without_picture_goes_out_as_text(
        self, sender, key, timeline
    ):
        post = self.post(attach="picture", picture=None)
        if self.network.limits({}).needs_picture:
            with pytest.raises(RejectedError):
                sender.publish(post, key)
            return
        sender.publish(post, key)
        assert len(self.published(timeline)) == 1

    def test_a_text_of_exactly_the_limit_is_accepted(
        self, client, sender, key, timeline
    ):
        limit = self.network.limits(client.account.facts).text_length
        if not self.counts_exactly:
            pytest.skip("this counterpart counts in its own way")
        sender.publish(exactly(limit, self.network, client.account, self.post("")), key)
        assert len(self.published(timeline)) == 1

    def test_one_character_too_many_is_rejected(self, client, sender, key, timeline):
        limit = self.network.limits(client.account.facts).text_length
        with pytest.raises(RejectedError, match=r"„.+“"):
            sender.publish(
                exactly(limit + 1, self.network, client.account, self.post("")), key
            )
        assert timeline() == []

    def test_the_same_key_twice_makes_one_post(self, sender, key, timeline):
        receipt = sender.publish(self.post(), key)
        try:
            again = sender.publish(self.post(), key)
        except UncertainError:
            again = sender.find(key, self.post(), now() - timedelta(minutes=1))
        assert again == receipt
        assert len(timeline()) == 1

    def test_another_text_under_the_same_key_changes_nothing(
        self, sender, key, timeline
    ):
        sender.publish(self.post("Eins."), key)
        with suppress(UncertainError):
            sender.publish(self.post("Zwei."), key)
        assert [post.text for post in timeline()] == [self.post("Eins.").text]

    def test_keys_are_never_alike(self):
        moment = now()
        keys = {
            self.network.new_key(moment + timedelta(microseconds=step))
            for step in range(100)
        }
        assert len(keys) == 100
        assert all(0 < len(key) <= 64 for key in keys)

    # --- looking ------------------------------------------------------------------
    def test_what_was_published_is_found(self, sender, key):
        since = now()
        receipt = sender.publish(self.post(), key)
        assert sender.find(key, self.post(), since) == receipt

    def test_what_was_not_published_is_not_found(self, sender, key):
        sender.publish(
            self.post(url="https://stadt.example.org/anders"),
            self.network.new_key(now()),
        )
        assert sender.find(key, self.post(), now() - timedelta(minutes=1)) is None

    def test_without_its_key_a_post_is_found_by_what_it_says(self, client, sender, key):
        since = now() - timedelta(minutes=1)
        receipt = sender.publish(self.linking(), key)
        assert client.find("", self.linking(), since) == receipt
        other = self.post("Anders.", url="https://stadt.example.org/anders")
        assert client.find("", other, since) is None
        assert client.find("", self.linking(), now() + timedelta(minutes=1)) is None

    def linking(self) -> Post:
        """A post with its link where readers can follow it."""
        attach = "card" if "card" in self.network.attachments else "picture"
        return self.post(attach=attach)

    def test_an_earlier_post_of_the_same_article_is_not_found(self, sender, key):
        sender.publish(self.post(), self.network.new_key(now()))
        assert sender.find(key, self.post(), now() + timedelta(seconds=10)) is None

    # --- answering a post of ours ---------------------------------------------------
    def replied(self, sender, **kwargs) -> tuple[Receipt, Post]:
        """A published post, and one that answers it."""
        if not self.network.can_reply:
            pytest.skip("nothing is answered here")
        first = sender.publish(self.post(), self.network.new_key(now()))
        reply = make_post("Korrektur: Erst ab Dienstag.", attach="text", **kwargs)
        return first, replace(reply, reply_to=first)

    def test_a_reply_stands_under_its_post(self, sender, key, timeline):
        first, reply = self.replied(sender)
        receipt = sender.publish(reply, key)
        assert receipt != first
        # A server may list by keys, and that of the reply was made first.
        shown = sorted(self.published(timeline), key=lambda post: bool(post.reply_to))
        assert [post.text for post in shown] == [self.post().text, reply.text]
        assert [bool(post.reply_to) for post in shown] == [False, True]
        assert first.remote_id.endswith(shown[1].reply_to)

    def test_a_reply_is_found_and_never_taken_for_its_post(self, sender, key):
        first, reply = self.replied(sender)
        since = now() - timedelta(minutes=1)
        assert sender.find(self.network.new_key(now()), reply, since) is None
        receipt = sender.publish(reply, key)
        assert sender.find(key, reply, since) == receipt != first

    def test_a_reply_with_the_same_key_is_made_once(self, sender, key, timeline):
        _first, reply = self.replied(sender)
        sender.publish(reply, key)
        with suppress(UncertainError):
            sender.publish(reply, key)
        assert len(timeline()) == 2

    def test_a_reply_to_what_is_gone_is_rejected(self, client, sender, key):
        first, reply = self.replied(sender)
        client.withdraw(first)
        with pytest.raises(RejectedError):
            sender.publish(reply, key)

    # --- withdrawing and changing -------------------------------------------------
    def test_a_withdrawn_post_is_gone(self, client, sender, key, timeline):
        since = now()
        receipt = sender.publish(self.post(), key)
        if not client.can_withdraw:
            with pytest.raises(RejectedError, match=receipt.url):
                client.withdraw(receipt)
            return
        client.withdraw(receipt)
        assert self.published(timeline) == []
        with suppress(TemporaryError, UncertainError):  # its container was published
            assert sender.find(key, self.post(), since) is None

    def test_withdrawing_what_is_gone_succeeds(self, client, sender, key):
        receipt = sender.publish(self.post(), key)
        if client.can_withdraw:
            client.withdraw(receipt)
            client.withdraw(receipt)

    def test_a_change_keeps_picture_and_alternative_text(
        self, client, sender, key, timeline
    ):
        picture = make_picture()
        receipt = sender.publish(self.post(attach="picture", picture=picture), key)
        changed = self.post("Die Brücke ist frei.", attach="picture", picture=picture)
        if not self.network.updates:
            with pytest.raises(NotImplementedError):
                client.update(changed, receipt, key)
            return
        assert client.update(changed, receipt, key) == receipt
        assert timeline() == [Seen(changed.text, (ALT,))]

    # --- what readers make of it ----------------------------------------------------
    def react(self, receipt: Receipt) -> None:
        """One reply, two favourites, three shares, on this counterpart."""
        pytest.skip("nobody is there to react")

    told = Reactions(replies=1, favourites=2, shares=3)
    untold = Reactions(replies=0, favourites=0, shares=0)

    def both(self, sender) -> list[Receipt]:
        """Two published posts."""
        links = [f"https://stadt.example.org/{number}" for number in range(2)]
        return [
            sender.publish(self.post(url=link), self.network.new_key(now()))
            for link in links
        ]

    def test_reactions_are_told_of_each_post(self, client, sender):
        first, second = self.both(sender)
        expected = {first.remote_id: self.untold, second.remote_id: self.untold}
        assert client.reactions([first, second]) == expected
        self.react(first)
        expected[first.remote_id] = self.told
        assert client.reactions([first, second]) == expected

    def test_of_what_is_gone_no_reactions_are_told(self, client, sender):
        first, second = self.both(sender)
        if not client.can_withdraw:
            second = Receipt(f"{first.remote_id}9", second.url)
        else:
            client.withdraw(second)
        assert client.reactions([first, second]) == {first.remote_id: self.untold}
        assert client.reactions([second]) == {}

    def test_so_many_posts_may_be_asked_for_at_once(self, client, sender):
        receipt = sender.publish(self.post(), self.network.new_key(now()))
        number = self.network.reactions_at_once - 1
        others = [self.another(receipt, index) for index in range(number)]
        assert list(client.reactions([receipt, *others])) == [receipt.remote_id]

    def another(self, receipt: Receipt, index: int) -> Receipt:
        """A post that is not there, with an id that could be one."""
        start = receipt.remote_id[:-4]
        return replace(receipt, remote_id=f"{start}{2222 + index}")

    # --- the account --------------------------------------------------------------
    def test_a_check_tells_the_account_and_facts_fit_for_the_database(self, client):
        health = client.check()
        assert health.account
        assert health.url.startswith("http")
        facts = json.loads(json.dumps(dict(health.facts)))
        assert self.network.limits(facts).count("Bürger*innen") == 12

    def test_facts_are_not_needed(self):
        assert self.network.limits({}).text_length > 0

    def test_wrong_credentials_are_told_as_such(self, client, sender, account, key):
        fields = dict.fromkeys(self.network.credential_fields, "wrong-credentials")
        for name in set(PUBLIC) & set(account.credentials):
            fields[name] = account.credentials[name]
        client.account = replace(account, credentials=fields)
        with pytest.raises(CredentialsError):
            client.check()
        with pytest.raises(CredentialsError):
            sender.publish(self.post(), key)

    @pytest.mark.parametrize("rubbish", ["", " ", "zwei Wörter", "a\nb", None])
    def test_unusable_credentials_are_told_as_such(self, client, account, rubbish):
        fields = dict.fromkeys(self.network.credential_fields, rubbish)
        client.account = replace(account, credentials=fields)
        with pytest.raises(CredentialsError):
            client.check()

    # --- the wire -----------------------------------------------------------------
    def calls(self, client: Network, key: str) -> dict:
        """Every call of the contract that asks the network."""
        receipt = Receipt("1", "https://stadt.example.org/1")
        post = self.post(attach="picture", picture=make_picture())
        calls = {
            "publish": lambda: client.publish(post, key),
            "find": lambda: client.find(key, post, now()),
            "check": client.check,
            "reactions": lambda: client.reactions([receipt]),
        }
        if client.can_withdraw:
            calls["withdraw"] = lambda: client.withdraw(receipt)
        if self.network.updates:
            calls["update"] = lambda: client.update(post, receipt, key)
        return calls

    def test_a_refused_connection_is_temporary(self, client, account, key):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        client.account = self.elsewhere(account, f"http://127.0.0.1:{port}")
        for call in self.calls(client, key).values():
            with pytest.raises(TemporaryError):
                call()

    def test_loopback_is_not_left_by_a_proxy(self, client, monkeypatch):
        with monkeypatch.context() as patch:
            for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
                patch.setenv(name, "http://127.0.0.1:9")
            assert client.check().account

    def test_every_call_has_a_timeout(self, client, account, key):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1]
            client.account = self.elsewhere(account, f"http://127.0.0.1:{port}")
            client.timeout = (0.2, 0.2)
            for call in self.calls(client, key).values():
                with pytest.raises((TemporaryError, UncertainError)):
                    call()

    def test_an_address_that_is_none_is_told_as_such(self, client, account, key):
        for address in ("http://[::", "http://127.0.0.1:99999"):
            client.account = self.elsewhere(account, address)
            with pytest.raises(TemporaryError):
                client.check()

    def elsewhere(self, account: Account, server: str) -> Account:
        """The same account at another address, with nothing kept of the old one."""
        fields = (*self.network.credential_fields, *PUBLIC)
        credentials = {
            name: value for name, value in account.credentials.items() if name in fields
        }
        return replace(account, server=server, credentials=credentials)

    # --- secrets ------------------------------------------------------------------
    def test_no_secret_is_in_any_repr(self, client, account, key):
        shown = repr((client, account, vars(client), self.post()))
        assert not self.leaks(account, shown)

    def leaks(self, account: Account, shown: str) -> list[str]:
        """The secrets of `account` that `shown` gives away."""
        return [
            name
            for name, value in account.credentials.items()
            if name not in PUBLIC
            and any(part in shown for part in value.split(":::")[2:4] or [value])
        ]
