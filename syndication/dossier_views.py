"""The file in the admin: choose a period or a page, get CSV or JSON."""

from datetime import timedelta

from django import forms
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import permission_required
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput

from .dossier import FORMATS, Span, entries
from .rights import holds, menu_item_for
from .weeks import midnight

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


class DossierForm(forms.Form):
    since = forms.DateField(label=_("Von"), required=False, widget=AdminDateInput)
    until = forms.DateField(
        label=_("Bis einschließlich"), required=False, widget=AdminDateInput
    )
    page = forms.IntegerField(
        label=_("Nummer der Seite"),
        required=False,
        min_value=1,
        max_value=2**31 - 1,  # what the database takes for one
        help_text=_("Steht in der Adresse ihrer Bearbeitung; leer: alle Seiten."),
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=[(name, name.upper()) for name in FORMATS]
    )

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since > until:
            self.add_error("until", _("Der Zeitraum endet, bevor er beginnt."))

    def span(self) -> Span:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return Span(
            self.cleaned_data["page"],
            since and midnight(since),
            until and midnight(until + timedelta(days=1)),
        )


@permission_required("syndication.view_delivery")
def dossier(request):
    """The form; and with a format among its fields, the file."""
    form = DossierForm(request.GET if "format" in request.GET else None)
    if not form.is_valid():
        return render(request, "syndication/admin/dossier.html", {"form": form})
    kind = form.cleaned_data["format"]
    name = f"akte-{timezone.localdate():%Y-%m-%d}.{kind}"
    return StreamingHttpResponse(
        FORMATS[kind](entries(form.span())),
        content_type=TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


class DossierViewSet(ViewSet):
    menu_label = _("Akte")
    menu_item_class = menu_item_for(holds("view_delivery"))
    icon = "download"

    def get_urlpatterns(self):
        return [path("", dossier, name="index")]
