"""Uploads are saved whole.

Wagtail's forms index a new file right after saving it. In one transaction, the index
task of the queue starts only after that, so that not both insert the same entry.
"""

from django.db import transaction
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    @transaction.atomic
    def save(self, commit=True):
        return super().save(commit=commit)


class DocumentForm(BaseDocumentForm):
    @transaction.atomic
    def save(self, commit=True):
        return super().save(commit=commit)
