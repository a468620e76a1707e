"""The models, each in a room of its own; Django looks for them here."""

from django.db import models

from .announcements import Announcement
from .attempts import Attempt
from .channel_wishes import ChannelWish
from .channels import Channel, WrongAddressError
from .deliveries import Delivery
from .echoes import Echo
from .mails import Mail
from .registered_apps import App

__all__ = [
    "Announcement",
    "App",
    "Attempt",
    "Channel",
    "ChannelWish",
    "Delivery",
    "Echo",
    "Heartbeat",
    "Mail",
    "WrongAddressError",
]


class Heartbeat(models.Model):
    """When the queue of a host was last found at work, all lanes of it."""

    host = models.CharField(max_length=200, primary_key=True)
    beaten_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.host} {self.beaten_at:%c}"
