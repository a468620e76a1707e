"""From a page's image to the file that a network accepts."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from .composing import shortened
from .networks.base import Picture, PictureLimits, RejectedError

CARD_RATIO = 1200 / 630
LONGEST_SIDE = 2048
QUALITIES = (88, 80, 70, 60, 45)


def picture_for(image: Any, alt: str, limits: PictureLimits, attach: str) -> Picture:
    """`image` (of Wagtail's image model) as a JPEG within `limits`.

    A picture keeps its proportions, a card is cut around the focal point. Nothing of
    the camera's notes (EXIF, GPS) remains; the colours are sRGB. Raises RejectedError
    if the file is missing or no picture.
    """
    try:
        with image.open_file() as file:
            return _fitted(_opened(file, image, attach), alt, limits)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise RejectedError(
            _("Das Bild „%s“ lässt sich nicht lesen.") % image
        ) from error


def _opened(file, image: Any, attach: str) -> Image.Image:
    picture = Image.open(file)
    focus = image.get_focal_point()
    centre = (
        (focus.centroid_x / image.width, focus.centroid_y / image.height)
        if focus
        else (0.5, 0.5)
    )
    picture = _flat(_srgb(ImageOps.exif_transpose(picture)))
    if attach == "card":
        picture = _cut(picture, centre)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return picture


def _srgb(picture: Image.Image) -> Image.Image:
    """In the colours of the web, whatever profile the camera has noted."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        return ImageCms.profileToProfile(
            picture,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (
        ImageCms.PyCMSError,
        OSError,
    ):  # a broken profile: the bare values are the best guess
        return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Without transparency, on white."""
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        picture = Image.alpha_composite(white, layer)
    return picture.convert("RGB")


def _cut(picture: Image.Image, centre: tuple[float, float]) -> Image.Image:
    width, height = picture.size
    if width / height > CARD_RATIO:
        size = (round(height * CARD_RATIO), height)
    else:
        size = (width, round(width / CARD_RATIO))
    return ImageOps.fit(picture, size, centering=_centering(picture.size, size, centre))


def _centering(whole, part, centre) -> tuple[float, float]:
    """Pillow's share of the rest to cut off on the left, for a wished centre."""
    return tuple(
        min(1, max(0, (at * whole_side - side / 2) / (whole_side - side)))
        if whole_side > side
        else 0.5
        for whole_side, side, at in zip(whole, part, centre, strict=True)
    )


def _fitted(picture: Image.Image, alt: str, limits: PictureLimits) -> Picture:
    picture.thumbnail((limits.max_width, limits.max_height), Image.Resampling.LANCZOS)
    while True:
        for quality in QUALITIES:
            content = BytesIO()
            picture.save(content, "JPEG", quality=quality, optimize=True)
            if content.tell() <= limits.max_bytes:
                return Picture(
                    content=content.getvalue(),
                    mime_type="image/jpeg",
                    width=picture.width,
                    height=picture.height,
                    alt=_fitted_alt(alt, limits.alt_length),
                )
        picture = picture.reduce(2)


def _fitted_alt(alt: str, length: int) -> str:
    return next((text for text in shortened(alt) if len(text) <= length), alt[:length])
