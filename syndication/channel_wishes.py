"""ChannelWish: what an editor wants of a page on one channel, part of its revisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from .channels import Channel
from .composing import Wish


class ChannelWish(models.Model):
    """A row only where something differs from the channel's rule.

    It hangs on Wagtail's own page, as its comments do, so every page model has it.
    """

    class Send(models.TextChoices):
        BY_RULE = "", _("nach der Regel des Kanals")
        YES = "yes", _("ja")
        NO = "no", _("nein")

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="channel_wishes")
    # Channels are retired, never deleted: a text for one that is gone stays.
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="+", verbose_name=_("Kanal")
    )
    send = models.CharField(
        _("Ankündigen"), max_length=3, choices=Send.choices, blank=True
    )
    text = models.TextField(_("Eigener Text"), blank=True)
    attach = models.CharField(
        _("Beigabe"), max_length=10, choices=Channel.Attach.choices, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "channel"], name="one_wish_per_channel"
            )
        ]
        default_permissions = ()
        ordering = ["channel_id"]
        verbose_name = _("Kanal")
        verbose_name_plural = _("Kanäle")

    def __str__(self) -> str:
        return str(self.channel)

    def wish(self) -> Wish:
        send = {self.Send.YES: True, self.Send.NO: False}.get(self.send)
        return Wish(self.channel_id, send, self.text.strip(), self.attach)
