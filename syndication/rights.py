"""Who may see the deliveries, and who may act: else 403, with a sentence."""

from collections.abc import Callable
from functools import wraps

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

SEES = ("syndication.view_delivery", "syndication.change_delivery")
MAY_NOT_SEE = _("Dafür fehlt Ihnen das Recht, Auslieferungen zu sehen.")
MAY_NOT_ACT = _(
    "Dafür fehlt Ihnen das Recht, Auslieferungen zu ändern. Es wurde nichts getan."
)


def holds(codename: str) -> Callable[..., bool]:
    """Asks of a user whether she has this right of ours."""

    def held(user) -> bool:
        return user.has_perm(f"syndication.{codename}")

    return held


def may_see(user) -> bool:
    return any(user.has_perm(right) for right in SEES)


may_act = holds("change_delivery")


def refusal(request, sentence: str):
    page = "syndication/admin/forbidden.html"
    return render(request, page, {"sentence": sentence}, status=403)


def guard(view, allows, sentence: str):
    """The view for those whom `allows(user)` lets in; for others 403 and the sentence."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if allows(request.user):
            return view(request, *args, **kwargs)
        return refusal(request, sentence)

    return guarded


def by_permission(view):
    """Without the right to act nothing is done."""
    return guard(view, may_act, MAY_NOT_ACT)


def seen_by_permission(view):
    """Without the right to see nothing is shown."""
    return guard(view, may_see, MAY_NOT_SEE)


def menu_item_for(allows) -> type[MenuItem]:
    """An entry of the menu that is there for those whom `allows(user)` lets in."""

    class GuardedMenuItem(MenuItem):
        def is_shown(self, request):
            return allows(request.user)

    return GuardedMenuItem
