"""What an article had wrong, and what is new in it: told wherever it was told."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from syndication.composing import Correction


class EntryBlock(blocks.StructBlock):
    """A `text`, and `at` when it was added to what had appeared."""

    def clean(self, value):
        value = super().clean(value)
        if value["at"] > timezone.now():
            error = ValidationError(_("Das liegt in der Zukunft."))
            raise blocks.StructBlockValidationError({"at": error})
        return value


class CorrectionBlock(EntryBlock):
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


class UpdateBlock(EntryBlock):
    text = blocks.TextBlock(
        label=_("Was neu ist"),
        max_length=300,
        rows=2,
        help_text=_(
            "Zum Beispiel: Die Straße ist wieder frei. Erscheint über dem Text, auf den "
            "Kanälen und in den Feeds, wo die Überschrift dann mit „Aktualisiert“ beginnt."
        ),
    )
    at = blocks.DateTimeBlock(label=_("Neu seit"), default=timezone.now)

    class Meta:
        icon = "rotate"
        label = _("Wichtige Aktualisierung")


class CorrectionsBlock(blocks.StreamBlock):
    """A block keeps its id for good, so that each entry is told once."""

    correction = CorrectionBlock()
    update = UpdateBlock()


def entries_of(article) -> tuple[Correction, ...]:
    """The article's corrections and important updates, the oldest first."""
    entries = (
        Correction(
            entry.id,
            entry.value["text"],
            entry.value["at"],
            is_update=entry.block_type == "update",
        )
        for entry in article.corrections
    )
    return tuple(sorted(entries, key=lambda correction: correction.at))


def corrections_of(article) -> list[Correction]:
    """What it had wrong, the oldest first."""
    return [entry for entry in entries_of(article) if not entry.is_update]


def updates_of(article) -> list[Correction]:
    """What is new in it and important, the newest first."""
    return [entry for entry in reversed(entries_of(article)) if entry.is_update]


def is_corrected(article, before) -> bool:
    """Whether a correction has come since then, or says something else now."""
    return not _said(article) <= _said(before)


def _said(article) -> set[tuple[str, str]]:
    return {(entry.key, entry.text) for entry in corrections_of(article)}


class Change(NamedTuple):
    at: datetime
    is_correction: bool


def changes_of(article) -> list[Change]:
    """The last update and the last correction, in the order of time."""
    changes = [Change(entry.at, True) for entry in corrections_of(article)[-1:]]
    if article.updated_at:
        changes.append(Change(article.updated_at, False))
    return sorted(changes)
