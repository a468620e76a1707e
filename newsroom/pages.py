"""Pages that are no news: imprint, privacy, accessibility and their kin."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from .addresses import NewsroomPage
from .blocks import BodyBlock
from .pictures import load_pictures


class StandardPage(NewsroomPage):
    """A title, an introduction and a text, right below the front page."""

    intro = models.TextField(_("Einleitung"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("Text"), blank=True)

    parent_page_types = ["newsroom.HomePage"]
    subpage_types = []

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("Seite")
        verbose_name_plural = _("Seiten")

    def get_context(self, request, *args, **kwargs):
        load_pictures([self], [])
        return super().get_context(request, *args, **kwargs)
