"""What somebody sees in the preview of a post."""

from base64 import b64decode
from hashlib import sha256
from io import BytesIO

from bs4 import BeautifulSoup
from PIL import Image


class Shown:
    """An answer of the preview, read as its editor does."""

    def __init__(self, answer):
        assert answer.status_code == 200
        html = BeautifulSoup(
            answer.content, "html.parser", preserve_whitespace_tags={"p"}
        )
        self.page = html.get_text(" ", strip=True)
        if not html.select_one(".post"):
            return
        self.text = html.select_one(".text")["data-text"]
        assert html.select_one(".text").get_text() == self.text
        self.tags = [tag.get_text() for tag in html.select(".text .tag")]
        self.answers = [one["data-text"] for one in html.select(".answer .text")]
        self.counts = [one.get_text(" ", strip=True) for one in html.select(".count")]
        self.link = html.select_one(".post")["data-link"]
        self.aloud = html.select_one(".aloud").get_text(" ", strip=True)
        picture = html.select_one("figure img")
        self.alt = picture["alt"] if picture else ""  # a card's has no words
        sent = picture or html.select_one(".card img[data-sent]")
        self.picture = b64decode(sent["src"].split(",")[1]) if sent else b""

    @property
    def picture_size(self) -> tuple[int, int]:
        return Image.open(BytesIO(self.picture)).size

    @property
    def sha256(self) -> str:
        return sha256(self.picture).hexdigest() if self.picture else ""
