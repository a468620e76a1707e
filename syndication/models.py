"""Channel, Announcement, Delivery (the state machine) and Attempt (the log)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .credentials import seal, unseal
from .networks import NETWORKS
from .networks.base import Account, Credentials, Network, Receipt, on_loopback


class ChannelQuerySet(models.QuerySet):
    def in_use(self):
        """Connected and not retired; a paused channel is in use, it only waits."""
        return self.filter(retired=False)


class Channel(models.Model):
    """An account that we post to on one network."""

    class Attach(models.TextChoices):
        CARD = "card", _("Link-Vorschau")
        PICTURE = "picture", _("Bild")

    name = models.CharField(_("Name"), max_length=100, unique=True)
    network = models.CharField(
        _("Netzwerk"),
        max_length=20,
        choices=[(name, network.label) for name, network in NETWORKS.items()],
    )
    server = models.URLField(
        _("Server"),
        help_text=_("Die Adresse des Netzwerks, zum Beispiel https://mastodon.social"),
    )
    attach = models.CharField(
        _("Beigabe"),
        max_length=10,
        choices=Attach.choices,
        default=Attach.CARD,
        help_text=_(
            "Mastodon zeigt zu einem Beitrag entweder das Bild oder die Link-Vorschau. "
            "Bluesky zeigt immer die Link-Vorschau."
        ),
    )
    sealed_credentials = models.TextField(editable=False)
    facts = models.JSONField(default=dict, editable=False)
    account_name = models.CharField(_("Konto"), max_length=200, editable=False)
    account_url = models.URLField(max_length=500, editable=False)
    checked_at = models.DateTimeField(_("Geprüft"), null=True, editable=False)
    announce_since = models.DateTimeField(
        _("Kündigt an seit"),
        default=timezone.now,
        help_text=_("Ältere Artikel gehen nur von Hand auf diesen Kanal."),
    )
    connected_for = models.URLField(editable=False)
    paused_at = models.DateTimeField(_("Angehalten seit"), null=True, editable=False)
    paused_reason = models.TextField(_("Grund"), editable=False)
    retired = models.BooleanField(
        _("Stillgelegt"),
        default=False,
        help_text=_("Ein stillgelegter Kanal bekommt nichts mehr; sein Verlauf bleibt."),
    )

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Kanal")
        verbose_name_plural = _("Kanäle")

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs):
        self.connected_for = self.connected_for or settings.PUBLIC_URL
        super().save(**kwargs)

    @property
    def network_class(self) -> type[Network]:
        return NETWORKS[self.network]

    def limits(self):
        return self.network_class.limits(self.facts)

    def credentials(self) -> Credentials:
        """The open credentials; raises CredentialsError if no key opens them."""
        return unseal(self.sealed_credentials)

    def keep_credentials(self, credentials: Credentials) -> None:
        self.sealed_credentials = seal(credentials)
        if self.pk:
            Channel.objects.filter(pk=self.pk).update(
                sealed_credentials=self.sealed_credentials
            )

    def client(self) -> Network:
        """The network client of this account; raises CredentialsError as above."""
        return self.network_class(
            Account(self.server, self.credentials(), self.keep_credentials, self.facts)
        )

    def wrong_address(self) -> str:
        """Why this channel must not be used from this address; empty if it may.

        A copy of the database on another address (staging) sends nothing, and
        nothing leaves this machine for or from a site that is only on it.
        """
        if self.connected_for != settings.PUBLIC_URL:
            return _(
                "Der Kanal wurde für %(old)s verbunden, diese Website ist %(new)s."
            ) % {"old": self.connected_for, "new": settings.PUBLIC_URL}
        if on_loopback(self.server) != on_loopback(settings.PUBLIC_URL):
            return _(
                "Eine Website, die nur auf diesem Rechner zu sehen ist (%(site)s), und "
                "ein Netzwerk außerhalb (%(server)s) gehören nicht zusammen."
            ) % {"site": settings.PUBLIC_URL, "server": self.server}
        return ""

    def pause(self, reason: str) -> bool:
        return bool(
            Channel.objects.filter(pk=self.pk, paused_at=None).update(
                paused_at=timezone.now(), paused_reason=reason
            )
        )

    def resume(self) -> None:
        Channel.objects.filter(pk=self.pk).update(paused_at=None, paused_reason="")


class Announcement(models.Model):
    """One thing the newsroom says: an article going live."""

    page = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="announcements"
    )
    # Kept apart from the page, which may be deleted while its posts are out there.
    title = models.CharField(_("Artikel"), max_length=255)
    url = models.URLField(max_length=500)
    urgent = models.BooleanField(_("Eilmeldung"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    useful_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page"], name="one_announcement_per_page")
        ]
        verbose_name = _("Ankündigung")
        verbose_name_plural = _("Ankündigungen")

    def __str__(self) -> str:
        return self.title


class DeliveryQuerySet(models.QuerySet):
    def due(self, now: datetime):
        """What may be claimed now, the most urgent first, each channel in order."""
        busy = Delivery.objects.filter(
            channel=OuterRef("channel"), state=Delivery.State.SENDING
        )
        waiting = Q(state=Delivery.State.PENDING)
        doubtful = Q(state=Delivery.State.IN_DOUBT, leased_until=None)
        return (
            self.filter(
                waiting & ~Exists(busy) | doubtful,
                not_before__lte=now,
                channel__retired=False,
                channel__paused_at=None,
            )
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
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(_("Versuche"), default=0)
    looks = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=64, blank=True)
    keyed_at = models.DateTimeField(null=True)
    handle = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(_("Letzter Fehler"), blank=True)
    # What is out there.
    remote_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(_("Beitrag"), max_length=500, blank=True)
    text = models.TextField(_("Text"), blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(_("Veröffentlicht"), null=True)
    created_at = models.DateTimeField(_("Angelegt"), auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            # The promise "once".
            models.UniqueConstraint(
                fields=["announcement", "channel"], name="one_delivery_per_channel"
            ),
            # One in flight per channel keeps its posts in order.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(state="sending"),
                name="one_in_flight_per_channel",
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"])]
        verbose_name = _("Auslieferung")
        verbose_name_plural = _("Auslieferungen")

    def __str__(self) -> str:
        return f"{self.announcement} → {self.channel}"

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
        with transaction.atomic():
            won = self._move(
                [self.State.SENDING, self.State.IN_DOUBT],
                target,
                {"lease": self.lease},
                **({"lease": "", "leased_until": None, "last_error": detail} | fields),
            )
            if won:
                self._log(Attempt.Phase.ENDED, outcome, detail)
        return won

    def _log(self, phase: str, outcome: str = "", detail: str = "") -> None:
        Attempt.objects.create(
            delivery=self,
            number=self.attempts,
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
                    looks=0,
                    key=self.key or self.channel.network_class.new_key(now),
                    keyed_at=self.keyed_at or now,
                    lease=uuid4().hex,
                    leased_until=now + timedelta(seconds=seconds),
                )
                if won:
                    self._log(Attempt.Phase.BEGUN)
                return won
        except IntegrityError:  # another delivery of this channel is in flight
            return False

    def claim_look(self, now: datetime, seconds: float) -> bool:
        """in doubt, and mine to look up on the network until the lease runs out."""
        return self._move(
            [self.State.IN_DOUBT],
            when={"leased_until": None},
            lease=uuid4().hex,
            leased_until=now + timedelta(seconds=seconds),
        )

    def record(self, receipt: Receipt, text: str, picture_sha256: str) -> bool:
        """sending or in doubt -> published: what is out there, exactly."""
        return self._end(
            self.State.PUBLISHED,
            "published",
            remote_id=receipt.remote_id,
            url=receipt.url,
            text=text,
            picture_sha256=picture_sha256,
            published_at=timezone.now(),
        )

    def stage(self, handle: str, until: datetime) -> bool:
        """sending -> pending: the network has `handle` and is still processing it."""
        return self._end(
            self.State.PENDING,
            "staged",
            handle=handle,
            not_before=until,
            attempts=F("attempts") - 1,
        )

    def postpone(self, until: datetime, error: str) -> bool:
        """sending -> pending: nothing was posted, later it may work."""
        return self._end(self.State.PENDING, "postponed", error, not_before=until)

    def hand_back(self, error: str) -> bool:
        """sending -> pending: the channel cannot, which costs this delivery nothing."""
        attempts = F("attempts") - 1
        return self._end(self.State.PENDING, "handed back", error, attempts=attempts)

    def fail(self, error: str) -> bool:
        """sending -> failed: only an editor tries again."""
        return self._end(self.State.FAILED, "failed", error)

    def give_up(self, error: str) -> bool:
        """sending -> cancelled: the page has left before anything was sent."""
        return self._end(self.State.CANCELLED, "cancelled", error)

    def doubt(self, until: datetime, error: str) -> bool:
        """sending -> in doubt: it may be out there; look it up at `until`."""
        return self._end(self.State.IN_DOUBT, "in doubt", error, not_before=until)

    def look_again(self, until: datetime, error: str, looks: int) -> bool:
        """in doubt: nothing seen in `looks` looks, or the network did not tell."""
        return self._end(
            self.State.IN_DOUBT, "looked", error, not_before=until, looks=looks
        )

    def send_again(self) -> bool:
        """in doubt -> pending: it is not out there."""
        return self._end(self.State.PENDING, "not found")

    # --- the sweep ----------------------------------------------------------------
    @classmethod
    def release_expired_leases(cls, now: datetime) -> int:
        """A lease ran out: its worker died, perhaps after the network had posted."""
        expired = cls.objects.filter(
            state__in=[cls.State.SENDING, cls.State.IN_DOUBT], leased_until__lt=now
        )
        return sum(
            delivery.doubt(now, _("Der Versand wurde unterbrochen."))
            for delivery in expired
        )

    @classmethod
    def hold_overdue(cls, now: datetime) -> int:
        """pending -> held: too late to be useful, only an editor releases it."""
        return cls.objects.filter(
            state=cls.State.PENDING, announcement__useful_until__lt=now
        ).update(state=cls.State.HELD)

    # --- an editor ----------------------------------------------------------------
    RETRIABLE = (State.FAILED, State.CANCELLED, State.HELD)
    CANCELLABLE = (State.PENDING, State.FAILED, State.HELD)

    def retry(self, now: datetime) -> bool:
        """Try again; where an attempt was made before, by looking first."""
        target = self.State.IN_DOUBT if self.key else self.State.PENDING
        return self._move(
            self.RETRIABLE, target, not_before=now, attempts=0, last_error=""
        )

    def cancel(self, reason: str = "") -> bool:
        return self._move(self.CANCELLABLE, self.State.CANCELLED, last_error=reason)


class Attempt(models.Model):
    """The log: a row when an attempt begins, a row when it ends; never changed."""

    class Phase(models.TextChoices):
        BEGUN = "begun", _("begonnen")
        ENDED = "ended", _("beendet")

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="log"
    )
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=5, choices=Phase.choices)
    outcome = models.CharField(max_length=20, blank=True)
    detail = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.number} {self.phase} {self.outcome}"
