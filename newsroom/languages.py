"""Languages: of an address, of a page and its translations, of a part of a text."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext_lazy as _

# What a quote or paragraph may be written in beside the article's own language.
LANGUAGES_OF_PARTS = [
    ("ar", _("Arabisch")),
    ("bg", _("Bulgarisch")),
    ("de", _("Deutsch")),
    ("en", _("Englisch")),
    ("fr", _("Französisch")),
    ("el", _("Griechisch")),
    ("it", _("Italienisch")),
    ("ku", _("Kurdisch")),
    ("la", _("Latein")),
    ("nds", _("Niederdeutsch")),
    ("nl", _("Niederländisch")),
    ("fa", _("Persisch")),
    ("pl", _("Polnisch")),
    ("pt", _("Portugiesisch")),
    ("ro", _("Rumänisch")),
    ("ru", _("Russisch")),
    ("es", _("Spanisch")),
    ("tr", _("Türkisch")),
    ("uk", _("Ukrainisch")),
]


def language_of_the_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: /en/... is English, all else German, whatever a browser prefers.

    So one address has one content for everybody; Django's own LocaleMiddleware would
    answer by cookie and Accept-Language.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            return get_response(request)

    return respond
