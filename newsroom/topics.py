"""What articles are about."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.contrib.redirects.models import Redirect

from .addresses import german_slug, german_slug_input

MANY = 1_000


class TopicManager(models.Manager):
    def get_queryset(self):
        """With `has_many`, which is whether at least that many articles have it."""
        tagged = Topic.articles.through.objects.filter(topic=OuterRef("pk"))
        last = tagged.order_by()[MANY - 1 : MANY]
        return super().get_queryset().annotate(has_many=Exists(last))


class Topic(models.Model):
    """What an article is about; each topic has a page and a feed of its own."""

    has_many = False  # of one that was not read from the database

    name = models.CharField(_("Name"), max_length=80, unique=True)
    slug = models.SlugField(
        _("Adresse"),
        unique=True,
        blank=True,
        max_length=200,
        help_text=_("Teil der Internetadresse: /themen/…/"),
    )

    panels = [
        TitleFieldPanel("name", placeholder=False),
        FieldPanel("slug", widget=german_slug_input()),
    ]

    objects = TopicManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("Thema")
        verbose_name_plural = _("Themen")

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        """Under an address that was given up, readers and feeds are sent on."""
        self.slug = self.slug or german_slug(self.name)
        before = Topic.objects.filter(pk=self.pk).exclude(slug=self.slug).first()
        super().save(*args, **kwargs)
        if before:
            self._send_on(before.slug)

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])

    def _send_on(self, old_slug: str):
        for route in ("topic", "topic_rss", "topic_atom", "topic_json"):
            Redirect.objects.update_or_create(
                old_path=Redirect.normalise_path(reverse(route, args=[old_slug])),
                defaults={"redirect_link": reverse(route, args=[self.slug])},
            )

    def clean(self):
        self.slug = german_slug(self.slug or self.name)
        if not self.slug:
            message = _("Aus dem Namen wird keine Adresse: Bitte tragen Sie eine ein.")
            raise ValidationError({"slug": message})
