"""Who speaks: what machines are told of the city, on pages and in feeds."""

from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.templatetags.static import static
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Site

from .addresses import absolute
from .parts import kept, site_of
from .site_settings import SiteSettings

LARGE, SMALL = 512, 64  # width and height of the icons in pixels


@dataclass(frozen=True)
class Identity:
    """`logo` and `icon` are square PNGs at absolute addresses."""

    name: str
    url: str
    logo: str
    icon: str

    def linked_data(self) -> dict:
        """As a schema.org Organization."""
        logo = {
            "@type": "ImageObject",
            "url": self.logo,
            "width": LARGE,
            "height": LARGE,
        }
        return {
            "@type": "Organization",
            "name": self.name,
            "url": self.url,
            "logo": logo,
        }


def identity(request) -> Identity:
    """Of the site that is asked."""
    return kept(f"identity:{request.get_host()}", partial(_identity, request), request)


def _identity(request) -> Identity:
    image = SiteSettings.for_request(request).logo
    return Identity(
        name=site_name(site_of(request)),
        url=absolute("/"),
        logo=_square(image, LARGE),
        icon=_square(image, SMALL),
    )


def site_name(site: Site | None) -> str:
    return (site and site.site_name) or settings.WAGTAIL_SITE_NAME


def _square(image, size: int) -> str:
    """A city without a logo of its own has ours."""
    if not image:
        return absolute(static(f"img/icon-{size}.png"))
    made = get_rendition_or_not_found(image, f"fill-{size}x{size}|format-png")
    return absolute(made.url)
