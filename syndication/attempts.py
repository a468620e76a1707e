"""Attempt: the append-only log of what was tried, and how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .delivery_states import Action


class AttemptQuerySet(models.QuerySet):
    def _refuse(self, *args, **kwargs):
        raise TypeError("The log of attempts is append-only.")

    update = bulk_update = delete = _refuse


class Attempt(models.Model):
    """The log: a row when an attempt begins, a row when it ends; never changed.

    The second says what was sent, or was to be, and where it is on the network.
    """

    class Phase(models.TextChoices):
        BEGUN = "begun", _("begonnen")
        ENDED = "ended", _("beendet")

    class Outcome(models.TextChoices):
        PUBLISHED = "published", _("veröffentlicht")
        UPDATED = "updated", _("geändert")
        UNCHANGED = "unchanged", _("der Beitrag sagt es schon so")
        OUTDATED = "outdated", _("das Netzwerk kann den Beitrag nicht ändern")
        WITHDRAWN = "withdrawn", _("zurückgezogen")
        BY_HAND = "by hand", _("von Hand zu tun")
        STAGED = "staged", _("das Netzwerk verarbeitet noch")
        POSTPONED = "postponed", _("verschoben")
        HANDED_BACK = "handed back", _("der Kanal kann gerade nicht")
        FAILED = "failed", _("fehlgeschlagen")
        CANCELLED = "cancelled", _("nicht gesendet")
        IN_DOUBT = "in doubt", _("ungewiss")
        UNSEEN = "unseen", _("nachgesehen, noch nichts zu sehen")
        NOT_FOUND = "not found", _("nachgesehen, nicht angekommen")

    delivery = models.ForeignKey(
        "syndication.Delivery", on_delete=models.PROTECT, related_name="log"
    )
    # The delivery's, here once more: what a channel has begun lately is asked for often.
    channel = models.ForeignKey(
        "syndication.Channel",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=5, choices=Phase.choices)
    action = models.CharField(
        max_length=10, choices=Action.choices, default=Action.PUBLISH
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    detail = models.TextField(blank=True)
    text = models.TextField(blank=True)
    link = models.URLField(max_length=500, blank=True)
    alt = models.TextField(blank=True)
    picture_sha256 = models.CharField(max_length=64, blank=True)
    remote_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["at"], name="attempt_at"),
            models.Index(fields=["channel", "phase", "at"], name="attempt_of_channel"),
        ]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.delivery_id}/{self.number} {self.phase} {self.outcome}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("The log of attempts is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("The log of attempts is append-only.")

    @property
    def event(self) -> str:
        return self.get_outcome_display() or self.get_phase_display()
