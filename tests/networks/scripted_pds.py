"""An account on a scripted PDS, with a session that is good for two hours."""

import base64
import json
import time
from datetime import UTC, datetime

from syndication.networks.base import Receipt
from syndication.networks.bluesky import Bluesky

from .samples import make_account
from .scripted import Answer

DID = "did:plc:stadt"
KEY = Bluesky.new_key(datetime.now(UTC))
URI = f"at://{DID}/app.bsky.feed.post/{KEY}"
RECEIPT = Receipt(URI, f"https://bsky.app/profile/stadt.test/post/{KEY}")
PASSWORD = "only-for-this-test"


def error(name: str, words: str = "Something is wrong") -> dict[str, str]:
    return {"error": name, "message": words}


def token(seconds: float, mark: str) -> str:
    claims = {"exp": int(time.time() + seconds), "jti": mark}
    parts = ({"alg": "HS256"}, claims)
    encoded = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in parts
    )
    return ".".join([*encoded, mark])


def tokens(mark: str, seconds: float = 7200) -> dict[str, str]:
    return {"accessJwt": token(seconds, mark), "refreshJwt": token(9999, mark)}


def session(server, mark: str = "kept", seconds: float = 7200) -> str:
    parts = ["stadt.test", DID, *tokens(mark, seconds).values(), server.address]
    return ":::".join(parts)


SIGNED_IN = Answer(200, {"did": DID, "handle": "stadt.test", **tokens("new")})
POSTED = Answer(200, {"uri": URI, "cid": "a"})


def make_client(server) -> Bluesky:
    """A client with a kept session."""
    credentials = {
        "identifier": "stadt.test",
        "password": PASSWORD,
        "session": session(server),
    }
    client = Bluesky(make_account(server.address, credentials))
    client.timeout = (1.0, 1.0)
    return client


def asked(server) -> list[str]:
    """The methods that were called, without their common start."""
    return [path.split("?")[0].rpartition(".")[2] for _m, path, *_ in server.requests]
