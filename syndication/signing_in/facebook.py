"""Facebook: a person or a system user opens Pages; each Page has a token of its own.

The same sign-in opens the Instagram accounts that belong to Pages.
"""

import time
from typing import Any

from django.utils.translation import gettext as _

from ..networks import outcomes
from ..networks.base import CredentialsError, RejectedError
from ..networks.graph_access import proof
from .base import Opened, Visit
from .meta import MetaWay

DAY = 24 * 60 * 60
TASK = "CREATE_CONTENT"  # what a person may do on a Page


class Facebook(MetaWay):
    name = network = app_network = "facebook"
    label = "Facebook"
    needed = ("pages_manage_posts", "pages_read_engagement")
    scopes = ("pages_show_list", *needed, "pages_read_user_content")
    default_server = "https://graph.facebook.com"

    def open(self, code: str, visit: Visit) -> list[Opened]:
        answer = self._ask(
            f"/{self.version}/oauth/access_token",
            **self._app_keys(),
            redirect_uri=visit.redirect_uri,
            code=code,
        )
        return self.open_with(self._token_in(answer))

    def open_with(self, token: str) -> list[Opened]:
        """A Page token opens its Page; any other all the Pages of its owner."""
        about = self._about(token)
        if about.get("type") == "PAGE":
            return [self._own_page(token, about)]
        if about.get("expires_at") and self.app.secret:
            token = self._lasting(token)
        fields = "id,name,access_token,tasks,instagram_business_account{id,username}"
        try:
            answer = self._ask(
                f"/{self.version}/me/accounts", token, fields=fields, limit=100
            )
        except RejectedError:  # nobody knew what it was: perhaps a Page's own
            if about:
                raise
            return [self._own_page(token, about)]
        pages = answer.get("data") or []
        return [found for page in pages if (found := self._opened(page, about))]

    def _opened(self, page: dict[str, Any], about: dict[str, Any]) -> Opened | None:
        if not page.get("access_token"):
            return None
        return Opened(
            str(page.get("name")),
            self.server,
            self._page_credentials(page["access_token"], about, page_id=page["id"]),
            self._lacking(page, about),
        )

    def _page_credentials(self, token: str, about: dict[str, Any], **ids: str):
        """A Page's token outlives a person's; a system user's may be made to end."""
        lasts = about.get("type") not in ("SYSTEM_USER", "PAGE")
        return self._credentials(
            token,
            scopes=about.get("scopes"),
            expires_at=None if lasts else about.get("expires_at"),
            **ids,
        )

    def _own_page(self, token: str, about: dict[str, Any]) -> Opened:
        if (about.get("expires_at") or time.time() + 2 * DAY) < time.time() + DAY:
            raise CredentialsError(
                _(
                    "Dieser Token einer Seite gilt nur noch wenige Stunden: Er wurde aus "
                    "einem kurzlebigen gemacht. Bitte einen dauerhaften verwenden."
                )
            )
        fields = "id,name,instagram_business_account{id,username}"
        page = self._ask(f"/{self.version}/me", token, fields=fields)
        opened = self._opened(page | {"access_token": token}, about)
        if opened is None:
            raise RejectedError(_("Damit ist kein Konto zu erreichen."))
        return opened

    def _lacking(self, page: dict[str, Any], about: dict[str, Any]) -> tuple[str, ...]:
        task = (TASK,) if TASK not in page.get("tasks", [TASK]) else ()
        return self.missing(about.get("scopes")) + task

    def _about(self, token: str) -> dict[str, Any]:
        """{"type", "scopes", "expires_at" (0: never), "is_valid", ...}, or nothing."""
        ours = f"{self.app.client_id}|{self.app.secret}"
        about = self._inspect(token, f"/{self.version}/debug_token", ours)
        if about.get("is_valid") is False:
            raise outcomes.locked_out(
                self.label, str((about.get("error") or {}).get("message") or "190")
            )
        return about

    def _lasting(self, token: str) -> str:
        answer = self._ask(
            f"/{self.version}/oauth/access_token",
            **self._app_keys(),
            grant_type="fb_exchange_token",
            fb_exchange_token=token,
        )
        return self._token_in(answer)

    def _token_in(self, answer: dict[str, Any]) -> str:
        if not answer.get("access_token"):
            raise outcomes.unreadable(self.label, posting=False)
        return str(answer["access_token"])

    def _dialog(self) -> str:
        return f"/{self.version}/dialog/oauth"

    def _proof(self, token: str) -> dict[str, str]:
        return proof({"app_secret": self.app.secret, "access_token": token})


class InstagramByFacebook(Facebook):
    """Instagram accounts that belong to a Page; only so can posts be deleted."""

    name, network = "instagram_facebook", "instagram"
    label = "Instagram über Facebook"
    needed = ("instagram_basic", "instagram_content_publish", "pages_read_engagement")
    scopes = (*needed, "pages_show_list", "instagram_manage_contents")

    def _opened(self, page: dict[str, Any], about: dict[str, Any]) -> Opened | None:
        account = page.get("instagram_business_account")
        if not account or not page.get("access_token"):
            return None
        return Opened(
            f"@{account.get('username') or account['id']}",
            self.server,
            self._page_credentials(
                page["access_token"], about, user_id=account["id"], login="facebook"
            ),
            self._lacking(page, about),
        )
