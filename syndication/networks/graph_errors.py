"""What an error code of Meta's APIs means for us; by code, never by status alone."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from . import outcomes
from .base import NetworkError

MINUTE, HOUR = 60, 3_600


class Meaning(Enum):
    BROKEN = auto()  # it may have been carried out
    NOT_YET = auto()  # it was not, and later it may be
    WAIT = auto()  # too much: nothing more for a while
    LOCKED_OUT = auto()  # token or permission
    PERSON = auto()  # somebody must act on the network
    APP = auto()  # somebody must set up the app
    REJECTED = auto()
    THERE_ALREADY = auto()  # refused because it seems to be out there


# An error's subcode says more than its code, and no two codes share one.
SUBCODES = {
    Meaning.BROKEN: [2207001, 2207032, 2207053, 1363047, 1609010],
    Meaning.NOT_YET: [
        *[2207003, 2207020, 2207052, 2207082],  # the picture was not fetched (in time)
        *[2207006, 2207008, 4279009],  # the container is not known (yet)
        *[2207027, 4279004],  # the container is not ready
        1609005,  # the linked page was not read
    ],
    Meaning.WAIT: [1390008, 2207042, 1996],
    Meaning.LOCKED_OUT: [458, 460, 463, 467, 490, 492],
    Meaning.PERSON: [
        *[459, 464, 2207050, 4279013, 4854002],
        *[1404006, 1404112, 1404078],
    ],
    Meaning.APP: [493],
    Meaning.REJECTED: [
        *[33, 2207023, 2207028, 2207035, 2207036, 2207037, 2207040, 2207026],
        *[2207004, 2207005, 2207009, 2207010, 2207081, 2207085],
        *[1346003, 1404102, 2061006, 1349125, 2069019, 1366046, 1609008],
    ],
    Meaning.THERE_ALREADY: [1404082, 1366051, 2207051, 1772107],
}
CODES = {
    Meaning.BROKEN: [-1, 1, 2],
    Meaning.NOT_YET: [-2, 24, 9004, 9007],
    Meaning.WAIT: [4, 9, 17, 32, 341, 613, 80001, 80002, 80006],
    Meaning.LOCKED_OUT: [10, 102, 104, 190, *range(200, 300)],
    Meaning.PERSON: [25, 368],
    Meaning.APP: [3, 2635],
    Meaning.REJECTED: [100, 352, 36000, 36001, 36003, 36004],
    Meaning.THERE_ALREADY: [20, 506],
}
_BY_SUBCODE = {code: meaning for meaning, codes in SUBCODES.items() for code in codes}
_BY_CODE = {code: meaning for meaning, codes in CODES.items() for code in codes}

# Seconds to wait where no header tells: the windows roll over an hour, a day's quota
# frees post by post, and who posts "too fast" is let in again after hours or days.
WAIT = 10 * MINUTE
WAITS = {9: HOUR, 1996: HOUR, 2207042: HOUR, 1390008: 6 * HOUR}


@dataclass(frozen=True)
class Refusal:
    """The error in an answer; `words` are the network's, without any secret."""

    status: int
    code: int
    subcode: int
    words: str
    transient: bool
    trace: str

    @classmethod
    def of(cls, status: int, error: dict[str, Any]) -> "Refusal":
        """Read `{"code", "error_subcode", "message", ...}`; any key may be missing."""
        return cls(
            status=status,
            code=_number(error.get("code")),
            subcode=_number(error.get("error_subcode")),
            words=str(error.get("error_user_msg") or error.get("message") or status),
            transient=error.get("is_transient") is True,
            trace=str(error.get("fbtrace_id") or ""),
        )

    @property
    def name(self) -> str:
        """Such as 190/463, or 506 where there is no subcode."""
        return f"{self.code}/{self.subcode}" if self.subcode else str(self.code)

    @property
    def meaning(self) -> Meaning:
        known = _BY_SUBCODE.get(self.subcode) or _BY_CODE.get(self.code)
        return known or self._guess()

    def _guess(self) -> Meaning:
        """A code that is on no list: by what else is told."""
        if self.status == 429:
            return Meaning.WAIT
        if self.status >= 500 or self.transient:
            return Meaning.BROKEN
        return Meaning.LOCKED_OUT if self.status == 401 else Meaning.REJECTED

    @property
    def seconds(self) -> float:
        return WAITS.get(self.subcode) or WAITS.get(self.code) or WAIT


def lacks_permission(error: NetworkError) -> bool:
    """Whether the token works, but must not do this."""
    code = _number(error.code.partition("/")[0])
    return code == 10 or 200 <= code < 300


def error_for(
    refusal: Refusal, label: str, posting: bool, seconds: float = 0
) -> NetworkError:
    """The one of the five errors that it is, `code` set.

    `seconds` is what the usage headers ask us to wait, 0 if they do not.
    """
    error = _error(refusal, label, posting, seconds)
    error.code = refusal.name
    return error


def _error(refusal, label, posting, seconds) -> NetworkError:
    words = refusal.words
    match refusal.meaning:
        case Meaning.BROKEN:
            return outcomes.broken(label, refusal.status, posting)
        case Meaning.NOT_YET:
            return outcomes.not_yet(label, words)
        case Meaning.WAIT:
            return outcomes.throttled(label, seconds or refusal.seconds)
        case Meaning.LOCKED_OUT:
            return outcomes.locked_out(label, words)
        case Meaning.PERSON:
            return outcomes.person_needed(label, words)
        case Meaning.APP:
            return outcomes.app_unfit(label, words)
        case Meaning.THERE_ALREADY:
            return outcomes.there_already(label, words, posting)
    return outcomes.rejected(label, words, refusal.name)


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
