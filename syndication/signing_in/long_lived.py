"""Instagram and Threads: a token for an hour becomes one for 60 days, and anew."""

import time
from typing import Any, ClassVar

from ..networks import outcomes
from ..networks.base import Credentials, RejectedError
from .asking import ask
from .base import Opened, Visit
from .meta import TOKENS, MetaWay, ends

LIFE = 60 * 24 * 60 * 60  # seconds


class LongLivedWay(MetaWay):
    """`grant` is the prefix in the names of the network's grants."""

    renewable = True
    grant: ClassVar[str]
    id_field: ClassVar[str]

    def open(self, code: str, visit: Visit) -> list[Opened]:
        tokens = TOKENS.get(self.server, self.server)
        answer = ask(
            self.label,
            "POST",
            f"{tokens}/oauth/access_token",
            hide=(self.app.secret, code),
            data={
                **self._app_keys(),
                "grant_type": "authorization_code",
                "redirect_uri": visit.redirect_uri,
                "code": code,
            },
        )
        return self._opened(self._exchanged(self._token_in(answer)), _scopes_in(answer))

    def open_with(self, token: str) -> list[Opened]:
        """Renew what is a day old, exchange what is for an hour only.

        A token of 60 days that is younger can be neither: it is taken as it is, and a
        renewal tomorrow will tell its end.
        """
        try:
            return self._opened(self._renewed(token), None)
        except RejectedError:
            pass
        try:
            return self._opened(self._exchanged(token), None)
        except RejectedError:
            return self._opened({"access_token": token, "expires_in": LIFE}, None)

    def renew(self, credentials: Credentials) -> Credentials:
        answer = self._renewed(credentials["access_token"])
        return {"access_token": self._token_in(answer), "expires_at": ends(answer)}

    def _renewed(self, token: str) -> dict[str, Any]:
        grant = f"{self.grant}_refresh_token"
        return self._trade("/refresh_access_token", token, grant_type=grant)

    def _exchanged(self, token: str) -> dict[str, Any]:
        return self._trade(
            "/access_token",
            token,
            grant_type=f"{self.grant}_exchange_token",
            client_secret=self.app.secret,
        )

    def _trade(self, path: str, token: str, **params: str) -> dict[str, Any]:
        """The network takes a token only in the query here; it is in no log of ours."""
        return ask(
            self.label,
            "GET",
            self.server + path,
            holds="access_token",
            hide=(token, self.app.secret),
            params=params | {"access_token": token},
        )

    def _opened(self, answer: dict[str, Any], scopes: list[str] | None) -> list[Opened]:
        token = self._token_in(answer)
        fields = f"{self.id_field},username"
        me = self._ask(f"/{self.version}/me", token, fields=fields)
        if not me.get(self.id_field):
            raise outcomes.unreadable(self.label, posting=False)
        if scopes is None:
            scopes = _scopes_in(answer) or self._granted(token)
        credentials = self._credentials(
            token,
            user_id=str(me[self.id_field]),
            scopes=scopes,
            expires_at=ends(answer) or int(time.time()) + LIFE,
        )
        name = f"@{me.get('username') or me[self.id_field]}"
        return [Opened(name, self.server, credentials, self.missing(scopes))]

    def _granted(self, token: str) -> list[str] | None:
        return None

    def _token_in(self, answer: dict[str, Any]) -> str:
        data = answer.get("data")
        answer = data[0] if isinstance(data, list) and data else answer
        if not answer.get("access_token"):
            raise outcomes.unreadable(self.label, posting=False)
        return str(answer["access_token"])


class Instagram(LongLivedWay):
    name = network = app_network = "instagram"
    label = "Instagram"
    needed = ("instagram_business_basic", "instagram_business_content_publish")
    scopes = needed
    default_server = "https://graph.instagram.com"
    grant, id_field = "ig", "user_id"


class Threads(LongLivedWay):
    name = network = app_network = "threads"
    label = "Threads"
    needed = ("threads_basic", "threads_content_publish")
    scopes = (
        *needed,
        "threads_delete",
        "threads_read_replies",
        "threads_manage_insights",
    )
    default_server = "https://graph.threads.net"
    grant, id_field = "th", "id"

    def _granted(self, token: str) -> list[str] | None:
        ours = f"TH|{self.app.client_id}|{self.app.secret}"
        return self._inspect(token, "/debug_token", ours).get("scopes")


def _scopes_in(answer: dict[str, Any]) -> list[str] | None:
    """Told as a list or as one text, in the answer or in the first of its data."""
    data = answer.get("data")
    answer = data[0] if isinstance(data, list) and data else answer
    said = answer.get("permissions")
    if isinstance(said, str):
        said = said.replace(",", " ").split()
    return said or None
