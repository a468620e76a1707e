"""What an editor should know of a post before it is sent, each in a sentence.

All of it is found by comparing what the page says with what the post says.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from wagtail.models import Page

from . import standing
from .announcing import is_another_version
from .composing import MARKUP, WORD_JOINER, Story, hashtag, without_schemes
from .corrected import Answer
from .drafting import attachment
from .models import Announcement, Channel
from .networks.base import Limits, Post
from .rules import verdict

CALLED = re.compile(r"(?<![^\W_])[@＠][\w.-]*\w")


def remarks(
    page: Page, story: Story, channel: Channel, post: Post | None = None
) -> list[str]:
    """Without a post, whether it would be sent is all that can be told."""
    found = list(_on_sending(page, channel))
    if post:
        here = story.on(channel.pk)
        found += _on_text(here, post, channel.limits())
        found += _on_picture(here, post, channel)
    return found


def remarks_below(answers: Iterable[Answer]) -> list[str]:
    """On the corrections below a post that stays as it is."""
    found = []
    for answer in answers:
        shortened = _plain(answer.correction.text) not in _plain(answer.post.text)
        if shortened and not answer.sent:
            found.append(_("Ein Nachtrag ist zu lang und wird gekürzt."))
        if answer.by_hand:
            found.append(
                _(
                    "Der Nachtrag wird eine Aufgabe: Sie tragen ihn dort von Hand ein; "
                    "wir zeigen Text und Link."
                )
            )
    return list(dict.fromkeys(found))


def _on_sending(page: Page, channel: Channel) -> Iterator[str]:
    if is_another_version(page):
        yield _("Diese Fassung wird nicht angekündigt, nur der Artikel selbst.")
        return
    first = Announcement.of(page)
    if delivery := first and first.deliveries.filter(channel=channel).first():
        yield _("Wenn Sie den Artikel geändert veröffentlichen: Der Beitrag %s.") % (
            standing.on_republish(delivery)
        )
    else:
        yield from _on_going_there(page, channel, announced=bool(first))
    if channel.paused_at:
        yield _("Der Kanal ist angehalten: %s") % channel.paused_reason


def _on_going_there(page: Page, channel: Channel, announced: bool) -> Iterator[str]:
    wished = [wish.send for wish in page.wishes() if wish.channel == channel.pk]
    send = wished[0] if wished else None
    if not page.announce:
        yield _("Dieser Artikel wird nicht angekündigt, auf keinem Kanal.")
    elif send is False:
        yield _("Der Kanal ist für diesen Artikel ausgeschaltet.")
    elif send is None:
        topics = list(page.announced_topics())
        rule = verdict(channel, topics, page.published_at, announced)
        if not rule.goes:
            yield rule.why


def _on_text(story: Story, post: Post, limits: Limits) -> Iterator[str]:
    own = story.own_text()
    if own and _plain(own) not in _plain(post.text):
        yield _("Ihr Text ist zu lang und wird gekürzt.")
    elif not own:
        yield from _on_teaser(story, post)
    tags = {topic: hashtag(topic) for topic in story.topics}
    if gone := [topic for topic, tag in tags.items() if not _has_tag(post, tag)]:
        yield _("Ohne Hashtag bleiben die Themen: %s.") % ", ".join(gone)
    written = own or f"{story.headline} {story.teaser}"
    if called := CALLED.findall(written):
        yield _("Niemand wird erwähnt, es bleibt gewöhnlicher Text: %s") % ", ".join(
            called
        )
    if not own and any(sign in "#＃" for sign in MARKUP.findall(written)):
        yield _("„#“ in Überschrift und Anreißer macht keinen Hashtag.")
    if not limits.link_clickable:
        yield _("Links lassen sich dort nicht anklicken: Die Adresse ist zum Abtippen.")
        if not story.short_url:
            yield _("Die kurze Adresse gibt es, sobald der Artikel gespeichert ist.")


def _on_teaser(story: Story, post: Post) -> Iterator[str]:
    said = _plain(post.text)
    if _plain(story.headline) not in said:
        yield _("Die Überschrift ist zu lang und wird gekürzt; der Anreißer entfällt.")
    elif _plain(story.teaser) not in said:
        first = _plain(story.teaser).split(" ")[0]
        after = said.split(_plain(story.headline), 1)[1]
        if after.strip().startswith(first):
            yield _("Der Anreißer wird gekürzt.")
        else:
            yield _("Der Anreißer passt nicht hinein und entfällt.")


def _on_picture(story: Story, post: Post, channel: Channel) -> Iterator[str]:
    if story.image:
        return
    if channel.limits().needs_picture:
        yield _(
            "Der Artikel hat kein Bild: Gesendet wird eine Karte mit der Überschrift."
        )
    elif attachment(story, channel) == Channel.Attach.PICTURE:
        yield _("Der Artikel hat kein Bild: Gesendet wird die Link-Vorschau.")
    else:
        yield _("Die Link-Vorschau zeigt kein Foto, denn der Artikel hat keines.")


def _has_tag(post: Post, tag: str) -> bool:
    tags = (span.target.casefold() for span in post.spans if span.kind == "tag")
    return tag.casefold() in tags


def _plain(text: str) -> str:
    return " ".join(without_schemes(text).replace(WORD_JOINER, "").split())
