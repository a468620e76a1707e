"""Files that were uploaded: looked at with Pillow, kept under their own hash."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

FORMATS = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
_ENDINGS = {"image/jpeg": "jpg"} | {
    mime: mime.removeprefix("image/") for mime in FORMATS.values() if "jpeg" not in mime
}


@dataclass(frozen=True)
class Picture:
    """What a file claims to be by its first bytes; sizes in pixels."""

    mime: str
    width: int
    height: int


def recognise(content: bytes) -> Picture | None:
    """The picture in these bytes, or None; only the head of the file is read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
                return Picture(FORMATS[image.format], *image.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def redraw(content: bytes, max_pixels: int) -> tuple[bytes, Picture] | None:
    """Decode the whole picture and shrink it to `max_pixels`; None if it is broken."""
    try:
        with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
            image.load()
            kind, (width, height) = image.format, image.size
            if width * height <= max_pixels:
                return content, Picture(FORMATS[kind], width, height)
            factor = (max_pixels / (width * height)) ** 0.5
            image.thumbnail((int(width * factor) or 1, int(height * factor) or 1))
            target = io.BytesIO()
            image.save(target, kind)
            return target.getvalue(), Picture(FORMATS[kind], *image.size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def keep(folder: Path, content: bytes, mime: str) -> str:
    """Store a file for good and answer its name, the same for the same bytes."""
    name = f"{hashlib.sha256(content).hexdigest()}.{_ENDINGS.get(mime, 'bin')}"
    if not (folder / name).exists():
        unfinished = folder / f".{name}.{id(content)}"
        unfinished.write_bytes(content)
        unfinished.replace(folder / name)
    return name
