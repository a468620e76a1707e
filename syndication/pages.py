"""The mixin that a page model inherits to be announced on the channels."""

from collections.abc import Iterable

from django.db import models
from django.forms import RadioSelect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from . import preview_views, previews
from .composing import Story, Wish
from .models import Announcement
from .panels import DeliveriesPanel
from .social_panels import OtherVersionPanel, WishesPanel

When = Announcement.When


class SyndicatedPage(models.Model):
    """A Wagtail page that is announced when it goes live.

    A page class names this mixin before `Page`, makes `social_tab` one of the tabs of
    its `edit_handler`, whose form is a `SocialPageForm`, adds `hours_of_its_own` to
    `exclude_fields_in_copy`, has a date `published_at` that its readers see, and
    answers `story()`. What it is about, for the channels that take some topics only,
    is `topics`, or whatever its `announced_topics()` answers.
    """

    announce = models.BooleanField(
        _("Auf den Kanälen ankündigen"),
        default=True,
        help_text=_(
            "Die Ankündigung geht hinaus, sobald der Artikel für alle sichtbar ist, "
            "auf jedem Kanal genau einmal."
        ),
    )
    announce_when = models.CharField(
        _("Wann"), max_length=5, choices=When, default=When.WITH_PAGE
    )
    announce_at = models.DateTimeField(
        _("Ankündigen am"),
        null=True,
        blank=True,
        help_text=_("Nur für „später“: nie bevor der Artikel erscheint."),
    )
    social_text = models.TextField(
        _("Text für alle Kanäle"),
        blank=True,
        help_text=_(
            "Leer lassen: Überschrift und Anreißer. Der Link zum Artikel und die "
            "Hashtags der Themen kommen von selbst dazu; eigene Hashtags dürfen im "
            "Text stehen."
        ),
    )

    social_tab = ObjectList(
        [
            OtherVersionPanel(),
            MultiFieldPanel([DeliveriesPanel()], _("Stand auf den Kanälen")),
            MultiFieldPanel(
                [
                    FieldPanel("announce"),
                    FieldPanel("announce_when", widget=RadioSelect),
                    FieldPanel("announce_at"),
                ],
                _("Ankündigung"),
            ),
            FieldPanel("social_text"),
            WishesPanel(heading=_("Die einzelnen Kanäle")),
        ],
        heading=_("Soziale Medien"),
    )
    # A copy is another piece of news, with an hour of its own.
    hours_of_its_own = ["announce_when", "announce_at"]

    class Meta:
        abstract = True

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """The website, and the post on each channel."""
        return [*super().preview_modes, *previews.preview_modes()]

    @property
    def default_preview_mode(self) -> str:
        return super().preview_modes[0][0]

    def is_previewable(self) -> bool:
        """Asked for each row of a list: without looking at the channels."""
        return True

    def make_preview_request(
        self, original_request=None, preview_mode=None, extra_request_attrs=None
    ):
        """The page is rendered in its own language, and a post's preview in the editor's."""
        told = {"language_of_editor": get_language()} | (extra_request_attrs or {})
        return super().make_preview_request(original_request, preview_mode, told)

    def serve_preview(self, request, mode_name: str):
        if channel := previews.channel_of(mode_name):
            return preview_views.post_preview(request, self, channel)
        return super().serve_preview(request, mode_name)

    def story(self) -> Story:
        """What the channels shall say of this page."""
        raise NotImplementedError

    def announced_topics(self) -> Iterable[models.Model]:
        """Of the model SYNDICATION_TOPIC_MODEL; channels may take some of them only."""
        return self.topics.all()

    def wishes(self) -> tuple[Wish, ...]:
        """What an editor wants on single channels, for `story()`."""
        return tuple(row.wish() for row in self.channel_wishes.all())
