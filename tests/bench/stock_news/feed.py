from django.contrib.syndication.views import Feed

from .models import ArticlePage


class NewsFeed(Feed):
    title = "News"
    link = "/"

    def items(self):
        return ArticlePage.objects.live().order_by("-first_published_at")[:20]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.teaser

    def item_link(self, item):
        return item.full_url

    def item_pubdate(self, item):
        return item.first_published_at
