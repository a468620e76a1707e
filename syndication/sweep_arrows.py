"""The arrows that the sweep goes along: leases, deadlines, and what has changed."""

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from .delivery_arrows import Arrows
from .delivery_states import OUT_THERE, UNSENT, Action, State
from .waits import USEFUL_FOR

UNSAID = Q(action=Action.PUBLISH, text="")
LEFT = Q(announcement__wanted=False)
WAITING = (State.PENDING, State.FAILED, State.HELD)
REVISABLE = Q(announcement__wanted=True) & OUT_THERE


class SweepArrows(Arrows):
    @classmethod
    def release_expired_leases(
        cls, now: datetime, looks: int, longest: float = 0
    ) -> int:
        """A lease ran out: its worker died, perhaps after the network had posted.

        None is given for more than `longest` seconds: one that ends later still is of
        a clock that has been set back since.
        """
        over = Q(leased_until__lt=now)
        if longest:
            over |= Q(leased_until__gt=now + timedelta(seconds=2 * longest))
        leased = cls.objects.filter(over, state__in=[State.SENDING, State.IN_DOUBT])
        return sum(delivery._interrupted(now, looks) for delivery in leased)

    def _interrupted(self, now: datetime, looks: int) -> bool:
        reason = _("Der Versand wurde unterbrochen.")
        if self.action == Action.PUBLISH:
            return self.doubt(now, looks, reason)
        return self.postpone(now, reason)  # may be repeated without harm

    @classmethod
    def hold_overdue(cls, now: datetime) -> int:
        """pending publish -> held: too late to be useful, only an editor releases it."""
        return cls.objects.filter(
            state=State.PENDING, action=Action.PUBLISH, useful_until__lt=now
        ).update(state=State.HELD, stands_since=now)

    def drop(self, reason: str) -> bool:
        """pending, failed, held -> cancelled: the page wants it no more, unsent as it is."""
        return self._move(WAITING, State.CANCELLED, UNSAID, last_error=reason)

    def hold_back(self, reason: str) -> bool:
        """pending publish -> held: the page asks for a person's word first."""
        return self._move([State.PENDING], State.HELD, UNSAID, last_error=reason)

    def reschedule(self, at: datetime, held: bool = False) -> bool:
        """pending publish -> pending at another hour; of what is `held`, too."""
        return self._move(
            [State.PENDING, State.HELD] if held else [State.PENDING],
            State.PENDING,
            UNSAID,
            not_before=at,
            useful_until=at + USEFUL_FOR,
            last_error="",
        )

    def follow(self, now: datetime) -> bool:
        """What the announcement wants has changed: the arrow that leads there."""
        return self._revise(now) or self._leave(now)

    def _revise(self, now: datetime) -> bool:
        """published, by hand -> pending update: the page says otherwise now."""
        return self._move(
            [State.PUBLISHED, State.BY_HAND],
            State.PENDING,
            REVISABLE & ~Q(said=F("announcement__said")),
            **_begin(Action.UPDATE, now),
        )

    def _leave(self, now: datetime) -> bool:
        """Not wanted: cancelled if it was never sent, else looked for, or withdrawn."""
        sent_first = LEFT & Q(action=Action.PUBLISH)
        reason = _("Die Seite ist nicht (mehr) öffentlich.")
        return (
            self._move(
                UNSENT, State.CANCELLED, sent_first & Q(text=""), last_error=reason
            )
            or self._move(
                UNSENT, State.IN_DOUBT, sent_first, not_before=now, looks_left=1
            )
            or self._move(
                [State.PUBLISHED, State.PENDING, State.BY_HAND],
                State.BY_HAND if self.channel.retired else State.PENDING,
                LEFT & OUT_THERE,
                **_begin(Action.WITHDRAW, now),
            )
        )


def _begin(action: str, now: datetime) -> dict[str, object]:
    return {"action": action, "not_before": now, "attempts": 0, "last_error": ""}
