"""Repositories, sessions and uploads: what a PDS answers."""

from typing import Any

import requests

from .cases import KEY, POST, STALE, STRANGER, Ask, Case, bad
from .clients import Repo, picture


def _stranger(repo: Repo) -> requests.Response:
    body = {"repo": STRANGER, "collection": "app.bsky.feed.post", "record": POST}
    return repo.post("repo.createRecord", body)


def _list(**params: Any) -> Ask:
    place = {"collection": "app.bsky.feed.post"}
    return lambda repo: repo.ask(
        "GET", "repo.listRecords", params=place | {"repo": repo.did} | params
    )


REPO = [
    Case("a key is a TID", lambda repo: repo.create_record(POST, rkey=KEY)),
    bad(
        "another key is refused",
        lambda repo: repo.create_record(POST, rkey="article-4711"),
        "Invalid record key for app.bsky.feed.post: Invalid TID string"
        ' (got "article-4711") at $',
    ),
    bad(
        "a key has no spaces",
        lambda repo: repo.create_record(POST, rkey="a b"),
        'Invalid record key (got "a b") at $.rkey',
    ),
    bad(
        "a collection has a full name",
        lambda repo: repo.create_record(POST, collection="foo"),
        'Invalid NSID (got "foo") at $.collection',
    ),
    bad(
        "an unknown collection cannot be checked",
        lambda repo: repo.create_record({}, collection="org.example.x", validate=True),
        "Unknown lexicon type: org.example.x",
    ),
    Case(
        "an unknown collection is taken unchecked",
        lambda repo: repo.create_record({"a": 1}, collection="org.example.x"),
    ),
    bad(
        "a repository is required",
        lambda repo: repo.post(
            "repo.createRecord", {"collection": "a.b.c", "record": {}}
        ),
        'Missing required key "repo" at $',
    ),
    Case(
        "nobody writes elsewhere",
        _stranger,
        403,
        "AccountNotFound",
        "Account not found",
    ),
    bad(
        "a stale commit is no base",
        lambda repo: repo.create_record(POST, swapCommit=STALE),
        "Commit was at CID",
        "InvalidSwap",
    ),
    bad(
        "a record that is not there has no state",
        lambda repo: repo.put_record(POST, KEY, swapRecord=STALE),
        "Record was at null",
        "InvalidSwap",
    ),
    bad(
        "a state is a CID",
        lambda repo: repo.put_record(POST, KEY, swapRecord="foo"),
        'Invalid CID string (got "foo") at $.swapRecord',
    ),
    Case("what is not there can be deleted", lambda repo: repo.delete_record(KEY)),
    bad(
        "what is not there cannot be read",
        lambda repo: repo.get_record(KEY),
        "Could not locate record: at://DID/app.bsky.feed.post/" + KEY,
        "RecordNotFound",
    ),
    Case("a list has up to 100 records", _list(limit=100)),
    bad(
        "a list has no more than that",
        _list(limit=101),
        "Invalid com.atproto.repo.listRecords params: integer too big (maximum 100, got 101)",
    ),
    bad(
        "a limit is a number",
        _list(limit="x"),
        'Invalid com.atproto.repo.listRecords params: Expected integer value type (got "x")',
    ),
    bad(
        "an unknown repository has no list",
        _list(repo="nobody.test"),
        "Could not find repo: nobody.test",
    ),
    Case(
        "more than a million bytes of JSON are too many",
        lambda repo: repo.create_record(POST | {"more": "x" * 1_000_001}),
        413,
        "PayloadTooLargeError",
        "request entity too large",
    ),
]
SERVER = [
    bad(
        "methods of other services are not served",
        lambda repo: repo.ask("GET", "nonsense.get"),
        "No service configured for com.atproto.nonsense.get",
    ),
    bad(
        "reading is no way to write",
        lambda repo: repo.ask("GET", "repo.createRecord"),
        "Incorrect HTTP method (GET) expected POST",
    ),
    bad(
        "JSON has to be called so",
        lambda repo: repo.ask("POST", "repo.createRecord", data=b"x"),
        "Request encoding (Content-Type) required but not provided",
    ),
    bad(
        "a handle is well formed",
        lambda repo: repo.ask(
            "GET", "identity.resolveHandle", params={"handle": "a_b"}
        ),
        'Invalid com.atproto.identity.resolveHandle params: Invalid handle (got "a_b")',
    ),
    bad(
        "an unknown handle leads nowhere",
        lambda repo: repo.ask(
            "GET", "identity.resolveHandle", params={"handle": "nobody.test"}
        ),
        "Unable to resolve handle",
        "HandleNotFound",
    ),
    Case(
        "more than 5 mebibytes are no upload",
        lambda repo: repo.ask(
            "POST",
            "repo.uploadBlob",
            data=b"x" * 5_242_881,
            headers={"Content-Type": "image/png"},
        ),
        413,
        "PayloadTooLarge",
        "request entity too large",
    ),
    bad(
        "an unused upload is not handed out",
        lambda repo: repo.ask(
            "GET",
            "sync.getBlob",
            params={"did": repo.did, "cid": repo.upload(picture())["ref"]["$link"]},
        ),
        "Blob not found",
    ),
    bad(
        "a wrong token is one",
        lambda repo: repo.ask("GET", "server.getSession", token="x"),
        "Token could not be verified",
        "InvalidToken",
    ),
    Case(
        "a wrong password signs nobody in",
        lambda repo: repo.post(
            "server.createSession", {"identifier": repo.handle, "password": "x"}
        ),
        401,
        "AuthenticationRequired",
        "Invalid identifier or password",
    ),
]
SERVER_CASES = [*REPO, *SERVER]
