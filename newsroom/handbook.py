"""The editors' handbook in the admin: the files of docs/handbuch, as they lie there.

Its addresses end as the files do, so a link from page to page, or to a picture, is
written once and leads there in a checkout as in the admin.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import FileResponse, HttpResponseNotFound
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from markdown import Markdown
from markdown.extensions.toc import TocExtension, slugify_unicode
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

FOLDER = settings.BASE_DIR / "docs" / "handbuch"
FIRST = "README"  # lists the chapters, in their order
TITLE = gettext_lazy("Handbuch")
CHAPTER = re.compile(r"\[([^]]+)\]\(([\w-]+)\.md\)")


@dataclass(frozen=True)
class Chapter:
    """One page; `slug` is the name of its file, without `.md`."""

    title: str
    slug: str


@dataclass(frozen=True)
class Text:
    """A page as HTML; `sections` are its headings below the title: {"id", "name"}."""

    title: str
    html: str
    sections: list[dict]


def source_of(slug: str) -> str:
    """A page's Markdown; raises FileNotFoundError."""
    return (FOLDER / f"{slug}.md").read_text()


def chapters() -> list[Chapter]:
    """Every page that the first one links; raises FileNotFoundError."""
    return [Chapter(*found) for found in CHAPTER.findall(source_of(FIRST))]


def text_of(slug: str) -> Text:
    """A page, whose first line is its title; raises FileNotFoundError."""
    title, _line, rest = source_of(slug).partition("\n")
    contents = TocExtension(toc_depth=2, slugify=slugify_unicode)
    reader = Markdown(extensions=["sane_lists", "tables", contents])
    html = reader.convert(rest)
    return Text(title.removeprefix("# "), html, reader.toc_tokens)


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "newsroom/handbook.html"
    missing_template = "newsroom/handbook_missing.html"
    header_icon = "help"
    page_title = TITLE
    slug = FIRST

    def get(self, request, slug: str = FIRST):
        self.slug = slug
        try:
            self.text, self.chapters = text_of(slug), chapters()
        except FileNotFoundError:
            self.template_name = self.missing_template
            context = super().get_context_data()
            return self.render_to_response(context, status=404)
        if slug != FIRST:
            self.page_title = self.text.title
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        neighbours = [chapter.slug for chapter in self.chapters]
        before = after = None
        if self.slug in neighbours:
            here = neighbours.index(self.slug)
            before = self.chapters[here - 1] if here else None
            after = (self.chapters[here + 1 :] or [None])[0]
        return super().get_context_data(**kwargs) | {
            "slug": self.slug,
            "text": self.text,
            "chapters": self.chapters,
            "before": before,
            "after": after,
        }

    def get_breadcrumbs_items(self):
        items = [
            *self.breadcrumbs_items,
            {"url": reverse_lazy("handbook:index"), "label": TITLE},
        ]
        if self.slug == FIRST:
            return items
        return [*items, {"url": "", "label": self.get_page_title()}]


@require_safe
def picture(request, name: str):
    """A picture of the handbook; its name is a slug, so it leads nowhere else."""
    try:
        file = (FOLDER / "bilder" / f"{name}.png").open("rb")
    except FileNotFoundError:
        text = _("Dieses Bild des Handbuchs gibt es nicht.")
        return HttpResponseNotFound(text, content_type="text/plain; charset=utf-8")
    return FileResponse(file, content_type="image/png")


class HandbookViewSet(ViewSet):
    """Read by everyone who may enter the admin."""

    def get_urlpatterns(self):
        return [
            path("", HandbookView.as_view(), name="index"),
            path("<slug:slug>.md", HandbookView.as_view(), name="page"),
            path("bilder/<slug:name>.png", picture, name="picture"),
        ]


def menu_item() -> MenuItem:
    """For the admin's help menu, before Wagtail's own."""
    return MenuItem(
        TITLE,
        reverse_lazy("handbook:index"),
        icon_name="help",
        name="handbook",
        order=100,
    )
