"""/sitemap.xml: what everybody may read, and when it was last published."""

from django.contrib.sitemaps import Sitemap as PlainSitemap
from django.db.models import Max
from wagtail.contrib.sitemaps import Sitemap

from .addresses import absolute
from .models import ArticlePage, Topic


class SectionSitemap(Sitemap):
    """Front page and sections."""

    def items(self):
        return super().items().not_type(ArticlePage)


class ArticleSitemap(Sitemap):
    def items(self):
        return ArticlePage.objects.listed().defer_streamfields()


class TopicSitemap(PlainSitemap):
    def items(self):
        articles = ArticlePage.objects.about(None).order_by()
        topics = Topic.objects.filter(articles__in=articles)
        return topics.annotate(last=Max("articles__last_published_at")).order_by("slug")

    def lastmod(self, topic):
        return topic.last

    def _urls(self, page, protocol, domain):
        """Below PUBLIC_URL like all other addresses."""
        return super()._urls(page, *absolute("").rstrip("/").split("://"))


SITEMAPS = {
    "seiten": SectionSitemap,
    "artikel": ArticleSitemap,
    "themen": TopicSitemap,
}
