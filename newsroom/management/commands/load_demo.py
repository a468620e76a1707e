"""manage.py load_demo: a small newsroom to try everything out with."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django_tasks import task_backends
from django_tasks.backends.immediate import ImmediateBackend
from wagtail.models import Locale, Page, Site

from newsroom import roles
from newsroom.demo.editor import make_people
from newsroom.demo.many import load_many
from newsroom.demo.pages import load_articles, put
from newsroom.demo.site_pages import furnish
from newsroom.models import ArticlePage, HomePage, NewsIndexPage

CITY = "Stadt Dortmund"


class Command(BaseCommand):
    help = "Load a small newsroom, once; bind the site to PUBLIC_URL, every time."

    def add_arguments(self, parser):
        parser.add_argument(
            "--articles",
            type=int,
            default=0,
            metavar="N",
            help="Add as many invented ones, to see how the site does with them.",
        )

    def handle(self, *args, articles, **options):
        if HomePage.objects.exists():
            bind_site()
            self.stdout.write("The demo is there already; nothing of it was changed.")
        else:
            with transaction.atomic(), indexing_at_once():
                count = load()
            self.stdout.write(f"Loaded {count} articles.")
        if articles:
            self._load_many(articles)

    def _load_many(self, number: int) -> None:
        section = ArticlePage.objects.filter(live=True).first().get_parent().specific
        for count in load_many(section, number):
            self.stdout.write(f"\r{count} of {number}", ending="")
        self.stdout.write()


@contextmanager
def indexing_at_once():
    """Wagtail's work after each save is done here: a queue would have it for minutes."""
    task_backends["default"] = ImmediateBackend("default", {})
    try:
        yield
    finally:
        del task_backends["default"]


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
    roles.set_up()
    people = make_people()
    editor, chief = people["redaktion"], people["chefredaktion"]
    newsroom = put(home, NewsIndexPage(title="Newsroom", slug="newsroom", owner=editor))
    count = load_articles(newsroom)
    furnish(HomePage.objects.get(pk=home.pk), chief)
    return count


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
