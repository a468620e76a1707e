"""A draft's pictures are made when it is saved, so that going live waits for none."""

from functools import partial

from django.db import transaction
from django.utils import translation
from django_q.tasks import async_task
from wagtail.models import Revision

from syndication.preparing import prepare as prepare_posts

from .memory import give_memory_back
from .models import ArticlePage
from .share_cards import draw

PREPARE = "newsroom.preparing.prepare"


def ask_to_prepare(revision: Revision) -> None:
    """By the queue, once the draft is stored. Never raises."""
    transaction.on_commit(partial(async_task, PREPARE, revision.pk), robust=True)


def prepare(revision_pk: int) -> None:
    """What the queue calls: network pictures, and the card of who has no picture.

    The picture's renditions are made when it is uploaded. A draft that is live already,
    or has been saved again meanwhile, needs nothing.
    """
    latest = ArticlePage.objects.filter(latest_revision=revision_pk)
    if latest.filter(live=True, live_revision=revision_pk).exists():
        return
    for revision in Revision.objects.filter(pk__in=latest.values("latest_revision")):
        article = revision.as_object()
        story = article.story()
        with translation.override(story.language):
            prepare_posts(story)
            if not story.image:
                draw(story)
    give_memory_back()
