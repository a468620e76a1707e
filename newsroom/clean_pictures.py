"""An uploaded picture as we keep it: its pixels, and nothing else of the file."""

import math
from io import BytesIO

from PIL import Image, ImageOps

from syndication.srgb import srgb

# What Pillow raises for a file that is broken, or made to do harm.
TOO_MANY = (Image.DecompressionBombError, Image.DecompressionBombWarning)
UNREADABLE = (OSError, EOFError, SyntaxError, ValueError, OverflowError, *TOO_MANY)
KINDS_OF = {"JPEG": "JPEG", "MPO": "JPEG", "WEBP": "WEBP", "AVIF": "AVIF"}  # else PNG
# How each kind is written anew.
KINDS = {
    "JPEG": {"quality": 92, "subsampling": 0, "optimize": True, "progressive": True},
    "WEBP": {"quality": 92},
    "AVIF": {"quality": 90},
    "PNG": {},
}


def pixels(file) -> float:
    """How many a picture says it has, without unpacking it. Raises one of UNREADABLE."""
    try:
        with Image.open(file) as picture:
            return picture.width * picture.height
    except TOO_MANY:
        return math.inf
    finally:
        file.seek(0)


def cleaned(file) -> tuple[bytes, str]:
    """The picture in `file` written anew, and the ending its name must have.

    Turned upright, in sRGB with 8 bits, without notes of camera or editor (EXIF, GPS,
    XMP, comments, thumbnails) and without whatever else the file carried; of an
    animation, the first frame. Raises one of UNREADABLE.
    """
    with Image.open(file) as picture:
        kind = KINDS_OF.get(picture.format, "PNG")
        return _written(_plain(picture), kind), f".{kind.lower()}"


def _plain(picture: Image.Image) -> Image.Image:
    """Its first frame upright, in sRGB, in a mode that every kind of file can hold."""
    picture.seek(0)
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits of grey: the upper eight
        return upright.point(lambda value: value * (1 / 256)).convert("L")
    if upright.has_transparency_data:
        return upright.convert("RGBA")
    return srgb(upright).convert("RGB")


def _written(picture: Image.Image, kind: str) -> bytes:
    picture.info.clear()  # some notes would be copied
    content = BytesIO()
    picture.save(content, kind, **KINDS[kind])
    return content.getvalue()
