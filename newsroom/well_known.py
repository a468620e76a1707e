"""What robots and other services look for at fixed addresses (RFC 8615)."""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .addresses import absolute
from .site_settings import SiteSettings

PLAIN = "text/plain; charset=utf-8"
VALID_FOR = timedelta(days=180)  # RFC 9116: less than a year
CLOSED_TO_ROBOTS = ("/admin/", "/suche/", "/_util/", "/barriere-melden/")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The archive of the web may keep all that readers see, what they search, too."""
    closed = (f"Disallow: {path}" for path in CLOSED_TO_ROBOTS)
    maps = (f"Sitemap: {absolute(reverse(name))}" for name in ("sitemap", "news"))
    archive = ("User-agent: archive.org_bot", "Disallow: /admin/", "Disallow: /_util/")
    return _plain("User-agent: *", *closed, "", *archive, "", *maps)


@require_safe
def atproto_did(request: HttpRequest) -> HttpResponse:
    """Makes our host a handle on Bluesky."""
    return _plain(_configured(settings.ATPROTO_DID))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116; a file that has expired is worse than none, so the date moves on."""
    contact = _configured(settings.SECURITY_CONTACT)
    last_day = timezone.now().astimezone(UTC).date() + VALID_FOR
    expires = datetime.combine(last_day, time(), UTC)
    return _plain(
        f"Contact: {contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {absolute(request.path)}",
    )


@require_safe
def webfinger(request: HttpRequest) -> HttpResponse:
    """RFC 7033: whoever looks for our account at this host finds where it is."""
    account = SiteSettings.for_request(request).fediverse_creator
    name, server = _configured(account).removeprefix("@").split("@")
    known = {f"acct:{name}@{host}" for host in (server, _own_host())}
    if request.GET.get("resource", "").lower() not in {each.lower() for each in known}:
        raise Http404
    profile = f"https://{server}/@{quote(name)}"
    found = {
        "subject": f"acct:{name}@{server}",
        "aliases": [profile],
        "links": [
            {
                "rel": "http://webfinger.net/rel/profile-page",
                "type": "text/html",
                "href": profile,
            },
            {
                "rel": "self",
                "type": "application/activity+json",
                "href": f"https://{server}/users/{quote(name)}",
            },
        ],
    }
    response = JsonResponse(found, content_type="application/jrd+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    return redirect("wagtailadmin_account")


def _configured(value: str) -> str:
    """Raises Http404 where there is nothing to tell."""
    if not value:
        raise Http404
    return value


def _own_host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname


def _plain(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", PLAIN)
