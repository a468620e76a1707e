"""What every answer says to browsers and caches, unless its view has said otherwise."""

import posixpath
from collections.abc import Callable

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, set_response_etag
from django.utils.http import http_date

MEDIA_LIFE = 24 * 3600  # seconds; the same in deploy/nginx.conf
# What no page of ours asks a browser for.
NO_FEATURES = ", ".join(
    f"{feature}=()"
    for feature in ("browsing-topics", "camera", "geolocation", "microphone", "payment")
)


def standard_headers(get_response: Callable) -> Callable:
    """Middleware, outside the session's: it looks at cookies when they are known."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", NO_FEATURES)
        if "Cache-Control" not in response or _has_session(request):
            _tell_caches(request, response)
        return response

    return answer


def _tell_caches(request: HttpRequest, response: HttpResponse) -> None:
    """One second in a shared cache: a publication is out at once, a rush is held off."""
    if _is_for_one_visitor(request, response):
        response["Cache-Control"] = "private, no-store"
    else:
        patch_cache_control(
            response, public=True, max_age=0, s_maxage=1, stale_if_error=86_400
        )
        set_response_etag(response)  # Django's own middleware leaves out HEAD


def _is_for_one_visitor(request: HttpRequest, response: HttpResponse) -> bool:
    """It sets a cookie, depends on one, or is no answer to a plain question."""
    return (
        request.method not in ("GET", "HEAD")
        or _has_session(request)
        or response.status_code >= 500
        or bool(response.cookies)
        or "cookie" in response.get("Vary", "").lower()
    )


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def media(request: HttpRequest, path: str) -> HttpResponse:
    """An uploaded file, which may stand in others' feed readers.

    The address leaves out documents, which have a view that knows who may read them:
    so nothing leads there by a detour.
    """
    whole = f"media/{path}"
    if posixpath.normpath(whole) != whole:
        raise Http404
    try:
        response = FileResponse(default_storage.open(path))
        modified = default_storage.get_modified_time(path)
    except ConnectionError:  # the store does not answer
        return HttpResponse(status=503)
    except (OSError, ValueError) as error:  # no file, or no name of one
        raise Http404 from error
    response["Last-Modified"] = http_date(modified.timestamp())
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # A picture that is changed has another name.
    patch_cache_control(response, public=True, max_age=MEDIA_LIFE)
    return response


def open_to_other_sites(headers, path: str, url: str) -> None:
    """For WhiteNoise: static files, among them the icons of feeds, may do so, too."""
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
