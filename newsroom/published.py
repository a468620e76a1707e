"""What is published: the one definition for lists, feeds and channels."""

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.query import PageQuerySet

from .restrictions import unrestricted
from .topics import Topic


class ArticleQuerySet(PageQuerySet):
    def published(self):
        """Live and due, not expired; it may still be for some readers only."""
        now = timezone.now()
        unexpired = Q(expire_at=None) | Q(expire_at__gt=now)
        return self.live().filter(unexpired, published_at__lte=now)

    def public(self):
        """What everybody may read: the one definition for lists, feeds, channels."""
        return self.filter(unrestricted()).published()

    def listed(self):
        """Public, each text once (an alias repeats another page), newest first."""
        return self.public().filter(alias_of=None).newest()

    def about(self, topic: Topic | None):
        """Listed in the site's language: with that topic, or all there is."""
        listed = self.listed().filter(locale__language_code=settings.LANGUAGE_CODE)
        return listed.with_topics([topic]) if topic else listed

    def with_topics(self, topics):
        """Those that have one of the topics.

        If there are few, they are all looked up and sorted. If there are many, the next
        ones are met soon on the way from the newest back, which SQLite does not know.
        """
        tagged = self.model.topics.through.objects.filter(topic__in=topics)
        if any(topic.has_many for topic in topics):
            return self.filter(Exists(tagged.filter(articlepage_id=OuterRef("pk"))))
        return self.filter(pk__in=tagged.values("articlepage_id"))

    def newest(self):
        return self.order_by("-published_at", "-pk")

    def as_teasers(self):
        """Without the bodies, with the lead images: `load_pictures` brings the rest."""
        return self.defer_streamfields().select_related("lead_image")
