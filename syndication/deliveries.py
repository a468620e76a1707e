"""Delivery: one announcement on one channel; what is out there, and what shall be."""

from datetime import datetime

from django.db import models
from django.db.models import Case, Count, Exists, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import delivery_states
from .announcements import Announcement
from .channels import Channel
from .delivery_arrows import WorkerArrows
from .delivery_states import GONE, UNSENT, Action, Version
from .editor_arrows import EditorArrows
from .networks.base import CredentialsError, Receipt
from .stages import WHICH, Stage, stage
from .sweep_arrows import SweepArrows
from .waits import USEFUL_FOR

# What is wrong is taken back before anything else is said.
FIRST = Case(When(action=Action.WITHDRAW, then=0), default=1)


class DeliveryQuerySet(models.QuerySet):
    def due(self, now: datetime):
        """What may be claimed now, the most urgent first, each channel in order.

        A channel with a lease is busy: one that hangs holds one worker, not all. And
        all that have failed last hold one together, for networks often fail in company;
        what is urgent is tried all the same.
        """
        leased = Delivery.objects.leased()
        apart = Q(channel__failures=0) | Q(announcement__urgent=True)
        useful = Q(useful_until__gte=now) | ~Q(action=Action.PUBLISH)
        waiting = Q(useful, state=Delivery.State.PENDING)
        doubtful = Q(state=Delivery.State.IN_DOUBT, looks_left__gt=0)
        return (
            self.filter(
                waiting | doubtful,
                ~Q(channel__in=leased.values("channel")),
                apart | ~Exists(leased.suspect()),
                not_before__lte=now,
                channel__retired=False,
                channel__paused_at=None,
            )
            .exclude(channel__throttled_until__gt=now)
            .select_related("channel", "announcement")
            .order_by(FIRST, "-announcement__urgent", "announcement_id", "pk")
        )

    def planned(self, until: datetime):
        """What an editor has set an hour for, and nobody has released since."""
        state, when = Delivery.State, Announcement.When
        return self.filter(
            state=state.PENDING,
            announcement__when=when.LATER,
            announcement__urgent=False,
            not_before=F("announcement__at"),
            not_before__lte=until,
        )

    def leased(self):
        return self.filter(leased_until__isnull=False)

    def suspect(self):
        """On channels that have failed last."""
        return self.filter(channel__failures__gt=0)

    def in_stage(self, name: str):
        return self.filter(WHICH[Stage(name)])

    def answering(self, original: "Delivery"):
        """The corrections below its post."""
        return self.filter(
            announcement__answers=original.announcement_id,
            channel=original.channel_id,
        ).select_related("channel", "announcement")

    def needing_someone(self):
        """Nothing goes on until a person has done or decided something."""
        return self.in_stage(Stage.NEEDS)

    def with_stage(self):
        """Each with its `stage`."""
        return self.annotate(stage=stage())

    def count_stages(self) -> dict[str, int]:
        """How many there are in each stage, in one query."""
        counted = self.order_by().annotate(stage=stage()).values("stage")
        found = dict(
            counted.annotate(number=Count("pk")).values_list("stage", "number")
        )
        return {name.value: found.get(name.value, 0) for name in Stage}

    def never_sent(self):
        """What may yet be sent, and was not as far as this database knows."""
        states = Delivery.State
        unsent = (states.PENDING, states.FAILED, states.HELD)
        return self.filter(
            action=Action.PUBLISH, state__in=unsent, text=""
        ).select_related("channel", "announcement__page")

    def differing(self):
        """What is not, and is not on its way to be, as its announcement wants it."""
        state = Delivery.State
        changing = Q(action=Action.UPDATE)
        gone = Q(announcement__wanted=False) & (
            Q(state=state.PUBLISHED)
            | Q(state__in=UNSENT, action=Action.PUBLISH)
            | Q(changing, state__in=[state.PENDING, state.BY_HAND])
        )
        changed = Q(announcement__wanted=True) & (
            Q(state=state.PUBLISHED) | Q(changing, state=state.BY_HAND)
        )
        return self.filter(
            gone | Q(changed, ~Q(said=F("announcement__said")), channel__retired=False)
        ).select_related("channel", "announcement")


class Delivery(WorkerArrows, SweepArrows, EditorArrows, models.Model):
    """One announcement on one channel.

    What is out there, and the action that is pending or was the last, are two things.
    Nothing but the arrows writes `state`; each is one method of one of the three
    classes of arrows, by who goes along it.
    """

    State = delivery_states.State
    Action = Action

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
    action = models.CharField(
        _("Vorgang"), max_length=10, choices=Action.choices, default=Action.PUBLISH
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
    # What is out there, or may be; empty text says that nothing was ever sent.
    text = models.TextField(_("Text"), blank=True)
    link = models.URLField(max_length=500, blank=True)
    alt = models.TextField(blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(_("Beitrag"), max_length=500, blank=True)
    # The story that this has answered to, and whether readers see an older one.
    said = models.CharField(max_length=64, blank=True)
    outdated = models.BooleanField(_("Veraltet"), default=False)
    # A Version: what an update is about to put in the place of the above.
    revision = models.JSONField(default=dict)
    replacing = models.BooleanField(default=False)
    published_at = models.DateTimeField(_("Veröffentlicht"), null=True)
    # Since when it stands where it does, and when that was told by mail.
    stands_since = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("Angelegt"), auto_now_add=True)

    expected: datetime | None = None  # as `pacing.foretell` has reckoned it

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
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["outdated", "state"], name="delivery_outdated"),
            models.Index(fields=["published_at"], name="delivery_published"),
            models.Index(fields=["channel", "published_at"], name="channels_last_post"),
        ]
        default_permissions = ("change", "view")
        verbose_name = _("Auslieferung")
        verbose_name_plural = _("Auslieferungen")

    def __str__(self) -> str:
        return f"{self.announcement} → {self.channel}"

    @property
    def in_doubt(self) -> bool:
        return self.state == self.State.IN_DOUBT

    @property
    def withdrawing(self) -> bool:
        return self.action == Action.WITHDRAW

    @property
    def may_be_out(self) -> bool:
        """Whether readers may see a post, as far as we know."""
        return bool(self.text or self.url) and self.state not in GONE

    @property
    def is_out(self) -> bool:
        """Whether readers see a post, as OUT_THERE asks the database."""
        return self.state == self.State.PUBLISHED or self.action == Action.UPDATE

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it takes no person; asks the network nothing."""
        if self.is_out and not self.remote_id:
            return False
        try:
            return self.channel.client().can_withdraw
        except CredentialsError:
            return True  # once the channel is connected again

    @property
    def receipt(self) -> Receipt:
        """Of the post that is out there."""
        return Receipt(self.remote_id, self.url)

    def version(self) -> Version:
        """What was sent last, or is about to be."""
        if self.revision:
            return Version(**self.revision)
        return self.shown()

    def shown(self) -> Version:
        """What is out there, as far as we know."""
        return Version(self.text, self.link, self.alt, self.picture_sha256, self.said)

    @staticmethod
    def anew() -> dict[str, object]:
        """The fields of a post that is to be made, and has nothing of an older one."""
        return {
            "action": Action.PUBLISH,
            "replacing": False,
            "outdated": False,
            "attempts": 0,
            "useful_until": timezone.now() + USEFUL_FOR,
            "keyed_at": None,
            "published_at": None,
            "revision": {},
        } | dict.fromkeys(
            (
                *("key", "handle", "text", "link", "alt"),
                *("picture_sha256", "remote_id", "url", "said"),
            ),
            "",
        )
