"""What an article tells the channels."""

from django.urls import reverse

from syndication.composing import Story

from .addresses import absolute
from .corrections import entries_of
from .identity import site_name


def story_of(article) -> Story:
    """Also of an article that is being written and has no address yet."""
    image = article.lead_image
    return Story(
        headline=article.title,
        teaser=article.summary,
        url=article.full_url or "",
        language=article.locale.language_code,
        topics=tuple(topic.name for topic in article.topics.all()),
        kicker=article.kicker,
        image=image,
        alt=image.description if image else "",
        urgent=article.urgent,
        published_at=article.published_at,
        short_url=absolute(reverse("short", args=[article.pk or 0])),
        site=site_name(article.get_site()),
        corrections=entries_of(article),
        text=article.social_text.strip(),
        wishes=article.wishes(),
    )
