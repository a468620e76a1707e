"""From an address to the page that answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from wagtail import views
from wagtail.models import Page

from .models import HomePage
from .parts import kept, site_of
from .restrictions import noted


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Wagtail's view, begun at the front page in the language of the address.

    Wagtail itself would look for that in two queries more, and show the German pages
    below /en/ as long as there is no English front page.
    """
    site = site_of(request)
    if site and site.root_page.specific_class is HomePage:
        request._wagtail_route_for_request = _route(request, site.root_page, path)
    return views.serve(request, path)


def _route(request: HttpRequest, root: Page, path: str):
    """What Wagtail's own routing gives: page, arguments; None where there is none."""
    language = get_language()
    homes = HomePage.objects.filter(translation_key=root.translation_key)
    home = noted(homes.filter(locale__language_code=language).select_related("locale"))
    try:
        front = kept(f"home:{root.translation_key}:{language}", home.get, request)
        return front.route(request, [part for part in path.split("/") if part])
    except (Http404, HomePage.DoesNotExist):
        return None
