"""What an account has posted on its PDS.

Importing this module imports `atproto`, so nobody does but `Bluesky.load()`.
"""

import json
from typing import Any

from . import outcomes
from .base import Account, Picture, RejectedError
from .bluesky_server import LABEL, Server

COLLECTION = "app.bsky.feed.post"
JSON = {"Content-Type": "application/json"}
NO_APPVIEW = "No service configured"


class Repository:
    """The posts of one account, to be used as a context manager."""

    def __init__(self, account: Account, timeout: tuple[float, float]):
        self._server = Server(account, timeout)

    def __enter__(self) -> "Repository":
        return self

    def __exit__(self, *failure) -> None:
        self._server.close()

    @property
    def handle(self) -> str:
        return self._server.session.handle

    def upload(self, picture: Picture) -> dict[str, Any]:
        """The stored picture, as a record refers to it."""
        answer = self._server.procedure(
            "com.atproto.repo.uploadBlob",
            content=picture.content,
            headers={"Content-Type": picture.mime_type},
            holds="blob",
        )
        return answer["blob"]

    def write(self, record: dict[str, Any], key: str) -> str:
        """Write the record where nothing is yet; answers with its address (URI).

        Where something is, it is ours from before: the key is nobody else's.
        """
        # The library's own putRecord drops `null`, which makes it an overwrite.
        body = self._place(key) | {"record": record, "swapRecord": None}
        try:
            answer = self._server.procedure(
                "com.atproto.repo.putRecord",
                content=json.dumps(body),
                headers=JSON,
                holds="uri",
                posting=True,
            )
        except RejectedError as refused:
            if refused.code == "InvalidSwap":
                return f"at://{self._server.session.did}/{COLLECTION}/{key}"
            if refused.code == "BlobNotFound":  # tidied away: it is uploaded again
                raise outcomes.not_yet(LABEL, "BlobNotFound") from None
            raise
        return answer["uri"]

    def look_up(self, key: str) -> str | None:
        """The address (URI) of the record with this key; None if there is none."""
        try:
            return self._record(key)["uri"]
        except RejectedError as refused:
            if refused.code == "RecordNotFound":
                return None
            raise

    def newest(self, number: int) -> list[dict[str, Any]]:
        """So many records, 100 at most, the newest first."""
        return self._server.query(
            "com.atproto.repo.listRecords",
            "records",
            {
                "repo": self._server.session.did,
                "collection": COLLECTION,
                "limit": number,
            },
        )["records"]

    def views(self, uris: list[str]) -> list[dict[str, Any]] | None:
        """Those of these posts that the AppView shows; None where there is none."""
        try:
            shown = self._server.query(
                "app.bsky.feed.getPosts", "posts", {"uris": uris}
            )["posts"]
        except RejectedError as refused:
            if NO_APPVIEW in str(refused):
                return None
            raise
        if not all(isinstance(view, dict) and view.get("uri") for view in shown):
            raise outcomes.unreadable(LABEL, posting=False)
        return shown

    def thread_of(self, uri: str) -> dict[str, Any]:
        """What a reply to our post at `uri` refers to: that post, and where it began."""
        record = self._record(uri.rpartition("/")[2])
        parent = {"uri": record["uri"], "cid": record["cid"]}
        answered = (record.get("value") or {}).get("reply") or {}
        return {"root": answered.get("root") or parent, "parent": parent}

    def delete(self, key: str) -> None:
        """Delete the record; that it is not there is no error to the PDS either."""
        self._server.procedure(
            "com.atproto.repo.deleteRecord",
            content=json.dumps(self._place(key)),
            headers=JSON,
        )

    def check(self) -> tuple[str, dict[str, Any]]:
        """The account's handle, and what is worth remembering of it."""
        account = self._server.query("com.atproto.server.getSession", "handle")
        if account.get("active") is False:
            raise outcomes.person_needed(LABEL, str(account.get("status")))
        facts = {"did": account["did"], "pds": self._server.session.pds_endpoint}
        return account["handle"], facts

    def _record(self, key: str) -> dict[str, Any]:
        return self._server.query("com.atproto.repo.getRecord", "uri", self._place(key))

    def _place(self, key: str) -> dict[str, Any]:
        return {
            "repo": self._server.session.did,
            "collection": COLLECTION,
            "rkey": key,
        }
