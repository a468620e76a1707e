"""Scenes in rooms."""

from .scenery import COATS, INK, SKIN, person
from .sheet import WIDTH, Sheet

WOOD = ["#9a6844", "#8a5a3b", "#ad7a50"]


def council(s: Sheet):
    """Rows of seats in a half circle in the council chamber."""
    s.blend(0, 900, "#f4ead8", "#d9c3a0")
    for x in range(80, WIDTH, 250):
        s.box(x, 40, 150, 300, "#fbf6ea")
        s.box(x + 10, 50, 130, 280, s.light.window)
    s.oval(800, 930, 900, 520, "#c3a27a")
    for row in range(4, 0, -1):
        across, down = 190 + 165 * row, 120 + 95 * row
        s.arc(800, 930, across, down, (180, 360), WOOD[row % 3], 44)
        for step in range(4 + 3 * row):
            part = (step + 0.5) / (4 + 3 * row)
            x = 800 - across * 0.96 + 2 * across * 0.96 * part
            y = 930 - down * max(0.0, 1 - ((x - 800) / across) ** 2) ** 0.5
            s.box(x - 20, y - 40, 40, 60, s.pick(COATS), radius=16)
            s.disc(x, y - 58, 18, s.pick(SKIN))
    s.box(640, 780, 320, 130, "#6f4630", radius=10)
    s.box(720, 730, 160, 60, "#845637", radius=8)


def library(s: Sheet):
    """Shelves full of books, a reading lamp, an armchair."""
    s.blend(0, 900, "#f3e3c6", "#e2c79c")
    for row in range(4):
        y = 60 + row * 180
        x = 60.0
        while x < 1530:
            width, height = s.between(18, 44), s.between(100, 146)
            colour = s.pick([*COATS, "#2f6f6b", "#b8624a", "#6a7f9b", "#d9c08a"])
            s.box(x, y + 150 - height, width, height, colour, radius=3)
            s.box(x + 4, y + 176 - height, width - 8, 8, "#ffffff", alpha=110)
            x += width + s.pick([1, 1, 1, 2, 24])
        s.box(40, y + 150, 1520, 22, "#8a5a3b")
    s.box(0, 790, WIDTH, 110, "#b88a5e")
    s.box(980, 560, 330, 210, "#2f7f79", radius=50)
    s.box(940, 660, 410, 140, "#38918a", radius=46)
    s.box(460, 470, 12, 350, INK)
    s.poly([(400, 500), (532, 500), (500, 400), (432, 400)], "#f2b84b")
    s.poly([(400, 500), (532, 500), (720, 820), (210, 820)], "#fff0b8", alpha=80)


def kitchen(s: Sheet):
    """A long table with plates, fruit and children's places."""
    s.blend(0, 900, "#fdf2dc", "#f4d9ae")
    for x in range(100, WIDTH, 380):
        s.box(x, 80, 270, 250, "#ffffff", radius=6)
        s.box(x + 12, 92, 246, 226, s.light.window)
        s.box(x + 130, 92, 10, 226, "#ffffff")
    for x in range(170, WIDTH, 250):
        person(s, x, 760, 400)
    s.poly([(0, 620), (WIDTH, 620), (WIDTH, 900), (0, 900)], "#c58b5a")
    s.box(0, 612, WIDTH, 20, "#a97245")
    for x in range(170, WIDTH, 250):
        s.oval(x, 720, 96, 40, "#ffffff")
        s.oval(x, 716, 64, 25, s.pick(["#e9a23b", "#7dae4c", "#d1704b"]))
    for x in (290, 790, 1290):
        s.oval(x, 830, 100, 36, "#3f7fb0")
        for left in (-56, -18, 20, 56):
            s.disc(x + left, 804, 28, s.pick(["#e0453a", "#f2b84b", "#7dae4c"]))


def workshop(s: Sheet):
    """People around a plan of their quarter, with notes on the wall."""
    s.blend(0, 900, "#eef3f0", "#dfe6da")
    s.box(140, 70, 1320, 330, "#ffffff", radius=10)
    for number in range(30):
        x, y = 180 + number % 10 * 127, 96 + number // 10 * 98
        s.box(
            x,
            y + s.between(-6, 6),
            92,
            74,
            s.pick(["#ffe08a", "#a8dadc", "#f7b2ad", "#c5e1a5"]),
        )
        s.box(x + 14, y + 24, 60, 7, INK, alpha=110)
        s.box(x + 14, y + 42, 42, 7, INK, alpha=110)
    for x in (250, 470, 800, 1130, 1350):
        person(s, x, 860, 430)
    s.poly([(180, 690), (1420, 690), (1560, 900), (40, 900)], "#b88a5e")
    s.poly([(420, 720), (1180, 720), (1270, 870), (330, 870)], "#fdfaf2")
    for number in range(12):
        x, y = 480 + number % 6 * 112, 740 + number // 6 * 62
        s.box(x, y, 76, 40, s.pick(["#e8c39e", "#b7d3b0", "#9cc3d5"]))


SCENES = (
    council,
    library,
    kitchen,
    workshop,
)
