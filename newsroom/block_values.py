"""What templates ask of the blocks of a body."""

import re
from urllib.parse import urlsplit

from wagtail.blocks import StructValue


class PictureValue(StructValue):
    @property
    def alt(self) -> str:
        """Empty where the picture is mere decoration, so that it is not read out."""
        return "" if self["decorative"] else self["image"].description


class QuoteValue(StructValue):
    @property
    def paragraphs(self) -> list[str]:
        return re.split(r"\n\s*\n", self["text"].replace("\r\n", "\n").strip())


class LinkValue(StructValue):
    @property
    def host(self) -> str:
        return urlsplit(self["url"]).hostname or ""


class ContactValue(StructValue):
    @property
    def dialled(self) -> str:
        """The number as a telephone wants it: `+49 (0)231 50-0` is `+49231500`."""
        return re.sub(r"\(0\)|[^\d+]", "", self["phone"])
