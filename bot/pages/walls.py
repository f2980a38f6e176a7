"""Pages that stand where the article should be: consent, sign-in, scripts, paywalls, 404s.

Each is recognised by what it says, and only where little else is said: an article about
cookies is an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.pages.headline import squashed
from bot.pages.lists import sections
from bot.pages.model import Outcome


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands in the way, in one sentence."""

    outcome: Outcome
    sentence: str


# Fewer words than this are no article; wire flashes have 30 and more.
FEWEST_WORDS = 25
# With fewer than this, what reads like a wall is one, although it has sentences.
FEWEST_WORDS_OF_A_BRIEF = 75
# Paywalls show the first two or three paragraphs.
MOST_WORDS_OF_A_STUB = 220
NEAR = 6  # lines after an article in which its paywall speaks

WALLS = {
    "missing": Wall(Outcome.SOFT_404, "The page says that there is nothing at this address."),
    "javascript": Wall(
        Outcome.JAVASCRIPT, "The page shows nothing without JavaScript or a check for robots."
    ),
    "consent": Wall(
        Outcome.CONSENT, "The page asks for consent to cookies before it shows the article."
    ),
    "signin": Wall(Outcome.SIGN_IN, "The page wants a sign-in before it shows the article."),
    "paywall": Wall(
        Outcome.PAYWALL, "The article is for subscribers; the page shows its beginning at most."
    ),
}
TOO_SHORT = Wall(Outcome.NOT_ARTICLE, "There is too little text on the page for an article.")


def wall_of(title: str, paragraphs: Sequence[str], lines: Sequence[str]) -> Wall | None:
    """What stands where the article should be; None where there is an article.

    ``paragraphs`` are the article's, ``lines`` all that the page shows, in order.
    """
    words = sum(len(paragraph.split()) for paragraph in paragraphs)
    if words < FEWEST_WORDS:
        return _wall_in(f"{title}\n{' '.join(lines)}", WALLS) or TOO_SHORT
    if words < FEWEST_WORDS_OF_A_BRIEF:
        return _wall_in(f"{title}\n{' '.join(paragraphs)}", WALLS)
    if words < MOST_WORDS_OF_A_STUB:
        return _wall_in(" ".join(_lines_after(paragraphs[-1], lines)), ["paywall"])
    return None


def _wall_in(shown: str, names: Iterable[str]) -> Wall | None:
    text = " ".join(shown[:10_000].split()).replace("’", "'")
    return next((WALLS[name] for name in names if _signs()[name].search(text)), None)


def _lines_after(paragraph: str, lines: Sequence[str]) -> Sequence[str]:
    """The few lines that follow an article, where a paywall says so."""
    last = squashed(paragraph)
    at = next((n for n, line in enumerate(lines) if squashed(line) == last), len(lines))
    return lines[at + 1 : at + 1 + NEAR]


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    """What each wall says, by its name."""
    return {
        name: re.compile("|".join(f"(?:{sign})" for sign in signs), re.I)
        for name, signs in sections("walls.txt").items()
    }
