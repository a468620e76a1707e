"""A post, shown in Wagtail's preview panel."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.csp import CSP
from wagtail.models import Page

from .models import Channel
from .previews import preview_of


def post_preview(request: HttpRequest, page: Page, channel: Channel) -> HttpResponse:
    """In the language in which the editor has the admin."""
    with translation.override(request.language_of_editor):
        context = {"preview": preview_of(page, channel), "page": page}
        response = HttpResponse(
            render_to_string("syndication/preview/post.html", context, request)
        )
    # The picture stands in the page itself, byte for byte.
    response._csp_config = settings.SECURE_CSP | {"img-src": [CSP.SELF, "data:"]}
    return response
