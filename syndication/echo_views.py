"""The word of a person that the replies below a post are answered."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from .delivery_views import by_permission
from .models import Echo


@require_POST
@by_permission
def answer(request, pk: int):
    """`replies` is how many she has seen: more may have come since."""
    echo = _echo(pk)
    seen = request.POST.get("replies", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    if number and echo.answer(request.user, number, timezone.now()):
        log(
            echo.delivery,
            "syndication.answer",
            user=request.user,
            data={"comment": str(number)},
        )
        messages.success(request, _("Als beantwortet vermerkt."))
    else:
        messages.warning(request, _("Hier ist nichts (mehr) zu beantworten."))
    return _back(request, pk)


@require_POST
@by_permission
def reopen(request, pk: int):
    echo = _echo(pk)
    if echo.reopen():
        log(echo.delivery, "syndication.reopen", user=request.user)
        messages.success(request, _("Wieder offen: Die Antworten warten."))
    else:
        messages.warning(request, _("Das war nicht als beantwortet vermerkt."))
    return _back(request, pk)


def _echo(pk: int) -> Echo:
    return get_object_or_404(Echo.objects.select_related("delivery"), pk=pk)


def _back(request, pk: int):
    """To the list as it was, or to the delivery."""
    wanted = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return redirect(wanted if here else reverse("deliveries:inspect", args=[pk]))
