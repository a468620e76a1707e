"""Readers report what keeps them out: a form, a mail, nothing stored."""

import logging

from django import forms
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from .addresses import absolute
from .site_settings import SiteSettings

logger = logging.getLogger(__name__)


class BarrierForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("Adresse der Seite"), max_length=500, required=False
    )
    barrier = forms.CharField(
        label=gettext_lazy("Was hindert Sie?"),
        max_length=5000,
        widget=forms.Textarea({"rows": 7}),
        error_messages={
            "required": gettext_lazy("Bitte beschreiben Sie, was Sie hindert.")
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Ihr Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    mail = forms.EmailField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        required=False,
        help_text=gettext_lazy("Nur nötig, wenn Sie eine Antwort wünschen."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    # No person sees this field; what fills in all that there are is a program.
    website = forms.CharField(
        label=gettext_lazy("Bitte frei lassen"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Bitte lassen Sie dieses Feld frei."))


@never_cache
def report(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays there until the mail has left."""
    mailbox = SiteSettings.for_request(request).mailbox()
    initial = {"address": _page_named_in(request)}
    form = BarrierForm(request.POST or None, initial=initial)
    if mailbox and request.method == "POST" and form.is_valid():
        if _sent(form.cleaned_data, mailbox):
            return redirect("barrier_thanks")
        form.add_error(None, _("Das konnte gerade nicht gesendet werden."))
    context = {"form": form, "mailbox": mailbox, "canonical": absolute(request.path)}
    return render(request, "newsroom/barrier.html", context)


def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "newsroom/barrier_thanks.html")


def _page_named_in(request: HttpRequest) -> str:
    """The page that the reader has come from: of this site, or none."""
    path = request.GET.get("seite", "")
    return absolute(path) if path.startswith("/") and path[1:2] != "/" else ""


def _sent(report: dict, mailbox: str) -> bool:
    lines = [
        _("Seite: %s") % (report["address"] or "–"),
        _("Name: %s") % (report["name"] or "–"),
        _("E-Mail: %s") % (report["mail"] or "–"),
        "",
        report["barrier"],
    ]
    mail = EmailMessage(
        _("Barriere gemeldet"),
        "\n".join(lines),
        to=[mailbox],
        reply_to=[report["mail"]] if report["mail"] else None,
    )
    try:
        return bool(mail.send())
    except OSError:  # of SMTP, too
        logger.exception("No mail about a barrier.", extra={"event": "barrier"})
        return False
