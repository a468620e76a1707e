"""The pages that citizens read, and the topics that connect them."""

import json
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import CheckboxSelectMultiple
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.search import index

from syndication.composing import Story
from syndication.pages import SyndicatedPage
from syndication.posts import posts_of

from .addresses import NewsroomPage
from .blocks import BodyBlock
from .bodies import beginning
from .corrections import (
    CorrectionsBlock,
    changes_of,
    corrections_of,
    is_corrected,
    updates_of,
)
from .easy_language import EasyLanguagePage
from .former_addresses import (  # noqa: F401  Django looks here
    FormerAddress,
    note_address,
)
from .forms import ArticlePageForm
from .front_page import front_page
from .images import NewsImage, NewsRendition  # noqa: F401  Django looks here
from .metadata import linked_data, share_picture
from .pages import StandardPage
from .paging import page_of, page_query
from .parts import kept
from .pictures import load_pictures
from .published import ArticleQuerySet
from .related import weitere_nachrichten
from .restrictions import noted
from .review import FourEyesTask  # noqa: F401  Django looks here
from .sharing import share_links, short_address
from .site_settings import SiteSettings  # noqa: F401  Django looks here
from .story import story_of
from .teasers import Teasers, listed_teasers
from .topics import Topic
from .unprintable import printable
from .websub import HubPing  # noqa: F401  Django looks here


class HomePage(NewsroomPage):
    """The front page: a lead story, the newest articles, sections by topic."""

    lead = models.ForeignKey(
        "newsroom.ArticlePage",
        verbose_name=_("Aufmacher"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Leer lassen: Der neueste Artikel steht ganz oben."),
    )
    topics = ParentalManyToManyField(
        Topic,
        verbose_name=_("Themen auf der Startseite"),
        blank=True,
        related_name="+",
        help_text=_("Jedes hat dort einen eigenen Abschnitt."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["newsroom.NewsIndexPage", "newsroom.StandardPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def children(self):
        return NewsIndexPage.objects.child_of(self).select_related("locale")

    def child(self, slug):
        """A section, of which there are few; else a plain page of that name."""
        found = [section for section in self.sections() if section.slug == slug]
        plain = StandardPage.objects.child_of(self)
        return found[0] if found else get_object_or_404(plain, slug=slug)

    def sections(self) -> list:
        return kept(f"sections:{self.pk}", partial(list, noted(self.children())))

    def get_context(self, request, *args, **kwargs):
        articles = ArticlePage.objects.descendant_of(self).listed()
        topics = list(self.topics.all())
        return super().get_context(request, *args, **kwargs) | {
            "front": front_page(request, articles, self.lead_id, topics),
            "section": next((each for each in self.sections() if each.live), None),
        }


class NewsIndexPage(NewsroomPage):
    """A section: all its articles, newest first, page by page."""

    parent_page_types = ["newsroom.HomePage"]
    subpage_types = ["newsroom.ArticlePage"]

    class Meta:
        verbose_name = _("Nachrichtenübersicht")
        verbose_name_plural = _("Nachrichtenübersichten")

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Under an address that was given up, readers are sent on."""
        sections = NewsIndexPage.objects.filter(pk=self.pk)
        if before := sections.exclude(slug=self.slug).first():
            note_address(before)
        return super().save(*args, **kwargs)

    def children(self):
        articles = ArticlePage.objects.child_of(self).published()
        return articles.select_related("locale", "lead_image")

    def get_context(self, request, *args, **kwargs):
        """Raises Http404 beyond the last page."""
        articles = ArticlePage.objects.child_of(self).listed()
        listing = page_of(articles, request.GET)
        teasers = listed_teasers(request, ArticlePage.objects, listing)
        return super().get_context(request, *args, **kwargs) | {
            "listing": listing,
            "teasers": teasers,
            "canonical": self.full_url + page_query(listing.number),
        }


class ArticlePage(SyndicatedPage, NewsroomPage):
    """A piece of news."""

    kicker = models.CharField(_("Dachzeile"), max_length=80, blank=True)
    teaser = models.TextField(
        _("Anreißer"),
        max_length=400,
        blank=True,
        help_text=_("Ein, zwei Sätze für Übersichten, Feeds und Kanäle."),
    )
    lead_image = models.ForeignKey(
        "newsroom.NewsImage",
        verbose_name=_("Aufmacherbild"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    lead_caption = models.CharField(_("Bildunterschrift"), max_length=255, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("Text"), blank=True)
    corrections = StreamField(
        CorrectionsBlock(),
        verbose_name=_("Korrekturen und wichtige Aktualisierungen"),
        blank=True,
    )
    topics = ParentalManyToManyField(
        Topic, verbose_name=_("Themen"), blank=True, related_name="articles"
    )
    published_at = models.DateTimeField(
        _("Erschienen am"),
        null=True,
        blank=True,
        help_text=_(
            "Leer lassen: Wird gesetzt, sobald der Artikel zum ersten Mal erscheint. "
            "Bestimmt die Reihenfolge in Übersichten und Feeds; nie in der Zukunft."
        ),
    )
    changed_at = models.DateTimeField(_("Text geändert am"), null=True, editable=False)
    # The last change that brought no correction.
    updated_at = models.DateTimeField(_("Aktualisiert am"), null=True, editable=False)
    urgent = models.BooleanField(
        _("Eilmeldung"),
        default=False,
        help_text=_(
            "Geht auf allen Kanälen zuerst hinaus und ist gekennzeichnet. Solange sie "
            "gilt, einen Tag höchstens, geht nichts Geplantes von selbst hinaus."
        ),
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()
    exclude_fields_in_copy = [
        "published_at",
        "changed_at",
        "updated_at",
        *SyndicatedPage.hours_of_its_own,
    ]
    parent_page_types = ["newsroom.NewsIndexPage"]
    subpage_types = ["newsroom.EasyLanguagePage"]

    content_panels = [
        FieldPanel("kicker"),
        TitleFieldPanel("title"),
        FieldPanel("teaser"),
        MultiFieldPanel(
            [FieldPanel("lead_image"), FieldPanel("lead_caption")], _("Aufmacherbild")
        ),
        FieldPanel("body"),
        FieldPanel("corrections"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("published_at"),
                FieldPanel("urgent", permission="newsroom.mark_urgent"),
            ],
            _("Erscheinen"),
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Inhalt")),
            SyndicatedPage.social_tab,
            ObjectList(NewsroomPage.promote_panels, heading=_("Für Suchmaschinen")),
            ObjectList(NewsroomPage.settings_panels, heading=_("Einstellungen")),
        ],
        base_form_class=ArticlePageForm,
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("kicker", boost=2),
        index.SearchField("teaser", boost=1.5),
        index.SearchField("body"),
        index.FilterField("published_at"),
    ]

    class Meta:
        verbose_name = _("Artikel")
        verbose_name_plural = _("Artikel")
        indexes = [models.Index(fields=["-published_at", "-page_ptr"])]
        permissions = [("mark_urgent", _("Darf Eilmeldungen kennzeichnen"))]

    def children(self):
        return EasyLanguagePage.objects.child_of(self)

    def _set_core_field_defaults(self):
        written = self.body.get_prep_value()
        if written != (clean := printable(written)):
            self.body = json.dumps(clean)
        super()._set_core_field_defaults()

    def clean(self):
        super().clean()
        if self.published_at and self.published_at > timezone.now():
            message = _(
                "Das Datum liegt in der Zukunft. Soll der Artikel später erscheinen, "
                "legen Sie bitte einen Zeitplan fest."
            )
            raise ValidationError({"published_at": message})

    def save(self, *args, **kwargs):
        if self.live and not kwargs.get("update_fields"):
            self._note_publication()
        return super().save(*args, **kwargs)

    def _note_publication(self):
        """The first go-live sets the date; a changed text afterwards is told."""
        now = timezone.now()
        published = ArticlePage.objects.filter(published_at__isnull=False)
        if before := published.filter(pk=self.pk).first():
            self._note_change(before, now)
            self.published_at = self.published_at or before.published_at
        self.published_at = self.published_at or self.first_published_at or now

    def _note_change(self, before: "ArticlePage", now: datetime):
        """A change that brings a correction is told as that alone."""
        self.changed_at, self.updated_at = before.changed_at, before.updated_at
        if before._wording() != self._wording():
            self.changed_at = now
            if not is_corrected(self, before):
                self.updated_at = now

    def _wording(self) -> tuple:
        bodies = self.body.get_prep_value(), self.corrections.get_prep_value()
        return self.kicker, self.title, self.teaser, self.lead_caption, *bodies

    def with_content_json(self, content):
        """A draft may be older than the page: it does not take back the date."""
        page = super().with_content_json(content)
        if self.live or self.first_published_at:
            page.published_at = page.published_at or self.published_at
        return page

    def get_context(self, request, *args, **kwargs):
        topics = list(self.topics.all())
        keys = weitere_nachrichten(self, topics)
        related = Teasers(request, ArticlePage.objects, keys, "h3")
        load_pictures([self], [self], related.new)
        picture = share_picture(self, request)
        return super().get_context(request, *args, **kwargs) | {
            "topics": topics,
            "section": self.get_parent(),
            "corrections": corrections_of(self),
            "updates": updates_of(self),
            "changes": changes_of(self),
            "related": related,
            "posts": posts_of(self),
            "share_links": share_links(self),
            "short_address": short_address(self),
            "share_picture": picture,
            "linked_data": linked_data(self, request),
        }

    @property
    def summary(self) -> str:
        """One or two sentences, plain text: the teaser, or how the text begins."""
        return self.teaser or beginning(self.body)

    def story(self) -> Story:
        return story_of(self)
