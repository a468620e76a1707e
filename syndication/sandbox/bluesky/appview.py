"""The AppView, to which a PDS passes on what it does not know itself: counted reactions."""

from werkzeug import Response

from .. import accounts as all_accounts
from .. import posts, reactions
from ..network import Call, reply
from ..store import Row
from . import accounts, feed, records
from .ids import new_tid
from .schema import array, record, string
from .sessions import authorise
from .xrpc import parameters

MAX_POSTS = 25
_WANTED = record({"uris": array(string(form="at-uri"), MAX_POSTS)}, "uris")


def get_posts(call: Call) -> Response:
    """app.bsky.feed.getPosts: what is not there is left out."""
    authorise(call)
    uris = parameters(call, _WANTED, lists=("uris",))["uris"]
    found = (_view(call, uri) for uri in dict.fromkeys(uris))
    return reply({"posts": [view for view in found if view]})


def answer(call: Call, post: Row, name: str, text: str) -> str:
    """A reply by somebody else, who gets an account if need be; its key."""
    author = accounts.find(call.store, name) or all_accounts.create(call, name, name)
    owner = accounts.find(call.store, post["account"])
    parent = records.find(call.store, owner["id"], feed.COLLECTION, post["id"])
    reference = {"uri": records.uri(parent), "cid": parent["cid"]}
    value = {
        "$type": feed.COLLECTION,
        "text": text,
        "createdAt": post["created_at"],
        "reply": {
            "root": (parent["value"].get("reply") or {}).get("root") or reference,
            "parent": reference,
        },
    }
    place = {"collection": feed.COLLECTION, "rkey": new_tid()}
    records.create(call, author, place, value)
    return place["rkey"]


def _view(call: Call, uri: str) -> Row | None:
    did, _, rest = uri.removeprefix("at://").partition("/")
    collection, _, key = rest.partition("/")
    author = accounts.find(call.store, did)
    written = author and records.find(call.store, author["id"], collection, key)
    post = author and posts.alive(call.store, "bluesky", author["name"], key)
    if not (written and post):
        return None
    return {
        "uri": records.uri(written),
        "cid": written["cid"],
        "author": {
            "did": author["id"],
            "handle": author["name"],
            "displayName": author["display_name"],
        },
        "record": written["value"],
        "replyCount": call.network.replies(call.store, post),
        "likeCount": reactions.count(call.store, post, "favourite"),
        "repostCount": reactions.count(call.store, post, "share"),
        "quoteCount": 0,
        "indexedAt": post["created_at"],
        "labels": [],
    }
