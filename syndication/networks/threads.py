"""Threads."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import graph_access
from .base import Health, Limits, PictureLimits, Post, Reactions, Receipt, summed
from .budgets import DAY, Budget
from .containers import ContainerNetwork
from .counting import threads_length
from .graph import Graph, has_data
from .graph_usage import usage_budget

PUBLIC_WEB = "https://www.threads.com"
COUNTING = "threads_manage_insights"
METRICS = "replies,likes,reposts,quotes"


class Threads(ContainerNetwork):
    """A profile. The path says "me": a stored number may be outdated one day."""

    name = "threads"
    label = "Threads"
    default_server = "https://graph.threads.net"
    default_version = "v1.0"
    credential_fields = ("access_token", "user_id")
    attachments = ("card", "picture")
    can_reply = True

    publish_edge = "threads_publish"
    list_edge = "threads"
    quota_edge = "threads_publishing_limit"
    status_fields = "id,status,error_message"
    text_field = "text"
    owner = "me"

    needed_scopes = ("threads_basic", "threads_content_publish")
    useful_scopes = {
        "threads_delete": _("Beiträge lassen sich nicht zurückziehen."),
        "threads_read_replies": _("Antworten lassen sich nicht nachsehen."),
        COUNTING: _("Antworten, Favoriten und Weitergaben lassen sich nicht zählen."),
    }

    @staticmethod
    def limits(facts: Mapping[str, Any]) -> Limits:
        return Limits(
            text_length=500,
            count=threads_length,
            picture=PictureLimits(
                max_bytes=8_000_000,
                max_width=1_440,
                max_height=14_400,
                alt_length=1_000,
                min_width=320,
                min_ratio=0.1,
                max_ratio=10,
                fetched=True,
            ),
            link_in_text=False,
            max_tags=1,  # only the first becomes one
            max_links=5,
        )

    @staticmethod
    def budgets(facts: Mapping[str, Any]) -> tuple[Budget, ...]:
        limit, seconds = facts.get("posting") or (250, DAY)
        return (
            Budget("posts", limit, seconds, {"publish": 1}),
            Budget("replies", 1_000, seconds, {"reply": 1}),
            Budget("deletions", 100, seconds, {"withdraw": 1}),
            usage_budget(),
        )

    @property
    def can_withdraw(self) -> bool:
        return graph_access.allowed(self.account.credentials, "threads_delete")

    def contents(self, post: Post) -> dict[str, str]:
        said = {"text": post.text}
        if post.reply_to:
            said["reply_to_id"] = post.reply_to.remote_id
        if post.attach == "picture" and post.picture:
            return {
                "media_type": "IMAGE",
                "image_url": post.picture.url,
                "alt_text": post.picture.alt,
                **said,
            }
        card = {"link_attachment": post.url} if post.attach == "card" else {}
        return {"media_type": "TEXT", **card, **said}

    def edge_of(self, post: Post) -> str:
        """The list of the profile's posts has no replies."""
        if post.reply_to:
            return f"{post.reply_to.remote_id}/replies"
        return super().edge_of(post)

    def may_list(self, post: Post) -> bool:
        scopes = self.account.credentials.get("scopes") or ()
        return not post.reply_to or "threads_read_replies" in scopes

    def status_of(self, container: dict[str, Any]) -> tuple[str, str]:
        words = str(container.get("error_message") or "")
        return str(container.get("status") or ""), words

    @property
    def missing_for_reactions(self) -> str:
        allowed = graph_access.allowed(self.account.credentials, COUNTING)
        return "" if allowed else COUNTING

    def reactions(self, receipts: Sequence[Receipt]) -> dict[str, Reactions]:
        paths = {f"{receipt.remote_id}/insights": receipt for receipt in receipts}
        with self.connection() as graph:
            found = graph.each(paths, shape=has_data, metric=METRICS)
        return {
            paths[path].remote_id: _reactions(told["data"])
            for path, told in found.items()
        }

    def check(self) -> Health:
        credentials = self.account.credentials
        with self.connection() as graph:
            profile = graph.get("me", fields="id,username")
            # To look for a post needs a right of its own, better missed now.
            graph.get(f"me/{self.list_edge}", has_data, fields="id", limit=1)
            quota = self.quota(graph)
        graph_access.require(credentials, self.label, self.needed_scopes)
        name = str(profile.get("username") or profile["id"])
        return Health(
            account=f"@{name}",
            url=f"{credentials.get('web') or PUBLIC_WEB}/@{name}",
            facts={"posting": [quota.limit, quota.seconds] if quota else None},
            days_left=graph_access.days_left(credentials),
            notes=graph_access.lacking(credentials, self.useful_scopes),
        )

    def connection(self) -> Graph:
        return Graph(self.account, self.label, self.timeout, self.credential_fields)


def _reactions(metrics: list[dict]) -> Reactions:
    """Who shares a post with words of her own quotes it."""
    told = {metric.get("name"): _value(metric) for metric in metrics}
    return Reactions.told(
        replies=told.get("replies"),
        favourites=told.get("likes"),
        shares=summed(told.get("reposts"), told.get("quotes")),
    )


def _value(metric: dict) -> Any:
    """That of a post's whole life: the only one in the list."""
    values = metric.get("values")
    first = values[0] if isinstance(values, list) and values else None
    return first.get("value") if isinstance(first, dict) else None
