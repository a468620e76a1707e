"""The preview of a post: what a channel will be given, as readers will see it there."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.utils.translation import gettext as _
from wagtail.models import Page

from .composing import Story, focus_of
from .corrected import Answer, answers, as_it_stands, carried, unchangeable
from .drafting import post_for
from .models import Channel, Delivery
from .networks.base import Limits, NetworkError, Picture, PictureLimits, Post
from .pictures import picture_of
from .remarks import remarks, remarks_below

MODE = "channel-"  # the names of our preview modes begin so, the channel's id follows


@dataclass(frozen=True)
class Preview:
    """What a channel is given, or the sentence why it cannot be (`refusal`).

    `card_picture` is that of the link card; where a network takes it from the page,
    cut as link cards are. `answers` are below a post that cannot be changed any more.
    """

    channel: Channel
    remarks: list[str]
    post: Post | None = None
    card_picture: Picture | None = None
    answers: tuple[Answer, ...] = ()
    refusal: str = ""

    @property
    def limits(self) -> Limits:
        return self.channel.limits()

    @property
    def picture(self) -> Picture | None:
        return self.post.picture if self.post.attach == "picture" else None


def preview_modes() -> list[tuple[str, str]]:
    """One for each channel in use, by its network; with its name if there are two."""
    channels = list(Channel.objects.in_use())
    networks = [channel.network for channel in channels]
    return [
        (f"{MODE}{channel.pk}", _label(channel, networks.count(channel.network)))
        for channel in channels
    ]


def channel_of(mode: str) -> Channel | None:
    """The channel of one of our modes; None if it is not in use any more."""
    number = mode.removeprefix(MODE)
    if not number.isdecimal():
        return None
    return Channel.objects.in_use().filter(pk=number).first()


def preview_of(page: Page, channel: Channel) -> Preview:
    """Of the page as it stands in the form, saved or not; raises nothing expected."""
    story = _story(page)
    original = unchangeable(page, channel)
    try:
        if original:
            return _standing(page, story, channel, original)
        post = post_for(story, channel, _kept_picture_of)
        picture = _card_picture(post, story.on(channel.pk), channel.limits())
    except NetworkError as error:
        return Preview(channel, remarks(page, story, channel), refusal=str(error))
    return Preview(channel, remarks(page, story, channel, post), post, picture)


def _standing(
    page: Page, story: Story, channel: Channel, original: Delivery
) -> Preview:
    """The post as it is out there and stays, with the corrections below it."""
    composed = post_for(carried(story, original), channel, _kept_picture_of)
    post = as_it_stands(composed, original)
    below = answers(story, original, channel)
    told = [*remarks(page, story, channel), *remarks_below(below)]
    if post is not composed:
        told.append(
            _(
                "Der Beitrag dort zeigt einen älteren Stand. Hier steht nur sein Text; "
                "Bild und Link-Vorschau bleiben, wie sie dort sind."
            )
        )
    picture = _card_picture(post, story.on(channel.pk), channel.limits())
    return Preview(channel, told, post, picture, below)


def _label(channel: Channel, alike: int) -> str:
    label = channel.get_network_display()
    return label if alike == 1 else f"{label}: {channel.name}"


def _story(page: Page) -> Story:
    """Its short address has the page's number, which a new one has not."""
    story = page.story()
    return story if page.pk else replace(story, short_url="")


def _card_picture(post: Post, story: Story, limits: Limits) -> Picture | None:
    if post.attach != "card" or post.picture or not story.image:
        return post.picture
    return _kept_picture_of(story, limits, "card")


@dataclass(frozen=True)
class _Source:
    """All that decides how a picture is cut and packed, and the story that has it."""

    image: int
    file: str
    focus: tuple
    alt: str
    limits: PictureLimits
    attach: str
    story: Story = field(compare=False)
    network: Limits = field(compare=False)


@lru_cache(maxsize=10)
def _made(source: _Source) -> Picture | None:
    return picture_of(source.story, source.network, source.attach)


def _kept_picture_of(story: Story, limits: Limits, attach: str) -> Picture | None:
    """While somebody types, the picture stays the same: it is made once."""
    image = story.image
    if not image:
        return picture_of(story, limits, attach)
    source = _Source(
        image=image.pk,
        file=f"{image.file.name} {image.file_hash}",
        focus=focus_of(image),
        alt=story.alt,
        limits=limits.picture,
        attach=attach,
        story=story,
        network=limits,
    )
    return _made(source)
