"""Connecting an account, step by step: choose, sign in over there, choose, done.

The network's page is reached by an ordinary link, never by a redirect of a form:
`form-action 'self'` of the CSP would stop that.
"""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from . import connecting, drafts, waking, ways
from .credentials import redact
from .forms import ChooseForm, PasswordForm, SignInForm
from .models import Channel
from .networks.base import NetworkError
from .signing_in import WAYS, way_of
from .signing_in.base import Opened, Visit, Way
from .views import by_right, may_connect, tell_findings

TEMPLATES = "syndication/admin/connect_{}.html"
may_add = by_right("add_channel")


def redirect_uri() -> str:
    """The one address that networks send people back to: to be entered in each app."""
    return settings.PUBLIC_URL + reverse("channels:signed_in")


@require_safe
@may_add
def choose_network(request):
    context = {"ways": ways.available(), "redirect_uri": redirect_uri()}
    return render(request, TEMPLATES.format("ways"), context)


@require_http_methods(["GET", "POST"])
@may_add
def connect_new(request, way: str):
    return _connect(request, _way_named(way), None)


@require_http_methods(["GET", "POST"])
@may_connect
def connect_again(request, pk: int):
    channel = get_object_or_404(Channel, pk=pk)
    return _connect(request, _way_of(channel), channel)


def _connect(request, way: type[Way], channel: Channel | None):
    form_class = PasswordForm if way.asks_password else SignInForm
    form = form_class(request.POST or None, way=way, channel=channel)
    if form.is_valid():
        try:
            return _go_on(request, form)
        except ValidationError as error:
            form.add_error(None, error)
        except NetworkError as error:
            form.add_error(None, redact(str(error), form.cleaned_data))
    context = {"form": form, "way": way, "channel": channel}
    return render(request, TEMPLATES.format("form"), context)


def _go_on(request, form):
    """With a password or a token to the account, else to the network's own page."""
    given, way = form.cleaned_data, form.way
    draft = {
        "way": way.name,
        "channel": form.channel and form.channel.pk,
        "name": given["name"],
        "attach": given["attach"],
        "server": ways.server_for(way, given.get("server", "")),
    }
    if way.asks_password:
        return _finish(request, draft, _by_password(way, given))
    if given["token"]:
        opened = ways.way_to(way, draft["server"]).open_with(given["token"].strip())
        return _offer(request, draft, opened)
    return _lead_away(request, draft)


def _by_password(way: type[Way], given: dict) -> Opened:
    identifier = given["identifier"]
    server = connecting.bluesky_server(identifier, given.get("server", ""))
    account = ways.way_to(way, server)
    return account.open_account(identifier, given["password"])


def _lead_away(request, draft: dict):
    visit = Visit.begin(redirect_uri())
    way = ways.be_known(
        ways.way_to(WAYS[draft["way"]], draft["server"]), visit.redirect_uri
    )
    drafts.put(request.session, draft | {"verifier": visit.verifier}, visit.state)
    context = {"way": way, "address": way.address(visit), "server": draft["server"]}
    return render(request, TEMPLATES.format("leave"), context)


@require_safe
def signed_in(request):
    """The way back: trusted only with a state that this session was given, once."""
    draft = drafts.take(request.session, request.GET.get("state", ""))
    if draft is None or "verifier" not in draft:
        return _refused(
            request,
            _(
                "Diese Rückkehr gehört zu keiner Anmeldung, die hier begonnen wurde, "
                "oder sie ist schon verwendet worden."
            ),
        )
    _require_permission(request, draft)
    code = request.GET.get("code", "").removesuffix("#_")
    if not code:
        return _refused(request, _not_allowed(request), draft)
    visit = Visit(redirect_uri(), request.GET["state"], draft.pop("verifier"))
    try:
        way = ways.way_to(WAYS[draft["way"]], draft["server"])
        return _offer(request, draft, way.open(code, visit), ask=True)
    except ValidationError as error:
        return _refused(request, " ".join(error.messages), draft)
    except NetworkError as error:
        return _refused(request, redact(str(error), {"code": code}), draft)


def _offer(request, draft: dict, opened: list[Opened], ask: bool = False):
    """Connect the only account at once, unless a person is to see it before."""
    if not opened:
        raise ValidationError(_("Damit ist kein Konto zu erreichen."))
    if len(opened) == 1 and not ask:
        return _finish(request, draft, opened[0])
    accounts = [account.as_json() for account in opened]
    key = drafts.put(request.session, draft | {"accounts": accounts})
    return redirect("channels:choose", key)


@require_http_methods(["GET", "POST"])
def choose_account(request, key: str):
    draft = drafts.look(request.session, key)
    if draft is None or "accounts" not in draft:
        return _refused(request, _("Diese Anmeldung ist abgelaufen."))
    _require_permission(request, draft)
    accounts = [Opened.from_json(account) for account in draft["accounts"]]
    form = ChooseForm(request.POST or None, names=[each.name for each in accounts])
    if form.is_valid():
        chosen = accounts[int(form.cleaned_data["account"])]
        try:
            answer = _finish(request, draft, chosen)
        except ValidationError as error:
            form.add_error(None, error)
        except NetworkError as error:
            form.add_error(None, redact(str(error), chosen.credentials))
        else:
            drafts.take(request.session, key)
            return answer
    context = {"form": form, "accounts": accounts, "way": WAYS[draft["way"]]}
    return render(request, TEMPLATES.format("choose"), context)


def _finish(request, draft: dict, opened: Opened):
    """The account becomes the channel; raises as `connecting.connect_opened` does."""
    channel = Channel(network=WAYS[draft["way"]].network)
    if draft["channel"]:
        channel = get_object_or_404(Channel, pk=draft["channel"])
    channel.name, channel.attach = draft["name"], draft["attach"]
    health = connecting.connect_opened(channel, opened)
    waking.wake()
    messages.success(request, _("Verbunden mit %s.") % health.account)
    tell_findings(request, health)
    return redirect("channels:inspect", channel.pk)


@require_http_methods(["GET", "POST"])
@may_connect
def disconnect(request, pk: int):
    channel = get_object_or_404(Channel.objects.in_use(), pk=pk)
    if request.method == "GET":
        return render(request, TEMPLATES.format("end"), {"channel": channel})
    if connecting.disconnect(channel):
        messages.success(request, _("Getrennt, der Zugang ist widerrufen."))
    else:
        messages.warning(
            request,
            _(
                "Getrennt, die Zugangsdaten sind hier gelöscht. Das Netzwerk hat den "
                "Zugang nicht widerrufen: Bitte entfernen Sie ihn dort in den "
                "Einstellungen des Kontos."
            ),
        )
    return redirect("channels:inspect", pk)


def _not_allowed(request) -> str:
    if request.GET.get("error") == "access_denied":
        return _("Im Netzwerk wurde die Anmeldung abgelehnt.")
    return _("Das Netzwerk hat die Anmeldung nicht bestätigt.")


def _refused(request, text: str, draft: dict | None = None):
    context = {"text": text, "way": WAYS[draft["way"]] if draft else None}
    return render(request, TEMPLATES.format("refused"), context, status=400)


def _require_permission(request, draft: dict) -> None:
    right = "change" if draft["channel"] else "add"
    if not request.user.has_perm(f"syndication.{right}_channel"):
        raise PermissionDenied


def _way_named(name: str) -> type[Way]:
    for way in ways.available():
        if way.name == name:
            return way
    raise Http404


def _way_of(channel: Channel) -> type[Way]:
    try:
        return way_of(channel.network, channel.credentials())
    except NetworkError:  # the credentials do not open: that is why we are here
        return way_of(channel.network, {})
