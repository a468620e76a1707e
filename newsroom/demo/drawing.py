"""Pictures for the demo: views of a city, drawn at the time of loading."""

from io import BytesIO

from .scenes import (
    green,
    houses,
    inside,
    leisure,
    matters,
    roads,
    squares,
    waterside,
)
from .scenes.sheet import LIGHTS, Sheet

SCENES = {
    scene.__name__: scene
    for room in (roads, squares, green, waterside, houses, leisure, inside, matters)
    for scene in room.SCENES
}


def draw(scene: str, seed: int, light: str = "day") -> bytes:
    """A JPEG of a scene (a key of SCENES) in a light (a key of LIGHTS).

    The same seed draws the same picture.
    """
    sheet = Sheet(LIGHTS[light], seed)
    SCENES[scene](sheet)
    file = BytesIO()
    sheet.finished().save(file, "JPEG", quality=82)
    return file.getvalue()
