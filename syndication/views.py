"""The operator's verbs: each a POST, each by permission."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.auth import permission_required
from wagtail.models import Page

from . import announcing, connecting, waking
from .models import Channel, Delivery
from .networks.base import Health, NetworkError
from .reasons import explained

may_deliver = permission_required("syndication.change_delivery")
may_connect = permission_required("syndication.change_channel")


@require_POST
@may_deliver
def retry_delivery(request, pk: int):
    delivery = get_object_or_404(Delivery, pk=pk)
    if delivery.retry(timezone.now()):
        waking.wake()
        messages.success(request, _("Wird erneut versucht."))
    else:
        _tell_moved_on(request, delivery)
    return redirect("deliveries:inspect", pk)


@require_POST
@may_deliver
def cancel_delivery(request, pk: int):
    delivery = get_object_or_404(Delivery, pk=pk)
    if delivery.cancel(_("Abgebrochen von %s.") % request.user.get_username()):
        messages.success(request, _("Abgebrochen, es wird nichts gesendet."))
    else:
        _tell_moved_on(request, delivery)
    return redirect("deliveries:inspect", pk)


@require_http_methods(["GET", "POST"])
@may_deliver
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
        messages.success(request, _("Der Artikel geht jetzt an „%s“.") % channel)
    else:
        messages.error(
            request, _("Nicht gesendet: Er ist nicht öffentlich oder schon dort.")
        )
    return redirect("wagtailadmin_pages:edit", page.pk)


@require_POST
@may_connect
def check_channel(request, pk: int):
    return _ask(request, pk, connecting.check)


@require_POST
@may_connect
def resume_channel(request, pk: int):
    answer = _ask(request, pk, connecting.resume)
    waking.wake()
    return answer


@require_POST
@may_connect
def pause_channel(request, pk: int):
    channel = get_object_or_404(Channel, pk=pk)
    channel.pause(_("Von Hand angehalten von %s.") % request.user.get_username())
    messages.success(request, _("Angehalten: Was ansteht, wartet."))
    return redirect("channels:inspect", pk)


def _ask(request, pk: int, question):
    channel = get_object_or_404(Channel, pk=pk)
    try:
        health = question(channel)
    except NetworkError as error:
        messages.error(request, explained(error, channel))
    else:
        messages.success(request, _("In Ordnung, Konto %s.") % health.account)
        tell_findings(request, health)
    return redirect("channels:inspect", pk)


def tell_findings(request, health: Health) -> None:
    """What a person should know of an account that works."""
    for note in health.notes:
        messages.warning(request, note)
    if health.days_left is not None:
        text = ngettext(
            "Der Zugang gilt noch %d Tag.",
            "Der Zugang gilt noch %d Tage.",
            health.days_left,
        )
        messages.info(request, text % health.days_left)


def _tell_moved_on(request, delivery: Delivery) -> None:
    delivery.refresh_from_db()
    messages.warning(request, _("Das ist nicht mehr möglich: %s.") % delivery.status())
