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
TYPED_TAG = re.compile(r"(?<![\w/#&])#(\w+)")
FOCUS = ("x", "y", "width", "height")
WORD_JOINER = "\u2060"
GENDER_SIGN = re.compile(r"(?<=\w)[*:·](?=\w)")
MARKUP = re.compile(r"(?<![^\W_])(?<!/)([@＠#＃])(?=\w)")
SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)
BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:/\S*)?")


@dataclass(frozen=True)
class Correction:
    """What an article had wrong, and since when it is right; `key` never changes.

    Or what is new in it, and so important that it is told like a correction.
    """

    key: str
    text: str
    at: datetime
    is_update: bool = False

    def named(self, words: str) -> str:
        """`words` after what this is, in the language of the moment."""
        return (
            _("Aktualisierung: %s") if self.is_update else _("Korrektur: %s")
        ) % words


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

    def own_text(self) -> str:
        """What the editor has written, without the article's address, which we add."""
        text = unicodedata.normalize("NFC", self.text)
        for address in filter(None, (self.url, self.short_url)):
            bare = re.escape(without_schemes(address).rstrip("/"))
            text = re.sub(rf"(?:https?://)?{bare}/?(?![\w/?#-])", "", text)
        paragraphs = BLANK_LINES.split(text.replace("\r\n", "\n").strip())
        return "\n\n".join(filter(None, (part.strip() for part in paragraphs)))

    def fingerprint(self) -> str:
        """Of all that a post may show: the same as long as nothing has to be changed."""
        picture = self.image and (
            self.image.pk,
            self.image.file.name,
            focus_of(self.image),
        )
        shown = (self.headline, self.teaser, self.kicker, self.language, self.topics)
        corrections = [(one.key, one.text) for one in self.corrections]
        facts = [*shown, self.alt, self.urgent, picture, corrections]
        wishes = [(one.channel, one.text, one.attach) for one in self.wishes]
        own = sorted(one for one in wishes if any(one[1:]))
        if self.text or own:
            facts += [self.text, own]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True)
class Length:
    """Of an editor's own text with all that stands in the post besides hashtags.

    In the network's own count; `links` are the addresses in it, the article's too.
    """

    count: int
    limit: int
    links: int
    fits: bool
    few_links: bool


def compose(
    story: Story, limits: Limits, attach: str, picture: Picture | None = None
) -> Post:
    """What a network is given: called by the preview and by the sender alike.

    What is too long is shortened by rule: the teaser first, then it goes, then the
    hashtags from the last, then a correction, at the very end the headline; always at
    the end of a word and never the link. A text of the editor's own stands instead of
    headline and teaser: first the hashtags of the topics go, then it is shortened, at
    the very end without the correction. Without a picture every post is one with a
    card. Raises RejectedError if not even a word of the headline fits.
    """
    attach = attach if picture else "card"
    link = _link(story, limits, attach)
    for *words, kept in _drafts(story, limits):
        said = "\n\n".join(filter(None, words))
        text = "\n\n".join(filter(None, [said, _tag_line(kept), link]))
        if _fits(text, limits) and _few_links(text, story.url, limits):
            break
    else:
        raise RejectedError(_("Die Überschrift passt nicht in einen Beitrag."))
    typed = _typed_spans(words[0], limits) if story.own_text() else ()
    return Post(
        text=text,
        language=story.language,
        url=story.url,
        title=_headline(story),
        description=_one_line(story.teaser),
        spans=(*typed, *_spans(text, kept, link, limits)),
        attach=attach,
        picture=picture,
    )


def measured(story: Story, limits: Limits, attach: str) -> Length:
    """How long the editor's own text is in a post with this attachment."""
    words = _own_words(story, limits)
    text = "\n\n".join(filter(None, [words, _link(story, limits, attach)]))
    count, limit = limits.count(text), limits.text_length
    if count <= limit and not _fits(text, limits):
        count, limit = len(text.encode()), limits.text_bytes
    links = len({story.url, *ADDRESS.findall(text)})
    few = _few_links(text, story.url, limits)
    return Length(count, limit, links, _fits(text, limits), few)


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
        raise RejectedError(_("Der Nachtrag passt nicht in einen Beitrag."))
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


def _drafts(story: Story, limits: Limits) -> Iterator[tuple]:
    """Ever shorter (words, words, correction, hashtags of topics), by the rule."""
    plain = neutralised if limits.reads_markup else without_schemes
    correction = plain(_correction(story, story.corrections[-1:]))
    tags = tuple(dict.fromkeys(filter(None, map(hashtag, story.topics))))
    if not story.own_text():
        tags = tags[: limits.max_tags]
        headline = plain(_headline(story))
        return _variants(headline, plain(story.teaser), correction, tags)
    words = _own_words(story, limits)
    typed = {tag.casefold() for tag in _typed_tags(words)}
    further = [tag for tag in tags if tag.casefold() not in typed]
    if limits.max_tags is not None:
        further = further[: max(limits.max_tags - len(typed), 0)]
    return _own_variants(words, correction, tuple(further))


def _own_words(story: Story, limits: Limits) -> str:
    """The editor's text: its hashtags are meant, its names call nobody."""
    words = without_schemes(story.own_text())
    if story.urgent:
        with translation.override(story.language):
            notice = _("Eilmeldung: %s")
        if notice.replace("%s", "").strip(" :").casefold() not in words.casefold():
            words = notice % words
    return _keeping_tags(words, limits) if limits.reads_markup else words


def _keeping_tags(words: str, limits: Limits) -> str:
    """Neutralised, but for as many hashtags as the network takes."""
    kept = list(_typed_tags(words))[: limits.max_tags]

    def neutral(sign: re.Match) -> str:
        tag = TYPED_TAG.match(words, sign.start())
        if tag and tag[1] in kept:
            return sign[0]
        return sign[0] + WORD_JOINER

    return MARKUP.sub(neutral, words)


def _typed_tags(words: str) -> dict[str, None]:
    """The different hashtags in a text, in their order, as they are written."""
    return dict.fromkeys(tag[1] for tag in TYPED_TAG.finditer(words) if _is_tag(tag[1]))


def _is_tag(word: str) -> bool:
    return any(map(str.isalpha, word)) and len(word) <= LONGEST_TAG


def _typed_spans(words: str, limits: Limits) -> tuple[Span, ...]:
    kept = list(_typed_tags(words))[: limits.max_tags]
    return tuple(
        Span(tag.start(), tag.end(), "tag", tag[1])
        for tag in TYPED_TAG.finditer(words)
        if tag[1] in kept
    )


def _correction(story: Story, newest: tuple[Correction, ...]) -> str:
    """In the story's language; empty where there is none."""
    with translation.override(story.language):
        return "".join(one.named(_one_line(one.text)) for one in newest)


def focus_of(image) -> tuple:
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


def _own_variants(words: str, correction: str, tags: tuple[str, ...]):
    for number in range(len(tags), 0, -1):
        yield words, "", correction, tags[:number]
    for shorter in shortened(words):
        yield shorter, "", correction, ()
    for shorter in shortened(words):
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
    """Where the topics' hashtags and our link stand: at the end, in this order."""
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
