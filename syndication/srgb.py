"""Colours as the web has them."""

from io import BytesIO

from PIL import Image, ImageCms


def srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, whatever profile the camera or the press has noted."""
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
    except (ImageCms.PyCMSError, OSError):
        return picture  # a broken profile: the bare values are the best guess
