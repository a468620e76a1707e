"""Scenes of single buildings."""

from .scenery import (
    INK,
    bush,
    crowd,
    far_town,
    ground,
    person,
    sky,
    square,
    tree,
    window,
)
from .sheet import WIDTH, Sheet


def town_hall(s: Sheet):
    """The town hall with flags, seen from the square."""
    square(s)
    s.box(260, 300, 1080, 430, "#b9684a")
    for x in range(290, 1320, 96):
        s.box(x, 560, 70, 170, "#6e3f31", radius=34)
        for y in (340, 450):
            s.box(x + 8, y, 54, 78, "#f3e7d4", radius=6)
            s.box(x + 14, y + 6, 42, 66, s.light.window, radius=4)
    s.poly([(230, 304), (320, 220), (1280, 220), (1370, 304)], "#4f5d63")
    s.poly(
        [
            (640, 304),
            (640, 240),
            (700, 160),
            (800, 110),
            (900, 160),
            (960, 240),
            (960, 304),
        ],
        "#b9684a",
    )
    s.disc(800, 220, 46, "#f7efdf")
    s.line([(800, 220), (800, 188)], INK, 6)
    s.line([(800, 220), (822, 232)], INK, 6)
    for x, colour in ((180, "#d1495b"), (1420, "#f2b84b")):
        s.box(x - 5, 240, 10, 520, "#8c979f")
        s.poly([(x, 250), (x + 130, 262), (x + 116, 320), (x, 330)], colour)
    crowd(s, 9, 790, 880, 110)


def school(s: Sheet):
    """A school with a yard where children play."""
    square(s, "#c9c2b4")
    s.box(180, 340, 1240, 380, "#d98a4f")
    s.box(640, 260, 320, 460, "#efe0c4")
    s.poly([(610, 268), (800, 170), (990, 268)], "#7a4b3c")
    s.disc(800, 332, 48, "#fbf6ec")
    s.line([(800, 332), (800, 298)], INK, 6)
    s.line([(800, 332), (774, 340)], INK, 6)
    s.box(730, 560, 140, 160, "#5f7f86", radius=8)
    for x in (*range(220, 600, 96), *range(1010, 1390, 96)):
        for y in (390, 520):
            window(s, x, y, 58, 80)
    for x, y in ((680, 420), (770, 420), (860, 420)):
        window(s, x, y, 58, 80)
    tree(s, 90, 760, 420)
    tree(s, 1510, 760, 400)
    for number in range(6):
        s.box(420 + number % 2 * 60, 770 + number * 18, 58, 17, "#fbf6ec", alpha=180)
    crowd(s, 14, 780, 880, 96)


def housing(s: Sheet):
    """New blocks of flats with balconies and bicycles."""
    sky(s, 720)
    far_town(s, 720)
    ground(s, 720, s.light.meadow)
    for number, colour in enumerate(("#f1e6d6", "#c9d8d3", "#e8c3a5")):
        x, floors = 90 + number * 500, (5, 6, 4)[number]
        top = 740 - floors * 92
        s.box(x, top, 420, 740 - top, colour)
        s.box(x, top - 14, 420, 18, "#5d6b70")
        for floor in range(floors):
            for column in range(3):
                _balcony(s, x + 26 + column * 132, top + 16 + floor * 92)
    s.box(0, 790, WIDTH, 60, "#d9cfbd")
    for x in (60, 545, 1045, 1545):
        tree(s, x, 800, s.between(220, 300))
        bush(s, x + 70, 800, 34)
    crowd(s, 7, 830, 880, 110)


def _balcony(s: Sheet, x: float, y: float):
    lit = s.chance.random() < 0.55
    s.box(x, y, 104, 60, s.light.window if lit else "#7590a2", glowing=lit)
    s.line([(x + 52, y), (x + 52, y + 60)], "#fbf5ea", 4)
    s.box(x - 6, y + 34, 116, 34, "#8da2a4", alpha=210)
    if s.chance.random() < 0.5:
        bush(s, x + s.between(20, 90), y + 40, 16)


def clinic(s: Sheet):
    """A health centre with an ambulance in front of it."""
    square(s, "#b8bfc3")
    s.box(240, 280, 820, 440, "#eef1ef")
    s.box(1060, 420, 340, 300, "#cfdbd8")
    for row in range(3):
        for column in range(7):
            window(s, 286 + column * 110, 320 + row * 112, 64, 72)
    for column in range(3):
        window(s, 1096 + column * 104, 470, 64, 72)
    s.box(570, 606, 160, 114, "#5a7c8a", radius=6)
    s.box(590, 176, 120, 120, "#2f7f79", radius=14)
    s.box(636, 196, 28, 80, "#ffffff")
    s.box(610, 222, 80, 28, "#ffffff")
    s.box(930, 610, 380, 180, "#fbfbf8", radius=22)
    s.box(1190, 640, 96, 70, "#7c9bb0", radius=10)
    s.box(930, 720, 380, 26, "#d8433b")
    s.disc(1120, 604, 20, "#4aa3ff", glowing=True)
    for x in (1020, 1230):
        s.disc(x, 794, 40, "#27313a")
        s.disc(x, 794, 17, "#9aa7b1")
    crowd(s, 5, 800, 880, 120)


def call_centre(s: Sheet):
    """The citizens' office at a corner, people wait inside."""
    square(s)
    s.box(200, 250, 1200, 480, "#4f6d7a")
    s.box(240, 470, 1120, 260, s.light.window)
    for x in range(240, 1400, 160):
        s.box(x - 5, 470, 10, 260, "#3b5360")
    for x in range(300, 1340, 130):
        window(s, x, 310, 70, 84)
    s.box(440, 412, 720, 64, "#f2b84b", radius=10)
    for number in range(6):
        s.box(480 + number * 110, 438, 80, 14, INK, radius=7)
    for x in (330, 520, 690, 1010, 1180):
        person(s, x, 726, 170)
    for x in (90, 1500):
        tree(s, x, 780, 360)
    crowd(s, 4, 830, 880, 130)


def shelter(s: Sheet):
    """A sports hall with its doors open and beds in rows inside."""
    square(s, "#a9b2b6")
    s.arc(800, 480, 640, 250, (180, 360), "#7f9aa5", 250)
    s.box(160, 470, 1280, 260, "#e6e3da")
    s.box(470, 500, 660, 230, "#ffedbf", glowing=True)
    for number in range(5):
        x = 500 + number * 126
        s.box(x, 640, 96, 40, "#5b8fb0", radius=8)
        s.box(x, 626, 30, 24, "#ffffff", radius=8)
        s.box(x + 4, 680, 6, 40, INK)
        s.box(x + 86, 680, 6, 40, INK)
    for x in (250, 1250):
        window(s, x, 540, 110, 90)
    for x in (400, 620, 900, 1190):
        person(s, x, s.between(790, 860), 180)


SCENES = (
    town_hall,
    school,
    housing,
    clinic,
    call_centre,
    shelter,
)
