"""From a story to the post of one network. Pure: no network, no database, no clock."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from .networks.base import Limits, Picture, Post, RejectedError, Span

LONGEST_TAG = 64
FOCUS = ("x", "y", "width", "height")
WORD_JOINER = "\u2060"
GENDER_SIGN = re.compile(r"(?<=\w)[*:·](?=\w)")
MARKUP = re.compile(r"(?<![^\W_])(?<!/)([@＠#＃])(?=\w)")
SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?")


@dataclass(frozen=True)
class Correction:
    """What an article had wrong, and since when it is right; `key` never changes."""

    key: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Wish:
    """What an editor wants on one channel, by its id.

    `send` None is the channel's own rule, an empty `text` that for all channels, an
    empty `attach` the channel's.
    """

    channel: int
    send: bool | None = None
    text: str = ""
    attach: str = ""


@dataclass(frozen=True)
class Story:
    """What a page tells the channels; a page answers it with `story()`.

    `text` is what an editor has written for the channels, instead of headline and teaser,
    and `wishes` what differs on one of them; `attach` is empty for the channel's own.
    `url` is the absolute address and `short_url` one that leads to it and is short
    enough to be typed; `image` an instance of the site's image model or None, `topics`
    plain names, `site` the site's own, `published_at` when readers first saw it, `corrections` the
    oldest first.
    """

    headline: str
    teaser: str
    url: str
    language: str
    topics: tuple[str, ...] = ()
    kicker: str = ""
    image: Any = None
    alt: str = ""
    urgent: bool = False
    published_at: datetime | None = None
    short_url: str = ""
    site: str = ""
    corrections: tuple[Correction, ...] = ()
    text: str = ""
    attach: str = ""
    wishes: tuple[Wish, ...] = ()

    def on(self, channel: int) -> "Story":
        """As it is told on this channel."""
        for wish in self.wishes:
            if wish.channel == channel:
                return replace(self, text=wish.text or self.text, attach=wish.attach)
        return self

    def fingerprint(self) -> str:
        """Of all that a post may show: the same as long as nothing has to be changed."""
        picture = self.image and (
            self.image.pk,
            self.image.file.name,
            _focus(self.image),
        )
        shown = (self.headline, self.teaser, self.kicker, self.language, self.topics)
        corrections = [(one.key, one.text) for one in self.corrections]
        facts = [*shown, self.alt, self.urgent, picture, corrections]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def compose(
    story: Story, limits: Limits, attach: str, picture: Picture | None = None
) -> Post:
    """What a network is given: called by the preview and by the sender alike.

    What is too long is shortened by rule: the teaser first, then it goes, then the
    hashtags from the last, then a correction, at the very end the headline; always at
    the end of a word and never the link. Without a picture every post is one with a card. Raises
    RejectedError if not even a word of the headline fits.
    """
    attach = attach if picture else "card"
    plain = neutralised if limits.reads_markup else without_schemes
    link = _link(story, limits, attach)
    tags = tuple(dict.fromkeys(filter(None, map(hashtag, story.topics))))
    correction = plain(_correction(story, story.corrections[-1:]))
    for *words, kept in _variants(
        plain(_headline(story)),
        plain(story.teaser),
        correction,
        tags[: limits.max_tags],
    ):
        text = "\n\n".join(filter(None, [*words, _tag_line(kept), link]))
        if _fits(text, limits) and _few_links(text, story.url, limits):
            break
    else:
        raise RejectedError(_("Die Überschrift passt nicht in einen Beitrag."))
    return Post(
        text=text,
        language=story.language,
        url=story.url,
        title=_headline(story),
        description=_one_line(story.teaser),
        spans=_spans(text, kept, link, limits),
        attach=attach,
        picture=picture,
    )


def compose_reply(story: Story, correction: Correction, limits: Limits) -> Post:
    """The correction alone, as an answer to the post that cannot be changed.

    Raises RejectedError if not even its first word fits.
    """
    plain = neutralised if limits.reads_markup else without_schemes
    link = story.url if limits.link_clickable else _link(story, limits, "card")
    for words in shortened(plain(_correction(story, (correction,)))):
        text = f"{words}\n\n{link}"
        if _fits(text, limits):
            break
    else:
        raise RejectedError(_("Die Korrektur passt nicht in einen Beitrag."))
    return Post(
        text=text,
        language=story.language,
        url=story.url,
        title=_headline(story),
        description="",
        spans=_spans(text, (), link, limits),
        attach="text",
    )


def hashtag(topic: str) -> str:
    """A topic as one CamelCase word, without the number sign; empty if it has none.

    Umlauts stay, a gender sign does not cut the word: Bürger*innen-Büro is
    BürgerinnenBüro. A tag of digits alone is none on any network, and one of more than
    64 characters none on Bluesky, which refuses the whole post.
    """
    topic = unicodedata.normalize("NFC", topic)  # a mark apart would end the word
    words = re.findall(r"[^\W_]+", GENDER_SIGN.sub("", topic))
    tag = "".join(word[0].upper() + word[1:] for word in words)
    return "" if tag.isdigit() or len(tag) > LONGEST_TAG else tag


def neutralised(text: str) -> str:
    """The text without what a server would read as mention, hashtag or link of ours."""
    return MARKUP.sub(rf"\1{WORD_JOINER}", without_schemes(text))


def without_schemes(text: str) -> str:
    """The text whose addresses make no link: the link card is the article's."""
    return SCHEME.sub("", text)


def shortened(text: str) -> Iterator[str]:
    """The text, then ever shorter ones, each cut at the end of a word."""
    yield text
    for gap in reversed(list(re.finditer(r"\s+", text))):
        yield text[: gap.start()].rstrip(" ,;:–-") + " …"


def _headline(story: Story) -> str:
    headline = _one_line(story.headline)
    if not story.urgent:
        return headline
    with translation.override(story.language):
        return _("Eilmeldung: %s") % headline


def _correction(story: Story, newest: tuple[Correction, ...]) -> str:
    """In the story's language; empty where there is none."""
    with translation.override(story.language):
        return "".join(_("Korrektur: %s") % _one_line(one.text) for one in newest)


def _focus(image) -> tuple:
    """What decides how a picture is cut."""
    return tuple(getattr(image, f"focal_point_{name}") for name in FOCUS)


def _link(story: Story, limits: Limits, attach: str) -> str:
    """What the text shows of the article's address, if anything."""
    if not limits.link_clickable:
        return without_schemes(story.short_url or story.url)
    return story.url if limits.link_in_text or attach == "picture" else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _variants(headline: str, teaser: str, correction: str, tags: tuple[str, ...]):
    for shorter in shortened(teaser):
        yield headline, shorter, correction, tags
    for number in range(len(tags), 0, -1):
        yield headline, "", correction, tags[:number]
    for shorter in shortened(correction):
        yield headline, "", shorter, ()
    for shorter in shortened(headline):
        yield shorter, "", "", ()


def _tag_line(tags: tuple[str, ...]) -> str:
    return " ".join(f"#{tag}" for tag in tags)


def _fits(text: str, limits: Limits) -> bool:
    return limits.count(text) <= limits.text_length and (
        limits.text_bytes is None or len(text.encode()) <= limits.text_bytes
    )


def _few_links(text: str, url: str, limits: Limits) -> bool:
    """Whether the network takes so many; some make links of bare host names."""
    return limits.max_links is None or (
        len({url, *ADDRESS.findall(text)}) <= limits.max_links
    )


def _spans(
    text: str, tags: tuple[str, ...], link: str, limits: Limits
) -> tuple[Span, ...]:
    """Where our own hashtags and link stand: at the end, in this order."""
    spans = []
    end = len(text)
    if link:
        if limits.link_clickable:
            spans.append(Span(end - len(link), end, "link", link))
        end -= len("\n\n") + len(link)
    for tag in reversed(tags):
        spans.append(Span(end - len(tag) - 1, end, "tag", tag))
        end -= len(tag) + 2
    return tuple(reversed(spans))
