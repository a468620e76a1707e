"""What shall be said: written down when a page goes live, changes or leaves.

Two things are noted on an announcement: whether it is wanted, and what it says. What
becomes of its deliveries follows from that, at once or when the sweep finds it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, get_page_models

from .composing import Correction, Story
from .models import Announcement, Channel, ChannelWish, Delivery
from .readiness import PageLeftError, pages_still_there, public_page
from .rules import by_rule
from .waits import USEFUL_FOR, about
from .waking import wake

When = Announcement.When


def announced_models() -> list[type[Page]]:
    """The page models that have something to say: those with a `story()`."""
    return [model for model in get_page_models() if hasattr(model, "story")]


def page_went_live(page: Page, now: datetime) -> None:
    """Announce the page, if that is to be and has not been, or note what it says now."""
    first = Announcement.of(page)
    if first:
        note(first, now)
    elif _may_be_announced(page):
        story = page.story()
        news = page.published_at >= now - USEFUL_FOR
        channels = _channels_for(page, story, news)
        # Without one it is noted, too: what no rule has sent then, none sends later.
        if channels or (news and Channel.objects.in_use().exists()):
            held = (
                _too_late(page, now)
                or _why_held(page)
                or _amid_crisis(page, story, now)
            )
            _announce(page, story, channels, now, _terms(page, now, held))


def page_left(page: Page, now: datetime) -> None:
    """The page is no longer for everyone: nothing of it is to be out there."""
    announcements = Announcement.objects.filter(page=page)
    announcements.filter(wanted=True).update(wanted=False, changed_at=now)
    _follow(announcements, now)


def send_by_hand(page: Page, channel: Channel, now: datetime) -> bool:
    """An editor announces this page on this channel, however old both are.

    False if it has been, or if the page is not public.
    """
    specific = type(page).objects.live().public().filter(pk=page.pk).first()
    return bool(specific and _announce(specific, specific.story(), [channel], now, {}))


def note(first: Announcement, now: datetime) -> None:
    """What the page says now, as readers see it, and each new correction of it."""
    try:
        page = public_page(first.page)
    except PageLeftError:
        return page_left(first.page, now)
    story = page.story()
    announcements = Announcement.objects.filter(page=page)
    with transaction.atomic():
        announcements.update(wanted=True, urgent=story.urgent, changed_at=now)
        announcements.filter(pk=first.pk).update(
            title=story.headline,
            url=story.url,
            said=story.fingerprint(),
            noted_at=page.last_published_at or now,
        )
        _heed_wishes(first, page, story, now)
        for correction in story.corrections:
            _correct(first, story, correction, now)
    _follow(announcements, now)


def note_visibility(announcements: QuerySet, now: datetime) -> None:
    """Which of them are wanted: those whose page is for everyone. A few queries."""
    there = pages_still_there().values("pk")
    left = announcements.filter(wanted=True).exclude(page__in=there)
    left.update(wanted=False, changed_at=now)
    public = Q(pk=None)
    for model in announced_models():
        public |= Q(page__in=model.objects.live().public().values("pk"))
    back = announcements.filter(public, wanted=False)
    back.update(wanted=True, changed_at=now)


def channels_for_draft(
    content: dict, at: datetime, channels: Iterable[Channel]
) -> list[Channel]:
    """On which of `channels` a page is announced that goes live `at` for the first time.

    `content` is that of its revision, and the channels have their topics with them: so
    a long list of pages costs no query.
    """
    if not content.get("announce") or content.get("alias_of"):
        return []
    written = content.get("published_at")
    shown = parse_datetime(written) if written else at
    topics, wished = set(content.get("topics", ())), _wished(content)

    def goes(channel: Channel) -> bool:
        if send := wished.get(channel.pk):
            return send == ChannelWish.Send.YES
        taken = {topic.pk for topic in channel.topics.all()}
        news = max(channel.announce_since, at - USEFUL_FOR) <= shown
        return news and (not taken or bool(taken & topics))

    return [channel for channel in channels if goes(channel)]


def moment_for_draft(content: dict, at: datetime) -> datetime | None:
    """When a page is announced that goes live `at`; None if somebody must release it."""
    if content.get("announce_when") == When.LATER:
        written = content.get("announce_at")
        return max(at, parse_datetime(written)) if written else None
    return None if content.get("announce_when") == When.HOLD else at


def stays_with_draft(content: dict, delivery: Delivery) -> bool:
    """Whether it is not dropped when such a version of its page goes live."""
    wished = _wished(content).get(delivery.channel_id) != ChannelWish.Send.NO
    return delivery.may_be_out or bool(content.get("announce") and wished)


def is_another_version(page: Page) -> bool:
    """Whether it is an alias or a translation: the first of them is announced alone."""
    if page.alias_of_id or not page.pk:
        return bool(page.alias_of_id)
    return page.get_translations().filter(pk__lt=page.pk).exists()


def _wished(content: dict) -> dict[int, str]:
    """By channel what the content of a revision says of sending there."""
    return {row["channel"]: row["send"] for row in content.get("channel_wishes", ())}


def _may_be_announced(page: Page) -> bool:
    """Live, wanted, dated, in its first language, and readable by all."""
    return (
        page.announce
        and not is_another_version(page)
        and page.published_at is not None
        and type(page).objects.live().public().filter(pk=page.pk).exists()
    )


def _terms(page: Page, now: datetime, held: str) -> dict[str, object]:
    """The fields of new deliveries: when they may go, or why a person must say so."""
    if held:
        return {"state": Delivery.State.HELD, "last_error": held}
    at = _moment(page, now)
    return {"not_before": at, "useful_until": at + USEFUL_FOR}


def _hour(page: Page) -> dict[str, object]:
    """What an editor has set of the hour, as an announcement keeps it."""
    later = page.announce_when == When.LATER
    return {"when": page.announce_when, "at": page.announce_at if later else None}


def _moment(page: Page, now: datetime) -> datetime:
    return max(now, _hour(page)["at"] or now)


def _why_held(page: Page) -> str:
    if page.announce_when == When.HOLD:
        return _("Im Artikel steht, dass ihn erst jemand freigeben soll.")
    if page.announce_when == When.LATER and not page.announce_at:
        return _("Im Artikel steht „später“, aber nicht, wann.")
    return ""


def _too_late(page: Page, now: datetime) -> str:
    """Why it is for an editor to decide: it should have gone live long ago.

    Empty if not, or if it is an editor who publishes it now.
    """
    meant = _hour_of_clock(page)
    if not meant or meant > now - USEFUL_FOR:
        return ""
    return _("Der Artikel sollte schon am %s erscheinen.") % about(meant)


def _amid_crisis(page: Page, story: Story, now: datetime) -> str:
    """Why it is for an editor to decide: its hour was set when nobody knew of this.

    Empty if not, or if it is an editor who publishes it now.
    """
    if not _hour_of_clock(page) or story.urgent:
        return ""
    crisis = Announcement.crisis(now)
    return why_crisis_holds(crisis) if crisis else ""


def _hour_of_clock(page: Page) -> datetime | None:
    """When it was to go live by itself; None if an editor publishes it now."""
    return None if get_active_log_context().user else page.go_live_at


def why_crisis_holds(crisis: Announcement) -> str:
    return (
        _("Solange die Eilmeldung „%s“ gilt, geht Geplantes nicht von selbst hinaus.")
        % crisis
    )


def _channels_for(page: Page, story: Story, news: bool) -> list[Channel]:
    """Those an editor has asked for; of news also those that take it by their rule."""
    topics = list(page.announced_topics())
    wished = {wish.channel: wish.send for wish in story.wishes}

    def goes(channel: Channel) -> bool:
        send = wished.get(channel.pk)
        if send is None:
            return news and by_rule(channel, topics, page.published_at).goes
        return send

    in_use = Channel.objects.in_use().prefetch_related("topics")
    return [channel for channel in in_use if goes(channel)]


def _heed_wishes(first: Announcement, page: Page, story: Story, now: datetime) -> None:
    """What an editor has decided since; nothing that may have been sent is touched.

    A channel's rule alone sends nothing here: a routine edit must not bring an old
    article to more channels.
    """
    wished = {wish.channel: wish.send for wish in story.wishes}
    for delivery in first.deliveries.never_sent():
        if not page.announce or wished.get(delivery.channel_id) is False:
            delivery.drop(_("Im Artikel ist dieser Kanal abgewählt."))
    if page.announce:
        asked = [channel for channel, send in wished.items() if send]
        for channel in Channel.objects.in_use().filter(pk__in=asked):
            terms = _terms(page, now, _why_held(page))
            _deliver(first, channel, now, **terms)
    _heed_hour(first, page, now)


def _heed_hour(first: Announcement, page: Page, now: datetime) -> None:
    """Another hour than it was, or none: for what waits."""
    hour = _hour(page)
    if hour == {"when": first.when, "at": first.at}:
        return
    for delivery in first.deliveries.never_sent():
        if reason := _why_held(page):
            delivery.hold_back(reason)
        else:
            held_by_page = first.when == When.HOLD
            delivery.reschedule(_moment(page, now), held=held_by_page)
    Announcement.objects.filter(pk=first.pk).update(**hour)


def _announce(
    page: Page,
    story: Story,
    channels: list[Channel],
    now: datetime,
    terms: dict[str, object],
) -> bool:
    """The announcement and its deliveries on `terms`, as far as they are not there yet."""
    with transaction.atomic():
        first, _created = Announcement.objects.get_or_create(
            page_id=page.pk,
            subject="",
            defaults=_facts(page.pk, story, story.headline)
            | _hour(page)
            | {
                "said": story.fingerprint(),
                "noted_at": page.last_published_at or now,
            },
        )
        made = [_deliver(first, channel, now, **terms) for channel in channels]
        for correction in story.corrections:
            _correct(first, story, correction, now)
        transaction.on_commit(lambda: wake(sum(made)), robust=True)
    return any(made)


def _correct(
    first: Announcement, story: Story, correction: Correction, now: datetime
) -> None:
    """An answer to each post that is out there and cannot be changed; once.

    A post that is still to be sent will have the correction in its text.
    """
    announcement, created = Announcement.objects.get_or_create(
        page_id=first.page_id,
        subject=correction.key,
        defaults=_facts(first.page_id, story, correction.named(story.headline))
        | {"answers": first},
    )
    if not created:
        return
    in_use = first.deliveries.filter(channel__retired=False)
    for original in in_use.select_related("channel"):
        if state := _answered_in(original):
            _deliver(announcement, original.channel, now, state=state)


def _answered_in(original: Delivery) -> str:
    """The state that an answer to it begins in; empty where there is to be none.

    We look ourselves whether the post is there before we answer it; nobody is sent to
    look for one that may not be.
    """
    network = original.channel.network_class
    if network.updates:
        return ""
    if network.can_reply:
        return Delivery.State.PENDING if original.may_be_out else ""
    return Delivery.State.BY_HAND if original.is_out else ""


def _facts(page_number: int, story: Story, title: str) -> dict[str, object]:
    return {
        "page_number": page_number,
        "title": title[:255],
        "url": story.url,
        "urgent": story.urgent,
    }


def _deliver(
    announcement: Announcement,
    channel: Channel,
    now: datetime,
    **fields,
) -> bool:
    """Whether the delivery is new."""
    return Delivery.objects.get_or_create(
        announcement=announcement,
        channel=channel,
        defaults={
            "useful_until": now + USEFUL_FOR,
            "not_before": now,
            "said": announcement.said,
        }
        | fields,
    )[1]


def _follow(announcements: QuerySet, now: datetime) -> None:
    """The deliveries of a page at once; the sweep would find them, too."""
    differing = Delivery.objects.differing().filter(announcement__in=announcements)
    for delivery in differing:
        delivery.follow(now)
    waiting = Delivery.objects.filter(
        announcement__in=announcements, state=Delivery.State.PENDING
    )
    if waiting.exists():
        transaction.on_commit(wake, robust=True)
