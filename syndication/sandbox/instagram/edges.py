"""What can be done with Instagram's objects, on its own host and on Facebook's."""

from collections.abc import Mapping

from ..graph import containers
from ..network import Call
from ..store import Row
from . import accounts, drafts, publishing

EDGES: Mapping[str, Mapping] = {
    "instagram account": {
        ("GET", ""): accounts.show,
        ("POST", "media"): drafts.create,
        ("GET", "media"): publishing.show_all,
        ("POST", "media_publish"): publishing.publish,
        ("GET", "content_publishing_limit"): accounts.limit,
    },
    "instagram container": {("GET", ""): drafts.show},
    "instagram media": {
        ("GET", ""): publishing.show,
        ("DELETE", ""): publishing.delete,
        ("GET", "comments"): publishing.show_comments,
    },
}


def find(call: Call, id: str) -> tuple[str, Row] | None:
    """The kind of an object of Instagram and its row."""
    for kind, found in (
        ("instagram account", accounts.by_id(call.store, id)),
        ("instagram container", containers.find(call.store, "instagram", id)),
        ("instagram media", publishing.find(call.store, id)),
    ):
        if found:
            return kind, found
    return None
