"""Posts that are out there, and their echo, without waiting for the hours."""

from datetime import timedelta

from django.utils import timezone

from syndication import echo
from syndication.models import Announcement, Delivery, Echo


def posted(channel, number=1, ago=timedelta(hours=2), **changes) -> list[Delivery]:
    """Deliveries that have been out there for so long, with the ids r1, r2 ..."""
    then = timezone.now() - ago
    facts = {
        "channel": channel,
        "state": Delivery.State.PUBLISHED,
        "published_at": then,
        "useful_until": then,
        "text": "Neu",
    }
    said = Announcement.objects.bulk_create(
        Announcement(title=f"Meldung {index}", said="x") for index in range(number)
    )
    return Delivery.objects.bulk_create(
        Delivery(
            announcement=announcement,
            **facts
            | {"remote_id": f"r{index}", "url": f"https://n.example/{index}"}
            | changes,
        )
        for index, announcement in enumerate(said, 1)
    )


def listened(channel) -> None:
    """The channel is asked for all that it has, as if its time had come."""
    now = timezone.now()
    echo.begin(now)
    waiting = Echo.objects.filter(channel=channel, next_at__isnull=False)
    waiting.update(next_at=now - timedelta(seconds=1))
    channel.refresh_from_db()
    echo.listen(channel)
