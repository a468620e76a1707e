"""manage.py load_demo: a small newsroom to try everything out with."""

import json
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Locale, Page, Site

from newsroom import demo
from newsroom.demo.drawing import draw
from newsroom.demo.editor import make_editor
from newsroom.models import ArticlePage, HomePage, NewsImage, NewsIndexPage, Topic

ARTICLES = Path(demo.__file__).with_name("articles.json")
CITY = "Stadt Dortmund"


class Command(BaseCommand):
    help = "Load a small newsroom, once; bind the site to PUBLIC_URL, every time."

    def handle(self, *args, **options):
        if HomePage.objects.exists():
            bind_site()
            self.stdout.write("The demo is there already; nothing of it was changed.")
            return
        with transaction.atomic():
            count = load()
        self.stdout.write(f"Loaded {count} articles.")


def bind_site():
    """Wagtail's default site says the same address as PUBLIC_URL."""
    address = urlsplit(settings.PUBLIC_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.filter(is_default_site=True).update(
        hostname=address.hostname, port=port
    )
    Site.clear_site_root_paths_cache()


def load() -> int:
    """Everything; returns the number of articles."""
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = make_home()
    editor = make_editor(home)
    newsroom = put(home, NewsIndexPage(title="Newsroom", slug="newsroom", owner=editor))
    articles = json.loads(ARTICLES.read_text(encoding="utf-8"))
    for number, article in enumerate(articles):
        make_article(newsroom, editor, number, article)
    return len(articles)


def make_home() -> HomePage:
    """The front page in place of Wagtail's own "Welcome" page."""
    root = Page.get_first_root_node()
    welcome = root.get_children().filter(slug="home").first()
    home = put(root, HomePage(title="Nachrichten aus der Stadt", slug="start"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": home, "site_name": CITY}
    )
    bind_site()
    if welcome and welcome.specific_class is Page and not welcome.numchild:
        welcome.delete()
    return HomePage.objects.get(pk=home.pk)


def put(parent, page):
    """A page goes live by a revision, as if an editor had published it."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision(user=page.owner).publish(user=page.owner)
    return type(page).objects.get(pk=page.pk)


def make_article(parent, editor, number: int, content: dict):
    pictures = content["picture"], content["picture_in_text"]
    lead, inner = (make_picture(editor, number, picture) for picture in pictures)
    if inner:
        value = {"image": inner.pk, "caption": inner.description, "decorative": False}
        content["body"].append({"type": "picture", "value": value})
    article = ArticlePage(
        **{name: content[name] for name in ("title", "kicker", "teaser", "urgent")},
        body=json.dumps(content["body"]),
        lead_image=lead,
        published_at=datetime.fromisoformat(content["published_at"]),
        announce=False,
        owner=editor,
    )
    article.topics = [
        Topic.objects.get_or_create(name=name)[0] for name in content["topics"]
    ]
    put(parent, article)


def make_picture(editor, number: int, picture: dict | None) -> NewsImage | None:
    if not picture:
        return None
    name = f"demo-{picture['scene']}-{number}.jpg"
    return NewsImage.objects.create(
        title=picture["description"],
        description=picture["description"],
        credit=f"Demo / {CITY}",
        file=ContentFile(draw(picture["scene"], number), name=name),
        uploaded_by_user=editor,
    )
