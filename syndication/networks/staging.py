"""What a network holds for us before anything is public: a photo, a container."""

import secrets
import time
from datetime import UTC, datetime
from typing import NamedTuple


class Staged(NamedTuple):
    """Its id there, when it was made (Unix seconds), and the how manieth it is.

    As a text it is the handle that the queue keeps for us.
    """

    id: str
    made: int
    number: int = 1

    @classmethod
    def now(cls, staged_id: str, number: int = 1) -> "Staged":
        return cls(str(staged_id), int(time.time()), number)

    @classmethod
    def of(cls, handle: str) -> "Staged":
        staged_id, made, number = handle.split(":")
        return cls(staged_id, int(made), int(number))

    @property
    def handle(self) -> str:
        return f"{self.id}:{self.made}:{self.number}"

    @property
    def age(self) -> float:
        """In seconds."""
        return max(0.0, time.time() - self.made)


def new_key(now: datetime) -> str:
    """A key of networks that know none: the moment since which a post may be ours."""
    return f"{now.timestamp():.6f}-{secrets.token_hex(8)}"


def moment_of(key: str) -> datetime:
    """The moment that a key was made of."""
    return datetime.fromtimestamp(float(key.partition("-")[0]), UTC)
