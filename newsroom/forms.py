"""The editors' form for an article."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from syndication.social_forms import SocialPageForm

from .bodies import pictures_in

UNDESCRIBED = _(
    "Das Bild „%s“ hat keinen Alternativtext. Öffnen Sie es unter „Bilder“ und tragen "
    "Sie ein, was darauf zu sehen ist; dann können Sie veröffentlichen."
)


class ArticlePageForm(SocialPageForm):
    def clean(self):
        """A draft may wait for its alternative texts, what is published may not."""
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self._refuse_undescribed(cleaned)
        return cleaned

    def _refuse_undescribed(self, cleaned) -> None:
        lead, body = cleaned.get("lead_image"), cleaned.get("body")
        shown = {"lead_image": [lead] if lead else []}
        shown["body"] = pictures_in(body) if body else []
        for field, images in shown.items():
            for image in images:
                if not image.description.strip():
                    self.add_error(field, UNDESCRIBED % image.title)

    def clean_published_at(self) -> datetime | None:
        """The field shows minutes: a date that nobody touched keeps its seconds."""
        shown, kept = self.cleaned_data["published_at"], self.instance.published_at
        if shown and kept and shown == kept.replace(second=0, microsecond=0):
            return kept
        return shown
