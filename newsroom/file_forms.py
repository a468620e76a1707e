"""Uploads: pictures are cleaned, and everything is saved whole.

Wagtail's forms index a new file right after saving it. In one transaction, the index
task of the queue starts only after that, so that not both insert the same entry.
"""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from .clean_pictures import UNREADABLE, cleaned, pixels


class PictureField(WagtailImageField):
    """Gives the upload back as we keep it."""

    def to_python(self, data):
        """Raises ValidationError for what is no picture, or a broken or huge one."""
        try:
            self._refuse_too_many_pixels(data)
            file = super().to_python(data)
            if isinstance(file, UploadedFile):
                _replace(file, *cleaned(file))
        except UNREADABLE as error:
            message = _(
                "Das Bild lässt sich nicht bis zum Ende lesen: Die Datei ist "
                "beschädigt. Bitte speichern Sie es neu und laden Sie es noch einmal "
                "hoch."
            )
            raise ValidationError(message, code="broken_image") from error
        return file

    def _refuse_too_many_pixels(self, upload) -> None:
        """By what the file says of itself: Wagtail counts when all are unpacked."""
        try:
            count = pixels(upload)
        except UNREADABLE:  # no picture: Wagtail knows the words for it
            return
        if count > self.max_image_pixels:
            most = {"most": self.max_image_pixels // 1_000_000}
            message = _("Das Bild ist zu groß: Möglich sind %(most)s Megapixel.") % most
            raise ValidationError(message, code="file_too_many_pixels")


class ImageForm(BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )

    @transaction.atomic
    def save(self, commit=True):
        return super().save(commit=commit)


class DocumentForm(BaseDocumentForm):
    @transaction.atomic
    def save(self, commit=True):
        return super().save(commit=commit)


def _replace(upload: UploadedFile, content: bytes, suffix: str) -> None:
    """In place, on disk, too: Wagtail keeps the upload itself until it is described."""
    upload.file.seek(0)
    upload.file.truncate()
    upload.file.write(content)
    upload.file.flush()
    upload.file.seek(0)
    upload.size = len(content)
    upload.name = str(PurePath(upload.name).with_suffix(suffix))
