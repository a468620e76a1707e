"""The share card: an article's words as a picture, where it has none of its own."""

import hashlib
import re
import unicodedata
from dataclasses import astuple, dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import regex
from django.utils.translation import gettext as _
from font_source_sans_pro import font_directory
from PIL import Image, ImageDraw, ImageFont

from .composing import Story

WIDE = (1200, 630)  # what link cards show
SQUARE = (1080, 1080)  # what every network takes as a picture
DESIGN = 1  # raised with every change of the drawing: the addresses change, too

GROUND, URGENT_GROUND = "#00566b", "#a8001c"
INK, QUIET = "#ffffff", "#d5e8ee"
MARGIN, BAR = 84, 22
SIZES = range(104, 39, -4)  # the headline's, in pixels
SMALL = 36  # the size of kicker and name
LEADING = 1.14

GRAPHEME = regex.compile(r"\X")
LOOKALIKES = {0x2011: "-", 0xAD: None}  # a hyphen that holds, one that hides
# A word with what is behind it, or its first part if that ends in a hyphen.
PIECE = re.compile(r"(?:\S{4,}?-(?=\w{3})|\S+)\s*")


@dataclass(frozen=True)
class ShareCard:
    """What stands on a card; `site` is the name of the city's newsroom."""

    headline: str
    kicker: str = ""
    site: str = ""
    urgent: bool = False

    @property
    def digest(self) -> str:
        """32 ASCII characters: others for other words or another design."""
        said = repr((DESIGN, *astuple(self)))
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    def drawn(self, size: tuple[int, int]) -> bytes:
        """A JPEG of this size in pixels, well below 300 kB."""
        ground = URGENT_GROUND if self.urgent else GROUND
        picture = Image.new("RGB", size, ground)
        self._draw(ImageDraw.Draw(picture), *size)
        content = BytesIO()
        picture.save(content, "JPEG", quality=88, optimize=True, subsampling=0)
        return content.getvalue()

    def _draw(self, canvas: ImageDraw.ImageDraw, width: int, height: int) -> None:
        small, room = _font("Semibold", SMALL), width - 2 * MARGIN
        top, bottom = MARGIN + 2 * SMALL, height - MARGIN - 2 * SMALL
        headline, name = drawable(self.headline), drawable(self.site)
        if not headline:  # of emoji only
            headline, name = name, ""
        font, lines = _fitted(headline, room, bottom - top)
        canvas.rectangle([0, 0, BAR, height], fill=QUIET)
        canvas.text((MARGIN, MARGIN), _cut(self._kicker(), small, room), QUIET, small)
        for number, line in enumerate(lines):
            place = (MARGIN, top + number * font.size * LEADING)
            canvas.text(place, line, INK, font)
        place = (MARGIN, height - MARGIN)
        canvas.text(place, _cut(name, small, room), QUIET, small, anchor="ls")

    def _kicker(self) -> str:
        urgent = _("Eilmeldung") if self.urgent else ""
        return " · ".join(filter(None, [urgent, drawable(self.kicker)]))


def card_of(story: Story) -> ShareCard:
    return ShareCard(story.headline, story.kicker, story.site, story.urgent)


def drawable(text: str) -> str:
    """The text without what the font has not, as emoji: no box stands for them."""
    text = unicodedata.normalize("NFC", text).translate(LOOKALIKES)
    shown = (
        "".join(filter(_in_font, cluster))
        for cluster in GRAPHEME.findall(" ".join(text.split()))
        if _in_font(cluster[0])
    )
    return " ".join("".join(shown).split())


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    path = Path(font_directory) / f"SourceSansPro-{weight}.ttf"
    # The simple layout is the same on every machine.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _in_font(sign: str) -> bool:
    """Whether it looks other than what stands for a sign that is missing."""
    font = _font("Bold", SMALL)
    return bytes(font.getmask(sign)) != bytes(font.getmask("\uffff"))


def _fitted(text: str, width: int, height: int):
    """The largest font in which the text fits, and its lines; cut if none does."""
    for size in SIZES:
        font = _font("Bold", size)
        lines = _lines(PIECE.findall(text), font, width)
        fits = all(font.getlength(line) <= width for line in lines)
        if fits and len(lines) * size * LEADING <= height:
            return font, lines
    pieces = [part for piece in PIECE.findall(text) for part in _parts(piece)]
    lines = _lines(pieces, font, width)
    most = int(height / (font.size * LEADING))
    if len(lines) > most:
        lines[most - 1 :] = [_cut(f"{lines[most - 1]} …", font, width)]
    return font, lines


def _lines(pieces: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The pieces side by side as far as they go; a piece is never broken."""
    lines = [""]
    for piece in pieces:
        longer = lines[-1] + piece
        if lines[-1] and font.getlength(longer.rstrip()) > width:
            lines.append(piece)
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def _parts(piece: str, length: int = 20) -> list[str]:
    """A word that is too long for a line, broken."""
    return [piece[start : start + length] for start in range(0, len(piece), length)]


def _cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """The text as one line, shortened at its end."""
    if font.getlength(text) <= width:
        return text
    text = text.removesuffix(" …")
    while text and font.getlength(f"{text} …") > width:
        text = text[:-1].rstrip()
    return f"{text} …"
