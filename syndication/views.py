"""What an operator does with a channel: each a POST, each by permission."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request

from . import connecting, waking
from .models import Channel
from .networks.base import Health, NetworkError
from .reasons import explained
from .rights import guard, holds

MAY_NOT_CONNECT = gettext_lazy(
    "Dafür fehlt Ihnen das Recht an den Kanälen. Es wurde nichts getan."
)


def by_right(codename: str):
    """Without the right nothing is shown or done, and 403 says so."""

    return partial(guard, allows=holds(codename), sentence=MAY_NOT_CONNECT)


may_connect = by_right("change_channel")


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
def try_channel_now(request, pk: int):
    """Whatever was to be waited for, one delivery goes now."""
    channel = get_object_or_404(Channel, pk=pk)
    if channel.try_now():
        waking.wake()
        messages.success(request, _("Wird jetzt versucht."))
    else:
        messages.warning(request, _("Der Kanal wartet nicht (mehr)."))
    return _back(request, pk)


@require_POST
@may_connect
def pause_channel(request, pk: int):
    channel = get_object_or_404(Channel, pk=pk)
    channel.pause(_("Von Hand angehalten von %s.") % request.user.get_username())
    messages.success(request, _("Angehalten: Was ansteht, wartet."))
    return _back(request, pk)


def _ask(request, pk: int, question):
    channel = get_object_or_404(Channel, pk=pk)
    try:
        health = question(channel)
    except NetworkError as error:
        messages.error(request, explained(error, channel))
    else:
        messages.success(request, _("In Ordnung, Konto %s.") % health.account)
        tell_findings(request, health)
    return _back(request, pk)


def _back(request, pk: int):
    """To where she came from, or the channel's own page."""
    came_from = get_valid_next_url_from_request(request)
    return redirect(came_from) if came_from else redirect("channels:inspect", pk)


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
