"""Which channels take a page by themselves, and why: a sentence for the editor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from .models import Channel


@dataclass(frozen=True)
class Verdict:
    goes: bool
    why: str


def by_rule(
    channel: Channel, topics: Iterable[Model], published_at: datetime | None
) -> Verdict:
    """Of a page about `topics`; `published_at` None if it is yet to appear.

    The channel's own topics are asked for once, if they have been prefetched.
    """
    if published_at and published_at < channel.announce_since:
        return Verdict(
            False, _("Geht nicht dorthin: Der Artikel ist älter als der Kanal.")
        )
    taken = list(channel.topics.all())
    if not taken:
        return Verdict(True, _("Geht dorthin, weil der Kanal alle Themen nimmt."))
    if shared := [topic for topic in topics if topic in taken]:
        return Verdict(
            True, _("Geht dorthin, weil der Kanal das Thema %s nimmt.") % _named(shared)
        )
    return Verdict(
        False,
        _("Geht nicht dorthin: Der Kanal nimmt nur die Themen %s.") % _named(taken),
    )


def verdict(
    channel: Channel,
    topics: Iterable[Model],
    published_at: datetime | None,
    announced: bool,
) -> Verdict:
    """As `by_rule`, of a page that may have been announced: then a rule does no more."""
    if not announced:
        return by_rule(channel, topics, published_at)
    return Verdict(
        False,
        _(
            "Der Artikel ist schon erschienen: Von selbst geht er nicht mehr dorthin, "
            "nur mit „ja“."
        ),
    )


def _named(topics: Iterable[Model]) -> str:
    return ", ".join(f"„{topic}“" for topic in topics)
