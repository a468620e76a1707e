"""Echo: what readers made of a post, as counts; nothing of any person is kept."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from .channels import Channel
from .deliveries import Delivery
from .delivery_states import State
from .networks.base import Reactions
from .waits import ECHO_FOR

# No post of ours is there for readers (any more).
AWAY = (State.WITHDRAWN, State.CANCELLED)


class EchoQuerySet(models.QuerySet):
    def due(self, now: datetime):
        """What is to be asked for now, the one that waits longest first."""
        return self.filter(next_at__lte=now).order_by("next_at", "pk")

    def lately(self, now: datetime):
        """Of the posts that are asked for, and still are ours to answer.

        Each has `told`, its replies, and `open`: how many of them nobody has said to
        have answered.
        """
        told = Coalesce("replies", 0)
        return (
            self.filter(
                posted_at__gt=now - ECHO_FOR, remote_id=F("delivery__remote_id")
            )
            .exclude(delivery__state__in=AWAY)
            .annotate(told=told, open=Greatest(told - F("replies_seen"), 0))
        )


class Echo(models.Model):
    """What readers made of the post with `remote_id`; a count is None if not told.

    Replies are those of others: our own corrections are not counted. `gone`: the
    network no longer had it, the counts are the last that it told.
    """

    delivery = models.OneToOneField(
        Delivery, on_delete=models.CASCADE, primary_key=True, related_name="echo"
    )
    channel = models.ForeignKey(  # that of the delivery: an index needs it here
        Channel, on_delete=models.CASCADE, related_name="+", verbose_name=_("Kanal")
    )
    remote_id = models.CharField(max_length=200)
    posted_at = models.DateTimeField()
    replies = models.PositiveIntegerField(_("Antworten"), null=True)
    favourites = models.PositiveIntegerField(_("Favoriten"), null=True)
    shares = models.PositiveIntegerField(_("Geteilt"), null=True)
    gone = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(_("Stand"), null=True)
    next_at = models.DateTimeField(null=True)
    # Who has said that these replies, so many, are answered, and when.
    replies_seen = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    objects = EchoQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["channel", "next_at"], name="echo_due"),
            models.Index(fields=["posted_at"], name="echo_posted_at"),
        ]
        default_permissions = ()  # those of the delivery
        verbose_name = _("Echo")
        verbose_name_plural = _("Echo")

    def __str__(self) -> str:
        return f"{self.delivery.announcement}, {self.channel}"

    @property
    def new_replies(self) -> int:
        """How many have come since somebody said that they are answered."""
        return max((self.replies or 0) - self.replies_seen, 0)

    def hear(
        self, told: Reactions | None, now: datetime, following: datetime | None
    ) -> None:
        """Note the counts, or that the post is not there; and when to ask again.

        What is missing is asked for once more, for the network may be late with it.
        """
        if told is None:
            following = None if self.gone else following
            counts = {"gone": True}
        else:
            names = ("replies", "favourites", "shares")
            counts = {"gone": False} | {name: getattr(told, name) for name in names}
        self._here().update(fetched_at=now, next_at=following, **counts)

    def answer(self, user, replies: int, now: datetime) -> bool:
        """Her word that all replies she saw, so many, are answered."""
        there = self._here().filter(Q(replies__gte=replies))
        return bool(
            there.update(replies_seen=replies, answered_at=now, answered_by=user)
        )

    def reopen(self) -> bool:
        """They are not answered after all."""
        answered = self._here().exclude(answered_at=None)
        return bool(answered.update(replies_seen=0, answered_at=None, answered_by=None))

    def _here(self):
        """This row, as long as it is of the same post."""
        return Echo.objects.filter(pk=self.pk, remote_id=self.remote_id)
