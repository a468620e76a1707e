"""What is half connected, kept in the person's own session until it is done.

Each draft has a key that nobody can guess and that works once. It is sealed, for the
session lies in the database and a draft may hold tokens.
"""

import secrets
import time
from typing import Any

from .credentials import seal, unseal
from .networks.base import CredentialsError

SLOT = "syndication.drafts"
LIFETIME = 3_600  # seconds
AT_ONCE = 5


def put(session, draft: dict[str, Any], key: str = "") -> str:
    """Keep the draft under `key` or a new one, the oldest giving way; the key."""
    key = key or secrets.token_urlsafe(32)
    kept = dict(list(session.get(SLOT, {}).items())[1 - AT_ONCE :])
    session[SLOT] = kept | {key: seal(draft | {"until": time.time() + LIFETIME})}
    return key


def look(session, key: str) -> dict[str, Any] | None:
    """The draft, or None if this session has none under the key, or it is too old."""
    try:
        draft = unseal(session.get(SLOT, {})[key])
    except (KeyError, CredentialsError):
        return None
    return draft if draft["until"] > time.time() else None


def take(session, key: str) -> dict[str, Any] | None:
    """The draft as `look` tells it; from now on the key is worth nothing."""
    draft = look(session, key)
    session[SLOT] = {k: v for k, v in session.get(SLOT, {}).items() if k != key}
    return draft
