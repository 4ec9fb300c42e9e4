"""Draw the certificates' art: `python plugins/fujin/art/certificates.py` writes it into the packs.

All is computed in millimetres on A4 landscape: laced bands, rosettes, a meander, the school's lit window. The same
program gives the same bytes. No emblem and no seal: the seal is pressed by hand.
"""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin, tau
from pathlib import Path

PACKS = Path(__file__).parent.parent / "gridschool_fujin" / "packs"
WIDTH, HEIGHT = 297.0, 210.0
RED, GOLD, GOLD_PALE, LAMP, IVORY = "#a3301d", "#b0842e", "#dcc48c", "#e9a83c", "#fffdf6"

Point = tuple[float, float]


# -- strokes


def figure(value: float) -> str:
    """A length with two decimals at most, without idle zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return {"-0": "0"}.get(text, text).replace("0.", ".", 1) if abs(value) < 1 else text


def figures(values: Iterable[float]) -> str:
    """Lengths in a row; a minus sign parts them as well as a space does."""
    return " ".join(figure(value) for value in values).replace(" -", "-")


def line(points: Sequence[Point], *, is_closed: bool = False) -> str:
    """Straight steps through points."""
    return "M" + "L".join(f"{figure(x)} {figure(y)}" for x, y in points) + ("z" if is_closed else "")


def smooth(points: Sequence[Point], *, is_closed: bool = False) -> str:
    """A Catmull-Rom curve through points as relative cubic steps: few points, round lines, small files.

    The handles on both sides of a point mirror each other, so that after the first step `s` names but one.
    """
    count = len(points)

    def at(n: int) -> Point:
        return points[n % count] if is_closed else points[min(max(n, 0), count - 1)]

    (ax, ay), (bx, by), (cx, cy) = at(-1), at(0), at(1)
    path = f"M{figures((bx, by))}c{figures(((cx - ax) / 6, (cy - ay) / 6))} "
    steps = []
    for n in range(count if is_closed else count - 1):
        (bx, by), (cx, cy), (dx, dy) = at(n), at(n + 1), at(n + 2)
        steps.append(figures((cx - (dx - bx) / 6 - bx, cy - (dy - by) / 6 - by, cx - bx, cy - by)))
    return path + "s".join([steps[0], " ".join(steps[1:]).replace(" -", "-")]) + ("z" if is_closed else "")


def stroke(path: str, colour: str, width: float, opacity: float = 1) -> str:
    faint = f' stroke-opacity="{figure(opacity)}"' if opacity < 1 else ""
    return f'<path fill="none" stroke="{colour}" stroke-width="{figure(width)}"{faint} d="{path}"/>'


def frame(inset: float, colour: str, width: float) -> str:
    """A rectangle at a distance from the edge of the sheet."""
    return rectangle(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset, colour, width)


def rectangle(x: float, y: float, width: float, height: float, colour: str, line_width: float) -> str:
    place = " ".join(
        f'{name}="{figure(value)}"' for name, value in (("x", x), ("y", y), ("width", width), ("height", height))
    )
    return f'<rect {place} fill="none" stroke="{colour}" stroke-width="{figure(line_width)}"/>'


def disc(centre: Point, radius: float, fill: str) -> str:
    return f'<circle cx="{figure(centre[0])}" cy="{figure(centre[1])}" r="{figure(radius)}" fill="{fill}"/>'


def window(centre: Point, size: float, colour: str, lit: str) -> str:
    """The school's mark: four panes, one lit."""
    pane, gap = size * 0.44, size * 0.12
    left, top = centre[0] - size / 2, centre[1] - size / 2
    places = [(0, 0, colour), (1, 0, lit), (0, 1, colour), (1, 1, colour)]
    return "".join(
        f'<rect x="{figure(left + column * (pane + gap))}" y="{figure(top + row * (pane + gap))}" '
        f'width="{figure(pane)}" height="{figure(pane)}" fill="{fill}"/>'
        for column, row, fill in places
    )


# -- figures


def band(inset: float, swing: float, waves: tuple[int, int], phase: float) -> str:
    """One wave along each side of a rectangle, level at both ends, so that corners can cover where sides meet."""
    path = ""
    for count, length, turn in ((waves[0], WIDTH, False), (waves[1], HEIGHT, True)):
        span, points = length - 2 * inset, count * 4
        steps = [
            (inset + span * n / points, swing * sin(tau * count * n / points + phase)) for n in range(points + 1)
        ]
        other = (WIDTH if turn else HEIGHT) - inset
        for level in (inset, other):
            path += smooth([(level + off, along) if turn else (along, level + off) for along, off in steps])
    return path


def rosette(centre: Point, inner: float, outer: float, petals: int, turns: int, shift: float = 0) -> str:
    """A wave wound round a circle; petals over turns must not divide evenly, so that the line laces."""
    middle, swing, points = (inner + outer) / 2, (outer - inner) / 2, petals * 8
    found = []
    for n in range(points):
        angle = tau * turns * n / points
        radius = middle + swing * cos(petals / turns * angle + shift)
        found.append((centre[0] + radius * cos(angle), centre[1] + radius * sin(angle)))
    return smooth(found, is_closed=True)


def ring(centre: Point, radius: float, swing: float, petals: int, strands: int) -> str:
    """Strands of one wavy ring, shifted against each other."""
    path = ""
    for strand in range(strands):
        points = []
        for n in range(petals * 4):
            angle = tau * n / (petals * 4)
            reach = radius + swing * cos(petals * angle + tau * strand / strands)
            points.append((centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)))
        path += smooth(points, is_closed=True)
    return path


def fan(corner: Point, start: float, radii: Iterable[tuple[float, float, int]], strands: int = 3) -> str:
    """Quarter rings in a corner: (radius, swing, petals) each, at rest at both ends."""
    path = ""
    for radius, swing, petals in radii:
        for strand in range(strands):
            points = []
            for n in range(petals * 8 + 1):
                part = n / (petals * 8)
                angle = start + part * pi / 2
                rest = min(1.0, part * 8, (1 - part) * 8)
                reach = radius + swing * rest * cos(tau * petals * part + tau * strand / strands)
                points.append((corner[0] + reach * cos(angle), corner[1] + reach * sin(angle)))
            path += smooth(points)
    return path


def ripples(inset: float, lines: int, wave: float, swing: float) -> str:
    """Level lines that swell across the sheet, each a little later than the one above."""
    path, width, height = "", WIDTH - 2 * inset, HEIGHT - 2 * inset
    for row in range(1, lines):
        base, points = inset + height * row / lines, int(width / wave * 4)
        path += smooth(
            [
                (inset + width * n / points, base + swing * sin(tau * width * n / points / wave + row * 0.45))
                for n in range(points + 1)
            ]
        )
    return path


def meander(start: float, end: float, level: float, size: float, *, is_upright: bool) -> str:
    """Square keys from `start` to `end`, as many as fit, mirrored at the middle so that both ends match."""
    keys = 2 * int((end - start) / size / 2)
    step, path = (end - start) / keys, ""
    for key in range(keys):
        is_left = key < keys / 2
        origin = start + key * step if is_left else start + (key + 1) * step
        unit = step / 7 if is_left else -step / 7
        shape = [(0, 6), (0, 0), (6, 0), (6, 4), (2.4, 4), (2.4, 2.2), (4.2, 2.2)]
        for points in (shape, [(0, 6), (7, 6)]):
            placed = [(origin + a * unit, level + (b - 3) * size / 7) for a, b in points]
            path += line([(y, x) for x, y in placed] if is_upright else placed)
    return path


# -- sheets


def corners(inset: float) -> list[Point]:
    return [(x, y) for x in (inset, WIDTH - inset) for y in (inset, HEIGHT - inset)]


def qualified() -> str:
    """合格证书: red and gold, a laced band, a rosette in each corner, a pale sun under the words."""
    laced = "".join(band(17, 3.4, (40, 27), tau * strand / 5) for strand in range(5))
    slow = "".join(band(17, 3.4, (20, 14), tau * strand / 3 + 0.4) for strand in range(3))
    knots = ""
    for centre in corners(17):
        knots += disc(centre, 9, "#fff") + stroke(ring(centre, 8.6, 0.25, 48, 1), RED, 0.3)
        knots += (
            stroke(rosette(centre, 2.6, 8, 17, 3), RED, 0.16)
            + disc(centre, 2.7, "#fff")
            + window(centre, 3.2, GOLD, RED)
        )
    sun = "".join(ring((WIDTH / 2, 112), 12 + 10 * n, 8.5 + n, 24, 3) for n in range(4))
    return "".join(
        [
            stroke(sun, GOLD_PALE, 0.1, 0.6),
            frame(11, RED, 0.9) + frame(12.4, GOLD, 0.3),
            stroke(slow, GOLD, 0.16, 0.9) + stroke(laced, RED, 0.15, 0.75),
            frame(21.6, GOLD, 0.3) + frame(22.8, RED, 0.45),
            knots,
            stroke("M98 58.5h42M157 58.5h42", GOLD, 0.4),
            window((WIDTH / 2, 58.5), 6.4, GOLD, LAMP),
        ]
    )


def honor() -> str:
    """荣誉证书: gold, a meander all round, fans in the corners, a flower above; red is kept for the title."""
    keys = "".join(
        meander(24.5, WIDTH - 24.5, level, 8, is_upright=False) for level in (16.4, HEIGHT - 16.4)
    ) + "".join(meander(24.5, HEIGHT - 24.5, level, 8, is_upright=True) for level in (16.4, WIDTH - 16.4))
    knots = "".join(
        rectangle(x - 5.6, y - 5.6, 11.2, 11.2, GOLD, 0.6)
        + rectangle(x - 4, y - 4, 8, 8, GOLD, 0.3)
        + window((x, y), 4.6, GOLD, RED)
        for x, y in corners(16.4)
    )
    reach = [(6.5, 1.9, 6), (12.5, 2.5, 9), (19.5, 3.2, 12)]
    quarters = zip(corners(23.6), (0.0, -pi / 2, pi / 2, pi), strict=True)
    fans = "".join(fan(corner, start, reach) for corner, start in quarters)
    top = (WIDTH / 2, 44.0)
    flower = "".join(rosette(top, 2 + 2.2 * n, 6.6 + 2.2 * n, 16 + 3 * n, 3, n * 0.6) for n in range(4))
    return "".join(
        [
            stroke(ripples(23.6, 48, 38, 2.0), GOLD_PALE, 0.12, 0.5),
            frame(9.4, GOLD, 0.9) + stroke(keys, GOLD, 0.55) + knots,
            frame(22.2, GOLD, 0.25) + frame(23.4, GOLD, 0.7),
            stroke(fans, GOLD, 0.15, 0.85),
            disc(top, 14.6, IVORY) + stroke(flower, RED, 0.18) + disc(top, 4, IVORY) + window(top, 5, GOLD, RED),
            stroke("M78 44h52M167 44h52M73 44l2-2 2 2-2 2zM220 44l2-2 2 2-2 2z", GOLD, 0.45),
        ]
    )


def sheet(drawing: str) -> str:
    """A whole SVG document, one element a line."""
    body = drawing.replace("/><", "/>\n<")
    size = f'width="{figure(WIDTH)}mm" height="{figure(HEIGHT)}mm" viewBox="0 0 {figure(WIDTH)} {figure(HEIGHT)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}\n</svg>\n'


def main() -> None:
    folder = PACKS / "annual-rotation" / "certificates"
    for name, drawing in (("qualified", qualified()), ("honor", honor())):
        (folder / f"{name}.svg").write_text(sheet(drawing), encoding="utf-8")


if __name__ == "__main__":
    main()
