"""Deliveries in every stage, made quickly: rows, not publications."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from newsroom.models import ArticlePage
from syndication.models import Announcement, Attempt, Channel, Delivery
from tests import factories

State, Action = Delivery.State, Delivery.Action
NETWORKS = ["mastodon", "bluesky", "facebook", "instagram", "threads"]
# One of each stage, and more of what is usual.
OPEN = [
    {"state": State.PENDING},
    {"state": State.FAILED, "last_error": "Zu lang."},
    {"state": State.IN_DOUBT, "looks_left": 3, "text": "Park"},
    {"state": State.HELD},
    {"state": State.BY_HAND, "action": Action.WITHDRAW, "text": "Park"},
    {"state": State.PUBLISHED, "outdated": True, "text": "Park"},
    {"state": State.CANCELLED},
]


LIVE = {
    "state": State.PUBLISHED,
    "text": "Im Park wird gepflanzt. " * 12,
    "alt": "Park",
}


def channels() -> list[Channel]:
    """One on each network."""
    return [factories.channel(network=name, name=name.title()) for name in NETWORKS]


def deliveries(pages: list[ArticlePage], open_ones: int = 0, owner=None) -> None:
    """Of each page on each channel, live, an hour before the one before.

    Those of the first `open_ones` pages are in all other states.
    """
    now, places = timezone.now(), list(Channel.objects.all())
    moments = [now - timedelta(hours=number) for number in range(len(pages))]
    said = _announcements(pages, moments)
    made = Delivery.objects.bulk_create(
        (
            _delivery(said[number], channel, moments[number], state)
            for number in range(len(pages))
            for place, channel in enumerate(places)
            for state in [
                OPEN[(number + place) % len(OPEN)] if number < open_ones else {}
            ]
        ),
        batch_size=1_000,
    )
    _log(made)
    _note_publications(pages, moments, owner)


def _announcements(pages, moments) -> list[Announcement]:
    return Announcement.objects.bulk_create(
        [
            Announcement(
                page_id=page.pk,
                page_number=page.pk,
                title=page.title,
                url="https://stadt.example/",
                changed_at=moment,
            )
            for page, moment in zip(pages, moments, strict=True)
        ],
        batch_size=1_000,
    )


def _delivery(said: Announcement, channel: Channel, moment, state: dict) -> Delivery:
    facts = LIVE | {"published_at": moment, "url": f"http://127.0.0.1:9/{said.pk}"}
    return Delivery(
        announcement=said,
        channel=channel,
        useful_until=timezone.now() + timedelta(days=2),
        **(state or facts),
    )


def _note_publications(pages, moments, owner) -> None:
    """In Wagtail's log of pages."""
    PageLogEntry.objects.bulk_create(
        [
            PageLogEntry(
                page_id=page.pk,
                content_type_id=page.content_type_id,
                label=page.title,
                action="wagtail.publish",
                timestamp=moment,
                user=owner,
            )
            for page, moment in zip(pages, moments, strict=True)
        ],
        batch_size=1_000,
    )


def _log(made: list[Delivery]) -> None:
    """Two rows for each post, at its moment: the log itself cannot be changed."""
    ended = {"phase": Attempt.Phase.ENDED, "outcome": Attempt.Outcome.PUBLISHED}
    posted = [delivery for delivery in made if delivery.published_at]
    Attempt.objects.bulk_create(
        [
            Attempt(delivery=delivery, channel=delivery.channel, number=1, **facts)
            for delivery in posted
            for facts in ({"phase": Attempt.Phase.BEGUN}, ended)
        ],
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE syndication_attempt SET at = (SELECT published_at FROM "
            "syndication_delivery WHERE syndication_delivery.id = delivery_id)"
        )
