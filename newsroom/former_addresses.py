"""Addresses that a section had: what was below them is found below its present one.

Wagtail makes a redirect for each page below, after the commit: SQLite refuses more than
a thousand at once, and PostgreSQL takes seconds. Here it is one row, written before.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

LEVELS = 2  # a section stands right below a front page: /newsroom/, /en/newsroom/


class FormerAddress(models.Model):
    """`path` begins with a slash and ends without one, as in Wagtail's redirects."""

    path = models.CharField(max_length=255)
    section = models.ForeignKey(
        "newsroom.NewsIndexPage",
        on_delete=models.CASCADE,
        related_name="former_addresses",
    )
    left_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["path", "section"], name="former_address_once"
            )
        ]

    def __str__(self) -> str:
        return self.path


def note_address(section) -> None:
    """To be called before the section gets another one."""
    if path := _path_of(section):
        FormerAddress.objects.update_or_create(
            path=path, section=section, defaults={"left_at": timezone.now()}
        )


def lead_on(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: asked only where no page and no redirect answers."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or "\0" in request.path_info:
            return response
        address = _address_now(request)
        if not address or urlsplit(address).path == request.path:
            return response
        return HttpResponsePermanentRedirect(address)

    return respond


def _address_now(request: HttpRequest) -> str | None:
    """Of what was asked for, if it is there; the section that left last goes first."""
    slugs = [part for part in request.path_info.split("/") if part]
    below = {
        "/" + "/".join(slugs[:end]): slugs[end:]
        for end in range(1, min(len(slugs), LEVELS) + 1)
    }
    known = FormerAddress.objects.filter(path__in=below).select_related("section")
    addresses = (
        _address_below(former.section, below[former.path], request)
        for former in known.order_by("-path", "-left_at")
    )
    return next(filter(None, addresses), None)


def _address_below(section, slugs: list[str], request: HttpRequest) -> str | None:
    try:
        return section.route(request, slugs)[0].full_url
    except Http404:
        return _redirected(section, slugs)


def _redirected(section, slugs: list[str]) -> str | None:
    """The page may have left while the section had any of its addresses."""
    starts = {_path_of(section), *_paths_before(section)}
    paths = ["/".join([start, *slugs]) for start in starts if start]
    redirects = Redirect.objects.filter(old_path__in=paths)
    return next((found.link for found in redirects if found.link), None)


def _paths_before(section):
    return section.former_addresses.values_list("path", flat=True)


def _path_of(section: Page) -> str | None:
    """None for what is below no site."""
    parts = section.get_url_parts()
    return parts and Redirect.normalise_path(parts[2])
