# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the sample people: flat portraits, the same for the same description, as PNG."""

import io

from PIL import Image, ImageDraw

SIZE = 192
SCALE = 4                                # drawn larger and scaled down, for smooth edges


def portrait(background, skin, hair, shirt, style='short', glasses=False, beard=False):
    """PNG bytes. Colours are "#rrggbb", BACKGROUND two of them; STYLE short, long, bun, curls, bald."""
    image = gradient(*background)
    draw = ImageDraw.Draw(image)

    def oval(x, y, rx, ry, colour):
        draw.ellipse([(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE],
                     fill=colour)

    def line(x0, y0, x1, y1, colour, width):
        draw.line([x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE], fill=colour, width=width * SCALE)

    draw_hair_behind(oval, draw, hair, style)
    oval(96, 206, 74, 62, shirt)                                        # shoulders
    shade = darker(skin, 0.88)
    draw.rounded_rectangle([82 * SCALE, 112 * SCALE, 110 * SCALE, 162 * SCALE], 14 * SCALE,
                           fill=shade)                                  # neck
    oval(58, 94, 8, 11, shade)                                          # ears
    oval(134, 94, 8, 11, shade)
    oval(96, 90, 38, 46, skin)                                          # head
    if beard:
        draw.chord([(58) * SCALE, 62 * SCALE, 134 * SCALE, 138 * SCALE], 10, 170, fill=hair)
        oval(96, 108, 16, 6, skin)
    draw_hair_before(oval, draw, hair, style)
    for x in (82, 110):
        oval(x, 92, 4, 5, '#2b2326')
    draw.arc([84 * SCALE, 98 * SCALE, 108 * SCALE, 118 * SCALE], 25, 155, fill='#8e3b3b',
             width=3 * SCALE)
    if glasses:
        for x in (81, 111):
            draw.ellipse([(x - 12) * SCALE, 80 * SCALE, (x + 12) * SCALE, 104 * SCALE],
                         outline='#30343a', width=3 * SCALE)
        line(93, 92, 99, 92, '#30343a', 3)

    image = image.resize((SIZE, SIZE), Image.LANCZOS)
    data = io.BytesIO()
    image.save(data, 'PNG', optimize=True)
    return data.getvalue()


def draw_hair_behind(oval, draw, hair, style):
    if style == 'long':
        draw.rounded_rectangle([48 * SCALE, 48 * SCALE, 144 * SCALE, 156 * SCALE], 44 * SCALE,
                               fill=hair)
    elif style == 'bun':
        oval(96, 34, 20, 18, hair)
    elif style == 'curls':
        for x, y in ((54, 70), (60, 50), (78, 38), (96, 34), (114, 38), (132, 50), (138, 70),
                     (52, 92), (140, 92)):
            oval(x, y, 19, 19, hair)


def draw_hair_before(oval, draw, hair, style):
    if style == 'bald':
        return
    top = [55 * SCALE, 40 * SCALE, 137 * SCALE, 130 * SCALE]
    draw.chord(top, 192, 348, fill=hair)
    if style in ('long', 'bun'):
        draw.pieslice([52 * SCALE, 40 * SCALE, 120 * SCALE, 104 * SCALE], 180, 285, fill=hair)


def gradient(upper, lower):
    edge = SIZE * SCALE
    first, last = rgb(upper), rgb(lower)
    strip = Image.new('RGB', (1, edge))
    strip.putdata([tuple(round(a + (b - a) * y / edge) for a, b in zip(first, last))
                   for y in range(edge)])
    return strip.resize((edge, edge))


def rgb(colour):
    return tuple(int(colour[i:i + 2], 16) for i in (1, 3, 5))


def darker(colour, factor):
    return '#' + ''.join(f'{round(part * factor):02x}' for part in rgb(colour))
