"""What a delivery is to say now: the post, and the version of it that is written down."""

import hashlib
from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _

from .composing import Correction, Story, compose, compose_reply
from .delivery_states import Action, State, Version
from .models import Channel, Delivery
from .networks.base import Limits, NetworkError, Picture, Post, RejectedError
from .pictures import picture_of
from .public_pictures import published
from .readiness import PageLeftError, public_page


class NothingToSayError(Exception):
    """There is nothing to say any more; why, in a sentence for the editor."""


class PersonNeededError(Exception):
    """Only a person can do it, on the network; why, in a sentence."""


class OriginalUnsettledError(Exception):
    """Whether the post that this one answers is out there is not known yet."""


def drafted(delivery: Delivery) -> tuple[Post, Version]:
    """Raises PageLeftError, NetworkError, and for a reply the three above."""
    story = public_page(delivery.announcement.page).story()
    if delivery.announcement.subject:
        post = _reply(delivery, story)
        return post, version_of(post)
    post = post_for(_told_here(delivery, story), delivery.channel)
    return _fetchable(post, delivery.channel), version_of(post, story.fingerprint())


def original_of(reply: Delivery) -> Delivery | None:
    """The delivery of the post that this one answers, if it answers one."""
    return Delivery.objects.filter(
        announcement=reply.announcement.answers_id, channel=reply.channel
    ).first()


def post_for(
    story: Story,
    channel: Channel,
    pictured: Callable[[Story, Limits, str], Picture | None] = picture_of,
) -> Post:
    """What the channel is given, for the sender and the preview alike.

    `pictured` is `picture_of`, or one that keeps what that has made.

    Raises RejectedError if text or picture cannot be made to fit, and for a picture
    without alternative text, which a network would take from the page even in a card.
    """
    if story.image and not story.alt.strip():
        raise RejectedError(
            _(
                "Das Bild „%s“ hat keinen Alternativtext. Tragen Sie ihn beim Bild ein, "
                "dann „Erneut versuchen“."
            )
            % story.image
        )
    story = story.on(channel.pk)
    limits = channel.limits()
    attach = attachment(story, channel)
    picture = None
    if attach == Channel.Attach.PICTURE or limits.uploads_card:
        picture = pictured(story, limits, attach)
    return compose(story, limits, attach, picture)


def attachment(story: Story, channel: Channel) -> str:
    """What the channel shows of this story, as it is told there: "card" or "picture"."""
    if channel.limits().needs_picture:
        return Channel.Attach.PICTURE
    if not story.image:
        return Channel.Attach.CARD
    return story.attach or channel.attach


def _fetchable(post: Post, channel: Channel) -> Post:
    """With an address for its picture, where the network fetches it from us."""
    if post.attach == "picture" and channel.limits().picture.fetched:
        return replace(post, picture=published(post.picture))
    return post


def _told_here(delivery: Delivery, story: Story) -> Story:
    """Without the corrections that a post of their own has told under this one."""
    if delivery.action != Action.UPDATE:
        return story
    apart = (
        Delivery.objects.answering(delivery)
        .filter(created_at__gt=delivery.published_at)
        .exclude(state=State.CANCELLED)
    )
    keys = set(apart.values_list("announcement__subject", flat=True))
    kept = tuple(one for one in story.corrections if one.key not in keys)
    return replace(story, corrections=kept)


def text_to_copy(delivery: Delivery) -> str:
    """What a person is to enter on the network, where that is what is to be done."""
    if delivery.state != State.BY_HAND or delivery.action == Action.WITHDRAW:
        return ""
    try:
        if delivery.announcement.subject:
            page = public_page(delivery.announcement.page)
            return _answer(delivery, page.story())[0].text
        return drafted(delivery)[0].text
    except (PageLeftError, NothingToSayError, NetworkError):
        return ""


def _answer(delivery: Delivery, story: Story) -> tuple[Post, Correction]:
    subject = delivery.announcement.subject
    found = [one for one in story.corrections if one.key == subject]
    if not found:
        raise NothingToSayError(_("Der Nachtrag steht nicht mehr im Artikel."))
    return compose_reply(story, found[0], delivery.channel.limits()), found[0]


def _reply(delivery: Delivery, story: Story) -> Post:
    post, correction = _answer(delivery, story)
    original = _out_there(original_of(delivery))
    if carries(original, correction):
        raise NothingToSayError(_("Der Beitrag selbst enthält den Nachtrag schon."))
    return replace(post, reply_to=original.receipt)


def carries(original: Delivery, correction: Correction) -> bool:
    """Whether the post itself has the correction in its text."""
    return " ".join(correction.text.split()) in original.text


def _out_there(original: Delivery | None) -> Delivery:
    unsettled = (State.PENDING, State.SENDING, State.IN_DOUBT)
    if original and original.action == Action.PUBLISH and original.state in unsettled:
        raise OriginalUnsettledError(
            _("Wartet auf den Beitrag, auf den dieser antwortet.")
        )
    if original and original.is_out:
        return known(original)
    raise NothingToSayError(_("Der Beitrag, auf den dieser antwortet, ist nicht da."))


def known(delivery: Delivery) -> Delivery:
    """With an id on the network; one that a person has found has an address alone."""
    if not delivery.remote_id:
        raise PersonNeededError(_("Die Kennung des Beitrags ist nicht bekannt."))
    return delivery


def version_of(post: Post, said: str = "") -> Version:
    """What is written down of it before it is sent."""
    shown = post.picture if post.attach == "picture" else None
    return Version(
        text=post.text,
        link=post.url,
        alt=shown.alt if shown else "",
        picture_sha256=_sha256(post),
        said=said,
    )


def _sha256(post: Post) -> str:
    return hashlib.sha256(post.picture.content).hexdigest() if post.picture else ""
