"""Bodies of articles, and what a page says in its head."""

import json
import re
from html import unescape

from newsroom.images import NewsImage
from tests.factories import image, picture


def body(*parts: tuple[str, object]) -> str:
    """`body(("heading", "A"), ("paragraph", "<p>B</p>"))`."""
    return json.dumps([{"type": kind, "value": value} for kind, value in parts])


def picture_part(image: NewsImage, caption: str = "", decorative: bool = False):
    value = {"image": image.pk, "caption": caption, "decorative": decorative}
    return "picture", value


def meta(text: str, name: str) -> list[str]:
    """What the meta elements called so say."""
    found = re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)">', text)
    return [unescape(content) for content in found]


def linked_data(text: str) -> dict:
    script = r'<script type="application/ld\+json">(.*?)</script>'
    return json.loads(re.search(script, text, re.DOTALL)[1])


def small_image(**facts) -> NewsImage:
    """Like `image`, with little to compute."""
    return image(picture((320, 180)), **facts)
