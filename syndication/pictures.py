"""From a page's image to the file that a network accepts."""

import hashlib
import math
from dataclasses import replace
from io import BytesIO
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .composing import Story, shortened
from .kept_pictures import kept
from .networks.base import (
    Limits,
    Picture,
    PictureLimits,
    RejectedError,
    TemporaryError,
)
from .share_card import SQUARE, ShareCard, card_of
from .srgb import srgb

CARD_RATIO = 1200 / 630
ANY_RATIO = (0.0, math.inf)
LONGEST_SIDE = 2048
QUALITIES = (88, 80, 70, 60, 45)
DIVISORS = (1, 2, 4, 8)  # of the size, if even the lowest quality is too heavy
# What Pillow raises for a file that is missing, broken, or hostile.
UNREADABLE = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
)


def picture_of(story: Story, limits: Limits, attach: str) -> Picture | None:
    """The story's picture; its share card where the network takes nothing without one.

    Raises RejectedError and TemporaryError like `picture_for`.
    """
    if story.image:
        return picture_for(story.image, story.alt, limits.picture, attach)
    if limits.needs_picture:
        with translation.override(story.language):  # "Eilmeldung" stands on it
            return _card(card_of(story), story, limits.picture)
    return None


def picture_for(image: Any, alt: str, limits: PictureLimits, attach: str) -> Picture:
    """`image` (of Wagtail's image model) as a JPEG within `limits`.

    A card, and a picture whose proportions the network refuses, is cut around the
    focal point; any other is whole. Nothing of the camera's notes (EXIF, GPS, XMP)
    remains, the colours are sRGB; of an animation, the first frame. Raises
    RejectedError if the file is missing or no picture, TemporaryError if the store of
    uploaded files does not answer.
    """
    ratios = (limits.min_ratio, limits.max_ratio)
    if attach == "card":
        ratios = (CARD_RATIO, CARD_RATIO)
    try:
        with image.open_file() as file:
            source = file.read()
        focus = _focus(image)
        made_from = (hashlib.sha256(source).hexdigest(), focus, _bounds(limits, ratios))
        content = kept(made_from, lambda: _made(source, focus, limits, ratios))
        return _as_picture(content, alt, limits)
    except UNREADABLE as error:
        if isinstance(error.__cause__, ConnectionError):  # Wagtail has its own around
            raise store_is_silent() from error
        raise RejectedError(
            _("Das Bild „%s“ lässt sich nicht lesen.") % image
        ) from error


def store_is_silent() -> TemporaryError:
    """For a ConnectionError of the store in which hosts share uploaded files."""
    return TemporaryError(_("Der Speicher der hochgeladenen Dateien antwortet nicht."))


def _card(card: ShareCard, story: Story, limits: PictureLimits) -> Picture:
    def made() -> bytes:
        drawn = Image.open(BytesIO(card.drawn(SQUARE)))
        return _fitted(drawn, limits, ANY_RATIO)

    made_from = (card.digest, story.language, _bounds(limits, ANY_RATIO))
    return _as_picture(kept(made_from, made), story.headline, limits)


def _bounds(limits: PictureLimits, ratios: tuple[float, float]) -> tuple:
    """All of the limits that decides how a picture is cut and packed."""
    return replace(limits, alt_length=0), ratios


def _made(
    source: bytes,
    focus: tuple[float, float],
    limits: PictureLimits,
    ratios: tuple[float, float],
) -> bytes:
    with Image.open(BytesIO(source)) as picture:
        part = _cut(_upright(picture), focus, *ratios)
        return _fitted(_flat(srgb(part)), limits, ratios)


def _as_picture(content: bytes, alt: str, limits: PictureLimits) -> Picture:
    size = Image.open(BytesIO(content)).size
    alt = _fitted_alt(alt, limits.alt_length)
    return Picture(content, "image/jpeg", *size, alt)


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as it was taken, with no more pixels than any network wants."""
    if picture.mode in ("1", "P"):  # few colours cannot be mixed
        picture = picture.convert("RGBA")
    factor = LONGEST_SIDE / min(picture.size)
    if factor < 1:
        picture.thumbnail([math.ceil(side * factor) for side in picture.size])
    return ImageOps.exif_transpose(picture)


def _focus(image: Any) -> tuple[float, float]:
    """What the cut is to keep, as shares of width and height."""
    focus = image.get_focal_point()
    if not focus:
        return 0.5, 0.5
    return focus.centroid_x / image.width, focus.centroid_y / image.height


def _cut(
    picture: Image.Image, centre: tuple[float, float], lowest: float, highest: float
) -> Image.Image:
    """As much around `centre` as has a ratio of width to height within the bounds."""
    width, height = whole = picture.size
    if width > height * highest:
        width = max(1, math.floor(height * highest))
    if width < height * lowest:
        height = max(1, math.floor(width / lowest))
    left, top = (
        round(min(max(0, at * side - kept / 2), side - kept))
        for side, kept, at in zip(whole, (width, height), centre, strict=True)
    )
    return picture.crop((left, top, left + width, top + height))


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        picture = Image.alpha_composite(white, layer)
    return picture.convert("RGB")


def _fitted(
    picture: Image.Image, limits: PictureLimits, ratios: tuple[float, float]
) -> bytes:
    """Scaled into the network's frame, and as good as its bytes allow."""
    for divisor in DIVISORS:
        size = _size(picture, limits, ratios, divisor)
        scaled = picture.resize(size, Image.Resampling.LANCZOS)
        for quality in QUALITIES:
            content = _jpeg(scaled, quality)
            if len(content) <= limits.max_bytes:
                return content
    raise RejectedError(_("Das Bild lässt sich nicht klein genug machen."))


def _size(picture, limits: PictureLimits, ratios, divisor: int) -> tuple[int, int]:
    """In whole pixels, so that rounding leads out of no bound of width or ratio."""
    within = (limits.max_width, limits.max_height)
    factors = (most / side for most, side in zip(within, picture.size, strict=True))
    factor = min(1, LONGEST_SIDE / max(picture.size), *factors) / divisor
    factor = max(factor, limits.min_width / picture.width)
    width, height = (max(1, round(side * factor)) for side in picture.size)
    lowest, highest = ratios
    height = max(height, math.ceil(width / highest))
    return width, min(height, math.floor(width / lowest)) if lowest else height


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    picture.info.clear()  # some notes would be copied
    content = BytesIO()
    picture.save(content, "JPEG", quality=quality, optimize=True)
    return content.getvalue()


def _fitted_alt(alt: str, length: int) -> str:
    return next((text for text in shortened(alt) if len(text) <= length), alt[:length])
