"""Channel, Announcement, Delivery (the state machine) and Attempt (the log)."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib import admin
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .credentials import seal, unseal
from .networks import NETWORKS
from .networks.base import (
    Account,
    Credentials,
    CredentialsError,
    HumanError,
    Limits,
    Network,
    Receipt,
    on_loopback,
)
from .registered_apps import App  # noqa: F401  a model: Django looks for it here
from .waits import ENDS_SOON, USEFUL_FOR


class WrongAddressError(HumanError):
    """This site, or a copy of its database, must not send on this channel."""


def public_url() -> str:
    return settings.PUBLIC_URL


def _clock(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j. F, H:i:s")


class ChannelQuerySet(models.QuerySet):
    def in_use(self):
        """Connected and not retired; a paused channel is in use, it only waits."""
        return self.filter(retired=False)

    def needing_someone(self, now: datetime):
        """Paused, or with credentials that end soon."""
        ending = Q(expires_at__lte=now + ENDS_SOON)
        return self.in_use().filter(ending | Q(paused_at__isnull=False))


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
    api_version = models.CharField(
        _("Version der Schnittstelle"),
        max_length=20,
        blank=True,
        help_text=_("Nur wo ein Netzwerk Versionen hat; leer ist die übliche."),
    )
    attach = models.CharField(
        _("Beigabe"),
        max_length=10,
        choices=Attach.choices,
        default=Attach.CARD,
        help_text=_(
            "Ein Beitrag zeigt entweder die Vorschau der verlinkten Seite oder das Bild "
            "mit seiner Beschreibung."
        ),
    )
    sealed_credentials = models.TextField(blank=True, editable=False)
    facts = models.JSONField(default=dict, editable=False)
    account_name = models.CharField(
        _("Konto"), max_length=200, blank=True, editable=False
    )
    account_url = models.URLField(max_length=500, blank=True, editable=False)
    checked_at = models.DateTimeField(_("Geprüft"), null=True, editable=False)
    announce_since = models.DateTimeField(
        _("Kündigt an seit"),
        default=timezone.now,
        help_text=_("Ältere Artikel gehen nur von Hand auf diesen Kanal."),
    )
    connected_for = models.URLField(editable=False, default=public_url)
    paused_at = models.DateTimeField(_("Angehalten seit"), null=True, editable=False)
    paused_reason = models.TextField(_("Grund"), blank=True, editable=False)
    throttled_until = models.DateTimeField(null=True, editable=False)
    # When the credentials end, are to be renewed, and an end is to be told by mail.
    expires_at = models.DateTimeField(_("Zugang gilt bis"), null=True, editable=False)
    renew_at = models.DateTimeField(null=True, editable=False)
    warn_at = models.DateTimeField(null=True, editable=False)
    retired = models.BooleanField(
        _("Stillgelegt"),
        default=False,
        help_text=_(
            "Ein stillgelegter Kanal bekommt nichts mehr; sein Verlauf bleibt."
        ),
    )

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "account_url"],
                condition=Q(retired=False) & ~Q(account_url=""),
                name="one_channel_per_account",
                violation_error_message=_(
                    "Dieses Konto ist schon als anderer Kanal verbunden: Jeder Artikel "
                    "stünde dort zweimal."
                ),
            )
        ]
        default_permissions = ("add", "change", "view")  # retired, never deleted
        verbose_name = _("Kanal")
        verbose_name_plural = _("Kanäle")

    def __str__(self) -> str:
        return self.name

    @property
    def network_class(self) -> type[Network]:
        return NETWORKS[self.network]

    def state(self) -> str:
        """In a few words for the editor."""
        if self.retired:
            return _("stillgelegt")
        if self.paused_at:
            return _("angehalten: %s") % self.paused_reason
        if self.throttled_until and self.throttled_until > timezone.now():
            until = _clock(self.throttled_until)
            return _("wartet, das Netzwerk nimmt erst wieder an: %s") % until
        if self.ends_soon():
            return _("bereit, der Zugang endet am %s") % _clock(self.expires_at)
        return _("bereit")

    def ends_soon(self) -> bool:
        """Whether a person must sign in again, for renewing has not worked."""
        return bool(self.expires_at and self.expires_at <= timezone.now() + ENDS_SOON)

    def scopes(self) -> list[str]:
        """The rights that the network said it has granted, if it said."""
        try:
            return self.credentials().get("scopes") or []
        except CredentialsError:
            return []

    def limits(self) -> Limits:
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
            Account(
                self.server,
                self.credentials(),
                self.keep_credentials,
                self.facts,
                self.api_version or self.network_class.default_version,
            )
        )

    def refuse_wrong_address(self) -> None:
        """Raises WrongAddressError if this channel must not be used from this address.

        A copy of the database on another address (staging) sends nothing, and
        nothing leaves this machine for or from a site that is only on it.
        """
        here = settings.PUBLIC_URL
        if self.connected_for != here:
            raise WrongAddressError(
                _("Der Kanal wurde für %(old)s verbunden, diese Website ist %(new)s.")
                % {"old": self.connected_for, "new": here}
            )
        if on_loopback(self.server) != on_loopback(here):
            raise WrongAddressError(
                _(
                    "Eine Website, die nur auf diesem Rechner zu sehen ist, und ein "
                    "Netzwerk außerhalb gehören nicht zusammen (%(here)s, %(server)s)."
                )
                % {"here": here, "server": self.server}
            )

    def pause(self, reason: str) -> bool:
        return bool(
            Channel.objects.filter(pk=self.pk, paused_at=None).update(
                paused_at=timezone.now(), paused_reason=reason
            )
        )

    def resume(self) -> None:
        Channel.objects.filter(pk=self.pk).update(
            paused_at=None, paused_reason="", throttled_until=None
        )

    def throttle(self, until: datetime) -> None:
        """The network has named the time before which it takes nothing more."""
        Channel.objects.filter(pk=self.pk).update(throttled_until=until)


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

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page"], name="one_announcement_per_page")
        ]
        default_permissions = ()
        verbose_name = _("Ankündigung")
        verbose_name_plural = _("Ankündigungen")

    def __str__(self) -> str:
        return self.title


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
            return _("veröffentlicht am %s") % _clock(self.published_at)
        if self.state not in (self.State.PENDING, self.State.IN_DOUBT):
            return self.get_state_display()
        if self.channel.retired:
            return _("wird nicht gesendet, der Kanal ist stillgelegt")
        if self.channel.paused_at:
            return _("wartet, der Kanal ist angehalten")
        if self.not_before > timezone.now():
            return _("%(state)s, wieder am %(time)s") % {
                "state": self.get_state_display(),
                "time": _clock(self.not_before),
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


class Attempt(models.Model):
    """The log: a row when an attempt begins, a row when it ends; never changed."""

    class Phase(models.TextChoices):
        BEGUN = "begun", _("begonnen")
        ENDED = "ended", _("beendet")

    class Outcome(models.TextChoices):
        PUBLISHED = "published", _("veröffentlicht")
        STAGED = "staged", _("das Netzwerk verarbeitet noch")
        POSTPONED = "postponed", _("verschoben")
        HANDED_BACK = "handed back", _("der Kanal kann gerade nicht")
        FAILED = "failed", _("fehlgeschlagen")
        CANCELLED = "cancelled", _("nicht gesendet")
        IN_DOUBT = "in doubt", _("ungewiss")
        UNSEEN = "unseen", _("nachgesehen, noch nichts zu sehen")
        NOT_FOUND = "not found", _("nachgesehen, nicht angekommen")

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="log")
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=5, choices=Phase.choices)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    detail = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.number} {self.phase} {self.outcome}"

    @property
    def event(self) -> str:
        return self.get_outcome_display() or self.get_phase_display()


class Heartbeat(models.Model):
    """When the queue of a host last carried out a task, seen from end to end."""

    host = models.CharField(max_length=200, primary_key=True)
    beaten_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.host} {self.beaten_at:%c}"
