"""The demo's articles as pages: published, translated, scheduled and drafts."""

import json
from datetime import datetime, timedelta

from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale

from newsroom.easy_language import EasyLanguagePage
from newsroom.models import ArticlePage, HomePage, NewsIndexPage, Topic

from .files import DemoFiles
from .manuscripts import Manuscript, columns, manuscripts

ENGLISH = "en"
ENGLISH_TITLES = {HomePage: "News from the city", NewsIndexPage: "Newsroom"}
AHEAD = timedelta(days=3)
VERSIONS = ("translates", "simplifies")


def put(parent, page):
    """A page goes live by a revision, as if an editor had published it."""
    page.live = False
    parent.add_child(instance=page)
    return publish(page)


def publish(page):
    page.save_revision(user=page.owner).publish()
    return type(page).objects.get(pk=page.pk)


def load_articles(section: NewsIndexPage) -> int:
    """All manuscripts below the German section; returns the number of articles."""
    files = DemoFiles(section.owner)
    texts = manuscripts()
    originals = {
        text.name: _article(section, text, files)
        for text in texts
        if not set(VERSIONS) & set(text.head)
    }
    for text in texts:
        if "translates" in text.head:
            _translation(originals[text.head["translates"]], text, files)
        if "simplifies" in text.head:
            _easy_version(originals[text.head["simplifies"]], text, files)
    files.ask_for_renditions()
    return ArticlePage.objects.count()


def _article(section: NewsIndexPage, text: Manuscript, files: DemoFiles) -> ArticlePage:
    article = ArticlePage(announce=False, owner=section.owner)
    _fill(article, text, files)
    status = text.head.get("status", "live")
    if status == "live":
        return put(section, article)
    article.live = False
    section.add_child(instance=article)
    if status == "scheduled":
        article.go_live_at = timezone.now() + AHEAD
        return publish(article)
    article.save_revision(user=article.owner)
    return article


def _fill(article: ArticlePage, text: Manuscript, files: DemoFiles) -> None:
    head = text.head
    article.title, article.kicker = head["title"], head["kicker"]
    article.teaser = head.get("teaser", "")
    article.urgent = "urgent" in head
    article.body = json.dumps(text.body(files))
    article.topics = [_topic(name.strip()) for name in head["topics"].split(",")]
    if "picture" in head:
        article.lead_image_id = files.picture(*columns(head["picture"]))
    if "published" in head:
        published = datetime.fromisoformat(head["published"])
        article.published_at = timezone.make_aware(published)


def _topic(name: str) -> Topic:
    return Topic.objects.get_or_create(name=name)[0]


def _translation(original: ArticlePage, text: Manuscript, files: DemoFiles) -> None:
    """Below translated parents, as Wagtail makes them."""
    english, _ = Locale.objects.get_or_create(language_code=ENGLISH)
    page = original.copy_for_translation(english, copy_parents=True)
    parents = page.get_ancestors().filter(locale=english, alias_of__isnull=False)
    for parent in parents.specific():
        ConvertAliasPageAction(parent).execute()
        parent.title, parent.owner = ENGLISH_TITLES[type(parent)], None
        publish(parent)
    _fill(page, text, files)
    page.owner, page.announce = original.owner, False
    page.slug = text.name.split("-", 3)[-1].removesuffix(".en")
    publish(page)


def _easy_version(original: ArticlePage, text: Manuscript, files: DemoFiles) -> None:
    body = json.dumps(text.body(files))
    title = text.head["title"]
    put(original, EasyLanguagePage(title=title, body=body, owner=original.owner))
