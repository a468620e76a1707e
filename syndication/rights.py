"""Who may see the deliveries, and who may act: else 403, with a sentence."""

from functools import wraps

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

SEES = ("syndication.view_delivery", "syndication.change_delivery")
MAY_NOT_SEE = _("Dafür fehlt Ihnen das Recht, Auslieferungen zu sehen.")
MAY_NOT_ACT = _(
    "Dafür fehlt Ihnen das Recht, Auslieferungen zu ändern. Es wurde nichts getan."
)


def may_see(user) -> bool:
    return any(user.has_perm(right) for right in SEES)


def may_act(user) -> bool:
    return user.has_perm("syndication.change_delivery")


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


class SeeingMenuItem(MenuItem):
    """For those alone who may see the deliveries."""

    def is_shown(self, request):
        return may_see(request.user)
