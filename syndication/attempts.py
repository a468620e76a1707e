"""Attempt: the append-only log of what was tried, and how it ended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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

    delivery = models.ForeignKey(
        "syndication.Delivery", on_delete=models.PROTECT, related_name="log"
    )
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
