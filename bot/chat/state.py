"""What a button has to remember, written into its ``custom_id`` (at most 100 characters).

Nothing about a shown page is kept in memory, so its buttons work after a restart, on every
message ever sent. ``encode`` gives None where the state does not fit: no such button then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.chat.limits import CUSTOM_ID, length

QUOTES = re.compile(r"quotes:(?P<entity>[^:]+):(?P<offset>\d{1,9}):(?P<sure>[01]):(?P<about>.*)")
KEYPOINTS = re.compile(r"keypoints:(?P<article>[^:]+):(?P<sure>[01])")


ORDERS = re.compile(r"orders:(?P<offset>\d{1,6})")
ORDER = re.compile(r"order:(?P<verb>show|pause|resume|end|loud|unping):(?P<key>[^:]+)")
CHOOSE_ORDER = re.compile(r"choose-order:(?P<offset>\d{1,6})")
MOVE_ORDER = re.compile(r"move-order:(?P<key>[^:]+)")
PREVIEW = re.compile(r"preview:(?P<offset>\d{1,6}):(?P<to>.+)")


@dataclass(frozen=True, slots=True)
class QuotesState:
    """A page of somebody's statements."""

    entity: str
    about: str | None
    offset: int
    uncertain: bool

    def at(self, offset: int) -> QuotesState:
        return replace(self, offset=offset)

    def encode(self) -> str | None:
        sure = "0" if self.uncertain else "1"
        return _fitting(f"quotes:{self.entity}:{self.offset}:{sure}:{self.about or ''}", QUOTES)

    @classmethod
    def decode(cls, match: re.Match[str]) -> QuotesState:
        return cls(
            match["entity"], match["about"] or None, int(match["offset"]), match["sure"] == "0"
        )


@dataclass(frozen=True, slots=True)
class KeyPointsState:
    """An article's key statements."""

    article: str
    uncertain: bool

    def encode(self) -> str | None:
        return _fitting(f"keypoints:{self.article}:{'0' if self.uncertain else '1'}", KEYPOINTS)

    @classmethod
    def decode(cls, match: re.Match[str]) -> KeyPointsState:
        return cls(match["article"], match["sure"] == "0")


@dataclass(frozen=True, slots=True)
class PreviewState:
    """A page of what would have been posted."""

    to: str
    offset: int

    def encode(self) -> str | None:
        return _fitting(f"preview:{self.offset}:{self.to}", PREVIEW)

    @classmethod
    def decode(cls, match: re.Match[str]) -> PreviewState:
        return cls(match["to"], int(match["offset"]))


def _fitting(custom_id: str, pattern: re.Pattern[str]) -> str | None:
    fits = length(custom_id) <= CUSTOM_ID and pattern.fullmatch(custom_id)
    return custom_id if fits else None
