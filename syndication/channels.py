"""Channel: an account that we post to, its credentials, pauses and address."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .credentials import seal, unseal
from .networks import NETWORKS
from .networks.base import (
    Account,
    Credentials,
    CredentialsError,
    HumanError,
    Limits,
    Network,
    on_loopback,
)
from .networks.budgets import Told
from .waits import ENDS_SOON, WAITS, clock

CHECKED_LATELY = timedelta(hours=1)


class WrongAddressError(HumanError):
    """This site, or a copy of its database, must not send on this channel."""


def public_url() -> str:
    return settings.PUBLIC_URL


class ChannelQuerySet(models.QuerySet):
    def in_use(self):
        """Connected and not retired; a paused channel is in use, it only waits."""
        return self.filter(retired=False)

    def checkable(self):
        """Those that this site may ask about."""
        return self.in_use().filter(connected_for=public_url())

    def needing_someone(self, now: datetime):
        """Paused, with credentials that end soon, or not in order when last checked."""
        ending = Q(expires_at__lte=now + ENDS_SOON)
        paused = Q(paused_at__isnull=False)
        return self.in_use().filter(ending | paused | ~Q(check_error=""))


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
    # Of a model of the site's, which need not be the newsroom's.
    topics = models.ManyToManyField(
        settings.SYNDICATION_TOPIC_MODEL,
        verbose_name=_("Themen"),
        blank=True,
        related_name="+",
        help_text=_(
            "Nur Artikel mit einem dieser Themen gehen von selbst auf den Kanal; ohne "
            "Auswahl sind es alle. Im Artikel lässt sich anders entscheiden."
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
    told_at = models.DateTimeField(null=True, editable=False)  # of the pause, by mail
    # The next harmless check, what the last one found, and what failed last.
    check_at = models.DateTimeField(default=timezone.now, editable=False)
    check_error = models.TextField(blank=True, editable=False)
    check_notes = models.JSONField(default=list, editable=False)
    failed_at = models.DateTimeField(null=True, editable=False)
    failed_because = models.TextField(blank=True, editable=False)
    throttled_until = models.DateTimeField(null=True, editable=False)
    # What the network has told of its budgets.
    rates = models.JSONField(default=dict, editable=False)
    # How often in a row it has failed, and for which delivery the last time.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failed_last = models.PositiveBigIntegerField(null=True, editable=False)
    # Before this moment its network is not asked for reactions; why it told none.
    echo_at = models.DateTimeField(null=True, editable=False)
    echo_trouble = models.TextField(blank=True, editable=False)
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
        if self.silent():
            until = clock(self.throttled_until)
            if self.failures >= WAITS.failures:
                return _("wartet nach mehreren Fehlern, nächster Versuch: %s") % until
            return _("wartet, das Netzwerk nimmt erst wieder an: %s") % until
        if self.check_error:
            return _("die letzte Prüfung ist nicht gelungen: %s") % self.check_error
        if self.ends_soon():
            return _("bereit, der Zugang endet am %s") % clock(self.expires_at)
        return _("bereit")

    def silent(self) -> bool:
        """Whether nothing is sent for a time, without anybody having to act."""
        return bool(self.throttled_until and self.throttled_until > timezone.now())

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

    def told(self) -> dict[str, Told]:
        """What the network has said of its budgets, by their names."""
        return {name: Told(**said) for name, said in self.rates.items()}

    def note_rates(self, told: Mapping[str, Told]) -> None:
        """Remembered by this object; `breaker.noted` keeps it."""
        self.rates |= {name: asdict(said) for name, said in told.items()}

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
                self.note_rates,
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
                paused_at=timezone.now(), paused_reason=reason, told_at=None
            )
        )

    def resume(self) -> None:
        Channel.objects.filter(pk=self.pk).update(
            paused_at=None,
            paused_reason="",
            throttled_until=None,
            failures=0,
            failed_last=None,
        )

    def note_failure(self, reason: str) -> None:
        """What went wrong last, for who asks how the channel is."""
        now = timezone.now()
        Channel.objects.filter(pk=self.pk).update(failed_at=now, failed_because=reason)

    def check_soon(self) -> None:
        """A failure may be one of the access; it is asked about once an hour at most."""
        now = timezone.now()
        Channel.objects.filter(pk=self.pk, check_at__gt=now).exclude(
            checked_at__gt=now - CHECKED_LATELY
        ).update(check_at=now)

    def move_check(self, until: datetime) -> bool:
        """Whether we were the one who moved the next check on."""
        unmoved = Channel.objects.filter(pk=self.pk, check_at=self.check_at)
        return bool(unmoved.update(check_at=until))

    def throttle(self, until: datetime) -> None:
        """Before this time the network takes nothing more, or is not asked again."""
        Channel.objects.filter(pk=self.pk).update(throttled_until=until)

    def try_now(self) -> bool:
        """End the silence; if the first attempt fails, the next one is longer."""
        silent = Channel.objects.filter(pk=self.pk, throttled_until__gt=timezone.now())
        return bool(silent.update(throttled_until=None))
