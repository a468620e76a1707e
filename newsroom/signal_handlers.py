"""An article went live, changed or left: the hub shall hear of the feeds it is in."""

from django.conf import settings
from django.db.models.signals import m2m_changed
from wagtail.signals import page_published, page_unpublished

from . import websub
from .feeds import FORMATS, feed_address
from .models import ArticlePage, Topic


def connect() -> None:
    page_published.connect(article_was_published, sender=ArticlePage)
    page_unpublished.connect(article_was_unpublished, sender=ArticlePage)
    m2m_changed.connect(topics_have_changed, sender=ArticlePage.topics.through)


def article_was_published(sender, instance, **kwargs) -> None:
    """Also fires for a draft that is only scheduled."""
    if instance.live:
        _note(instance, instance.topics.all())


def article_was_unpublished(sender, instance, **kwargs) -> None:
    """Fires before a deleted page is gone, too."""
    _note(instance, instance.topics.all())


def topics_have_changed(sender, instance, action, reverse, pk_set, **kwargs) -> None:
    """The feed of a topic that an article has no more has changed as well."""
    if action == "post_remove" and not reverse and instance.live:
        _note(instance, Topic.objects.filter(pk__in=pk_set))


def _note(article: ArticlePage, topics) -> None:
    """Feeds are in the site's language, and have each text once."""
    if not settings.WEBSUB_HUB or article.alias_of_id:
        return
    if article.locale.language_code == settings.LANGUAGE_CODE:
        websub.note(
            feed_address(topic, form.name)
            for topic in (None, *topics)
            for form in FORMATS
        )
