"""A request to a PDS and what it answers; post_cases and server_cases list them.

The answers are the real server's: tests/peers holds it against the same lists.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from .clients import Repo, picture

Ask = Callable[[Repo], requests.Response]
POST = {
    "$type": "app.bsky.feed.post",
    "text": "Hallo",
    "createdAt": "2025-02-18T12:00:00Z",
}
FAMILY = "👨‍👩‍👧‍👦"
NOWHERE = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
STALE = "bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy"
STRANGER = "did:plc:abcabcabcabcabcabcabcabc"
KEY = "3kabcdefghi2a"
INVALID = "Invalid app.bsky.feed.post record: "


@dataclass(frozen=True)
class Case:
    name: str
    ask: Ask
    status: int = 200
    error: str = ""
    message: str = ""

    def __str__(self) -> str:
        return self.name


def taken(name: str, **fields: Any) -> Case:
    """A post with these fields is taken."""
    return Case(name, lambda repo: repo.create_record(POST | fields))


def refused(name: str, message: str, **fields: Any) -> Case:
    """A post with these fields is refused, with this message."""
    ask = lambda repo: repo.create_record(POST | fields)  # noqa: E731
    return Case(name, ask, 400, "InvalidRequest", INVALID + message)


def facet(
    feature: dict[str, Any], start: int = 0, end: int = 3
) -> list[dict[str, Any]]:
    return [{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}]


def external(**fields: Any) -> dict[str, Any]:
    card = {"uri": "https://stadt.example.com/", "title": "T", "description": "D"}
    return {"$type": "app.bsky.embed.external", "external": card | fields}


def images(*shown: dict[str, Any]) -> dict[str, Any]:
    return {"$type": "app.bsky.embed.images", "images": list(shown)}


def with_upload(
    embed: Callable[[dict[str, Any]], dict[str, Any]],
    content: bytes | None = None,
    kind: str = "image/jpeg",
) -> Ask:
    """Upload something and post it within the embed made of it."""

    def ask(repo: Repo) -> requests.Response:
        blob = repo.upload(picture() if content is None else content, kind)
        return repo.create_record(POST | {"embed": embed(blob)})

    return ask


def bad(name: str, ask: Ask, message: str, error: str = "InvalidRequest") -> Case:
    return Case(name, ask, 400, error, message)


def check(case: Case, repo: Repo) -> None:
    """Ask, and compare; a DID and a commit stand for any."""
    answer = case.ask(repo)
    assert answer.status_code == case.status, answer.text
    if case.error:
        message = answer.json()["message"].replace(repo.did, "DID")
        message = re.sub(r"(?<=Commit was at )\w+", "CID", message)
        assert (answer.json()["error"], message) == (case.error, case.message)
