"""An article was saved: its pictures are made. It went live, changed or left: the hub
shall hear of the feeds it is in.

A page gets another address: what leads there from the old one.
"""

from django.conf import settings
from django.db.models.signals import m2m_changed, post_save
from wagtail.contrib.redirects.signal_handlers import (
    autocreate_redirects_on_page_move,
    autocreate_redirects_on_slug_change,
)
from wagtail.models import Revision, get_page_models
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    pre_page_move,
)

from . import websub
from .feeds import FORMATS, feed_address
from .former_addresses import note_address
from .models import ArticlePage, HomePage, NewsIndexPage, Topic
from .preparing import ask_to_prepare


def connect() -> None:
    page_published.connect(article_was_published, sender=ArticlePage)
    page_unpublished.connect(article_was_unpublished, sender=ArticlePage)
    post_save.connect(revision_was_saved, sender=Revision)
    m2m_changed.connect(topics_have_changed, sender=ArticlePage.topics.through)
    pre_page_move.connect(section_will_move, sender=NewsIndexPage)
    _leave_to_wagtail(page_slug_changed, autocreate_redirects_on_slug_change)
    _leave_to_wagtail(post_page_move, autocreate_redirects_on_page_move)


def _leave_to_wagtail(signal, redirect) -> None:
    """But for sections, which have one former address for all that is below them.

    And for front pages, whose name is in no address: Wagtail would look at every page.
    """
    signal.disconnect(redirect)
    for model in get_page_models():
        if not issubclass(model, HomePage | NewsIndexPage):
            signal.connect(redirect, sender=model)


def section_will_move(sender, instance, url_path_before, url_path_after, **kw) -> None:
    """Not only among its neighbours."""
    if url_path_before != url_path_after:
        note_address(instance.specific)


def revision_was_saved(sender, instance, created, **kwargs) -> None:
    """Autosaving writes the same revision again: its last word counts, too."""
    if instance.content_type.model_class() is ArticlePage:
        ask_to_prepare(instance)


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
