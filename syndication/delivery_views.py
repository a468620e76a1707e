"""What an editor does with a delivery: each verb a POST, by permission, and on record."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log
from wagtail.models import Page

from . import announcing, waking
from .forms import PostAddressForm
from .models import Channel, Delivery
from .rights import MAY_NOT_ACT, by_permission, refusal
from .standing import status
from .verbs import VERBS, offered, told


@require_POST
@by_permission
def act(request, pk: int, verb: str):
    """One of the verbs, if it still is possible; then back to where one was."""
    if not VERBS[verb].allowed(request.user):
        return refusal(request, MAY_NOT_ACT)
    known = Delivery.objects.select_related("channel", "announcement")
    delivery = get_object_or_404(known, pk=pk)
    words, here = request.user.get_username(), get_valid_next_url_from_request(request)
    if verb not in offered(delivery):
        _refuse(request, delivery)
        return redirect(here or _inspect(delivery))
    if VERBS[verb].asks:
        form = PostAddressForm(delivery.channel, request.POST)
        if not form.is_valid():
            messages.error(request, " ".join(form.errors["url"]))
            return redirect(_inspect(delivery, here))
        words = form.cleaned_data["url"]
    _go(request, delivery, verb, words)
    return redirect(here or _inspect(delivery))


def _inspect(delivery: Delivery, here: str = "") -> str:
    """Its own page, which leads back `here`."""
    address = reverse("deliveries:inspect", args=[delivery.pk])
    return f"{address}?{urlencode({'next': here})}" if here else address


def _go(request, delivery: Delivery, verb: str, words: str) -> None:
    known = told(verb, delivery)
    if known.act(delivery, timezone.now(), words):
        entered = {"comment": words} if known.asks else {}
        log(delivery, f"syndication.{verb}", user=request.user, data=entered)
        waking.wake()
        messages.success(request, known.done)
    else:
        delivery.refresh_from_db()
        _refuse(request, delivery)


def _refuse(request, delivery: Delivery) -> None:
    messages.warning(request, _("Das ist nicht mehr möglich: %s.") % status(delivery))


@require_http_methods(["GET", "POST"])
@by_permission
def send_by_hand(request, page_pk: int, channel_pk: int):
    """Announce an article on a channel that it did not go to by itself."""
    page = get_object_or_404(Page, pk=page_pk).specific
    if not hasattr(page, "story"):
        raise Http404
    channel = get_object_or_404(Channel.objects.in_use(), pk=channel_pk)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if request.method == "GET":
        context = {"page": page, "channel": channel}
        return render(request, "syndication/admin/send_by_hand.html", context)
    if announcing.send_by_hand(page, channel, timezone.now()):
        made = Delivery.objects.get(
            announcement__page=page, announcement__subject="", channel=channel
        )
        log(made, "syndication.send", user=request.user)
        messages.success(request, _("Der Artikel geht jetzt an „%s“.") % channel)
    else:
        messages.error(
            request, _("Nicht gesendet: Er ist nicht öffentlich oder schon dort.")
        )
    return redirect("wagtailadmin_pages:edit", page.pk)
