"""XML documents, written from top to bottom."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

from django.templatetags.static import static
from django.utils.xmlutils import SimplerXMLGenerator

from ..unprintable import printable

MEDIA = "http://search.yahoo.com/mrss/"
ATOM = "http://www.w3.org/2005/Atom"


class Document:
    """`element` writes one with text, `inside` one around others."""

    def __init__(self):
        self._text = StringIO()
        self._xml = SimplerXMLGenerator(self._text, "utf-8", short_empty_elements=True)
        self._xml.startDocument()
        # Browsers show a feed that someone has opened by mistake. No XSLT: they drop it.
        style = f'type="text/css" href="{static("css/feed.css")}"'
        self._xml.processingInstruction("xml-stylesheet", style)
        self._end_line()

    def element(self, name: str, text: str | None = None, /, **attributes: str) -> None:
        # Not every text is of a page, which keeps none of the signs that XML forbids.
        self._xml.addQuickElement(name, printable(text), _names(attributes))
        self._end_line()

    @contextmanager
    def inside(self, name: str, /, **attributes: str) -> Iterator[None]:
        self._xml.startElement(name, _names(attributes))
        self._end_line()
        yield
        self._xml.endElement(name)
        self._end_line()

    def _end_line(self) -> None:
        """Some browsers show feeds as they are: a line for each element."""
        self._xml.ignorableWhitespace("\n")

    def __bytes__(self) -> bytes:
        return self._text.getvalue().encode()


def _names(attributes: dict[str, str]) -> dict[str, str]:
    """`xml_lang` is `xml:lang`: Python has no colon in names."""
    return {name.replace("_", ":"): value for name, value in attributes.items()}


def write_picture(document: Document, shown) -> None:
    """An EntryPicture as Media RSS, which Atom takes as well."""
    picture = shown.picture
    with document.inside(
        "media:content",
        url=picture.url,
        type="image/jpeg",
        medium="image",
        width=str(picture.width),
        height=str(picture.height),
    ):
        document.element("media:description", picture.alt)
        document.element("media:credit", shown.credit)
