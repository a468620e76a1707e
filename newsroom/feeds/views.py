"""The feeds over HTTP: who has the content already is told so, for next to nothing."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.models import ModelLogEntry, PageLogEntry

from ..models import Topic
from . import atom, json_feed, rss
from .addresses import Format
from .content import feed_page

WRITERS = {"rss": rss.written, "atom": atom.written, "json": json_feed.written}
KEPT = 300  # seconds for which the first page of a feed is kept ready


@dataclass(frozen=True)
class Answer:
    content: bytes
    link: str  # the header
    etag: str


@require_safe
def feed(request: HttpRequest, form: Format, slug: str = "") -> HttpResponse:
    """One page of a feed; raises Http404 without such a topic or page."""
    changed = last_change()  # before reading: what comes after must look new
    answer = _kept(request, form, slug, changed)
    response = HttpResponse(answer.content, f"{form.media_type}; charset=utf-8")
    response["ETag"] = answer.etag
    response["Link"] = answer.link
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    seconds = changed and int(changed.timestamp())
    if seconds:
        response["Last-Modified"] = http_date(seconds)
    patch_cache_control(
        response, public=True, max_age=0, s_maxage=1, stale_if_error=86_400
    )
    return get_conditional_response(request, answer.etag, seconds, response)


def last_change() -> datetime | None:
    """When anything was last published, removed, moved or locked away: Wagtail's log.

    None within the very second of the change: another one may follow that the date,
    which in HTTP has whole seconds, could not tell from it.
    """
    logs = PageLogEntry.objects, ModelLogEntry.objects
    times = [log.aggregate(last=Max("timestamp"))["last"] for log in logs]
    last = max(filter(None, times), default=None)
    now = int(timezone.now().timestamp())
    return last if last and int(last.timestamp()) < now else None


def _kept(request, form: Format, slug: str, changed: datetime | None) -> Answer:
    """The first page, as long as nothing changes, is written but once."""
    number = request.GET.get("page", "1")
    if number != "1" or not changed:
        return _answer(request, form, slug, number)
    said = (form.name, slug, changed, settings.PUBLIC_URL, settings.WEBSUB_HUB)
    key = f"feed.{sha256(repr(said).encode()).hexdigest()}"
    return cache.get_or_set(key, lambda: _answer(request, form, slug, number), KEPT)


def _answer(request, form: Format, slug: str, number: str) -> Answer:
    topic = get_object_or_404(Topic, slug=slug) if slug else None
    page = feed_page(request, topic, number)
    content = WRITERS[form.name](page)
    links = page.links(form.name)
    link = ", ".join(
        f'<{links[relation]}>; rel="{relation}"'
        for relation in ("self", "hub")
        if relation in links
    )
    return Answer(content, link, f'"{sha256(content).hexdigest()[:32]}"')
