"""Articles of about the size of ours, published as an editor does it."""

from io import BytesIO

from django.contrib.auth.models import User
from django.core.files.images import ImageFile
from django.core.management.base import BaseCommand
from news.models import ArticlePage, NewsIndexPage, Topic
from PIL import Image as Drawing
from wagtail.images.models import Image
from wagtail.models import Page, Site

SENTENCE = "The city council has decided to open the new park to everybody in May. "


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("number", type=int)
        parser.add_argument("host")
        parser.add_argument("port", type=int)

    def handle(self, number, host, port, **options):
        Site.objects.update(hostname=host, port=port)
        User.objects.create_superuser("editor", password="editor")
        home = Page.objects.get(slug="home")
        index = home.add_child(instance=NewsIndexPage(title="News", slug="news"))
        topics = [Topic.objects.create(name=name) for name in ("Parks", "Traffic")]
        pictures = [picture(count) for count in range(min(number, 15))]
        for count in range(number):
            article = ArticlePage(
                title=f"Article number {count}",
                slug=f"article-{count}",
                kicker="City",
                teaser=SENTENCE * 2,
                body="".join(f"<p>{SENTENCE * 5}</p>" for _paragraph in range(6)),
                image=pictures[count % len(pictures)],
            )
            index.add_child(instance=article)
            article.topics.set(topics)
            article.save_revision().publish()


def picture(count: int) -> Image:
    file = BytesIO()
    colour = (40 * count % 256, 90, 160)
    Drawing.new("RGB", (1600, 900), colour).save(file, "JPEG")
    name = f"{count}.jpg"
    return Image.objects.create(title=name, file=ImageFile(file, name=name))
