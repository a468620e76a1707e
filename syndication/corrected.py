"""A post that is out there and cannot be changed, and the corrections below it."""

from dataclasses import dataclass, replace

from wagtail.models import Page

from .composing import Correction, Story, compose_reply
from .delivery_states import GONE, OUT_THERE
from .drafting import carries, version_of
from .models import Announcement, Channel, Delivery
from .networks.base import Limits, Post


@dataclass(frozen=True)
class Answer:
    """A correction below the post; `sent`: as it stands there, else as it will.

    `by_hand`: a person is to write it there.
    """

    correction: Correction
    post: Post
    limits: Limits
    sent: bool
    by_hand: bool


def unchangeable(page: Page, channel: Channel) -> Delivery | None:
    """The page's post on this channel, if it is there and stays as it is."""
    first = Announcement.of(page)
    if not first or channel.network_class.updates:
        return None
    return first.deliveries.filter(OUT_THERE, channel=channel).first()


def carried(story: Story, original: Delivery) -> Story:
    """The story with those corrections alone that the post has in its text."""
    kept = tuple(one for one in story.corrections if carries(original, one))
    return replace(story, corrections=kept)


def as_it_stands(post: Post, delivery: Delivery) -> Post:
    """What was sent, if that is the post; of another one its text alone is known."""
    if version_of(post).looks_like(delivery.shown()):
        return post
    return replace(post, text=delivery.text, spans=(), attach="text", picture=None)


def answers(story: Story, original: Delivery, channel: Channel) -> tuple[Answer, ...]:
    """What stands below the post or will, composed as the sender does; oldest first.

    Raises RejectedError if not even the first word of one fits.
    """
    noted = Announcement.objects.filter(answers=original.announcement_id)
    known = dict.fromkeys(noted.values_list("subject", flat=True))
    for delivery in Delivery.objects.answering(original).exclude(state__in=GONE):
        known[delivery.announcement.subject] = delivery
    return tuple(
        _answer(story, one, channel, known.get(one.key))
        for one in story.corrections
        if not carries(original, one) and (one.key not in known or known[one.key])
    )


def _answer(
    story: Story, correction: Correction, channel: Channel, delivery: Delivery | None
) -> Answer:
    limits = channel.limits()
    post = compose_reply(story, correction, limits)
    if delivery and delivery.text:
        post = as_it_stands(post, delivery)
    sent = bool(delivery and delivery.is_out)
    by_hand = not channel.network_class.can_reply and not sent
    return Answer(correction, post, limits, sent, by_hand)
