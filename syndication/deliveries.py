"""Delivery: one announcement on one channel, its states and every arrow between them."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .announcements import Announcement
from .attempts import Attempt
from .channels import Channel
from .networks.base import Receipt
from .waits import USEFUL_FOR, clock


class DeliveryQuerySet(models.QuerySet):
    def due(self, now: datetime):
        """What may be claimed now, the most urgent first, each channel in order.

        A channel with a lease is busy: one that hangs holds one worker, not all.
        """
        busy = Delivery.objects.filter(
            channel=OuterRef("channel"), leased_until__isnull=False
        )
        waiting = Q(state=Delivery.State.PENDING, useful_until__gte=now)
        doubtful = Q(state=Delivery.State.IN_DOUBT)
        return (
            self.filter(
                waiting | doubtful,
                ~Exists(busy),
                not_before__lte=now,
                channel__retired=False,
                channel__paused_at=None,
            )
            .exclude(channel__throttled_until__gt=now)
            .select_related("channel", "announcement")
            .order_by("-announcement__urgent", "announcement_id", "pk")
        )


class Delivery(models.Model):
    """One announcement on one channel; its states and every arrow between them.

    Each arrow is one method: a conditional update that returns whether it won.
    Nothing else writes `state`. The arrows out of SENDING are bound to the lease,
    so that a worker whose lease has run out cannot overwrite what came after it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("wartet")
        SENDING = "sending", _("wird gesendet")
        PUBLISHED = "published", _("veröffentlicht")
        FAILED = "failed", _("fehlgeschlagen")
        HELD = "held", _("zurückgehalten")
        IN_DOUBT = "in_doubt", _("ungewiss, wird geprüft")
        CANCELLED = "cancelled", _("abgebrochen")

    announcement = models.ForeignKey(
        Announcement,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("Artikel"),
    )
    channel = models.ForeignKey(
        Channel,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("Kanal"),
    )
    state = models.CharField(
        _("Zustand"), max_length=10, choices=State.choices, default=State.PENDING
    )
    not_before = models.DateTimeField(_("Nicht vor"), default=timezone.now)
    useful_until = models.DateTimeField(_("Sinnvoll bis"))
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(_("Versuche"), default=0)
    looks_left = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, blank=True)
    keyed_at = models.DateTimeField(null=True)
    handle = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(_("Letzter Fehler"), blank=True)
    # What was sent: written down before the call, empty if none was ever made.
    text = models.TextField(_("Text"), blank=True)
    link = models.URLField(max_length=500, blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    # What is out there.
    remote_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(_("Beitrag"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("Veröffentlicht"), null=True)
    created_at = models.DateTimeField(_("Angelegt"), auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            # The promise "once".
            models.UniqueConstraint(
                fields=["announcement", "channel"], name="one_delivery_per_channel"
            ),
            # One lease per channel keeps its posts in order.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(leased_until__isnull=False),
                name="one_lease_per_channel",
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"])]
        default_permissions = ("change", "view")
        verbose_name = _("Auslieferung")
        verbose_name_plural = _("Auslieferungen")

    def __str__(self) -> str:
        return f"{self.announcement} → {self.channel}"

    @admin.display(description=_("Zustand"))
    def status(self) -> str:
        """Where it stands, in one plain sentence."""
        if self.state == self.State.PUBLISHED:
            return _("veröffentlicht am %s") % clock(self.published_at)
        if self.state not in (self.State.PENDING, self.State.IN_DOUBT):
            return self.get_state_display()
        if self.channel.retired:
            return _("wird nicht gesendet, der Kanal ist stillgelegt")
        if self.channel.paused_at:
            return _("wartet, der Kanal ist angehalten")
        if self.not_before > timezone.now():
            return _("%(state)s, wieder am %(time)s") % {
                "state": self.get_state_display(),
                "time": clock(self.not_before),
            }
        return self.get_state_display()

    @property
    def in_doubt(self) -> bool:
        return self.state == self.State.IN_DOUBT

    def _move(self, sources, target=None, when=None, **fields) -> bool:
        """From one of `sources` to `target`, if it still is so, and `when` holds."""
        if target:
            fields["state"] = target
        here = Delivery.objects.filter(pk=self.pk, state__in=sources, **(when or {}))
        won = bool(here.update(**fields))
        if won:
            self.refresh_from_db()
        return won

    def _end(self, target, outcome: str, detail: str = "", **fields) -> bool:
        """Leave what this worker has leased for `target`; logs how it ended."""
        number = self.attempts
        with transaction.atomic():
            won = self._move(
                [self.State.SENDING, self.State.IN_DOUBT],
                target,
                {"lease": self.lease},
                **({"lease": "", "leased_until": None, "last_error": detail} | fields),
            )
            if won:
                self._log(number, Attempt.Phase.ENDED, outcome, detail)
        return won

    def _log(
        self, number: int, phase: str, outcome: str = "", detail: str = ""
    ) -> None:
        Attempt.objects.create(
            delivery=self,
            number=number,
            phase=phase,
            outcome=outcome,
            detail=detail,
        )

    # --- a worker -----------------------------------------------------------------
    def claim(self, now: datetime, seconds: float) -> bool:
        """pending -> sending: mine until the lease runs out. Logs that it begins."""
        try:
            with transaction.atomic():
                won = self._move(
                    [self.State.PENDING],
                    self.State.SENDING,
                    attempts=F("attempts") + 1,
                    key=self.key or self.channel.network_class.new_key(now),
                    keyed_at=self.keyed_at or now,
                    lease=uuid4().hex,
                    leased_until=now + timedelta(seconds=seconds),
                )
                if won:
                    self._log(self.attempts, Attempt.Phase.BEGUN)
                return won
        except IntegrityError:  # another delivery of this channel is leased
            return False

    def claim_look(self, now: datetime, seconds: float) -> bool:
        """in doubt, and mine to look up on the network until the lease runs out."""
        try:
            with transaction.atomic():
                return self._move(
                    [self.State.IN_DOUBT],
                    when={"leased_until": None},
                    lease=uuid4().hex,
                    leased_until=now + timedelta(seconds=seconds),
                )
        except IntegrityError:  # another delivery of this channel is leased
            return False

    def intend(self, text: str, link: str, picture_sha256: str) -> bool:
        """sending: what exactly is about to be sent. False: the lease has run out."""
        return self._move(
            [self.State.SENDING],
            when={"lease": self.lease},
            text=text,
            link=link,
            picture_sha256=picture_sha256,
        )

    def record(self, receipt: Receipt) -> bool:
        """sending or in doubt -> published: what was intended is out there."""
        return self._end(
            self.State.PUBLISHED,
            Attempt.Outcome.PUBLISHED,
            remote_id=receipt.remote_id,
            url=receipt.url,
            published_at=timezone.now(),
        )

    def stage(self, handle: str, until: datetime) -> bool:
        """sending -> pending: the network has `handle` and is still processing it."""
        return self._end(
            self.State.PENDING,
            Attempt.Outcome.STAGED,
            handle=handle,
            not_before=until,
            attempts=F("attempts") - 1,
        )

    def postpone(self, until: datetime, error: str) -> bool:
        """sending -> pending: nothing was posted, later it may work."""
        return self._end(
            self.State.PENDING, Attempt.Outcome.POSTPONED, error, not_before=until
        )

    def hand_back(self, error: str) -> bool:
        """sending -> pending: the channel cannot, which costs this delivery nothing."""
        return self._end(
            self.State.PENDING,
            Attempt.Outcome.HANDED_BACK,
            error,
            attempts=F("attempts") - 1,
        )

    def fail(self, error: str) -> bool:
        """sending -> failed: only an editor tries again."""
        return self._end(self.State.FAILED, Attempt.Outcome.FAILED, error)

    def give_up(self, error: str) -> bool:
        """sending -> cancelled: the page has left before anything was sent."""
        return self._end(self.State.CANCELLED, Attempt.Outcome.CANCELLED, error)

    def doubt(self, until: datetime, looks: int, error: str) -> bool:
        """sending -> in doubt: it may be out there; look from `until`, so often."""
        return self._end(
            self.State.IN_DOUBT,
            Attempt.Outcome.IN_DOUBT,
            error,
            not_before=until,
            looks_left=looks,
        )

    def look_again(self, until: datetime, looks: int, error: str) -> bool:
        """in doubt: nothing seen yet, or the network did not tell."""
        return self._end(
            self.State.IN_DOUBT,
            Attempt.Outcome.UNSEEN,
            error,
            not_before=until,
            looks_left=looks,
        )

    def send_again(self) -> bool:
        """in doubt -> pending: it is not out there."""
        return self._end(self.State.PENDING, Attempt.Outcome.NOT_FOUND)

    # --- the sweep ----------------------------------------------------------------
    @classmethod
    def release_expired_leases(cls, now: datetime, looks: int) -> int:
        """A lease ran out: its worker died, perhaps after the network had posted."""
        expired = cls.objects.filter(
            state__in=[cls.State.SENDING, cls.State.IN_DOUBT], leased_until__lt=now
        )
        return sum(
            delivery.doubt(now, looks, _("Der Versand wurde unterbrochen."))
            for delivery in expired
        )

    @classmethod
    def hold_overdue(cls, now: datetime) -> int:
        """pending -> held: too late to be useful, only an editor releases it."""
        return cls.objects.filter(state=cls.State.PENDING, useful_until__lt=now).update(
            state=cls.State.HELD
        )

    # --- an editor ----------------------------------------------------------------
    RETRIABLE = (State.FAILED, State.CANCELLED, State.HELD)
    CANCELLABLE = (State.PENDING, State.FAILED, State.HELD)

    @property
    def retriable(self) -> bool:
        return self.state in self.RETRIABLE

    @property
    def cancellable(self) -> bool:
        return self.state in self.CANCELLABLE

    def retry(self, now: datetime) -> bool:
        """Try again; where something may have been sent, by looking first."""
        return self._move(
            self.RETRIABLE,
            self.State.IN_DOUBT if self.text else self.State.PENDING,
            {"channel__retired": False},
            not_before=now,
            useful_until=now + USEFUL_FOR,
            looks_left=1,
            attempts=0,
            last_error="",
        )

    def cancel(self, reason: str = "") -> bool:
        return self._move(self.CANCELLABLE, self.State.CANCELLED, last_error=reason)
