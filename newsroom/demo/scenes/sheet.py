"""A sheet to draw on, and the light of the hour that everything on it is seen in."""

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from PIL import Image, ImageColor, ImageDraw

WIDTH, HEIGHT = 1600, 900
FINE = 2  # drawn larger and reduced at the end, so that edges are smooth


@dataclass(frozen=True)
class Light:
    """Colours of the sky and of distance; `shade` is mixed into every other colour."""

    top: str
    bottom: str
    sun: str
    far: str
    window: str
    shade: str = "#ffffff"
    strength: float = 0.0
    sun_at: tuple[int, int] = (1230, 190)
    leaves: tuple[str, ...] = ("#3f8f5b", "#57a35f", "#2f7a55", "#76b368")
    meadow: str = "#86bf72"
    stars: bool = False


AUTUMN = ("#d9822b", "#c4572e", "#e3b23c", "#8f7a3a")
BARE = ("#9db4bd", "#b7c8cf", "#8ba5b0", "#dfe9ed")
LIGHTS = {
    "morning": Light(
        "#8fc1e3", "#fde8cf", "#fff3d6", "#b9cddb", "#fdf3da", "#f7d4a8", 0.1
    ),
    "day": Light("#62ade0", "#dff1f8", "#fff1b8", "#a9cbdc", "#eaf6fb"),
    "evening": Light(
        "#474f8c",
        "#f7ab78",
        "#ffd89a",
        "#7c6292",
        "#ffd98a",
        "#5b3f78",
        0.32,
        (420, 520),
    ),
    "night": Light(
        "#0a1430",
        "#2c4175",
        "#f2efdc",
        "#1b2b55",
        "#ffd77d",
        "#0e1a40",
        0.55,
        (1270, 160),
        stars=True,
    ),
    "rain": Light(
        "#7d8e9e", "#c6d1d6", "#d3dce0", "#93a5b1", "#ffe7ac", "#6d8094", 0.34
    ),
    "winter": Light(
        "#a9c3d6",
        "#f0f4f6",
        "#fffbe8",
        "#c1d2dc",
        "#ffedbd",
        "#cddbe6",
        0.16,
        leaves=BARE,
        meadow="#edf3f6",
    ),
    "autumn": Light(
        "#8fb6c9",
        "#fbe6c0",
        "#fff0c2",
        "#c9b7a0",
        "#fff1cf",
        "#c98948",
        0.1,
        leaves=AUTUMN,
        meadow="#b9b05f",
    ),
}


class Sheet:
    """Shapes are given in a grid of WIDTH x HEIGHT, colours as #rrggbb.

    `alpha` runs from 0 to 255. `glowing` colours are seen as they are at any hour.
    """

    def __init__(self, light: Light, seed: int):
        self.light = light
        self.chance = Random(seed)  # noqa: S311
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE))
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def finished(self) -> Image.Image:
        return self.image.reduce(FINE)

    def blend(self, y: float, height: float, top: str, bottom: str):
        """The whole width, from one colour above to another below."""
        ends = Image.new("RGB", (1, 2))
        ends.putpixel((0, 0), ImageColor.getrgb(top))
        ends.putpixel((0, 1), ImageColor.getrgb(bottom))
        size = WIDTH * FINE, round(height * FINE)
        column = ends.resize((1, size[1]), Image.Resampling.BILINEAR)
        self.image.paste(
            column.resize(size, Image.Resampling.NEAREST), (0, round(y * FINE))
        )

    def box(self, x, y, width, height, colour, *, radius=0, **ink):
        corners = _fine(x, y, x + width, y + height)
        fill = self._ink(colour, **ink)
        self.pen.rounded_rectangle(corners, radius * FINE, fill=fill)

    def poly(self, points, colour, **ink):
        flat = [value for point in points for value in point]
        self.pen.polygon(_fine(*flat), fill=self._ink(colour, **ink))

    def oval(self, x, y, across, down, colour, **ink):
        corners = _fine(x - across, y - down, x + across, y + down)
        self.pen.ellipse(corners, fill=self._ink(colour, **ink))

    def disc(self, x, y, radius, colour, **ink):
        self.oval(x, y, radius, radius, colour, **ink)

    def ring(self, x, y, radius, colour, width, **ink):
        corners = _fine(x - radius, y - radius, x + radius, y + radius)
        self.pen.ellipse(
            corners, outline=self._ink(colour, **ink), width=round(width * FINE)
        )

    def arc(self, x, y, across, down, angles, colour, width, **ink):
        """Part of an oval's line, clockwise; 0 degrees point to the right."""
        corners = _fine(x - across, y - down, x + across, y + down)
        fill = self._ink(colour, **ink)
        self.pen.arc(corners, *angles, fill=fill, width=round(width * FINE))

    def line(self, points, colour, width, **ink):
        flat = [value for point in points for value in point]
        fill = self._ink(colour, **ink)
        self.pen.line(_fine(*flat), fill=fill, width=round(width * FINE), joint="curve")

    def pick(self, colours) -> str:
        return self.chance.choice(colours)

    def between(self, low: float, high: float) -> float:
        return self.chance.uniform(low, high)

    def _ink(self, colour: str, alpha: int = 255, glowing: bool = False) -> tuple:
        strength = 0.0 if glowing else self.light.strength
        return (*mixed(colour, self.light.shade, strength), alpha)


@lru_cache
def mixed(colour: str, other: str, part: float) -> tuple[int, int, int]:
    """So much (0 to 1) of the other colour in the first one."""
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    return tuple(round(a + (b - a) * part) for a, b in pairs)


def _fine(*values: float) -> list[float]:
    return [value * FINE for value in values]
