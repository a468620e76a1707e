"""Pictures of a matter rather than of a place."""

from .scenery import COATS, SKIN, far_town, sky
from .sheet import WIDTH, Sheet


def phone(s: Sheet):
    """A telephone shows a map with a mark on it, the city behind."""
    sky(s, 900)
    far_town(s, 900, 420)
    s.box(560, 60, 480, 800, "#1f2f3d", radius=64)
    s.box(584, 84, 432, 752, "#e9f1ee", radius=44)
    s.box(584, 84, 432, 430, "#cfe3cf", radius=44)
    for y in (210, 330, 440):
        s.line([(584, y), (1016, y - 60)], "#ffffff", 22)
    for x in (690, 860):
        s.line([(x, 84), (x + 40, 512)], "#ffffff", 22)
    s.poly([(740, 290), (860, 290), (800, 410)], "#d1495b")
    s.disc(800, 270, 66, "#d1495b")
    s.disc(800, 270, 26, "#ffffff")
    for row, width in enumerate((300, 360, 240)):
        s.box(620, 560 + row * 48, width, 22, "#9fb2bd", radius=11)
    s.box(620, 724, 360, 74, "#2f7f79", radius=37)
    s.box(730, 752, 140, 18, "#ffffff", radius=9)


def bubbles(s: Sheet):
    """Speech bubbles in many colours rise over the roofs."""
    sky(s, 900)
    far_town(s, 900, 300)
    for number in range(8):
        x = 60 + number % 4 * 355 + number // 4 * 100
        y = s.between(60, 150) + number // 4 * 270
        colour = COATS[number % len(COATS)]
        width, height = s.between(230, 300), s.between(140, 190)
        s.poly(
            [
                (x + 56, y + height - 20),
                (x + 126, y + height - 20),
                (x + 50, y + height + 66),
            ],
            colour,
        )
        s.box(x, y, width, height, colour, radius=48)
        ink = "#33475b" if colour == "#f4efe6" else "#ffffff"
        for row, part in enumerate((0.68, 0.5)):
            s.box(x + 40, y + 46 + row * 44, (width - 20) * part, 16, ink, radius=8)


def ballot(s: Sheet):
    """Hands put ballot papers into a box."""
    s.blend(0, 900, "#f6efe2", "#e3d6c0")
    s.oval(800, 830, 560, 40, "#000000", alpha=40)
    s.box(480, 440, 640, 390, "#3b6e8f", radius=16)
    s.box(450, 400, 700, 66, "#2f5a77", radius=14)
    s.box(660, 420, 280, 18, "#16303f", radius=9)
    s.ring(800, 640, 92, "#f4efe6", 16)
    s.line([(756, 640), (790, 680), (852, 596)], "#f4efe6", 18)
    for x, top, sleeve in (
        (800, 190, "#d1495b"),
        (330, 250, "#3f8f5b"),
        (1270, 240, "#f2b84b"),
    ):
        s.box(x - 96, top, 192, 236, "#ffffff", radius=6)
        for row in range(3):
            s.ring(x - 58, top + 56 + row * 60, 18, "#8fa1ad", 5)
            s.box(x - 24, top + 48 + row * 60, 96, 14, "#c2ccd2", radius=7)
        s.line([(x + 220, top - 210), (x + 96, top + 30)], sleeve, 96)
        s.line([(x + 116, top - 10), (x + 76, top + 66)], s.pick(SKIN), 62)


def budget(s: Sheet):
    """Growing columns of coins with a school, a bridge and a tree on them."""
    s.blend(0, 900, "#e7f0f2", "#f8efdc")
    far_town(s, 780, 130)
    s.box(0, 780, WIDTH, 120, "#b7c7c4")
    for number, coins in enumerate((5, 8, 11, 14)):
        x = 270 + number * 355
        for coin in range(coins):
            y = 780 - coin * 34
            s.oval(x, y, 116, 34, "#c9952c")
            s.oval(x, y - 14, 116, 34, "#f2c94c")
        s.oval(x, 780 - coins * 34 + 20, 78, 20, "#e0b23a")
    s.box(220, 510, 100, 90, "#d98a4f")
    s.poly([(206, 514), (270, 462), (334, 514)], "#7a4b3c")
    s.arc(625, 500, 100, 70, (180, 360), "#51697c", 20)
    s.box(514, 482, 222, 16, "#51697c")
    s.box(972, 300, 14, 94, "#6f4e37")
    s.disc(980, 268, 66, "#3f8f5b")
    s.box(1260, 180, 150, 106, "#3f7fb0", radius=20)
    for x in (1278, 1346):
        s.box(x, 202, 48, 36, "#eaf6fb")


def pattern(s: Sheet):
    """Coloured tiles with roofs, suns and rivers."""
    colours = ["#1f4e79", "#f2b84b", "#3f8f5b", "#d1495b", "#f4efe6", "#7fb7be"]
    for column in range(8):
        for row in range(5):
            x, y = column * 200, row * 180
            back, front = s.chance.sample(colours, 2)
            s.box(x, y, 201, 181, back)
            s.pick([_roof, _half, _ring_tile, _wave])(s, x, y, front)


def _roof(s: Sheet, x, y, colour):
    s.poly(
        [
            (x + 20, y + 160),
            (x + 20, y + 90),
            (x + 100, y + 24),
            (x + 180, y + 90),
            (x + 180, y + 160),
        ],
        colour,
    )


def _half(s: Sheet, x, y, colour):
    s.arc(x + 100, y + 150, 84, 110, (180, 360), colour, 110)


def _ring_tile(s: Sheet, x, y, colour):
    s.ring(x + 100, y + 90, 70, colour, 28)


def _wave(s: Sheet, x, y, colour):
    for number in range(3):
        s.arc(x + 52, y + 52 + number * 46, 50, 28, (180, 360), colour, 16)
        s.arc(x + 148, y + 52 + number * 46, 50, 28, (0, 180), colour, 16)


SCENES = (
    phone,
    bubbles,
    ballot,
    budget,
    pattern,
)
