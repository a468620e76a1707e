"""What signing in at Facebook, Instagram and Threads has in common."""

import time
from typing import Any
from urllib.parse import urlencode

from ..networks.base import Credentials, NetworkError
from .asking import ask
from .base import Visit, Way

# The API, the pages for people, and the tokens are on hosts of their own; a practice
# network has all three behind one address.
PEOPLE = {
    "https://graph.facebook.com": "https://www.facebook.com",
    "https://graph.instagram.com": "https://www.instagram.com",
    "https://graph.threads.net": "https://threads.com",
}
TOKENS = {"https://graph.instagram.com": "https://api.instagram.com"}


class MetaWay(Way):
    """The app was made at Meta by a person, who entered its id and secret."""

    takes_an_app = True

    def address(self, visit: Visit) -> str:
        question = {
            "client_id": self.app.client_id,
            "redirect_uri": visit.redirect_uri,
            "response_type": "code",
            "scope": ",".join(self.scopes),
            "state": visit.state,
        }
        people = PEOPLE.get(self.server, self.server)
        return f"{people}{self._dialog()}?{urlencode(question)}"

    def _dialog(self) -> str:
        return "/oauth/authorize"

    def _app_keys(self) -> dict[str, str]:
        return {"client_id": self.app.client_id, "client_secret": self.app.secret}

    def _credentials(self, token: str, **more: Any) -> Credentials:
        """With the app, whose secret proves that we may use the token."""
        app = {"app_id": self.app.client_id, "app_secret": self.app.secret}
        known = {name: value for name, value in (app | more).items() if value}
        return {"access_token": token, **known}

    def _ask(self, path: str, token: str = "", **params: Any) -> dict[str, Any]:
        """A question to the API itself, by GET."""
        if token:
            params |= self._proof(token)
        return ask(
            self.label,
            "GET",
            self.server + path,
            token=token,
            hide=(self.app.secret,),
            params=params,
        )

    def _proof(self, token: str) -> dict[str, str]:
        return {}

    def _inspect(self, token: str, path: str, app_token: str) -> dict[str, Any]:
        """What the network tells of a token; empty where it does not tell."""
        try:
            said = ask(
                self.label,
                "GET",
                self.server + path,
                token=app_token if self.app.secret else token,
                hide=(token,),
                params={"input_token": token},
            )
        except NetworkError:  # it is only to show what the token may do
            return {}
        data = said.get("data")
        return data if isinstance(data, dict) else {}


def ends(answer: dict[str, Any]) -> int | None:
    """When a token that was just handed out ends, in unix seconds."""
    seconds = answer.get("expires_in")
    return int(time.time() + float(seconds)) if seconds else None
