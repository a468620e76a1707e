"""What an article had wrong: entries of the editors, told wherever it was told."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from syndication.composing import Correction


class CorrectionBlock(blocks.StructBlock):
    text = blocks.TextBlock(
        label=_("Was berichtigt wurde"),
        max_length=300,
        rows=2,
        help_text=_(
            "Zum Beispiel: Die Sperrung beginnt am Dienstag, nicht am Montag. "
            "Erscheint auf der Seite, in den Feeds und auf den Kanälen."
        ),
    )
    at = blocks.DateTimeBlock(label=_("Berichtigt am"), default=timezone.now)

    class Meta:
        icon = "edit"
        label = _("Korrektur")

    def clean(self, value):
        value = super().clean(value)
        if value["at"] > timezone.now():
            error = ValidationError(_("Das liegt in der Zukunft."))
            raise blocks.StructBlockValidationError({"at": error})
        return value


class CorrectionsBlock(blocks.StreamBlock):
    """A block keeps its id for good, so that each entry is told once."""

    correction = CorrectionBlock()


def corrections_of(article) -> tuple[Correction, ...]:
    """The article's corrections, the oldest first."""
    entries = (
        Correction(entry.id, entry.value["text"], entry.value["at"])
        for entry in article.corrections
    )
    return tuple(sorted(entries, key=lambda correction: correction.at))
