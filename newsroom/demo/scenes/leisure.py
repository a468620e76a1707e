"""Scenes of culture and sport."""

from math import cos, pi, sin

from .scenery import (
    COATS,
    SKIN,
    crowd,
    far_town,
    ground,
    lamp,
    person,
    sky,
    square,
    tree,
)
from .sheet import WIDTH, Sheet


def museum(s: Sheet):
    """A house with columns and banners, lit for the evening."""
    square(s)
    s.poly([(220, 330), (800, 150), (1380, 330)], "#dccbb0")
    s.box(240, 326, 1120, 44, "#cdb999")
    s.box(280, 370, 1040, 350, "#a99272")
    for x in range(300, 1290, 128):
        s.box(x, 370, 56, 350, "#efe2cb", radius=6)
    for x, colour in (
        (388, "#d1495b"),
        (644, "#3f7fb0"),
        (900, "#f2b84b"),
        (1156, "#3f8f5b"),
    ):
        s.box(x, 400, 48, 240, colour)
    for step in range(4):
        s.box(
            240 - step * 30,
            720 + step * 20,
            1120 + step * 60,
            21,
            ["#e5d8c2", "#d6c8b0"][step % 2],
        )
    for x in (140, 1460):
        lamp(s, x, 800, 360)
    crowd(s, 13, 810, 884, 110)


def headframe(s: Sheet):
    """A winding tower of the coal days among birches."""
    sky(s, 700)
    far_town(s, 690)
    s.box(180, 500, 460, 220, "#a4533e")
    for x in range(210, 620, 84):
        s.box(x, 540, 46, 110, s.light.window, radius=22)
    s.box(180, 480, 460, 26, "#6d3a30")
    s.line([(860, 730), (940, 230)], "#8b2f2a", 24)
    s.line([(1080, 730), (1000, 230)], "#8b2f2a", 24)
    s.line([(1330, 740), (1000, 230)], "#8b2f2a", 24)
    for y in (340, 450, 560, 660):
        lean = (y - 230) * 0.16
        s.line([(940 - lean, y), (1000 + lean, y)], "#8b2f2a", 14)
        s.line([(940 - lean, y), (1016 + lean, y + 100)], "#8b2f2a", 8)
    for x in (910, 1040):
        s.ring(x, 196, 80, "#3a3230", 14)
        for spoke in range(8):
            angle = spoke * pi / 4
            s.line(
                [(x, 196), (x + 74 * cos(angle), 196 + 74 * sin(angle))], "#3a3230", 5
            )
    s.box(840, 264, 270, 20, "#8b2f2a")
    ground(s, 720, s.light.meadow)
    for x in (90, 700, 1240, 1430, 1540):
        tree(s, x, 770, s.between(240, 400))


def arena(s: Sheet):
    """A full stadium under floodlights."""
    sky(s, 840)
    for x in (200, 1400):
        s.line([(x, 600), (x, 150)], "#aebac3", 16)
        s.poly(
            [(x - 80, 160), (x + 80, 160), (800, 900)],
            "#fff8da",
            alpha=26,
            glowing=True,
        )
        s.box(x - 96, 90, 192, 84, "#e9edf0", radius=8)
        for lamp_number in range(8):
            at = x - 70 + lamp_number % 4 * 47
            s.disc(at, 114 + lamp_number // 4 * 38, 15, "#fffbe0", glowing=True)
    s.oval(800, 760, 760, 430, "#31475a")
    for _ in range(2300):
        angle, far = s.between(pi, 2 * pi), s.between(0.66, 0.97)
        x, y = 800 + 750 * far * cos(angle), 760 + 420 * far * sin(angle)
        s.disc(x, y, 6.5, s.pick([*COATS, "#f6d32d"]), glowing=True)
    s.oval(800, 800, 490, 260, "#4f9f57")
    for number in range(5):
        s.oval(800, 800, 470 - number * 96, 244 - number * 50, "#ffffff", alpha=18)
    s.arc(800, 800, 440, 226, (0, 360), "#f5f8f0", 6)
    s.arc(800, 800, 110, 58, (0, 360), "#f5f8f0", 6)
    s.box(0, 860, WIDTH, 44, "#22303c")


def stage(s: Sheet):
    """A theatre stage between red curtains, in the spotlight."""
    s.box(0, 0, WIDTH, 900, "#241523")
    s.poly([(620, 0), (700, 0), (1120, 690), (620, 690)], "#fff1c0", alpha=70)
    s.poly([(980, 0), (900, 0), (480, 690), (980, 690)], "#fff1c0", alpha=70)
    s.oval(800, 690, 380, 60, "#ffe9ad", alpha=120)
    for side in (0, 1):
        for fold in range(7):
            x = fold * 62 if side == 0 else WIDTH - 62 - fold * 62
            low = 760 - fold * 26
            s.box(x, 0, 63, low, "#a51f34" if fold % 2 else "#c2304a")
    for fold in range(16):
        s.oval(50 + fold * 100, 60, 66, 90, "#8f1a2e" if fold % 2 else "#b3283f")
    s.box(0, 690, WIDTH, 70, "#6b4630", alpha=200)
    for x, coat in (
        (640, "#3f7fb0"),
        (760, "#f2b84b"),
        (880, "#5fa777"),
        (990, "#f4efe6"),
    ):
        person(s, x, 710, 230, coat)
    for number in range(14):
        s.disc(60 + number * 116, 884, 56, "#150c15")


def gallery(s: Sheet):
    """Pictures on a white wall and visitors in front of them."""
    s.blend(0, 760, "#f7f3ec", "#e9e1d5")
    s.box(0, 760, WIDTH, 140, "#a7825f")
    for number, width in enumerate((250, 330, 210, 290)):
        x = (90, 430, 850, 1150)[number]
        s.box(x - 14, 166, width + 28, 328, "#5a4433")
        s.box(x, 180, width, 300, s.pick(["#f6e7c8", "#cfe0e6", "#f1d3c7"]))
        for _ in range(7):
            left, top = s.between(x + 40, x + width - 60), s.between(220, 430)
            s.disc(left, top, s.between(16, 40), s.pick(COATS), alpha=210)
    for x in (300, 620, 960, 1030, 1420):
        person(s, x, s.between(800, 870), 280)


def pool(s: Sheet):
    """Swimmers in the lanes of an indoor pool."""
    s.blend(0, 380, "#eaf5f8", "#cfe6ec")
    for x in range(30, WIDTH, 200):
        s.box(x, 60, 160, 220, "#ffffff")
        s.box(x + 8, 68, 144, 204, s.light.window)
    s.box(0, 320, WIDTH, 70, "#d9d4c8")
    s.blend(380, 520, "#5cc0d8", "#1d86b0")
    for lane in range(7):
        top, low = 250 + lane * 183, -900 + lane * 566
        for step in range(26):
            part = (step / 25) ** 1.6
            colour = "#e2533f" if step % 2 else "#fbf6ec"
            s.disc(top + (low - top) * part, 384 + 520 * part, 5 + 11 * part, colour)
    for x, y, size in (
        (330, 480, 0.7),
        (690, 600, 1.0),
        (1000, 500, 0.75),
        (1240, 720, 1.3),
    ):
        s.oval(x, y + 26 * size, 130 * size, 16 * size, "#ffffff", alpha=110)
        s.disc(x, y, 40 * size, s.pick(SKIN))
        s.arc(
            x, y - 4 * size, 42 * size, 40 * size, (180, 360), s.pick(COATS), 38 * size
        )
        s.line(
            [(x + 30 * size, y + 20 * size), (x + 110 * size, y - 44 * size)],
            SKIN[0],
            20 * size,
        )


SCENES = (
    museum,
    headframe,
    arena,
    stage,
    gallery,
    pool,
)
