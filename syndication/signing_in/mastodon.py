"""Sign in on any Mastodon server: it needs no app of the city, we register ourselves."""

import hashlib
from base64 import urlsafe_b64encode
from urllib.parse import urlencode

from ..networks.base import Credentials, CredentialsError, RejectedError
from .asking import ask
from .base import AppIdentity, Opened, Visit, Way

PROFILE, OLD_PROFILE = "profile", "read:accounts"


class Mastodon(Way):
    """Tokens never expire. `profile` is for servers since 4.3; older ones know
    `read:accounts` instead, and have no page that tells what they know."""

    name = network = app_network = "mastodon"
    label = "Mastodon"
    needed = ("write:statuses", "write:media", "read:statuses")
    scopes = (*needed, PROFILE)
    registers_itself = True

    def register(self, name: str, website: str, redirect_uri: str) -> AppIdentity:
        answer = self._ask(
            "POST",
            "/api/v1/apps",
            holds="client_id",
            data={
                "client_name": name,
                "website": website,
                "redirect_uris": redirect_uri,
                "scopes": " ".join(self._known_scopes()),
            },
        )
        return AppIdentity(
            str(answer["client_id"]), str(answer.get("client_secret", ""))
        )

    def still_known(self) -> bool:
        """Servers tidy away apps that nobody has used."""
        try:
            self._token(grant_type="client_credentials", scope="read:statuses")
        except (RejectedError, CredentialsError):
            return False
        return True

    def address(self, visit: Visit) -> str:
        digest = hashlib.sha256(visit.verifier.encode()).digest()
        question = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": visit.redirect_uri,
            "scope": " ".join(self._known_scopes()),
            "state": visit.state,
            "code_challenge": urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self.server}/oauth/authorize?{urlencode(question)}"

    def open(self, code: str, visit: Visit) -> list[Opened]:
        answer = self._token(
            hide=(code, visit.verifier),
            grant_type="authorization_code",
            code=code,
            redirect_uri=visit.redirect_uri,
            code_verifier=visit.verifier,
        )
        return self._opened(answer["access_token"], str(answer.get("scope")).split())

    def open_with(self, token: str) -> list[Opened]:
        return self._opened(token, None)

    def revoke(self, credentials: Credentials) -> bool:
        """With the app that the token was made for, which may not be today's."""
        if not credentials.get("app_id"):
            return False
        self._ask(
            "POST",
            "/oauth/revoke",
            hide=(credentials["app_secret"], credentials["access_token"]),
            data={
                "client_id": credentials["app_id"],
                "client_secret": credentials["app_secret"],
                "token": credentials["access_token"],
            },
        )
        return True

    def _opened(self, token: str, scopes: list[str] | None) -> list[Opened]:
        me = self._ask(
            "GET", "/api/v1/accounts/verify_credentials", holds="acct", token=token
        )
        credentials = {"access_token": token}
        if scopes is not None:
            credentials |= {
                "scopes": scopes,
                "app_id": self.app.client_id,
                "app_secret": self.app.secret,
            }
        return [
            Opened(
                f"@{me['acct']}", self.server, credentials, self.missing(_wide(scopes))
            )
        ]

    def _known_scopes(self) -> tuple[str, ...]:
        try:
            said = self._ask(
                "GET", "/.well-known/oauth-authorization-server", holds="issuer"
            )
        except RejectedError:  # not found: older than 4.3
            return (*self.needed, OLD_PROFILE)
        supported = said.get("scopes_supported") or self.scopes
        return self.scopes if PROFILE in supported else (*self.needed, OLD_PROFILE)

    def _token(self, hide: tuple[str, ...] = (), **grant: str):
        return self._ask(
            "POST",
            "/oauth/token",
            holds="access_token",
            hide=(self.app.secret, *hide),
            data={
                "client_id": self.app.client_id,
                "client_secret": self.app.secret,
                **grant,
            },
        )

    def _ask(self, method: str, path: str, **more):
        return ask(self.label, method, self.server + path, **more)


def _wide(scopes: list[str] | None) -> list[str] | None:
    """With "write" come all its parts."""
    if scopes is None:
        return None
    parts = [scope for scope in Mastodon.needed if scope.partition(":")[0] in scopes]
    return [*scopes, *parts]
