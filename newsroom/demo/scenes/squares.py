"""Scenes on squares and at building sites."""

from math import pi, sin

from .scenery import (
    COATS,
    INK,
    crowd,
    far_town,
    ground,
    lamp,
    person,
    sky,
    street,
    street_of_houses,
    tree,
)
from .sheet import WIDTH, Sheet

PAVEMENT = "#cfc7b8"


def market(s: Sheet):
    """Stalls with striped awnings and baskets full of fruit."""
    street(s, PAVEMENT)
    for number, colour in enumerate(("#d1495b", "#3f8f5b", "#e9a23b", "#3f7fb0")):
        _stall(s, 60 + number * 390, colour)
    crowd(s, 9, 830, 890, 120)


def _stall(s: Sheet, x: float, colour: str):
    for left in (14, 296):
        s.box(x + left, 470, 12, 300, "#7b5b43")
    s.box(x, 650, 322, 116, "#b98557", radius=6)
    for number in range(8):
        stripe = colour if number % 2 == 0 else "#fbf6ec"
        left, low = x - 24 + number * 46, x - 6 + number * 41.5
        top = [(low, 400), (low + 41.5, 400)]
        s.poly([*top, (left + 46, 500), (left, 500)], stripe)
        s.disc(left + 23, 500, 23, stripe)
    for number in range(24):
        fruit = s.pick(["#e2694f", "#f2b84b", "#7dae4c", "#b33951", "#f08a3c"])
        s.disc(x + 22 + number % 12 * 25, 644 - number // 12 * 20, 15, fruit)


def festival(s: Sheet):
    """Strings of coloured lights over people in the evening."""
    sky(s, 700)
    far_town(s, 720, 280)
    ground(s, 700, "#7c6a6a")
    for number in range(4):
        high = 130 + number * 90
        s.arc(800, high - 90, 900, 190, (10, 170), INK, 3)
        for step in range(25):
            x = 30 + step * 64
            y = high - 90 + 190 * max(0.0, 1 - ((x - 800) / 900) ** 2) ** 0.5
            s.disc(x, y + 10, 24, s.pick(COATS), alpha=60, glowing=True)
            s.disc(x, y + 10, 11, s.pick(COATS), glowing=True)
    crowd(s, 34, 740, 890, 150)


def lighted_tree(s: Sheet):
    """A tall fir full of lights between the houses."""
    street(s, "#d7dfe6" if s.light.stars else PAVEMENT)
    for level in range(9):
        half, y = 60 + level * 34, 160 + level * 66
        s.poly([(800, y - 90), (800 - half, y + 50), (800 + half, y + 50)], "#23614a")
    s.box(770, 738, 60, 70, "#6f4e37")
    for level in range(15):
        for _ in range(3 + level):
            x = 800 + s.between(-1, 1) * (22 + 18 * level)
            colour = s.pick(["#ffe08a", "#ffd257", "#fff4d0", "#ff9b71"])
            s.disc(x, 150 + 40 * level, 17, colour, alpha=70, glowing=True)
            s.disc(x, 150 + 40 * level, 7, colour, glowing=True)
    s.disc(800, 84, 46, "#ffe9a8", alpha=90, glowing=True)
    s.disc(800, 84, 20, "#fff6d6", glowing=True)
    crowd(s, 12, 830, 885, 120)


def fountain(s: Sheet):
    """Water springs from the square, people sit in the shade."""
    sky(s, 660)
    far_town(s, 640, 260)
    for x in (120, 330, 1280, 1490):
        tree(s, x, 720, s.between(340, 430))
    ground(s, 680, "#ddd2bd")
    s.oval(800, 780, 430, 92, "#b9b1a3")
    s.oval(800, 768, 400, 78, "#6fb7d6")
    for number in range(11):
        lean, high = (number - 5) * 46, 430 - abs(number - 5) * 44
        for step in range(26):
            part = step / 25
            x = 800 + lean * part * 1.5
            y = 764 - high * sin(pi * (0.5 + part / 2)) * (1 - part * 0.1)
            s.disc(x, y, 7, "#f3fbff", alpha=170)
    crowd(s, 7, 850, 890, 130)


def washroom(s: Sheet):
    """A small round house for all, with a ramp and a tree."""
    sky(s, 700)
    far_town(s, 690, 240)
    ground(s, 690, PAVEMENT)
    tree(s, 260, 720, 440)
    tree(s, 1440, 720, 380)
    s.box(560, 330, 520, 420, "#3f6f73", radius=40)
    s.box(530, 300, 580, 50, "#2e5356", radius=25)
    for x in range(590, 1060, 34):
        s.box(x, 372, 12, 340, "#568c8f", radius=6)
    s.box(730, 430, 180, 320, "#e9eef0", radius=8)
    s.disc(884, 590, 10, "#5d6b76")
    person(s, 790, 560, 100, INK)
    person(s, 846, 560, 100, "#c45b48")
    s.poly([(730, 750), (910, 750), (1240, 850), (560, 850)], "#b5ad9e")
    lamp(s, 440, 780, 390)


def station(s: Sheet):
    """A platform under a glass roof, with a train."""
    s.blend(0, 900, s.light.top, s.light.bottom)
    for number in range(9):
        x = number * 200
        s.arc(800, 520, 1000 - number * 16, 470 - number * 40, (190, 350), "#5d7283", 7)
        s.line([(x, 0), (800 + (x - 800) * 0.34, 300)], "#5d7283", 4)
    s.box(0, 620, 940, 20, "#31414e")
    s.poly([(0, 330), (760, 380), (900, 440), (930, 620), (0, 640)], "#ecf0f2")
    s.poly([(0, 560), (922, 560), (930, 620), (0, 640)], "#c33d3d")
    for number in range(6):
        s.box(20 + number * 130, 420, 100, 90, s.light.window, radius=10)
    s.poly([(790, 440), (872, 452), (892, 540), (790, 540)], "#44586a")
    ground(s, 640, "#55626d")
    s.poly([(700, 640), (1600, 640), (1600, 900), (330, 900)], "#d4cec3")
    s.poly([(700, 640), (730, 640), (380, 900), (330, 900)], "#f3e6b5")
    s.box(1180, 300, 330, 110, "#1d3a63", radius=8)
    for row, width in enumerate((220, 270, 150)):
        s.box(1204, 322 + row * 26, width, 10, "#f4f1e4", radius=5)
    for x in (840, 1010, 1260, 1440):
        person(s, x, s.between(770, 860), 200)


def crane(s: Sheet):
    """A building site: a crane over a new house."""
    sky(s, 700)
    far_town(s, 700, 220)
    ground(s, 700, "#c2a27c")
    s.box(860, 330, 480, 400, "#d9d2c6")
    for row in range(4):
        for column in range(5):
            s.box(886 + column * 90, 356 + row * 94, 62, 62, "#7f93a3")
    for x in range(850, 1370, 84):
        s.box(x, 300, 7, 430, "#8c7a5e")
    for y in range(320, 730, 94):
        s.box(846, y, 508, 7, "#8c7a5e")
    _crane(s, 480)
    for x in range(0, WIDTH, 150):
        s.box(x, 770, 112, 26, "#e2533f" if x % 300 else "#fbf6ec", radius=4)
        s.box(x + 12, 770, 10, 76, "#7a6a58")
    for x in (260, 380, 1450):
        person(s, x, 850, 150, "#f0962e")
        s.arc(x, 718, 20, 20, (180, 360), "#f7d038", 18)


def _crane(s: Sheet, x: float):
    for left in (-26, 26):
        s.line([(x + left, 720), (x + left, 150)], "#f0b429", 10)
    for y in range(170, 720, 52):
        s.line([(x - 26, y), (x + 26, y + 52)], "#f0b429", 6)
    s.line([(x - 260, 160), (x + 760, 160)], "#f0b429", 12)
    s.line([(x - 260, 160), (x, 70), (x + 760, 160)], "#f0b429", 6)
    s.box(x - 270, 160, 90, 62, "#6f7b84")
    s.box(x - 34, 176, 68, 64, "#dfe8ee", radius=6)
    s.line([(x + 560, 160), (x + 560, 250)], INK, 4)
    s.box(x + 510, 250, 100, 20, "#8d6a4b")


def skyline(s: Sheet):
    """The towers of the city centre behind rows of roofs."""
    sky(s, 700)
    far_town(s, 640, 260)
    s.box(1040, 190, 86, 450, "#42627d")
    s.poly([(1040, 190), (1083, 40), (1126, 190)], "#4f8a7c")
    s.box(400, 260, 130, 400, "#54738c")
    for row in range(8):
        s.box(414, 284 + row * 42, 102, 16, s.light.window, glowing=True, alpha=190)
    s.box(620, 340, 190, 320, "#7c93a6")
    s.arc(715, 340, 95, 80, (180, 360), "#4f8a7c", 84)
    ground(s, 660, s.light.far)
    street_of_houses(s, 900, 190, 330)


SCENES = (
    market,
    festival,
    lighted_tree,
    fountain,
    washroom,
    station,
    crane,
    skyline,
)
