"""What every way to connect an account keeps: sign in over there, or show a token.

A way never sees a model or a session. It is given the server and the app that this
website is there, and answers with the accounts that were opened, or raises one of the
contract's errors (`networks.base.NetworkError`) in words for the editor.
"""

import secrets
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar

from ..networks.base import Credentials


@dataclass(frozen=True)
class AppIdentity:
    """Who this website is to a network; the secret is in no repr."""

    client_id: str = ""
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Visit:
    """One trip to the network's sign-in page, from the link to the way back.

    `state` comes back with the person, `verifier` proves that the code is ours (PKCE).
    """

    redirect_uri: str
    state: str
    verifier: str = field(repr=False)

    @classmethod
    def begin(cls, redirect_uri: str) -> "Visit":
        return cls(redirect_uri, secrets.token_urlsafe(32), secrets.token_urlsafe(64))


@dataclass(frozen=True)
class Opened:
    """An account that may now be connected. `missing` are rights that it lacks.

    `credentials` may hold "scopes" (list of names) and "expires_at" (unix seconds).
    """

    name: str
    server: str
    credentials: Credentials = field(repr=False)
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Opened":
        return cls(**{**value, "missing": tuple(value["missing"])})


class Way:
    """How accounts of one network are connected; any method may raise NetworkError."""

    do_not_call_in_templates = True  # a template would make one of a class

    name: ClassVar[str]
    label: ClassVar[str]
    network: ClassVar[str]  # of the channel
    app_network: ClassVar[str]  # of the app, which may be another network's
    scopes: ClassVar[tuple[str, ...]]  # asked for
    needed: ClassVar[tuple[str, ...]]  # without these no channel
    default_server: ClassVar[str] = ""
    registers_itself: ClassVar[bool] = False
    asks_password: ClassVar[bool] = False
    takes_an_app: ClassVar[bool] = False  # which a person enters
    renewable: ClassVar[bool] = False

    def __init__(self, server: str, version: str, app: AppIdentity):
        self.server, self.version, self.app = server.rstrip("/"), version, app

    def register(self, name: str, website: str, redirect_uri: str) -> AppIdentity:
        """Become known to the server; only where `registers_itself`."""
        raise NotImplementedError

    def still_known(self) -> bool:
        """Whether the server has not forgotten our app; asked where `registers_itself`."""
        return True

    def address(self, visit: Visit) -> str:
        """Where the person signs in."""
        raise NotImplementedError

    def open(self, code: str, visit: Visit) -> list[Opened]:
        """The accounts that the person has opened to us, with lasting credentials."""
        raise NotImplementedError

    def open_with(self, token: str) -> list[Opened]:
        """The accounts that a token opens which a person has pasted."""
        raise NotImplementedError

    def renew(self, credentials: Credentials) -> Credentials:
        """The same access for longer; raises RejectedError where that cannot be."""
        raise NotImplementedError

    def revoke(self, credentials: Credentials) -> bool:
        """Give the access back. False: the network has no way to, a person must."""
        return False

    def missing(self, scopes: list[str] | None) -> tuple[str, ...]:
        """The needed rights that were not granted; none if the network did not say."""
        if scopes is None:
            return ()
        return tuple(scope for scope in self.needed if scope not in scopes)
