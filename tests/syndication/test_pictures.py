"""What a network is given of an article's picture."""

from io import BytesIO

import pytest
from PIL import Image

from syndication.networks.base import PictureLimits, RejectedError
from syndication.pictures import picture_for
from tests import factories

pytestmark = pytest.mark.django_db
LIMITS = PictureLimits(
    max_bytes=1_000_000, max_width=2_000, max_height=2_000, alt_length=40
)


def opened(picture):
    return Image.open(BytesIO(picture.content))


def stored(draw=None, size=(1600, 900), mode="RGB", image_format="PNG", **options):
    content = BytesIO()
    canvas = Image.new(mode, size, options.pop("colour", "teal"))
    if draw:
        draw(canvas)
    canvas.save(content, image_format, **options)
    return factories.image(content.getvalue())


def test_a_picture_keeps_its_proportions():
    picture = picture_for(stored(size=(1600, 900)), "Park", LIMITS, "picture")
    assert (picture.width, picture.height) == (1600, 900)
    assert opened(picture).size == (1600, 900)
    assert picture.mime_type == "image/jpeg"


def test_a_card_is_cut_to_the_networks_frame():
    picture = picture_for(stored(size=(1000, 1000)), "Park", LIMITS, "card")
    assert picture.width / picture.height == pytest.approx(1200 / 630, abs=0.01)


def test_a_card_is_cut_around_the_focal_point():
    def draw(canvas):
        canvas.paste("red", (0, 900, 1000, 1000))

    image = stored(draw, size=(1000, 1000))
    image.focal_point_x, image.focal_point_y = 500, 950
    image.focal_point_width = image.focal_point_height = 20
    card = opened(picture_for(image, "Park", LIMITS, "card"))
    red, green, blue = card.getpixel((card.width // 2, card.height - 20))
    assert red > 200 > green + blue


def test_a_large_picture_is_made_smaller():
    picture = picture_for(stored(size=(4000, 3000)), "Park", LIMITS, "picture")
    assert max(picture.width, picture.height) == 2_000


def test_a_heavy_picture_is_made_lighter():
    noise = Image.effect_noise((1500, 1500), 100).convert("RGB")
    content = BytesIO()
    noise.save(content, "PNG")
    limits = PictureLimits(max_bytes=60_000, max_width=2_000, max_height=2_000)
    picture = picture_for(
        factories.image(content.getvalue()), "Rauschen", limits, "picture"
    )
    assert len(picture.content) <= 60_000


def test_nothing_of_the_camera_remains_and_it_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}  # where it was taken
    image = stored(size=(1600, 900), image_format="JPEG", exif=exif)
    picture = picture_for(image, "Park", LIMITS, "picture")
    assert (picture.width, picture.height) == (900, 1600)
    assert not opened(picture).getexif()


def test_transparency_becomes_white():
    image = stored(mode="RGBA", colour=(0, 0, 0, 0))
    assert opened(picture_for(image, "Logo", LIMITS, "picture")).getpixel((5, 5)) == (
        255,
        255,
        255,
    )


@pytest.mark.parametrize(
    ("mode", "image_format"), [("CMYK", "JPEG"), ("L", "PNG"), ("P", "GIF")]
)
def test_other_colour_modes_become_rgb(mode, image_format):
    image = stored(mode=mode, image_format=image_format, colour=None)
    assert opened(picture_for(image, "Park", LIMITS, "picture")).mode == "RGB"


def test_a_broken_colour_profile_does_not_cost_the_picture():
    image = stored(image_format="JPEG", icc_profile=b"kein Profil")
    assert picture_for(image, "Park", LIMITS, "picture").width == 1600


def test_a_long_description_is_cut_at_the_end_of_a_word():
    alt = picture_for(stored(), "Bürger*innen pflanzen " * 9, LIMITS, "picture").alt
    assert alt == "Bürger*innen pflanzen Bürger*innen …"


def test_a_missing_file_is_refused_with_a_sentence():
    image = stored()
    image.file.delete(save=False)
    image.file.name = "original_images/fort.png"
    with pytest.raises(RejectedError, match="lässt sich nicht lesen"):
        picture_for(image, "Park", LIMITS, "picture")
