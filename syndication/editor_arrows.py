"""The arrows that a person goes along, by a button in the admin."""

from dataclasses import asdict
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .delivery_arrows import Arrows
from .delivery_states import OUT_THERE, UNSENT, Action, State, Version
from .waits import USEFUL_FOR

WANTED = Q(announcement__wanted=True)
IN_USE = Q(channel__retired=False)
FIRST = Q(action=Action.PUBLISH)
UPDATE = Q(action=Action.UPDATE)
WITHDRAW = Q(action=Action.WITHDRAW)


class EditorArrows(Arrows):
    RETRIABLE = (State.FAILED, State.CANCELLED, State.HELD)
    CANCELLABLE = (State.PENDING, State.FAILED, State.HELD)

    def retry(self, now: datetime) -> bool:
        """Try again; where something may have been sent, by looking first.

        A network whose `find` proves nothing looks by itself before it posts.
        """
        look = self.text and self.channel.network_class.proves_absence
        again = {
            "not_before": now,
            "useful_until": now + USEFUL_FOR,
            "looks_left": 1,
            "attempts": 0,
            "last_error": "",
        }
        return self._move(
            self.RETRIABLE,
            State.IN_DOUBT if look else State.PENDING,
            IN_USE & WANTED & FIRST,
            **again,
        ) or self._move(
            [State.BY_HAND],
            State.PENDING,
            IN_USE & ~FIRST,
            **again,
        )

    def suspect(self, version: Version, since: datetime, now: datetime) -> bool:
        """pending publish -> in doubt: a database that is lost may know that it was sent.

        Of what waits for a person it is noted, and looked for when she tries again.
        """
        noted = asdict(version) | {"keyed_at": since}
        unsent = FIRST & Q(text="")
        return self._move(
            [State.PENDING],
            State.IN_DOUBT,
            unsent,
            not_before=now,
            looks_left=1,
            **noted,
        ) or self._move([State.FAILED, State.HELD], None, unsent, **noted)

    def cancel(self, reason: str = "") -> bool:
        """pending, failed, held -> cancelled; what waits to be changed stays as it is."""
        return self._move(
            self.CANCELLABLE,
            State.CANCELLED,
            FIRST,
            last_error=reason,
        ) or self._keep([State.PENDING])

    def hold(self, reason: str = "") -> bool:
        """pending publish -> held, until it is released (which is to try again)."""
        return self._move([State.PENDING], State.HELD, FIRST, last_error=reason)

    def accept(self) -> bool:
        """Outdated, and it may stay so; also instead of what would be done by hand."""
        return self._move(
            [State.PUBLISHED], when=Q(outdated=True), outdated=False
        ) or self._keep([State.BY_HAND])

    def done(self, url: str = "") -> bool:
        """by hand -> published or withdrawn: a person has done it on the network.

        So she may with what waits to be withdrawn on a channel that sends no more. What
        was to be replaced is pending again: the new post goes out.
        """
        here, now = [State.BY_HAND], timezone.now()
        by = {"last_error": "", "outdated": False, "revision": {}}
        replaced = WITHDRAW & Q(replacing=True) & WANTED & IN_USE
        anew = {"last_error": "", "not_before": now} | self.anew()
        return (
            self._move(here, State.PENDING, replaced, **anew)
            or self._move(here, State.WITHDRAWN, WITHDRAW, **by)
            or self._move([State.PENDING], State.WITHDRAWN, WITHDRAW & ~IN_USE, **by)
            or self._move(here, State.PUBLISHED, UPDATE, **by)
            or self._move(
                here,
                State.PUBLISHED,
                FIRST,
                url=url,
                published_at=now,
                **by,
            )
        )

    def withdraw(self, now: datetime, replace: bool = False) -> bool:
        """What is out there -> pending withdraw; to `replace`: then published anew."""
        return self._move(
            [State.PUBLISHED, State.PENDING, State.BY_HAND],
            State.PENDING,
            IN_USE & OUT_THERE & (WANTED if replace else Q()),
            action=Action.WITHDRAW,
            replacing=replace,
            not_before=now,
            attempts=0,
            last_error="",
        )

    def lose_original(self, now: datetime) -> bool:
        """The post that it answers goes: it is withdrawn with it, or never sent."""
        return self.withdraw(now) or self._move(
            UNSENT,
            State.CANCELLED,
            FIRST,
            last_error=_("Der Beitrag, auf den dieser antwortet, ist nicht da."),
        )

    def announce_again(self, now: datetime) -> bool:
        """withdrawn -> pending publish, as a post of its own."""
        return self._move(
            [State.WITHDRAWN],
            State.PENDING,
            IN_USE & WANTED,
            not_before=now,
            last_error="",
            **self.anew(),
        )

    def resolve(self, url: str) -> bool:
        """in doubt -> published: a person has seen the post on the network."""
        return self._move(
            [State.IN_DOUBT],
            State.PUBLISHED,
            Q(leased_until=None),
            url=url,
            published_at=timezone.now(),
            looks_left=0,
            last_error="",
        )

    def not_there(self, now: datetime) -> bool:
        """in doubt, all looks in vain -> pending: a person has not seen it either."""
        unseen = Q(leased_until=None, looks_left=0)
        return self._move(
            [State.IN_DOUBT],
            State.PENDING,
            unseen & IN_USE & WANTED,
            not_before=now,
            useful_until=now + USEFUL_FOR,
            attempts=0,
            last_error="",
        ) or self._move(
            [State.IN_DOUBT],
            State.CANCELLED,
            unseen & ~WANTED,
            last_error=_("Die Seite ist nicht (mehr) öffentlich."),
        )

    def _keep(self, sources) -> bool:
        """update or withdraw -> published: the post stays as it is."""
        published = {"action": Action.UPDATE, "last_error": "", "replacing": False}
        return self._move(
            sources,
            State.PUBLISHED,
            WANTED & UPDATE,
            said=self.announcement.said,
            outdated=sources == [State.PENDING],
            **published,
        ) or self._move(sources, State.PUBLISHED, WANTED & WITHDRAW, **published)
