"""What happens in a stand while the queue is measured. Runs with the stand's Django."""

import time

import requests
from django.utils import timezone
from django_q.models import OrmQ

from newsroom.images import ask_for_renditions
from newsroom.management.commands.load_demo import bind_site
from newsroom.models import ArticlePage
from syndication import outbox
from syndication.models import Channel, Delivery
from tests import factories
from tests.chaos.stand import until

PHOTO = (2400, 1600)
DRAINED = 120  # seconds, at most


def prepare(channels: int, port: int) -> None:
    """A newsroom with channels on as many networks at `port`."""
    factories.section()
    bind_site()
    for number in range(channels):
        factories.channel(
            name=f"Kanal {number}",
            server=f"http://127.0.0.1:{port}/{number}",
            attach=Channel.Attach.PICTURE,
        )


def go_live(articles: int) -> None:
    """Prints when each went live. What the queue makes of drafts is made before."""
    image = factories.image(factories.picture(PHOTO))
    drafts = [
        factories.draft(title=f"Neues {number} aus der Stadt", lead_image=image)
        for number in range(articles)
    ]
    revisions = [draft.save_revision() for draft in drafts]
    until(lambda: not OrmQ.objects.exists(), DRAINED)
    for revision in revisions:
        publish(revision)
        time.sleep(0.7)
    until(lambda: not waiting(), DRAINED)


def wait_for_all(articles: int) -> None:
    """Many are due at once, of pages that have been read before."""
    Channel.objects.update(attach=Channel.Attach.CARD)
    factories.imported(articles)
    for page in ArticlePage.objects.live():
        requests.get(page.full_url, timeout=30).raise_for_status()
    outbox.reconcile(timezone.now())


def interrupt(urgent: int, pictures: int, pause: float) -> None:
    """Urgent news while others wait, a network hangs, and pictures are to be made."""
    image = factories.image(factories.picture(PHOTO))
    drafts = [
        factories.draft(
            title=f"Eilig: Lage {number} am Abend", lead_image=image, urgent=True
        )
        for number in range(urgent)
    ]
    revisions = [draft.save_revision() for draft in drafts]
    until(lambda: not OrmQ.objects.exists(), DRAINED)
    for _picture in range(pictures):
        ask_for_renditions(factories.image(factories.picture(PHOTO)).pk)
    Channel.objects.update(paused_at=None)
    time.sleep(3)  # all workers are at it
    for revision in revisions:
        publish(revision)
        time.sleep(pause)
    print("waiting", waiting())


def publish(revision) -> None:
    title = revision.as_object().title
    revision.publish()
    print(time.time(), title, sep="\t")


def waiting() -> int:
    return Delivery.objects.filter(state=Delivery.State.PENDING).count()
