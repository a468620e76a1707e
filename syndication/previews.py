"""The preview of a post: what a channel will be given, as readers will see it there."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from wagtail.models import Page

from .composing import Story, focus_of
from .drafting import post_for
from .models import Channel
from .networks.base import Limits, NetworkError, Picture, PictureLimits, Post
from .pictures import picture_of
from .reading_aloud import aloud
from .remarks import remarks

MODE = "channel-"  # the names of our preview modes begin so, the channel's id follows


@dataclass(frozen=True)
class Preview:
    """What a channel is given, or the sentence why it cannot be (`refusal`).

    `card_picture` is that of the link card; where a network takes it from the page,
    cut as link cards are.
    """

    channel: Channel
    remarks: list[str]
    post: Post | None = None
    card_picture: Picture | None = None
    refusal: str = ""

    @property
    def limits(self) -> Limits:
        return self.channel.limits()

    @property
    def count(self) -> int:
        return self.limits.count(self.post.text)

    @property
    def bytes(self) -> int:
        return len(self.post.text.encode())

    @property
    def picture(self) -> Picture | None:
        return self.post.picture if self.post.attach == "picture" else None

    @property
    def aloud(self) -> list[str]:
        return aloud(self.post)


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
    try:
        post = post_for(story, channel, _kept_picture_of)
        picture = _card_picture(post, story.on(channel.pk), channel.limits())
    except NetworkError as error:
        return Preview(channel, remarks(page, story, channel), refusal=str(error))
    return Preview(channel, remarks(page, story, channel, post), post, picture)


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
