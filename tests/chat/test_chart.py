"""The chart's real pixels: its size, what the bars say, and that it is legible anywhere."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.chat.rendering.chart import BACKGROUND, BARS, HEIGHT, LINES, TEXT, WIDTH, bars

Colour = tuple[int, int, int]

DARK, LIGHT = (49, 51, 56), (255, 255, 255)  # Discord's two themes


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    assert image.format == "PNG"
    assert image.size == (WIDTH, HEIGHT)
    return image


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2's contrast ratio, 1 to 21."""

    def luminance(colour: Colour) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def heights(image: Image.Image) -> list[int]:
    """Of the bars, from left to right, in pixels."""
    pixels = image.convert("RGB")
    found: list[int] = []
    inside = False
    for x in range(WIDTH):
        height = sum(pixels.getpixel((x, y)) == BARS for y in range(HEIGHT))
        if height and not inside:
            found.append(height)
        inside = bool(height)
    return found


@pytest.mark.parametrize("behind", [DARK, LIGHT])
def test_it_is_as_legible_on_dark_as_on_light(behind: Colour) -> None:
    """What a person sees is the picture laid over the theme: text, bars and lines stand out."""
    picture = opened(bars([("2031-05", 3), ("2031-06", 7)])).convert("RGBA")
    seen = Image.alpha_composite(Image.new("RGBA", picture.size, behind), picture).convert("RGB")
    colours = Counter(seen.get_flattened_data())
    background, _ = colours.most_common(1)[0]
    assert background == BACKGROUND
    assert contrast(BACKGROUND, TEXT) > 7
    assert contrast(BACKGROUND, BARS) > 4.5
    assert contrast(BACKGROUND, LINES) > 1.5
    for colour in (TEXT, BARS, LINES):
        assert colours[colour] > 100, colour


def test_bars_are_as_high_as_their_numbers() -> None:
    found = heights(opened(bars([("a", 10), ("b", 0), ("c", 20), ("d", 5)])))
    assert len(found) == 3
    ten, twenty, five = found
    assert abs(twenty - 2 * ten) <= 2
    assert abs(ten - 2 * five) <= 2
    assert twenty > HEIGHT / 2


def test_one_beside_thousands_is_still_seen() -> None:
    few, many = heights(opened(bars([("a", 1), ("b", 9_999)])))
    assert 3 <= few < 10
    assert many > HEIGHT / 2


def test_labels_are_drawn_and_stand_apart() -> None:
    without = opened(bars([("", 1)] * 24))
    with_some = opened(bars([("2031-05", 1)] * 24))
    below = (0, HEIGHT - 40, WIDTH, HEIGHT)
    assert without.crop(below).tobytes() != with_some.crop(below).tobytes()
    columns = with_some.crop((100, HEIGHT - 34, WIDTH, HEIGHT)).convert("RGB")
    empty = sum(
        all(columns.getpixel((x, y)) == BACKGROUND for y in range(columns.height))
        for x in range(columns.width)
    )
    assert empty > columns.width / 4


@pytest.mark.parametrize("number", [1, 20_000, 10**6, 10**9])
@pytest.mark.parametrize("labels", [["2031-05"] * 36, ["2031"] * 30, ["2031-05"]])
def test_nothing_is_cut_at_the_edges(number: int, labels: list[str]) -> None:
    picture = opened(bars([(label, number) for label in labels])).convert("RGB")
    for x in (0, 1, 2, WIDTH - 3, WIDTH - 2, WIDTH - 1):
        assert {picture.getpixel((x, y)) for y in range(HEIGHT)} == {BACKGROUND}


def test_the_newest_has_a_label() -> None:
    named, bare = (opened(bars([("2031-05", 0)] * 35 + [(last, 0)])) for last in ("2034-04", ""))
    assert named.tobytes() != bare.tobytes()


@given(
    st.lists(
        st.tuples(st.text("0123456789-", max_size=10), st.integers(0, 10**9)),
        min_size=1,
        max_size=40,
    )
)
@settings(max_examples=25, deadline=None)
def test_anything_can_be_drawn(counts: list[tuple[str, int]]) -> None:
    opened(bars(counts))
