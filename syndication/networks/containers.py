"""Instagram and Threads: networks that fetch pictures and post in two steps.

A container is made first: text, and the address of the picture, which the network then
fetches. Nobody sees it. Its id is the handle that the queue keeps, and the identity of
our post: the network knows whether a container was published. Only then it is published.
"""

import re
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from . import outcomes
from .base import (
    Network,
    NetworkError,
    Post,
    Processing,
    Receipt,
    RejectedError,
    TemporaryError,
    UncertainError,
)
from .budgets import DAY, Told
from .graph import MISSING, Graph, has_data
from .graph_errors import Meaning, Refusal
from .staging import Staged, moment_of, new_key

LAST_POLL = 60  # seconds
UNKNOWN_FOR = 2 * 60  # how long a fresh container may not be found
PATIENCE = 10 * 60  # how long a picture may be processed
ROUND = 3  # containers, one soon after the other
UNSEEN_FOR = 15 * 60  # how long a published post may be missing on the list
NOT_READY = ("9007", "24")


class ContainerNetwork(Network):
    """What both do alike; a subclass names edges and fields."""

    publish_edge: ClassVar[str]
    list_edge: ClassVar[str]  # containers are made there, too
    quota_edge: ClassVar[str]
    status_fields: ClassVar[str]
    text_field: ClassVar[str]
    stages_text = True

    reactions_at_once = 5  # a request for each

    timeout = (5.0, 15.0)  # seconds to connect, seconds without an answer
    first_poll = 3.0  # seconds until a container is asked for

    new_key = staticmethod(new_key)

    @property
    def owner(self) -> str:
        """The account, as it stands in a path."""
        raise NotImplementedError

    def contents(self, post: Post) -> dict[str, str]:
        """The parameters of a container; raises RejectedError if there can be none."""
        raise NotImplementedError

    def status_of(self, container: dict[str, Any]) -> tuple[str, str]:
        """IN_PROGRESS, FINISHED, PUBLISHED, ERROR or EXPIRED, and what went wrong."""
        raise NotImplementedError

    def connection(self) -> Graph:
        raise NotImplementedError

    def edge_of(self, post: Post) -> str:
        """The list on which the post will be seen."""
        return f"{self.owner}/{self.list_edge}"

    def may_list(self, post: Post) -> bool:
        """Whether the credentials reach as far as that list."""
        return True

    def publish(self, post: Post, key: str, handle: str = "") -> Receipt | Processing:
        contents = self.contents(post)
        with self.connection() as graph:
            if handle:
                return self._go_on(graph, post, moment_of(key), Staged.of(handle))
            if not post.reply_to:  # replies have a quota of their own
                self._refuse_if_used_up(graph)
            return self._stage(graph, contents, number=1)

    def withdraw(self, receipt: Receipt) -> None:
        with self.connection() as graph:
            graph.delete(receipt.remote_id)

    def find(
        self, key: str, post: Post, since: datetime, handle: str = ""
    ) -> Receipt | None:
        with self.connection() as graph:
            if handle:
                staged = Staged.of(handle)
                if self._status(graph, staged)[0] == "PUBLISHED":
                    return self._published(graph, post, since, staged)
            return self._seen(graph, post, since)

    def quota(self, graph: Graph) -> Told | None:
        """How many posts have been and may be made in a day; None if it is not told."""
        try:
            answer = graph.get(
                f"{self.owner}/{self.quota_edge}", has_data, fields="quota_usage,config"
            )
            told = answer["data"][0]
            used, total = int(told["quota_usage"]), int(told["config"]["quota_total"])
            seconds = float(told["config"].get("quota_duration") or DAY)
        except (RejectedError, IndexError, KeyError, TypeError, ValueError):
            return None
        quota = Told(total, used, time.time(), seconds=seconds)
        self.account.note_rates({"posts": quota})
        return quota

    # --- the first step -----------------------------------------------------------
    def _refuse_if_used_up(self, graph: Graph) -> None:
        quota = self.quota(graph)
        if quota and quota.used >= quota.limit:
            raise outcomes.throttled(self.label, quota.seconds / 24)

    def _stage(self, graph: Graph, contents: dict, number: int) -> Processing:
        container = graph.post(f"{self.owner}/{self.list_edge}", **contents)
        return Processing(Staged.now(container["id"], number).handle, self.first_poll)

    # --- the second ---------------------------------------------------------------
    def _go_on(
        self, graph: Graph, post: Post, since: datetime, staged: Staged
    ) -> Receipt | Processing:
        status, words = self._status(graph, staged)
        match status:
            case "FINISHED":
                return self._post(graph, post, since, staged)
            case "PUBLISHED":
                return self._published(graph, post, since, staged)
            case "ERROR":
                self._refuse_for_good(words)
                return self._start_over(graph, post, since, staged, words)
            case "EXPIRED":
                return self._start_over(graph, post, since, staged, words)
            case "UNKNOWN":
                return self._not_found(graph, post, since, staged, words)
        return self._wait(graph, staged)

    def _status(self, graph: Graph, staged: Staged) -> tuple[str, str]:
        """Besides the network's own: UNKNOWN, where it does not know the container."""
        try:
            return self.status_of(graph.get(staged.id, fields=self.status_fields))
        except NetworkError as error:
            if error.code in MISSING:
                return "UNKNOWN", str(error)
            raise

    def _post(
        self, graph: Graph, post: Post, since: datetime, staged: Staged
    ) -> Receipt | Processing:
        try:
            answer = graph.post(
                f"{self.owner}/{self.publish_edge}", posting=True, creation_id=staged.id
            )
        except TemporaryError as error:
            reason = error.code.partition("/")[0]
            if reason not in NOT_READY:
                raise
            if reason == "9007":
                return self._wait(graph, staged)
            return self._not_found(graph, post, since, staged, str(error))
        return Receipt(str(answer["id"]), self._address(graph, str(answer["id"])))

    def _wait(self, graph: Graph, staged: Staged) -> Processing:
        """Ask again, ever more seldom; all the more if our allowance is nearly used."""
        if staged.age > PATIENCE:
            raise TemporaryError(
                _("%s verarbeitet den Beitrag noch immer.") % self.label
            )
        pause = LAST_POLL if graph.usage.busy else staged.age / 2
        return Processing(staged.handle, min(max(pause, self.first_poll), LAST_POLL))

    def _not_found(self, graph, post, since, staged, words) -> Receipt | Processing:
        """Fresh containers are often not found for some seconds."""
        if staged.age < UNKNOWN_FOR:
            return self._wait(graph, staged)
        return self._start_over(graph, post, since, staged, words)

    def _start_over(self, graph, post, since, staged, words) -> Receipt | Processing:
        """A new container, unless the post is out; so many at once and no more."""
        found = self._seen(graph, post, since)
        if found:
            return found
        if staged.age >= PATIENCE:
            return self._stage(graph, self.contents(post), number=1)
        if staged.number < ROUND:
            return self._stage(graph, self.contents(post), staged.number + 1)
        raise outcomes.not_yet(self.label, words)

    def _refuse_for_good(self, words: str) -> None:
        """Raises RejectedError where the container would fail every time."""
        subcodes = [int(number) for number in re.findall(r"\b\d{7}\b", words)]
        told = {"error_subcode": next(iter(subcodes), 0), "message": words}
        refusal = Refusal.of(400, told)
        known = subcodes and refusal.meaning is Meaning.REJECTED
        if known or words.startswith("INVALID"):
            raise outcomes.rejected(self.label, words, refusal.name)

    # --- what is out there --------------------------------------------------------
    def _address(self, graph: Graph, media_id: str) -> str:
        """The post's address; the post is out, whatever comes of asking for it."""
        try:
            return str(
                graph.get(media_id, fields="id,permalink").get("permalink") or ""
            )
        except NetworkError:
            return ""

    def _listed(self, graph: Graph, post: Post, since: datetime) -> Iterator[dict]:
        if not self.may_list(post):
            return iter(())
        return graph.made_since(
            self.edge_of(post),
            "timestamp",
            since,
            f"id,permalink,timestamp,{self.text_field}",
        )

    def _seen(self, graph: Graph, post: Post, since: datetime) -> Receipt | None:
        listed = self._listed(graph, post, since)
        ours = (seen for seen in listed if _same(seen.get(self.text_field), post.text))
        return next(map(_receipt, ours), None)

    def _published(
        self, graph: Graph, post: Post, since: datetime, staged: Staged
    ) -> Receipt:
        """The post that the container has become; raises UncertainError if unseen.

        Where the network does not show texts, ours is the only post of that time.
        """
        listed = list(self._listed(graph, post, since))
        ours = [seen for seen in listed if _same(seen.get(self.text_field), post.text)]
        if not ours and len(listed) == 1 and self.text_field not in listed[0]:
            ours = listed
        if ours:
            return _receipt(ours[0])
        if (
            not self.may_list(post) or staged.age > UNSEEN_FOR
        ):  # taken away by somebody, or never to be listed
            return Receipt(staged.id, "")
        text = _("Der Beitrag ist auf %s veröffentlicht, aber noch nicht zu sehen.")
        raise UncertainError(text % self.label)


def _same(seen: Any, text: str) -> bool:
    return str(seen or "").split() == text.split()


def _receipt(seen: dict) -> Receipt:
    return Receipt(str(seen["id"]), str(seen.get("permalink") or ""))
