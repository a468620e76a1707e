"""The arrows between a delivery's states that a worker goes along.

Each arrow is one method: a conditional update that returns whether it won. The arrows
out of SENDING are bound to the lease, so that a worker whose lease has run out cannot
overwrite what came after it.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Q
from django.utils import timezone

from .attempts import Attempt
from .delivery_states import Action, State, Version
from .networks.base import Receipt

Outcome = Attempt.Outcome
ALWAYS = Q()


class Arrows:
    """What every arrow is made of."""

    def _move(self, sources, target=None, when=ALWAYS, **fields) -> bool:
        """From one of `sources` to `target`, if it still is so, and `when` holds."""
        if target:  # whoever is to be told of where it stands, is to be told anew
            stands = {"stands_since": timezone.now(), "told_at": None}
            fields |= stands | {"state": target}
        mine = type(self).objects.filter(pk=self.pk, state__in=sources)
        here = mine.filter(when)
        if len(here.query.alias_map) > 1:
            # Django would ask for all in a subquery, which PostgreSQL does not ask once
            # more after it has waited for somebody else's change.
            here = mine.filter(pk__in=here.values("pk"))
        won = bool(here.update(**fields))
        if won:
            self._take_over(fields)
        return won

    def _take_over(self, fields: dict[str, object]) -> None:
        """What was written is known; what the database has reckoned is read."""
        for name, value in fields.items():
            setattr(self, name, value)
        if reckoned := [
            name
            for name, value in fields.items()
            if hasattr(value, "resolve_expression")
        ]:
            self.refresh_from_db(fields=reckoned)

    def _end(self, target, outcome: str, detail: str = "", **fields) -> bool:
        """Leave what this worker has leased for `target`; logs how it ended."""
        number, action = self.attempts, self.action
        version, receipt = self.version(), self.receipt
        with transaction.atomic():
            won = self._move(
                [State.SENDING, State.IN_DOUBT],
                target,
                Q(lease=self.lease),
                **({"lease": "", "leased_until": None, "last_error": detail} | fields),
            )
            if won:
                out = self.receipt if self.remote_id else receipt
                Attempt.objects.create(
                    delivery=self,
                    channel_id=self.channel_id,
                    number=number,
                    action=action,
                    phase=Attempt.Phase.ENDED,
                    outcome=outcome,
                    detail=detail,
                    text=version.text,
                    link=version.link,
                    alt=version.alt,
                    picture_sha256=version.picture_sha256,
                    remote_id=out.remote_id,
                    url=out.url,
                )
        return won


class WorkerArrows(Arrows):
    # --- a lease ------------------------------------------------------------------
    def _as_read(self) -> Q:
        """It still is what was read, and its channel may be asked beside others now."""
        read = ("stands_since", "not_before", "attempts")
        same = Q(**{name: getattr(self, name) for name in read})
        if self.channel.failures and not self.announcement.urgent:
            same &= ~Exists(type(self).objects.leased().suspect())
        return same

    def claim(self, now: datetime, seconds: float) -> bool:
        """pending -> sending: mine until the lease runs out. Logs that it begins."""
        try:
            with transaction.atomic():
                won = self._move(
                    [State.PENDING],
                    State.SENDING,
                    self._as_read(),
                    attempts=self.attempts + 1,
                    key=self.key or self.channel.network_class.new_key(now),
                    keyed_at=self.keyed_at or now,
                    lease=uuid4().hex,
                    leased_until=now + timedelta(seconds=seconds),
                )
                if won:
                    Attempt.objects.create(
                        delivery=self,
                        channel_id=self.channel_id,
                        number=self.attempts,
                        action=self.action,
                        phase=Attempt.Phase.BEGUN,
                    )
                return won
        except IntegrityError:  # another delivery of this channel is leased
            return False

    def claim_look(self, now: datetime, seconds: float) -> bool:
        """in doubt, and mine to look up on the network until the lease runs out."""
        try:
            with transaction.atomic():
                return self._move(
                    [State.IN_DOUBT],
                    when=Q(self._as_read(), leased_until=None),
                    lease=uuid4().hex,
                    leased_until=now + timedelta(seconds=seconds),
                )
        except IntegrityError:  # another delivery of this channel is leased
            return False

    # --- publish and update -------------------------------------------------------
    def intend(self, version: Version) -> bool:
        """sending: what exactly is about to be sent. False: the lease has run out.

        An update keeps it apart from what is out there until that is changed.
        """
        written = asdict(version)
        if self.action == Action.UPDATE:
            written = {"revision": written}
        return self._move([State.SENDING], when=Q(lease=self.lease), **written)

    def record(self, receipt: Receipt) -> bool:
        """sending publish, or in doubt -> published: what was intended is out there."""
        return self._end(
            State.PUBLISHED,
            Outcome.PUBLISHED,
            remote_id=receipt.remote_id,
            url=receipt.url,
            published_at=timezone.now(),
        )

    def record_update(self, receipt: Receipt, outdated: bool = False) -> bool:
        """sending update -> published; `outdated` if not all of it could be changed."""
        version = self.revision
        if outdated:  # the picture that is out there is the old one
            version = version | {
                "picture_sha256": self.picture_sha256,
                "alt": self.alt,
            }
        return self._end(
            State.PUBLISHED,
            Outcome.OUTDATED if outdated else Outcome.UPDATED,
            remote_id=receipt.remote_id,
            url=receipt.url,
            revision={},
            outdated=outdated,
            **version,
        )

    def leave_as_is(self, said: str, outdated: bool) -> bool:
        """sending update -> published without a call: there is nothing to change, or
        nothing that the network could change."""
        outcome = Outcome.OUTDATED if outdated else Outcome.UNCHANGED
        return self._end(State.PUBLISHED, outcome, said=said, outdated=outdated)

    def stage(self, handle: str, until: datetime) -> bool:
        """sending -> pending: the network has `handle` and is still processing it."""
        return self._end(
            State.PENDING,
            Outcome.STAGED,
            handle=handle,
            not_before=until,
            attempts=F("attempts") - 1,
        )

    def fail(self, error: str) -> bool:
        """sending publish -> failed: only an editor tries again."""
        return self._end(State.FAILED, Outcome.FAILED, error)

    def give_up(self, error: str) -> bool:
        """sending publish -> cancelled: there is nothing to say any more."""
        return self._end(State.CANCELLED, Outcome.CANCELLED, error)

    # --- withdraw -----------------------------------------------------------------
    def record_withdrawal(self) -> bool:
        """sending withdraw -> withdrawn; published anew where that was asked for."""
        if self.replacing:
            return self._end(
                State.PENDING,
                Outcome.WITHDRAWN,
                not_before=timezone.now(),
                **self.anew(),
            )
        return self._end(State.WITHDRAWN, Outcome.WITHDRAWN, outdated=False)

    # --- any action ---------------------------------------------------------------
    def ask_person(self, error: str, said: str = "") -> bool:
        """sending -> by hand: what is out there is as it was."""
        return self._end(State.BY_HAND, Outcome.BY_HAND, error, said=said or self.said)

    def postpone(self, until: datetime, error: str) -> bool:
        """sending -> pending: nothing was changed, later it may work."""
        return self._end(State.PENDING, Outcome.POSTPONED, error, not_before=until)

    def hand_back(self, error: str, until: datetime | None = None) -> bool:
        """sending -> pending: it cannot be done now, which costs no attempt."""
        return self._end(
            State.PENDING,
            Outcome.HANDED_BACK,
            error,
            attempts=F("attempts") - 1,
            not_before=until or F("not_before"),
        )

    # --- in doubt -----------------------------------------------------------------
    def doubt(self, until: datetime, looks: int, error: str) -> bool:
        """sending -> in doubt: it may be out there; look from `until`, so often."""
        return self._end(
            State.IN_DOUBT,
            Outcome.IN_DOUBT,
            error,
            not_before=until,
            looks_left=looks,
        )

    def look_again(self, until: datetime, looks: int, error: str) -> bool:
        """in doubt: nothing seen yet; with no looks left, a person has to tell."""
        return self._end(
            State.IN_DOUBT,
            Outcome.UNSEEN,
            error,
            not_before=until,
            looks_left=looks,
        )

    def send_again(self) -> bool:
        """in doubt -> pending: it is not out there."""
        return self._end(State.PENDING, Outcome.NOT_FOUND)
