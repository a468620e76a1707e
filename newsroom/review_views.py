"""The four eyes in the editor: who can approve, and publishing at once with a reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail import hooks
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.log_actions import LogFormatter, log
from wagtail.models import Page

from .addresses import NewsroomPage
from .review import contributors, names, note_review, reviewed, who_can, writers

AT_ONCE = "newsroom_publish_at_once"
SHORTEST = 10


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Begründung"),
        min_length=SHORTEST,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Steht mit Ihrem Namen im Verlauf der Seite und in der Akte."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class PublishAtOnceItem(ActionMenuItem):
    """In the editor's menu, for whoever may not simply publish this page."""

    name = "action-publish-at-once"
    label = gettext_lazy("Sofort veröffentlichen")
    icon_name = "warning"
    order = 65

    def is_shown(self, context):
        if context["view"] != "edit" or context["locked_for_user"]:
            return False
        rights = self.get_user_page_permissions_tester(context)
        return (
            isinstance(context["page"], NewsroomPage)
            and not rights.can_publish()
            and rights.can_publish_at_once()
        )

    def get_url(self, parent_context):
        return reverse(AT_ONCE, args=[parent_context["page"].pk])


@require_http_methods(["GET", "POST"])
def publish_at_once(request, page_pk: int):
    """One's own work without a review: by permission, with a reason, on record.

    What is no page of ours, or has no review, has none to be spared: 403.
    """
    page = get_object_or_404(Page, pk=page_pk).specific
    rights = page.permissions_for_user(request.user)
    allowed = isinstance(page, NewsroomPage) and rights.can_publish_at_once()
    if not allowed or rights.page_locked():
        return render(request, "newsroom/admin/not_at_once.html", status=403)
    latest = page.get_latest_revision()
    if not latest or not page.has_unpublished_changes:
        messages.warning(request, _("Es gibt nichts, das noch nicht öffentlich ist."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    form = ReasonForm(request.POST or None, initial={"version": latest.pk})
    if form.is_valid():
        return _forced(request, page, latest, form.cleaned_data)
    context = {"page": page, "form": form, "who_can": who_can(page)}
    return render(request, "newsroom/admin/publish_at_once.html", context)


def _forced(request, page, latest, entered: dict) -> HttpResponse:
    back = redirect("wagtailadmin_pages:edit", page.pk)
    if entered["version"] != latest.pk:
        messages.error(
            request,
            _("Inzwischen wurde weitergeschrieben. Bitte lesen Sie noch einmal."),
        )
        return back
    draft = latest.as_object()
    if missing := _missing(draft):
        messages.error(request, _("Noch nicht veröffentlicht: %s") % missing)
        return back
    if refused := _hooks("before_publish_page", request, draft):
        return refused
    with transaction.atomic():
        facts = {"comment": entered["reason"], "writers": names(writers(page))}
        log(draft, "newsroom.publish_at_once", user=request.user, data=facts)
        action = PublishPageRevisionAction(latest, user=request.user)
        action.execute(skip_permission_checks=True)
    messages.success(request, _("Ohne Vier-Augen-Prüfung veröffentlicht."))
    live = Page.objects.get(pk=page.pk).specific
    return _hooks("after_publish_page", request, live) or back


def _missing(draft: Page) -> str:
    """What a draft may lack and a published page may not, in words."""
    try:
        draft.full_clean()
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _hooks(name: str, request, page) -> HttpResponse | None:
    answers = (hook(request, page) for hook in hooks.get_hooks(name))
    return next((answer for answer in answers if hasattr(answer, "status_code")), None)


def review_before_publishing(request, page):
    """The editor has saved her last words by now: they are hers, and count."""
    forced = request.resolver_match.view_name == AT_ONCE
    if forced or not isinstance(page, NewsroomPage) or not reviewed(page):
        return None
    if request.user.pk not in contributors(page):
        return note_review(page, request.user)
    messages.error(
        request,
        _("Als Entwurf gespeichert, aber nicht veröffentlicht.") + " " + own_work(page),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def tell_who_approves(request, page):
    """Above the form, where it matters to her."""
    shown = request.method == "GET" and "_w_hydrate_create_view" not in request.GET
    if not (shown and isinstance(page, NewsroomPage) and reviewed(page)):
        return
    if request.user.pk in contributors(page):
        if page.workflow_in_progress or _publishes(request.user, page):
            messages.info(request, own_work(page))
    elif page.workflow_in_progress:
        messages.info(request, _("Zur Prüfung eingereicht.") + " " + who_can(page))


def tell_that_she_wrote(request, page):
    """She has pressed "Freigeben" with a change of her own in the form."""
    approving = request.POST.get("workflow-action-name") == "approve"
    if approving and isinstance(page, NewsroomPage) and page.workflow_in_progress:
        messages.error(
            request, _("Ihre Änderung ist gespeichert, aber nicht freigegeben.")
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


def one_way_to_approve(menu_items, request, context):
    """While a review runs, "Freigeben und Veröffentlichen" is the button for it."""
    offered = {item.name for item in menu_items}
    if "approve" in offered:
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


def own_work(page) -> str:
    return (
        _(
            "Sie haben diese Fassung geändert oder eingereicht, darum geben Sie sie nicht selbst frei."
        )
        + " "
        + who_can(page)
    )


def _publishes(user, page) -> bool:
    return page.permissions_for_user(user).has_publishing_right()


class Reviewed(LogFormatter):
    label = message = gettext_lazy("Beim Veröffentlichen geprüft")

    def format_message(self, log_entry):
        return (
            _("Geprüft und freigegeben, geschrieben von %s") % log_entry.data["writers"]
        )


class Forced(LogFormatter):
    label = message = gettext_lazy("Sofort veröffentlicht, ohne Vier-Augen-Prüfung")

    def format_comment(self, log_entry):
        return log_entry.data["comment"]


LOGGED = {"newsroom.review": Reviewed, "newsroom.publish_at_once": Forced}
URLS = [path("sofort/<int:page_pk>/", publish_at_once, name=AT_ONCE)]
