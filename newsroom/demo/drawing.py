"""Pictures for the demo: simple views of a city, drawn at the time of loading."""

from io import BytesIO
from math import cos, pi, sin
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 900
GROUND = 720
INK = "#1d3440"
LIGHT = "#ffd97a"
COLOURS = ["#e2694f", "#f2b84b", "#5fa777", "#4d8fb8", "#8a6fb0"]


def draw(scene: str, seed: int) -> bytes:
    """A JPEG of a scene (a key of SCENES); the same seed draws the same picture."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    canvas, chance = ImageDraw.Draw(image), Random(seed)  # noqa: S311
    SCENES[scene](canvas, chance)
    file = BytesIO()
    image.save(file, "JPEG", quality=82, optimize=True)
    return file.getvalue()


def sky(canvas, top: tuple, bottom: tuple):
    """From one colour above to another below."""
    for y in range(HEIGHT):
        part = y / HEIGHT
        mixed = (round(a + (b - a) * part) for a, b in zip(top, bottom, strict=True))
        canvas.line([(0, y), (WIDTH, y)], fill=tuple(mixed))


def disc(canvas, x: float, y: float, radius: float, colour: str):
    canvas.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def houses(canvas, chance, colours: list[str], lit: str):
    x = -40
    while x < WIDTH:
        width, height = chance.randint(90, 190), chance.randint(180, 470)
        top = GROUND - height
        canvas.rectangle([x, top, x + width, HEIGHT], fill=chance.choice(colours))
        for row in range(top + 30, GROUND - 30, 60):
            for column in range(x + 22, x + width - 30, 44):
                if chance.random() < 0.6:
                    canvas.rectangle([column, row, column + 18, row + 28], fill=lit)
        x += width + chance.randint(0, 14)


def tree(canvas, x: float, height: float, colour: str):
    canvas.rectangle([x - 9, GROUND - height, x + 9, GROUND + 30], fill="#6b4a36")
    disc(canvas, x, GROUND - height, height / 2.6, colour)


def skyline(canvas, chance):
    sky(canvas, (63, 90, 140), (246, 178, 122))
    disc(canvas, 1180, 560, 110, "#ffe3a3")
    houses(canvas, chance, ["#2b4257", "#35506a", "#41607d"], LIGHT)


def night(canvas, chance):
    sky(canvas, (10, 18, 44), (36, 48, 92))
    for _ in range(120):
        disc(canvas, chance.randrange(WIDTH), chance.randrange(500), 2, "#dfe8ff")
    houses(canvas, chance, ["#151f38", "#1b2846", "#0f182e"], LIGHT)
    for level in range(14):
        for _ in range(4 + 2 * level):
            spread = 18 + 17 * level
            disc(
                canvas,
                800 + chance.uniform(-spread, spread),
                300 + 34 * level,
                6,
                LIGHT,
            )


def park(canvas, chance):
    sky(canvas, (142, 203, 232), (232, 244, 236))
    disc(canvas, chance.randint(250, 1350), 190, 95, "#ffd75e")
    canvas.ellipse([-500, 600, 2100, 1500], fill="#7dbb6b")
    for x in range(90, WIDTH, 170):
        colour = chance.choice(["#3d8b57", "#55a05c", "#2f7550"])
        tree(canvas, x + chance.randint(-40, 40), chance.randint(150, 330), colour)
    canvas.polygon([(700, 900), (960, 900), (860, 690), (830, 690)], fill="#eadbb9")


def lake(canvas, chance):
    sky(canvas, (160, 208, 226), (240, 232, 210))
    houses(canvas, chance, COLOURS, "#f8f1dc")
    canvas.rectangle([0, 600, WIDTH, HEIGHT], fill="#3d82a6")
    for _ in range(90):
        x, y = chance.randrange(WIDTH), chance.randrange(620, HEIGHT)
        canvas.line([(x, y), (x + chance.randint(40, 160), y)], fill="#79b4cd", width=4)


def tower(canvas, chance):
    sky(canvas, (92, 70, 120), (247, 150, 105))
    disc(canvas, 420, 600, 120, "#ffd08a")
    houses(canvas, chance, ["#3a2f4d", "#463a5c"], "#f7b267")
    for foot in (760, 1150):
        canvas.line([(foot, GROUND + 60), (955, 210)], fill=INK, width=22)
    for y in (320, 450, 580):
        canvas.line(
            [(955 - (y - 210) * 0.34, y), (955 + (y - 210) * 0.34, y)],
            fill=INK,
            width=14,
        )
    for x in (890, 1020):
        canvas.ellipse([x - 70, 130, x + 70, 270], outline=INK, width=16)


def stadium(canvas, chance):
    sky(canvas, (24, 42, 74), (70, 110, 140))
    for x in (220, 1380):
        canvas.line([(x, 150), (x, 640)], fill="#cfd8de", width=14)
        canvas.rectangle([x - 90, 90, x + 90, 170], fill="#fff6cf")
    canvas.ellipse([80, 330, 1520, 1150], fill="#2c3e4d")
    for _ in range(900):
        angle, far = chance.uniform(pi, 2 * pi), chance.uniform(0.72, 0.96)
        x, y = 800 + 720 * far * cos(angle), 740 + 410 * far * sin(angle)
        disc(canvas, x, y, 8, chance.choice(COLOURS))
    canvas.ellipse([330, 500, 1270, 1020], fill="#4f9b57")
    canvas.ellipse([680, 660, 920, 790], outline="#f3f6ef", width=8)


def hall(canvas, chance):
    sky(canvas, (245, 236, 220), (226, 206, 178))
    for x in range(120, WIDTH, 280):
        canvas.rectangle([x, 60, x + 130, 330], fill="#bcd7e4")
    for row in range(6, 0, -1):
        box = [800 - 150 * row, 860 - 80 * row, 800 + 150 * row, 980 + 40 * row]
        canvas.arc(box, 180, 360, fill=chance.choice(["#8a5a44", "#a0694e"]), width=36)
    canvas.rectangle([690, 800, 910, 900], fill="#5f3d2e")


def screens(canvas, chance):
    sky(canvas, (226, 238, 244), (196, 220, 230))
    houses(canvas, chance, ["#a9c3d0", "#b9d0da"], "#e9f2f5")
    for number, colour in enumerate(COLOURS):
        x, y = 130 + 285 * number, chance.randint(90, 300)
        canvas.rounded_rectangle([x, y, x + 240, y + 160], 36, fill=colour)
        canvas.polygon(
            [(x + 60, y + 150), (x + 120, y + 150), (x + 60, y + 215)], fill=colour
        )
        for line in (50, 85):
            canvas.line(
                [(x + 40, y + line), (x + 200, y + line)], fill="#ffffff", width=12
            )


def blocks(canvas, chance):
    for x in range(0, WIDTH, 200):
        for y in range(0, HEIGHT, 180):
            canvas.rectangle([x, y, x + 200, y + 180], fill=chance.choice(COLOURS))
            if chance.random() < 0.5:
                roof = [(x, y + 180), (x + 100, y + 40), (x + 200, y + 180)]
                canvas.polygon(roof, fill=chance.choice(COLOURS))


SCENES = {
    scene.__name__: scene
    for scene in (skyline, night, park, lake, tower, stadium, hall, screens, blocks)
}
