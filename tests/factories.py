"""What a test needs to exist first."""

from io import BytesIO

from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Site

from newsroom.images import NewsImage
from newsroom.models import ArticlePage, HomePage, NewsIndexPage
from syndication.models import Channel


def section() -> NewsIndexPage:
    """The newsroom's section, made at the first call."""
    if found := NewsIndexPage.objects.first():
        return found
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Stadt", slug="stadt")
    )
    Site.objects.update(root_page=home)
    return home.add_child(instance=NewsIndexPage(title="Newsroom", slug="newsroom"))


def picture(size=(1600, 900), image_format="PNG", **options) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, "teal").save(content, image_format, **options)
    return content.getvalue()


def image(content: bytes = b"", **changes) -> NewsImage:
    facts = {"title": "Park", "description": "Bäume im Park", "credit": "Stadt"}
    file = ImageFile(BytesIO(content or picture()), "park.png")
    return NewsImage.objects.create(file=file, **(facts | changes))


def draft(**changes) -> ArticlePage:
    facts = {"title": "Ein neuer Park", "teaser": "Am Samstag wird gepflanzt."}
    return section().add_child(
        instance=ArticlePage(**(facts | {"live": False} | changes))
    )


def published(**changes) -> ArticlePage:
    """An article that has gone live just now, as from the editor's button."""
    page = draft(**changes)
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def imported(number: int, **changes) -> None:
    """Articles that are live all at once: no editor has published them, no signal came."""
    now = timezone.now()
    facts = {"live": True, "first_published_at": now, "published_at": now}
    for index in range(number):
        page = ArticlePage(title=f"Meldung {index}", teaser="Neues.", **facts | changes)
        section().add_child(instance=page)


def channel(**changes) -> Channel:
    """Connected in name only: its credentials have not been tried."""
    facts = {"network": "mastodon", "server": "http://127.0.0.1:9", "name": "Mastodon"}
    made = Channel(**(facts | changes))
    made.keep_credentials({"access_token": "a-token-for-tests"})
    made.save()
    return made
