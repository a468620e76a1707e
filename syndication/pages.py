"""The mixin that a page model inherits to be announced on the channels."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from .composing import Story
from .panels import DeliveriesPanel


class SyndicatedPage(models.Model):
    """A Wagtail page that is announced when it goes live.

    A page class names this mixin before `Page`, puts `syndication_panels` among its
    panels, has a date `published_at` that its readers see, and answers `story()`.
    """

    announce = models.BooleanField(
        _("Auf den Kanälen ankündigen"),
        default=True,
        help_text=_(
            "Die Ankündigung geht hinaus, sobald der Artikel für alle sichtbar ist, "
            "auf jedem Kanal genau einmal."
        ),
    )

    syndication_panels = [
        MultiFieldPanel([FieldPanel("announce"), DeliveriesPanel()], _("Kanäle"))
    ]

    class Meta:
        abstract = True

    def story(self) -> Story:
        """What the channels shall say of this page."""
        raise NotImplementedError
