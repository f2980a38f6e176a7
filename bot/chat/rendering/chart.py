"""A small chart of numbers over time, as a PNG. Pure.

It brings its own opaque background, so that it is as legible in Discord's light theme as in
the dark one. The words beside it are for ``alt``: who cannot see it is told the same.

Pillow draws it, with the typeface it comes with: a bar chart needs no more, and a plotting
library would double the memory the bot takes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 880, 260  # Discord shows it at half of this, sharp on every screen

BACKGROUND = (31, 35, 41)
BARS = (127, 178, 229)
TEXT = (230, 233, 237)
LINES = (74, 81, 92)

_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 20, 24, 44  # of the drawing, kept free of bars
_APART = 12  # of figures from the drawing, and of all letters from the edges
_LETTERS = 22
_LABELS = 7  # along the time axis, as many as stand apart
_WIDEST = 60  # a bar


def bars(counts: Sequence[tuple[str, int]]) -> bytes:
    """A bar for each (label, number), in this order; at least one of them."""
    image = Image.new("RGB", (WIDTH, HEIGHT), BACKGROUND)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(_LETTERS)
    top = _round_up(max(number for _, number in counts))
    floor = HEIGHT - _BOTTOM
    left = max(_LEFT, draw.textlength(f"{top:,}", font) + 2 * _APART)
    for value in sorted({0, top // 2, top}):
        height = floor - (floor - _TOP) * value / top
        draw.line((left, height, WIDTH - _RIGHT, height), LINES, 2)
        draw.text((left - _APART, height), f"{value:,}", TEXT, font, anchor="rm")
    step = (WIDTH - left - _RIGHT) / len(counts)
    half = min(step * 0.36, _WIDEST / 2)
    every = -(-len(counts) // _LABELS)
    for place, (label, number) in enumerate(counts):
        middle = left + step * (place + 0.5)
        if number:
            height = min(floor - (floor - _TOP) * number / top, floor - 3)  # one is seen, too
            draw.rectangle((middle - half, height, middle + half, floor - 1), BARS)
        if (len(counts) - 1 - place) % every == 0:  # the newest has one
            widest = draw.textlength(label, font) / 2 + _APART
            at = min(max(middle, widest), WIDTH - widest)
            draw.text((at, floor + 10), label, TEXT, font, anchor="mt")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _round_up(number: int) -> int:
    """The next number that is easy to read: 2, 4, 10, 20, 40, 100 …; halves are whole."""
    step = 1
    while True:
        for easy in (2, 4, 10):
            if easy * step >= number:
                return easy * step
        step *= 10
