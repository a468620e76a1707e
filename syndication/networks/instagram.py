"""Instagram, for both ways to sign in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import graph_access, outcomes
from .base import (
    Health,
    Limits,
    PictureLimits,
    Post,
    Reactions,
    Receipt,
    RejectedError,
)
from .budgets import DAY, Budget
from .containers import ContainerNetwork
from .counting import utf16_length
from .graph import Graph, has_data
from .graph_usage import usage_budget

PUBLIC_WEB = "https://www.instagram.com"
NEEDED = {
    "instagram": (
        "instagram_business_basic",
        "instagram_business_content_publish",
    ),
    "facebook": (
        "instagram_basic",
        "instagram_content_publish",
        "pages_read_engagement",
    ),
}
DELETING = "instagram_manage_contents"


class Instagram(ContainerNetwork):
    """A professional account, reached by Instagram Login or by Facebook Login.

    The second ("login": "facebook") goes to Facebook's server, and alone can delete.
    """

    name = "instagram"
    label = "Instagram"
    default_server = "https://graph.instagram.com"
    default_version = "v26.0"
    credential_fields = ("access_token", "user_id")
    attachments = ("picture",)

    publish_edge = "media_publish"
    list_edge = "media"
    quota_edge = "content_publishing_limit"
    status_fields = "id,status_code,status"
    text_field = "caption"

    @staticmethod
    def limits(facts: Mapping[str, Any]) -> Limits:
        return Limits(
            text_length=2_200,
            count=utf16_length,
            picture=PictureLimits(
                max_bytes=8_000_000,
                max_width=1_440,
                max_height=1_800,
                formats=("image/jpeg",),
                alt_length=1_000,
                min_width=320,
                min_ratio=4 / 5,
                max_ratio=1.91,
                fetched=True,
            ),
            max_tags=5,
            link_clickable=False,
            needs_picture=True,
        )

    @staticmethod
    def budgets(facts: Mapping[str, Any]) -> tuple[Budget, ...]:
        limit, seconds = facts.get("posting") or (50, DAY)
        return (Budget("posts", limit, seconds, {"publish": 1}), usage_budget())

    @property
    def login(self) -> str:
        chosen = self.account.credentials.get("login")
        return "facebook" if chosen == "facebook" else "instagram"

    @property
    def owner(self) -> str:
        return self.account.credentials["user_id"].strip()

    @property
    def needed_scopes(self) -> tuple[str, ...]:
        return NEEDED[self.login]

    @property
    def useful_scopes(self) -> dict[str, str]:
        if self.login == "instagram":
            return {}
        return {DELETING: gettext_lazy("Beiträge lassen sich nicht zurückziehen.")}

    @property
    def can_withdraw(self) -> bool:
        return self.login == "facebook" and graph_access.allowed(
            self.account.credentials, DELETING
        )

    def withdraw(self, receipt: Receipt) -> None:
        if self.login == "instagram":
            text = _("Mit dieser Anmeldung löscht Instagram nichts; von Hand: %s")
            raise RejectedError(text % receipt.url)
        super().withdraw(receipt)

    def contents(self, post: Post) -> dict[str, str]:
        if post.picture is None or not post.picture.url:
            raise RejectedError(
                _("Instagram veröffentlicht nur Bilder; es fehlt eines.")
            )
        return {
            "caption": post.text,
            "image_url": post.picture.url,
            "alt_text": post.picture.alt,
        }

    def status_of(self, container: dict[str, Any]) -> tuple[str, str]:
        """Some errors come with an empty code, and only "Error: ..." as status."""
        code, words = (
            str(container.get(name) or "") for name in ("status_code", "status")
        )
        return code or ("ERROR" if words.startswith("Error") else ""), words

    def reactions(self, receipts: Sequence[Receipt]) -> dict[str, Reactions]:
        """How often a post was shared stands in statistics that come days late."""
        ids = [receipt.remote_id for receipt in receipts]
        with self.connection() as graph:
            found = graph.each(ids, fields="id,like_count,comments_count")
        return {
            media_id: Reactions.told(
                replies=media.get("comments_count"), favourites=media.get("like_count")
            )
            for media_id, media in found.items()
        }

    def check(self) -> Health:
        credentials = self.account.credentials
        with self.connection() as graph:
            profile = self._profile(graph)
            # To look for a post needs a right of its own, better missed now.
            listed = f"{self.owner}/{self.list_edge}"
            graph.get(listed, has_data, fields="id", limit=1)
            quota = self.quota(graph)
        graph_access.require(credentials, self.label, self.needed_scopes)
        name = str(profile.get("username") or self.owner)
        return Health(
            account=f"@{name}",
            url=f"{credentials.get('web') or PUBLIC_WEB}/{name}",
            facts={"posting": [quota.limit, quota.seconds] if quota else None},
            days_left=graph_access.days_left(credentials),
            notes=graph_access.lacking(credentials, self.useful_scopes),
        )

    def _profile(self, graph: Graph) -> dict[str, Any]:
        """Whose token it is. With Instagram Login, `id` is of this app alone."""
        if self.login == "facebook":
            return graph.account(self.owner, "id,username")
        profile = graph.account("me", "id,user_id,username")
        if str(profile.get("user_id") or self.owner) != self.owner:
            words = _("Das Token gehört zu einem anderen Konto: %s")
            raise outcomes.locked_out(self.label, words % profile.get("username"))
        return profile

    def connection(self) -> Graph:
        return Graph(
            self.account,
            self.label,
            self.timeout,
            self.credential_fields,
            proof=self.login == "facebook",
        )
