"""What a network is given of an article's picture."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms

from syndication.composing import Story
from syndication.networks.base import Limits, PictureLimits, RejectedError
from syndication.pictures import picture_for, picture_of
from tests import factories

pytestmark = pytest.mark.django_db
LIMITS = PictureLimits(
    max_bytes=1_000_000, max_width=2_000, max_height=2_000, alt_length=40
)
# As Instagram has them.
STRICT = PictureLimits(
    max_bytes=8_000_000,
    max_width=1_440,
    max_height=1_800,
    min_width=320,
    min_ratio=4 / 5,
    max_ratio=1.91,
    formats=("image/jpeg",),
    fetched=True,
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


def content_of(image):
    with image.file.storage.open(image.file.name) as file:
        return file.read()


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
    "size",
    [(16_000, 1_600), (6_324, 6_324), (900, 4_000), (1_000, 801), (100, 90), (7, 300)],
)
def test_every_size_is_brought_into_a_strict_frame(size):
    picture = picture_for(stored(size=size), "Park", STRICT, "picture")
    assert 320 <= picture.width <= 1_440
    assert 4 / 5 <= picture.width / picture.height <= 1.91
    assert opened(picture).size == (picture.width, picture.height)


def test_a_panorama_is_whole_where_it_may_be_and_sharp_where_it_is_cut():
    image = stored(size=(8_000, 800))
    whole = picture_for(image, "Park", LIMITS, "picture")
    assert (whole.width, whole.height) == (2_000, 200)
    assert picture_for(image, "Park", STRICT, "picture").width == 1_440


def test_a_panorama_is_cut_around_the_focal_point():
    def draw(canvas):
        canvas.paste("red", (3_500, 0, 4_000, 400))

    image = stored(draw, size=(4_000, 400))
    image.focal_point_x, image.focal_point_y = 3_900, 200
    image.focal_point_width = image.focal_point_height = 20
    cut = opened(picture_for(image, "Park", STRICT, "picture"))
    assert cut.getpixel((cut.width - 10, 100))[0] > 200
    assert cut.getpixel((10, 100))[0] < 60


def test_a_photograph_that_was_turned_is_cut_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    image = stored(size=(1_600, 900), image_format="JPEG", exif=exif)
    picture = picture_for(image, "Park", STRICT, "picture")
    assert picture.width / picture.height == pytest.approx(4 / 5, abs=0.01)


def test_neither_comments_nor_xmp_remain():
    image = stored(
        image_format="JPEG", comment=b"51.51 N", xmp=b"<x:xmpmeta>51.51 N</x:xmpmeta>"
    )
    assert b"51.51" in content_of(image)
    assert b"51.51" not in picture_for(image, "Park", LIMITS, "picture").content


def test_colours_of_another_profile_become_those_of_the_web():
    lab = ImageCms.createProfile("LAB")
    profile = ImageCms.ImageCmsProfile(lab).tobytes()
    image = stored(image_format="JPEG", icc_profile=profile)  # it fits no RGB at all
    assert picture_for(image, "Park", LIMITS, "picture")
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = stored(image_format="JPEG", icc_profile=srgb)
    made = opened(picture_for(image, "Park", LIMITS, "picture"))
    assert "icc_profile" not in made.info


def test_of_an_animation_the_first_frame_is_taken():
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "blue")]
    content = BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:])
    picture = picture_for(
        factories.image(content.getvalue()), "Film", STRICT, "picture"
    )
    red, _green, blue = opened(picture).getpixel((50, 50))
    assert red > 200 > blue


def test_a_broken_file_is_refused_with_a_sentence():
    image = stored(image_format="JPEG")
    whole = content_of(image)
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(whole[: len(whole) // 2]))
    with pytest.raises(RejectedError, match="lässt sich nicht lesen"):
        picture_for(image, "Park", LIMITS, "picture")


def test_what_cannot_be_made_light_enough_is_refused_with_a_sentence():
    limits = PictureLimits(max_bytes=100, max_width=2_000, max_height=2_000)
    with pytest.raises(RejectedError, match="klein genug"):
        picture_for(stored(), "Park", limits, "picture")


STORY = Story("Ein neuer Park 🎉", "Am Samstag.", "https://stadt.example/a", "de")


def limits(**changes):
    return Limits(text_length=500, count=len, picture=STRICT, **changes)


def test_where_a_picture_is_demanded_the_headline_is_one():
    picture = picture_of(STORY, limits(needs_picture=True), "picture")
    assert (picture.width, picture.height) == (1_080, 1_080)
    assert picture.alt == "Ein neuer Park 🎉"
    assert opened(picture).format == "JPEG"


def test_where_none_is_demanded_there_is_none():
    assert picture_of(STORY, limits(), "picture") is None


@pytest.mark.parametrize(
    ("mode", "image_format"),
    [("CMYK", "JPEG"), ("L", "PNG"), ("I;16", "PNG"), ("1", "PNG"), ("P", "GIF")],
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
