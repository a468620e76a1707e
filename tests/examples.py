"""For whoever walks through the admin: people, and a delivery in each state.

Their channel is paused and leads nowhere, so a worker leaves all of it alone.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage, Topic
from syndication.models import Announcement, Attempt, Channel, Delivery, Echo
from syndication.registered_apps import App
from tests import factories

THEMES = ("light", "dark")
# For the parameters of our views; an object's own number is looked up.
PARAMETERS = {
    "handbook:page slug": "erster-artikel",
    "handbook:picture name": "anmelden",
    "channels:choose key": "abgelaufen",
    "way": "bluesky",
}
TOLD = "Text character limit of 500 exceeded"


def of(article: ArticlePage, channel: Channel) -> dict[str, object]:
    """The parameters, for an article and a channel that it has not gone to."""
    page = article.pk
    return PARAMETERS | {
        "page_pk": page,
        "desk:page pk": page,
        "channel_pk": channel.pk,
    }


def whole() -> dict[str, object]:
    """A newsroom in which every view of ours has an example; the parameters for them."""
    factories.imported(len(Delivery.State))
    make(password="x")
    Topic.objects.create(name="Parks")
    App.objects.keep("facebook", "http://127.0.0.1:9", "1", "x")
    return of(ArticlePage.objects.first(), factories.channel(name="@other"))


@transaction.atomic
def make(password: str) -> None:
    """A person named after each theme, and a delivery in each state.

    There must be as many articles as states.
    """
    for theme in THEMES:
        user = User.objects.create_superuser(theme, password=password)
        UserProfile.objects.create(user=user, theme=theme, preferred_language="de")
    channel = paused_channel()
    for article, state in zip(
        ArticlePage.objects.about(None), Delivery.State, strict=False
    ):
        delivery_of(article, channel, state)


def paused_channel() -> Channel:
    now = timezone.now()
    return factories.channel(
        name="@example",
        account_url="http://127.0.0.1:9/@example",
        account_name="@example",
        announce_since=now,
        paused_at=now,
        paused_reason="The account must be confirmed.",
        expires_at=now + timedelta(days=5),
    )


def delivery_of(article: ArticlePage, channel: Channel, state: str) -> None:
    now = timezone.now()
    announcement = Announcement.objects.create(
        page=article, page_number=article.pk, title=article.title, url=article.full_url
    )
    sent = state not in (Delivery.State.PENDING, Delivery.State.CANCELLED)
    delivery = Delivery.objects.create(
        announcement=announcement,
        channel=channel,
        state=state,
        useful_until=now + timedelta(days=2),
        attempts=2 if sent else 0,
        text=article.teaser if sent else "",
        keyed_at=now if sent else None,
        url="http://127.0.0.1:9/@example/1" if state == "published" else "",
        published_at=now if state == "published" else None,
        last_error=TOLD if state in ("failed", "by_hand") else "",
        outdated=state == "published",
    )
    Attempt.objects.create(
        delivery=delivery,
        channel=channel,
        number=1,
        phase=Attempt.Phase.ENDED,
        outcome=Attempt.Outcome.FAILED,
        detail=TOLD,
    )
    if delivery.published_at:
        Echo.objects.create(
            delivery=delivery, channel=channel, posted_at=now, replies=3
        )
