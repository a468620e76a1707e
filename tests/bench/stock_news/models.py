from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

TEASERS = 15


@register_snippet
class Topic(models.Model):
    name = models.CharField(max_length=80)

    def __str__(self):
        return self.name


class NewsIndexPage(Page):
    def get_context(self, request):
        context = super().get_context(request)
        context["articles"] = newest(self.get_children().live())[:TEASERS]
        return context


class ArticlePage(Page):
    kicker = models.CharField(max_length=80, blank=True)
    teaser = models.CharField(max_length=300)
    body = RichTextField()
    image = models.ForeignKey(
        "wagtailimages.Image", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    topics = ParentalManyToManyField(Topic, blank=True)

    search_fields = [
        *Page.search_fields,
        index.SearchField("teaser"),
        index.SearchField("body"),
    ]
    content_panels = [
        *Page.content_panels,
        *map(FieldPanel, ("kicker", "teaser", "body", "image", "topics")),
    ]

    def get_context(self, request):
        context = super().get_context(request)
        siblings = self.get_siblings(inclusive=False).live()
        context["articles"] = newest(siblings)[:TEASERS]
        return context


def newest(pages):
    return pages.order_by("-first_published_at").specific()
