"""What an article tells the channels."""

from django.urls import reverse

from syndication.composing import Story

from .addresses import absolute
from .corrections import corrections_of
from .identity import site_name


def story_of(article) -> Story:
    image = article.lead_image
    return Story(
        headline=article.title,
        teaser=article.summary,
        url=article.full_url,
        language=article.locale.language_code,
        topics=tuple(topic.name for topic in article.topics.all()),
        kicker=article.kicker,
        image=image,
        alt=image.description if image else "",
        urgent=article.urgent,
        published_at=article.published_at,
        short_url=absolute(reverse("short", args=[article.pk])),
        site=site_name(article.get_site()),
        corrections=corrections_of(article),
    )
