"""Thousands of articles, made quickly: rows of tables, not publications.

Their texts are put together from the paragraphs of the demo's own articles.
"""

import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import batched, cycle

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.html import strip_tags
from wagtail.models import Page

from newsroom.models import ArticlePage, NewsIndexPage, Topic
from newsroom.searching.backend import Index

from .phrases import DISTRICTS, HEADLINES, PLACES

BATCH = 500
YEARS = timedelta(days=3650)
PARAGRAPHS = 8  # of some 40 words each
SENTENCE = re.compile(r"[^.!?]{12,}[.!?]")


def load_many(section: NewsIndexPage, number: int) -> Iterator[int]:
    """`number` live articles below the section, over the ten years before its oldest.

    Yields how many are there, now and then. They are in the search index, but have no
    revisions, and are announced nowhere.
    """
    numbers = range(section.numchild, section.numchild + number)
    maker = _Maker(section, YEARS / number)
    for batch in batched(numbers, BATCH):
        articles = [maker.article(place) for place in batch]
        with transaction.atomic():
            insert_articles(articles)
            maker.connect(articles)
            Index(None).add_items(ArticlePage, articles)
            Page.objects.filter(pk=section.pk).update(numchild=batch[-1] + 1)
        yield batch[-1] + 1 - section.numchild
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def insert_articles(articles: list[ArticlePage]) -> None:
    """Both tables of a page, which Django's own bulk_create refuses to fill."""
    fields = [field for field in Page._meta.local_fields if not field.primary_key]
    values = [
        {field.attname: getattr(page, field.attname) for field in fields}
        for page in articles
    ]
    Page.objects.bulk_create([Page(**row) for row in values], batch_size=BATCH)
    paths = [page.path for page in articles]
    keys = dict(Page.objects.filter(path__in=paths).values_list("path", "pk"))
    own = ArticlePage._meta.local_fields
    for page in articles:
        page.pk = page.page_ptr_id = page.id = keys[page.path]
    columns = ", ".join(field.column for field in own)
    marks = ", ".join(["%s"] * len(own))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {ArticlePage._meta.db_table} ({columns}) VALUES ({marks})",  # noqa: S608  names of our own model
            [[_value(page, field) for field in own] for page in articles],
        )


def _value(page: ArticlePage, field):
    return field.get_db_prep_save(getattr(page, field.attname), connection)


class _Maker:
    """Invents articles from those that are there, the same ones at each run."""

    def __init__(self, section: NewsIndexPage, step: timedelta):
        self.section, self.step = section, step
        self.choice = random.Random(section.numchild)  # noqa: S311  no secret
        samples = list(ArticlePage.objects.child_of(section).listed())
        self.newest = min(article.published_at for article in samples)
        blocks = [block for one in samples for block in one.body.get_prep_value()]
        self.paragraphs = [one for one in blocks if one["type"] == "paragraph"]
        self.headings = [one for one in blocks if one["type"] == "heading"]
        self.pictures = cycle(sorted(one.lead_image_id or 0 for one in samples))
        self.topics = {topic.name: topic.pk for topic in Topic.objects.all()}
        self.type = ContentType.objects.get_for_model(ArticlePage)

    def article(self, number: int) -> ArticlePage:
        topic = self.choice.choice(list(self.topics))
        title = self._headline(topic)
        paragraphs = self.choice.sample(self.paragraphs, PARAGRAPHS)
        middle = PARAGRAPHS // 2
        heading = self.choice.choice(self.headings)
        date = self.newest - self.step * (number - self.section.numchild + 1)
        slug = f"meldung-{number}"
        return ArticlePage(
            title=title,
            draft_title=title,
            kicker=topic,
            teaser=self._teaser(paragraphs[0]),
            body=json.dumps([*paragraphs[:middle], heading, *paragraphs[middle:]]),
            lead_image_id=next(self.pictures) or None,
            slug=slug,
            path=ArticlePage._get_path(
                self.section.path, self.section.depth + 1, number + 1
            ),
            depth=self.section.depth + 1,
            url_path=f"{self.section.url_path}{slug}/",
            locale_id=self.section.locale_id,
            owner_id=self.section.owner_id,
            content_type=self.type,
            announce=False,
            published_at=date,
            first_published_at=date,
            last_published_at=date,
            latest_revision_created_at=date,
        )

    def _teaser(self, paragraph: dict) -> str:
        """How it begins."""
        sentences = SENTENCE.findall(strip_tags(paragraph["value"]))
        return " ".join(sentences[:2])[:400].strip()

    def connect(self, articles: list[ArticlePage]) -> None:
        """With the topic that is their kicker."""
        through = ArticlePage.topics.through
        through.objects.bulk_create(
            through(articlepage_id=page.pk, topic_id=self.topics[page.kicker])
            for page in articles
        )

    def _headline(self, topic: str) -> str:
        wording = self.choice.choice(HEADLINES[""] + HEADLINES.get(topic, ()))
        return wording.format(
            district=self.choice.choice(DISTRICTS), place=self.choice.choice(PLACES)
        )
