"""A newsroom with thousands of articles, made quickly: rows, not publications."""

import random
from datetime import timedelta
from itertools import islice

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from wagtail.models import Locale, Page

from newsroom.demo.many import insert_articles
from newsroom.models import ArticlePage, Topic
from newsroom.searching.backend import Index
from tests.factories import section

COMMON = [
    "Stadt",
    "Dortmund",
    "Bürger*innen",
    "Straße",
    "und",
    "die",
    "der",
    "neue",
    "Rat",
    "Haus",
]
BEGINNINGS = [
    "Bau",
    "Sport",
    "Kultur",
    "Rad",
    "Stadt",
    "Hafen",
    "Park",
    "Schul",
    "Wasser",
    "Markt",
]
MIDDLES = [
    "platz",
    "weg",
    "amt",
    "haus",
    "garten",
    "brücke",
    "turm",
    "see",
    "feld",
    "hof",
]
ENDINGS = ["en", "er", "ung", "heit", "straße", "halle", "fest", "plan", "tag", "woche"]
RARE = [a + b + c for a in BEGINNINGS for b in MIDDLES for c in ENDINGS]
TOPICS = [
    "Kultur",
    "Sport",
    "Verkehr",
    "Bauen",
    "Bildung",
    "Umwelt",
    "Soziales",
    "Rathaus",
]


def fill(count: int, words: int = 325, seed: int = 1) -> None:
    """Articles below `section()`, indexed, over ten years, with three topics each."""
    random.seed(seed)
    parent = section()
    topics = [Topic.objects.get_or_create(name=name)[0] for name in TOPICS]
    made = [_article(parent, number, words) for number in range(count)]
    insert_articles(made)
    through = ArticlePage.topics.through
    chosen = [(page, topic) for page in made for topic in random.sample(topics, 3)]
    through.objects.bulk_create(
        [through(articlepage_id=page.pk, topic_id=topic.pk) for page, topic in chosen],
        batch_size=5_000,
    )
    Page.objects.filter(pk=parent.pk).update(numchild=count)
    articles = iter(ArticlePage.objects.all().order_by("pk"))
    while batch := list(islice(articles, 500)):
        Index(None).add_items(ArticlePage, batch)
    _count_rows()


def _article(parent, number: int, words: int) -> ArticlePage:
    date = timezone.now() - timedelta(hours=9 * number + 1)
    text = " ".join(
        random.choices(COMMON, k=words // 3) + random.choices(RARE, k=words)
    )
    return ArticlePage(
        title=f"{random.choice(RARE)} {random.choice(COMMON)} {number}",
        teaser=" ".join(random.choices(COMMON, k=2) + random.choices(RARE, k=10)),
        slug=f"artikel-{number}",
        path=f"{parent.path}{number + 1:04}",
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}artikel-{number}/",
        locale=Locale.get_default(),
        content_type=ContentType.objects.get_for_model(ArticlePage),
        published_at=date,
        first_published_at=date,
        body=[("paragraph", f"<p>{text}</p>")],
    )


def _count_rows() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
