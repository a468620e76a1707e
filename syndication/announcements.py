"""Announcement: one thing the newsroom says."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Announcement(models.Model):
    """One thing the newsroom says: an article going live."""

    page = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="announcements"
    )
    # Kept apart from the page, which may be deleted while its posts are out there.
    title = models.CharField(_("Artikel"), max_length=255)
    url = models.URLField(max_length=500)
    urgent = models.BooleanField(_("Eilmeldung"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page"], name="one_announcement_per_page")
        ]
        default_permissions = ()
        verbose_name = _("Ankündigung")
        verbose_name_plural = _("Ankündigungen")

    def __str__(self) -> str:
        return self.title
