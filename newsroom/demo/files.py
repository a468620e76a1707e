"""The demo's pictures and documents, as if its editor had uploaded them."""

from zlib import crc32

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from newsroom.images import NewsImage, ask_for_renditions

from .drawing import draw

CREDIT = "Newsroom / Grafik"


class DemoFiles:
    """Answers with the pk of what it has made; the same picture is made once."""

    def __init__(self, editor):
        self._editor = editor
        self._pictures: dict[tuple[str, str], int] = {}

    def picture(self, scene: str, description: str) -> int:
        """`scene` names what is drawn and the light it is seen in: `canal morning`."""
        known = self._pictures
        if (scene, description) not in known:
            known[scene, description] = self._draw(scene, description).pk
        return known[scene, description]

    def document(self, name: str, title: str, content: str) -> int:
        file = ContentFile(content.encode(), name=name)
        documents = get_document_model().objects
        return documents.create(
            title=title, file=file, uploaded_by_user=self._editor
        ).pk

    def ask_for_renditions(self) -> None:
        """Of what was drawn first, first of all."""
        if self._pictures:
            ask_for_renditions(*self._pictures.values())

    def _draw(self, scene: str, description: str) -> NewsImage:
        what, light = scene.split()
        picture = draw(what, crc32(scene.encode()), light)
        image = NewsImage(
            title=description,
            description=description,
            credit=CREDIT,
            file=ContentFile(picture, name=f"{what}-{light}.jpg"),
            uploaded_by_user=self._editor,
        )
        super(NewsImage, image).save()  # the queue is asked for all of them together
        return image
