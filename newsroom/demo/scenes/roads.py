"""Scenes in the street."""

from .scenery import COATS, INK, crowd, far_town, ground, person, sky, street, tree
from .sheet import WIDTH, Sheet

PAVEMENT = "#cfc7b8"
ROAD = "#66727c"


def tram(s: Sheet):
    """A light-rail train stops in front of old houses."""
    street(s)
    s.line([(0, 236), (WIDTH, 262)], INK, 4)
    for x in (190, 1410):
        s.box(x, 210, 12, 510, "#4b5d6c")
        s.box(x, 210, 130, 10, "#4b5d6c")
    s.line([(700, 440), (770, 376), (700, 300), (740, 252)], INK, 8)
    for left in (170, 812):
        s.box(left, 440, 620, 280, "#f4f6f7", radius=34)
        s.box(left, 610, 620, 76, "#e8731a")
        for number in range(4):
            s.box(left + 36 + number * 144, 478, 116, 108, s.light.window, radius=12)
        s.box(left + 252, 478, 116, 208, "#48606f", radius=8)
        for x in (left + 120, left + 480):
            s.disc(x, 726, 32, "#27313a")
    s.box(770, 470, 60, 216, "#3b4954")
    s.box(0, 746, WIDTH, 12, "#3a444d")
    crowd(s, 5, 842, 884, 150)


def bus(s: Sheet):
    """A bus at its stop."""
    street(s)
    s.box(300, 420, 980, 320, "#d8433b", radius=40)
    s.box(300, 640, 980, 40, "#f6ead7")
    for number in range(6):
        s.box(340 + number * 132, 460, 112, 130, s.light.window, radius=14)
    s.box(1140, 460, 112, 222, "#425766", radius=10)
    for x in (480, 1080):
        s.disc(x, 740, 58, "#27313a")
        s.disc(x, 740, 26, "#9aa7b1")
    s.box(120, 400, 14, 420, "#46586a")
    s.disc(127, 372, 56, "#f2c230")
    s.box(104, 342, 12, 60, "#2f7550")
    s.box(104, 366, 46, 12, "#2f7550")
    s.box(140, 342, 12, 60, "#2f7550")
    for x in (60, 196, 1390, 1470):
        person(s, x, s.between(842, 872), 190)


def bicycle(s: Sheet):
    """Two people ride on a red cycle lane past trees."""
    sky(s, 640)
    far_town(s, 600)
    for x in range(60, WIDTH, 250):
        tree(s, x + s.between(-30, 30), 660, s.between(220, 320))
    ground(s, 660, s.light.meadow)
    s.box(0, 690, WIDTH, 130, "#c65a45")
    for x in range(40, WIDTH, 220):
        s.box(x, 750, 110, 10, "#fdf4ec", radius=5)
    s.box(0, 820, WIDTH, 80, ROAD)
    for x, coat in ((420, "#f2b84b"), (1040, "#3f7fb0")):
        _cyclist(s, x, 790, coat)


def _cyclist(s: Sheet, x: float, base: float, coat: str):
    for left in (-92, 92):
        s.ring(x + left, base - 62, 62, INK, 9)
        s.disc(x + left, base - 62, 9, INK)
    frame = [(x - 92, base - 62), (x - 34, base - 150), (x + 62, base - 150)]
    s.line([*frame, (x, base - 62), (x - 92, base - 62)], "#f6f2ea", 10)
    s.line([(x - 34, base - 150), (x, base - 62)], "#f6f2ea", 10)
    s.line([(x + 92, base - 62), (x + 56, base - 190), (x + 84, base - 196)], INK, 10)
    s.line([(x - 40, base - 180), (x + 18, base - 122), (x + 4, base - 50)], INK, 26)
    s.line([(x - 38, base - 190), (x + 10, base - 290)], coat, 60)
    s.line([(x + 6, base - 280), (x + 74, base - 204)], coat, 22)
    s.disc(x + 26, base - 342, 36, "#e3b48a")
    s.arc(x + 24, base - 348, 42, 40, (180, 360), coat, 38)


def crossing(s: Sheet):
    """Children cross the street on a zebra crossing."""
    street(s)
    for number in range(9):
        left = 220 + number * 136
        s.poly(
            [(left, 740), (left + 74, 740), (left + 30, 900), (left - 54, 900)],
            "#f4f1ea",
        )
    for x, height in ((380, 150), (520, 170), (650, 150), (800, 230), (930, 160)):
        person(s, x, 850, height)
        s.box(
            x - height * 0.24,
            850 - height * 0.72,
            height * 0.14,
            height * 0.3,
            s.pick(COATS),
            radius=6,
        )
    s.box(1360, 380, 16, 420, "#5d6b76")
    s.box(1290, 250, 156, 156, "#2a68b0", radius=12)
    s.poly([(1368, 272), (1306, 384), (1430, 384)], "#f7f7f4")
    person(s, 1368, 378, 82, INK)


def umbrellas(s: Sheet):
    """People under umbrellas in a wet street."""
    street(s, "#7f8b94")
    for number in range(7):
        x, feet = 130 + number * 225, s.between(800, 880)
        person(s, x, feet, 250)
        s.box(x + 32, feet - 330, 7, 200, INK)
        colour = COATS[number % len(COATS)]
        s.arc(x + 34, feet - 262, 128, 118, (180, 360), colour, 118)
        s.disc(x + 34, feet - 384, 7, INK)
    for _ in range(170):
        x, y = s.between(-20, WIDTH), s.between(0, 880)
        s.line([(x, y), (x - 9, y + 36)], "#eef4f8", 2.4, alpha=150)


def cordon(s: Sheet):
    """A street closed off with tape, a fire engine behind it."""
    street(s)
    s.box(420, 400, 760, 300, "#cc2f2f", radius=24)
    s.box(420, 560, 760, 34, "#f8f3e8")
    s.box(960, 430, 190, 110, s.light.window, radius=14)
    for x in (460, 630, 790):
        s.box(x, 440, 130, 90, "#a32424", radius=6)
    s.box(500, 352, 420, 20, "#d9dde0")
    for x in range(520, 920, 50):
        s.box(x, 352, 8, 44, "#d9dde0")
    for x in (1020, 1100):
        s.disc(x, 390, 62, "#5fb2ff", alpha=70, glowing=True)
        s.box(x - 24, 372, 48, 30, "#4aa3ff", radius=10, glowing=True)
    for x in (560, 1060):
        s.disc(x, 704, 56, "#27313a")
        s.disc(x, 704, 24, "#9aa7b1")
    for x in (60, 790, 1520):
        s.poly([(x - 46, 880), (x + 46, 880), (x + 14, 700), (x - 14, 700)], "#f07f2e")
        s.poly([(x - 33, 830), (x + 33, 830), (x + 24, 780), (x - 24, 780)], "#fbf6ec")
    for number in range(32):
        stripe = "#d8342c" if number % 2 else "#fbf6ec"
        s.box(number * 50, 732 + abs(16 - number) * 0.6, 51, 30, stripe)


def winter_service(s: Sheet):
    """A clearing vehicle in a snowy street."""
    street(s, "#e4ecf1")
    s.box(460, 480, 560, 200, "#f08c2d", radius=16)
    s.poly([(480, 480), (900, 480), (860, 400), (520, 400)], "#c9b79c")
    s.box(900, 420, 210, 260, "#f08c2d", radius=26)
    s.box(960, 452, 130, 100, s.light.window, radius=14)
    s.disc(1000, 402, 20, "#ffd257", glowing=True)
    s.poly([(1120, 560), (1190, 540), (1230, 740), (1130, 740)], "#f2c230")
    for x in (570, 1000):
        s.disc(x, 712, 62, "#27313a")
        s.disc(x, 712, 26, "#c7d0d6")
    for x in range(1200, 1640, 80):
        s.disc(x, 760, s.between(40, 80), "#f8fbfd")
    for _ in range(240):
        s.disc(s.between(0, WIDTH), s.between(0, 900), s.between(2, 6), "#ffffff")


def waste(s: Sheet):
    """Bins in four colours in front of the houses."""
    street(s, PAVEMENT)
    for number, colour in enumerate(("#4a5560", "#3a78b5", "#e3b52f", "#7a5a3c")):
        x = 200 + number * 315
        s.poly([(x, 460), (x + 240, 460), (x + 214, 830), (x + 26, 830)], colour)
        s.box(x - 14, 420, 268, 54, colour, radius=16)
        s.box(x - 14, 466, 268, 10, "#000000", alpha=50)
        s.box(x + 70, 560, 100, 100, "#ffffff", radius=50, alpha=70)
        for left in (52, 188):
            s.disc(x + left, 838, 26, "#27313a")


SCENES = (
    tram,
    bus,
    bicycle,
    crossing,
    umbrellas,
    cordon,
    winter_service,
    waste,
)
