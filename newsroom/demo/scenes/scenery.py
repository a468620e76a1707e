"""What stands in many scenes: sky, houses, trees, water, people."""

from .sheet import HEIGHT, WIDTH, Sheet

WALLS = ["#e07a5f", "#f2cc8f", "#81b29a", "#5b8fb0", "#d9a5b3", "#efe3cf", "#b8624a"]
COATS = ["#e2694f", "#f2b84b", "#5fa777", "#3f7fb0", "#8a6fb0", "#f4efe6", "#d1495b"]
SKIN = ["#f0c9a4", "#c98f65", "#8d5a3c", "#e3b48a"]
ROOFS = ["#8c4a3c", "#6d5a5a", "#a65d47", "#4d5966"]
INK = "#22394a"


def sky(s: Sheet, horizon: int = 660):
    """Everything above the ground: colours, sun or moon, stars or clouds."""
    light = s.light
    s.blend(0, horizon + 60, light.top, light.bottom)
    if light.stars:
        for _ in range(110):
            x, y = s.between(0, WIDTH), s.between(0, horizon * 0.7)
            s.disc(x, y, s.between(1, 2.6), "#e8edff", glowing=True)
    x, y = light.sun_at
    for radius, alpha in ((190, 28), (135, 44), (84, 255)):
        s.disc(x, y, radius, light.sun, alpha=alpha, glowing=True)
    if not light.stars:
        for _ in range(4):
            cloud(s, s.between(0, WIDTH), s.between(70, horizon * 0.45))


def cloud(s: Sheet, x: float, y: float):
    size = s.between(0.6, 1.25)
    for left, up, radius in ((-70, 0, 34), (-20, 26, 50), (44, 12, 40)):
        s.disc(x + left * size, y - up * size, radius * size, "#ffffff", alpha=120)
    s.box(x - 120 * size, y, 240 * size, 34 * size, "#ffffff", radius=17, alpha=120)


def ground(s: Sheet, y: float, colour: str):
    s.box(0, y, WIDTH, HEIGHT - y + 4, colour)


def far_town(s: Sheet, base: float, high: float = 170):
    """Roofs in the distance, in one colour."""
    x = -30.0
    while x < WIDTH:
        width, height = s.between(50, 130), s.between(40, high)
        top = base - height
        s.box(x, top, width + 1, height, s.light.far, glowing=True)
        if s.chance.random() < 0.4:
            peak = (x + width / 2, top - s.between(20, 60))
            s.poly([(x, top), peak, (x + width, top)], s.light.far, glowing=True)
        x += width


def house(s: Sheet, x: float, base: float, width: float, height: float, colour: str):
    """A front with a roof and rows of windows, some of them lit."""
    top = base - height
    roof = [(x - 8, top), (x + width * 0.14, top - 62), (x + width * 0.86, top - 62)]
    s.poly([*roof, (x + width + 8, top)], s.pick(ROOFS))
    s.box(x, top, width, height, colour)
    columns = max(2, int(width // 62))
    step = width / columns
    for row in range(int((height - 40) // 84)):
        for column in range(columns):
            window(s, x + step * (column + 0.5) - 16, top + 26 + row * 84)


def window(s: Sheet, x: float, y: float, width: float = 32, height: float = 46):
    lit = s.chance.random() < 0.62
    s.box(x - 4, y - 4, width + 8, height + 8, "#fbf5ea")
    s.box(x, y, width, height, s.light.window if lit else "#6f8ea3", glowing=lit)
    s.line([(x + width / 2, y), (x + width / 2, y + height)], "#fbf5ea", 3)


def street_of_houses(s: Sheet, base: float, low: float = 210, high: float = 420):
    x = -60.0
    while x < WIDTH:
        width = s.between(150, 230)
        house(s, x, base, width, s.between(low, high), s.pick(WALLS))
        x += width + s.pick([0, 0, 6, 46])


def tree(s: Sheet, x: float, base: float, height: float):
    colour = s.pick(s.light.leaves)
    s.box(
        x - height * 0.04, base - height * 0.5, height * 0.08, height * 0.5, "#6f4e37"
    )
    crown = height * 0.3
    for left, up, part in ((-0.6, 0.55, 0.8), (0.6, 0.58, 0.78), (0, 0.78, 1)):
        s.disc(x + crown * left, base - height * up, crown * part, colour)
    s.disc(x - crown * 0.3, base - height * 0.84, crown * 0.45, "#ffffff", alpha=34)


def poplar(s: Sheet, x: float, base: float, height: float):
    s.box(x - 6, base - height * 0.3, 12, height * 0.3, "#6f4e37")
    s.oval(
        x, base - height * 0.58, height * 0.15, height * 0.42, s.pick(s.light.leaves)
    )


def bush(s: Sheet, x: float, base: float, size: float):
    colour = s.pick(s.light.leaves)
    for left, part in ((-0.7, 0.7), (0.7, 0.75), (0, 1)):
        s.disc(x + left * size, base - size * 0.3 * part, size * part * 0.75, colour)


def water(s: Sheet, y: float, top: str = "#5fa8c9", bottom: str = "#25638c"):
    s.blend(y, HEIGHT - y, top, bottom)
    s.box(0, y, WIDTH, HEIGHT - y, s.light.shade, alpha=round(s.light.strength * 200))
    for _ in range(46):
        x, depth = s.between(0, WIDTH), s.chance.random()
        width = 30 + 150 * depth
        level = y + 12 + (HEIGHT - y) * depth
        s.box(x, level, width, 3 + 3 * depth, "#ffffff", radius=3, alpha=70)


def person(s: Sheet, x: float, feet: float, height: float, coat: str | None = None):
    """Seen from afar: a head, a coat, two legs."""
    unit = height / 10
    coat = coat or s.pick(COATS)
    for side in (-1.1, 0.2):
        s.box(x + side * unit, feet - 4 * unit, 0.95 * unit, 4 * unit, INK, radius=2)
    s.box(x - 1.5 * unit, feet - 8 * unit, 3 * unit, 5 * unit, coat, radius=unit)
    s.disc(x, feet - 9 * unit, 1.1 * unit, s.pick(SKIN))


def crowd(s: Sheet, number: int, low: float, high: float, size: float = 90):
    """People between two heights of the sheet, the nearer the larger."""
    for feet in sorted(s.between(low, high) for _ in range(number)):
        nearer = 1 + 0.5 * (feet - low) / max(high - low, 1)
        person(s, s.between(60, WIDTH - 60), feet, size * nearer)


def lamp(s: Sheet, x: float, base: float, height: float = 330):
    s.box(x - 5, base - height, 10, height, "#33475b")
    s.box(x - 30, base - height - 8, 60, 14, "#33475b", radius=7)
    if s.light.strength > 0.3:
        s.poly(
            [
                (x - 20, base - height),
                (x + 20, base - height),
                (x + 120, base),
                (x - 120, base),
            ],
            "#ffe7a6",
            alpha=46,
            glowing=True,
        )
        s.disc(x, base - height + 8, 12, "#fff0c2", glowing=True)


def street(s: Sheet, floor: str = "#66727c"):
    """Houses along a street that runs across the sheet."""
    sky(s, 640)
    far_town(s, 640, 330)
    x = -40.0
    while x < WIDTH:
        width = s.between(180, 250)
        house(s, x, 720, width, s.between(300, 430), s.pick(WALLS))
        x += width
    s.box(0, 700, WIDTH, 40, "#d9d2c4")
    ground(s, 740, floor)


def square(s: Sheet, floor: str = "#d8cfbf"):
    """An open place with room for one building."""
    sky(s, 660)
    far_town(s, 660, 230)
    s.box(0, 640, WIDTH, 60, s.pick(WALLS[1:3]), alpha=120)
    ground(s, 700, floor)
