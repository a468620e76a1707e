"""Scenes in parks and gardens."""

from math import cos, pi, sin

from .scenery import INK, bush, crowd, far_town, ground, person, poplar, sky, tree
from .sheet import WIDTH, Sheet


def park(s: Sheet):
    """A path winds between old trees and benches."""
    _meadow(s)
    s.poly(
        [(760, 640), (800, 640), (760, 740), (1080, 900), (520, 900), (660, 740)],
        "#ead9b4",
    )
    for x in range(60, WIDTH, 190):
        tree(s, x + s.between(-50, 50), s.between(660, 700), s.between(200, 330))
    tree(s, 190, 850, 560)
    tree(s, 1430, 870, 620)
    for x in (420, 1160):
        s.box(x, 750, 170, 14, "#8a5a3a", radius=4)
        s.box(x, 712, 170, 14, "#8a5a3a", radius=4)
        for left in (16, 144):
            s.box(x + left, 760, 10, 40, INK)
    crowd(s, 4, 780, 840, 110)


def garden(s: Sheet):
    """Raised beds with vegetables, neighbours at work."""
    _meadow(s)
    street_row = [(120, 0.9), (620, 1.0), (1110, 0.95)]
    for x, size in street_row:
        bush(s, x + 130, 680, 60 * size)
    s.box(1220, 440, 250, 230, "#b9774a")
    s.poly([(1190, 450), (1345, 340), (1500, 450)], "#7d4a36")
    s.box(1310, 540, 76, 130, "#5d3d2a")
    for row in range(2):
        for column in range(3):
            _bed(s, 80 + column * 520 - row * 60, 700 + row * 110, 1 + 0.2 * row)
    for x, feet in ((330, 700), (860, 716), (1130, 800)):
        person(s, x, feet, 190)
    s.line([(1168, 640), (1186, 806)], "#7a5a3c", 8)


def _bed(s: Sheet, x: float, y: float, size: float):
    width = 400 * size
    s.box(x, y, width, 70 * size, "#9c6b43", radius=6)
    s.box(x, y, width, 16, "#54402f", radius=6)
    for number in range(9):
        at = x + 24 + number * (width - 40) / 9
        bush(s, at + 12, y + 6, s.between(14, 24) * size)
        if s.chance.random() < 0.6:
            s.disc(
                at + 12,
                y - 14 * size,
                8 * size,
                s.pick(["#e0453a", "#f2b84b", "#b04a8f"]),
            )


def playground(s: Sheet):
    """A slide, swings and children on sand."""
    _meadow(s)
    for x in (90, 1240, 1500):
        tree(s, x, 690, s.between(300, 400))
    s.oval(800, 860, 760, 140, "#ecd6a1")
    for x in (290, 470):
        s.box(x, 360, 20, 470, "#d1495b")
    s.box(270, 520, 240, 22, "#f2b84b")
    s.poly([(262, 372), (390, 250), (518, 372)], "#3f7fb0")
    s.line([(492, 536), (620, 640), (730, 800), (800, 812)], "#f2b84b", 42)
    for y in range(580, 830, 56):
        s.box(296, y, 190, 12, "#d1495b")
    for x in (930, 1330):
        s.line([(x - 60, 820), (x, 400), (x + 60, 820)], "#3f8f5b", 16)
    s.line([(926, 404), (1334, 404)], "#3f8f5b", 18)
    for x, lean in ((1060, -54), (1210, 46)):
        for left in (-20, 20):
            s.line([(x + left, 408), (x + left + lean, 690)], INK, 4)
        s.box(x + lean - 36, 690, 72, 12, "#7a4b32", radius=4)
        person(s, x + lean, 740, 120)
    person(s, 390, 520, 110)
    person(s, 850, 860, 120)


def ring_of_trees(s: Sheet):
    """Hills with young trees and a path along a hedge."""
    sky(s, 620)
    far_town(s, 560)
    for x, y, across, colour in (
        (300, 900, 900, "#6fae68"),
        (1350, 940, 950, "#83bb6f"),
        (800, 1080, 1300, s.light.meadow),
    ):
        s.oval(x, y, across, 340, colour)
    for number in range(13):
        x = 70 + number * 122
        y = 760 - 40 * cos((x - 800) / 500)
        s.box(x + 24, y - 90, 8, 100, "#9b7653")
        tree(s, x, y + 8, s.between(150, 190))
    s.line([(0, 880), (400, 830), (900, 850), (1600, 800)], "#ead9b4", 46)
    crowd(s, 5, 828, 856, 110)


def sports_ground(s: Sheet):
    """Girls play football on a grass pitch."""
    _meadow(s)
    for x in range(40, WIDTH, 170):
        poplar(s, x, 660, s.between(180, 270))
    for number in range(6):
        s.box(0, 680 + number * 38, WIDTH, 19, "#ffffff", alpha=22)
    s.arc(800, 900, 420, 130, (180, 360), "#fbfbf5", 8)
    s.box(0, 690, WIDTH, 7, "#fbfbf5")
    for x in (1220, 1500):
        s.box(x, 480, 12, 214, "#fbfbf5")
    s.box(1220, 474, 292, 12, "#fbfbf5")
    for step in range(1, 12):
        s.line(
            [(1220 + step * 24, 486), (1220 + step * 24, 690)],
            "#fbfbf5",
            1.5,
            alpha=150,
        )
    for x, feet, coat in (
        (280, 790, "#d1495b"),
        (520, 850, "#3f7fb0"),
        (760, 770, "#d1495b"),
        (1010, 840, "#3f7fb0"),
        (1320, 720, "#f2b84b"),
    ):
        person(s, x, feet, 210, coat)
        s.disc(x + 16, feet - 204, 9, "#5a3a2a")
    s.disc(890, 856, 24, "#fbfbf5")
    s.disc(890, 856, 9, INK)


def solar_roofs(s: Sheet):
    """Roofs with solar panels, hills with a wind turbine."""
    sky(s, 700)
    s.oval(1250, 900, 900, 330, s.light.meadow)
    for x, high, turn in ((560, 460, 0.2), (1100, 400, 0.9)):
        s.line([(x, 660), (x, 660 - high)], "#f3f5f6", 10)
        for blade in range(3):
            angle = turn + blade * 2 * pi / 3
            end = (x + 130 * sin(angle), 660 - high - 130 * cos(angle))
            s.line([(x, 660 - high), end], "#f3f5f6", 10)
    for number in range(3):
        x = -40 + number * 560
        s.box(x + 40, 620, 440, 290, ["#efe3cf", "#e8c9a8", "#d5e0dc"][number])
        s.poly([(x, 640), (x + 110, 420), (x + 520, 420), (x + 560, 640)], "#8c4a3c")
        for row in range(3):
            for column in range(5):
                left = x + 110 + column * 78 - row * 22 + 20
                top = 446 + row * 58
                panel = [(left, top), (left + 66, top), (left + 50, top + 48)]
                s.poly([*panel, (left - 16, top + 48)], "#27496d")
        for column in range(4):
            s.box(x + 84 + column * 98, 720, 56, 84, s.light.window)


def _meadow(s: Sheet):
    sky(s, 640)
    far_town(s, 630)
    s.oval(800, 1000, 1300, 380, s.light.meadow)
    ground(s, 690, s.light.meadow)


SCENES = (
    park,
    garden,
    playground,
    ring_of_trees,
    sports_ground,
    solar_roofs,
)
