"""Parts of a page that keep themselves up to date (static/syndication/live.js)."""

from django.template.response import TemplateResponse
from django.utils.cache import set_response_etag

SOON, LATER = 5, 20  # seconds until the browser asks again


def fragment(response: TemplateResponse) -> TemplateResponse:
    """With a mark of its content, so that a browser that has it is told 304.

    What is in it must be the same for the same state: no token of a form.
    """
    response.add_post_render_callback(set_response_etag)
    return response


def pause(under_way: bool) -> int:
    """How many seconds the browser waits, by whether something is about to change."""
    return SOON if under_way else LATER
