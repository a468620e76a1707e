"""Announcement: one thing the newsroom says."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from .waits import CRISIS_FOR


class Announcement(models.Model):
    """One thing the newsroom says, and what shall be true of it on the channels.

    `subject` is empty for an article going live, and the key of a correction that
    `answers` the first. `wanted`: the page is for everyone. `said` is the fingerprint
    of what it tells the channels. The signals write both, the sweep acts on them.
    `when` and `at` are the hour that an editor has set, as the deliveries follow it.
    """

    class When(models.TextChoices):
        WITH_PAGE = "page", _("sobald der Artikel erscheint")
        LATER = "later", _("später, zu einer festen Zeit")
        HOLD = "hold", _("erst, wenn jemand es freigibt")

    page = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="announcements"
    )
    # Kept apart from the page, which may be deleted while its posts are out there.
    page_number = models.PositiveIntegerField(null=True, db_index=True)
    title = models.CharField(_("Artikel"), max_length=255)
    url = models.URLField(max_length=500)
    urgent = models.BooleanField(_("Eilmeldung"), default=False)
    subject = models.CharField(max_length=64, blank=True)
    answers = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    wanted = models.BooleanField(default=True)
    said = models.CharField(max_length=64, blank=True)
    when = models.CharField(max_length=5, choices=When, default=When.WITH_PAGE)
    at = models.DateTimeField(null=True)
    # Which publication of the page `said` is of, and when either field was changed.
    noted_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "subject"], name="one_announcement_per_subject"
            )
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(urgent=True),
                name="announcement_urgent",
            )
        ]
        default_permissions = ()
        verbose_name = _("Ankündigung")
        verbose_name_plural = _("Ankündigungen")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, page: Page) -> "Announcement | None":
        """Of the page's going live, if that was announced; those of deleted pages have
        no page any more, as a new one has no number yet.
        """
        if not page.pk:
            return None
        return cls.objects.filter(page=page.pk, subject="").first()

    @classmethod
    def crisis(cls, now: datetime) -> "Announcement | None":
        """The newest article that is urgent, while it is so and for everyone."""
        urgent = cls.objects.filter(urgent=True, wanted=True, answers=None)
        return urgent.filter(created_at__gt=now - CRISIS_FOR).order_by("pk").last()

    def leave(self, now: datetime) -> None:
        """The page is for everyone no longer."""
        Announcement.objects.filter(pk=self.pk, wanted=True).update(
            wanted=False, changed_at=now
        )
