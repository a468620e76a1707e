"""Scenes at the water."""

from .scenery import (
    COATS,
    INK,
    far_town,
    lamp,
    person,
    poplar,
    sky,
    street_of_houses,
    water,
)
from .sheet import WIDTH, Sheet


def canal(s: Sheet):
    """A barge on the canal, warehouses on the bank."""
    sky(s, 600)
    far_town(s, 560, 200)
    for x, colour in (
        (40, "#a8553f"),
        (400, "#c07a4e"),
        (760, "#8d4a3e"),
        (1180, "#b56a4a"),
    ):
        _warehouse(s, x, colour)
    s.box(0, 560, WIDTH, 60, "#9a9488")
    water(s, 610)
    s.poly([(220, 690), (1250, 690), (1330, 640), (1270, 770), (270, 770)], "#2f4a5e")
    s.box(250, 690, 1010, 14, "#d1495b")
    s.box(290, 590, 170, 102, "#f4efe6", radius=8)
    s.box(312, 612, 60, 38, s.light.window)
    s.box(390, 612, 50, 38, s.light.window)
    for x, colour in zip(range(520, 1180, 132), COATS, strict=False):
        s.box(x, 624, 126, 68, colour)
    s.line([(1290, 650), (1290, 560)], INK, 6)
    s.poly([(1290, 562), (1340, 578), (1290, 594)], "#d1495b")


def _warehouse(s: Sheet, x: float, colour: str):
    s.box(x, 360, 320, 210, colour)
    s.poly([(x - 10, 362), (x + 160, 270), (x + 330, 362)], "#5c3b35")
    for row in range(2):
        for column in range(5):
            s.box(
                x + 26 + column * 58, 394 + row * 84, 36, 50, s.light.window, radius=16
            )


def bridge(s: Sheet):
    """Cyclists and walkers on an arched bridge."""
    sky(s, 640)
    far_town(s, 600)
    for x in (60, 180, 1420, 1540):
        poplar(s, x, 640, s.between(240, 340))
    water(s, 630)
    s.poly([(0, 600), (330, 640), (0, 760)], s.light.meadow)
    s.poly([(WIDTH, 600), (1270, 640), (WIDTH, 760)], s.light.meadow)
    s.arc(800, 590, 620, 360, (180, 360), "#e9edf0", 26)
    for step in range(13):
        x = 260 + step * 90
        y = 590 - 352 * max(0.0, 1 - ((x - 800) / 612) ** 2) ** 0.5
        s.line([(x, y), (x, 560)], "#e9edf0", 5)
    s.box(0, 556, WIDTH, 40, "#51697c")
    for x in (470, 690, 980, 1130):
        person(s, x, 556, 92)
    s.arc(800, 668, 620, 180, (10, 170), "#ffffff", 14, alpha=50)


def lake(s: Sheet):
    """Sailing boats on the lake, new houses on the far bank."""
    sky(s, 560)
    street_of_houses(s, 560, 130, 250)
    s.box(0, 556, WIDTH, 30, s.light.meadow)
    water(s, 580)
    for x, y, size, colour in (
        (330, 700, 0.8, "#fbf7ee"),
        (760, 780, 1.25, "#f2b84b"),
        (1230, 690, 0.9, "#e2694f"),
    ):
        s.poly([(x, y - 330 * size), (x, y - 30), (x - 150 * size, y - 30)], colour)
        s.poly(
            [(x + 14, y - 290 * size), (x + 14, y - 30), (x + 110 * size, y - 30)],
            "#fbf7ee",
        )
        s.line([(x + 6, y - 340 * size), (x + 6, y)], INK, 6)
        hull = [(x - 160 * size, y - 16), (x + 140 * size, y - 16)]
        s.poly([*hull, (x + 90 * size, y + 34), (x - 120 * size, y + 34)], "#7a4b32")


def lanterns(s: Sheet):
    """A lit path along the water at night."""
    sky(s, 560)
    far_town(s, 560, 240)
    water(s, 560)
    s.poly([(0, 700), (WIDTH, 780), (WIDTH, 900), (0, 900)], s.light.meadow)
    s.poly([(0, 790), (WIDTH, 850), (WIDTH, 900), (0, 880)], "#d9c8a4")
    for x in range(140, WIDTH, 290):
        lamp(s, x, 800 + x * 0.03, 350)
    for x in (300, 860, 910):
        person(s, x, 860, 160)


SCENES = (
    canal,
    bridge,
    lake,
    lanterns,
)
