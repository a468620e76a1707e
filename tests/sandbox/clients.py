"""The client libraries, pointed at the sandbox, and pictures to upload."""

import io
from typing import Any

import requests
from mastodon import Mastodon
from PIL import Image

from tests.sandbox_server import Sandbox


def mastodon(sandbox: Sandbox, **wanted: Any) -> Mastodon:
    """Mastodon.py with the token of a new account."""
    made = sandbox.create_account("mastodon", **wanted)
    return Mastodon(
        access_token=made["credentials"]["access_token"],
        api_base_url=made["server"],
        mastodon_version="4.6.5",
        version_check_mode="created",
        ratelimit_method="throw",
        request_timeout=10,
    )


def picture(width: int = 60, height: int = 40, kind: str = "JPEG") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), (20, 90, 160)).save(target, kind)
    return target.getvalue()


class Repo:
    """An account on a PDS, reached by plain requests."""

    def __init__(self, server: str, identifier: str, password: str):
        self.server = server
        self.session = self.post(
            "server.createSession", {"identifier": identifier, "password": password}
        ).json()
        self.did = self.session["did"]
        self.handle = identifier

    @classmethod
    def create(cls, sandbox: Sandbox) -> "Repo":
        made = sandbox.create_account("bluesky")
        credentials = made["credentials"]
        return cls(made["server"], credentials["identifier"], credentials["password"])

    def post(self, method: str, body: Any = None, **what: Any) -> requests.Response:
        return self.ask("POST", method, json=body, **what)

    def ask(
        self, verb: str, method: str, token: str = "", **what: Any
    ) -> requests.Response:
        """One request of com.atproto.`method`; `token` "" means the session's own."""
        own = getattr(self, "session", {}).get("accessJwt", "")
        headers = what.pop("headers", {})
        if token or own:
            headers = {"Authorization": f"Bearer {token or own}", **headers}
        url = f"{self.server}/xrpc/com.atproto.{method}"
        return requests.request(verb, url, headers=headers, timeout=10, **what)

    def create_record(self, record: dict[str, Any], **more: Any) -> requests.Response:
        body = {"repo": self.did, "collection": "app.bsky.feed.post", "record": record}
        return self.post("repo.createRecord", body | more)

    def put_record(
        self, record: dict[str, Any], rkey: str, **more: Any
    ) -> requests.Response:
        body = {"repo": self.did, "collection": "app.bsky.feed.post", "record": record}
        return self.post("repo.putRecord", body | {"rkey": rkey} | more)

    def delete_record(self, rkey: str, **more: Any) -> requests.Response:
        body = {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": rkey}
        return self.post("repo.deleteRecord", body | more)

    def get_record(self, rkey: str) -> requests.Response:
        place = {"repo": self.did, "collection": "app.bsky.feed.post", "rkey": rkey}
        return self.ask("GET", "repo.getRecord", params=place)

    def upload(self, content: bytes, kind: str = "image/jpeg") -> dict[str, Any]:
        headers = {"Content-Type": kind}
        answer = self.ask("POST", "repo.uploadBlob", data=content, headers=headers)
        return answer.json()["blob"]
