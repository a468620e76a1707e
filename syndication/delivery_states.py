"""What a delivery can be: its states, its actions, and what a post says."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    PENDING = "pending", _("wartet")
    SENDING = "sending", _("wird gesendet")
    PUBLISHED = "published", _("veröffentlicht")
    FAILED = "failed", _("fehlgeschlagen")
    HELD = "held", _("zurückgehalten")
    IN_DOUBT = "in_doubt", _("ungewiss")
    CANCELLED = "cancelled", _("abgebrochen")
    WITHDRAWN = "withdrawn", _("zurückgezogen")
    BY_HAND = "by_hand", _("von Hand zu tun")


class Action(models.TextChoices):
    """What is pending, or was the last."""

    PUBLISH = "publish", _("veröffentlichen")
    UPDATE = "update", _("ändern")
    WITHDRAW = "withdraw", _("zurückziehen")


# What readers see; it may be about to be changed.
OUT_THERE = models.Q(state=State.PUBLISHED) | models.Q(action=Action.UPDATE)
# Over: readers see nothing, and nothing is to come.
GONE = (State.CANCELLED, State.WITHDRAWN)
# With PUBLISH: no call is under way, and none that succeeded has been made.
UNSENT = (State.PENDING, State.FAILED, State.HELD, State.BY_HAND)


@dataclass(frozen=True)
class Version:
    """What a post says, as it is written down before it is sent.

    `said` is the fingerprint of the story that it was composed from.
    """

    text: str
    link: str = ""
    alt: str = ""
    picture_sha256: str = ""
    said: str = ""

    def looks_like(self, other: "Version") -> bool:
        """Whether readers see no difference."""
        return self.text == other.text and self.pictured_as(other)

    def pictured_as(self, other: "Version") -> bool:
        mine, others = (
            (self.picture_sha256, self.alt),
            (other.picture_sha256, other.alt),
        )
        return mine == others
