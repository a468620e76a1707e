"""The same text in other languages, and in Leichte Sprache."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from wagtail.models import Page

from .addresses import absolute
from .easy_language import EasyLanguagePage
from .parts import kept, site_of
from .restrictions import unrestricted

# Each in its own words, for those who look for it.
NAMES = {"de": "Deutsche Fassung", "en": "English version"}


@dataclass(frozen=True)
class Version:
    """A page in one language, at an absolute address."""

    language: str
    url: str
    is_this: bool

    @property
    def name(self) -> str:
        return (
            NAMES.get(self.language) or get_language_info(self.language)["name_local"]
        )

    @property
    def is_default(self) -> bool:
        return self.language == settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Versions:
    """`languages`: of all, this one too, or empty; `easy`: an address, or empty."""

    languages: tuple[Version, ...] = ()
    easy: str = ""

    @property
    def others(self) -> list[Version]:
        return [version for version in self.languages if not version.is_this]


def versions_of(page) -> Versions:
    """What everybody may read now of a page that is online; by one query."""
    same = Q(translation_key=page.translation_key)
    if page.numchild and EasyLanguagePage.can_exist_under(page):
        easy = ContentType.objects.get_for_model(EasyLanguagePage)
        below = Page._get_children_path_interval(page.path)  # its index serves a range
        same |= Q(path__range=below, depth=page.depth + 1, content_type=easy)
    found = list(_readable().filter(same).exclude(pk=page.pk))
    below = [each for each in found if each.translation_key != page.translation_key]
    others = [each for each in found if each not in below]
    languages = [_version(each, page) for each in (page, *others)] if others else []
    return Versions(
        tuple(sorted(languages, key=lambda version: version.language)),
        next((absolute(each.url) for each in below), ""),
    )


def start_of(request) -> str:
    """The address of the front page in this language; while there is none, in German."""
    language, site = get_language(), site_of(request)
    if language == settings.LANGUAGE_CODE or site is None:
        return "/"
    homes = site.root_page.get_translations().live()
    home = homes.filter(locale__language_code=language)
    is_there = kept(f"start:{site.pk}:{language}", home.exists, request)
    return f"/{language}/" if is_there else "/"


def in_this_language(pages: list[Page]) -> list[Page]:
    """Each in the language of the address, where all may read it so; one query at most."""
    language = get_language()
    others = [page for page in pages if page.locale.language_code != language]
    if not others:
        return pages
    keys = [page.translation_key for page in others]
    found = _readable().filter(translation_key__in=keys, locale__language_code=language)
    known = {page.translation_key: page for page in found}
    return [known.get(page.translation_key, page) for page in pages]


def _readable():
    unexpired = Q(expire_at=None) | Q(expire_at__gt=timezone.now())
    live = Page.objects.live().filter(unexpired, unrestricted(), alias_of=None)
    return live.select_related("locale")


def _version(page, this) -> Version:
    language = page.locale.language_code
    return Version(language, absolute(page.url), is_this=page.pk == this.pk)
