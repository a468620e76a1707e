"""The editors' form for an article."""

from datetime import datetime

from wagtail.admin.forms import WagtailAdminPageForm


class ArticlePageForm(WagtailAdminPageForm):
    def clean_published_at(self) -> datetime | None:
        """The field shows minutes: a date that nobody touched keeps its seconds."""
        shown, kept = self.cleaned_data["published_at"], self.instance.published_at
        if shown and kept and shown == kept.replace(second=0, microsecond=0):
            return kept
        return shown
