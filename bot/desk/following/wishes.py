"""How somebody wants to get a topic, as they say it: only what they said. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.errors import BadInput
from bot.records import Format, Manner
from bot.sentences import say

_HOURS = re.compile(r"(\d{1,2})(?::00)?\s*(?:[-–—]|to)\s*(\d{1,2})(?::00)?")
_NONE = ("none", "off", "no")

QUIET_EXAMPLES = ("22-7", "23-8", "0-6", "none")


@dataclass(frozen=True, slots=True)
class Wishes:
    """None is for what was not said. ``quiet`` is as typed, such as "22-7"."""

    format: Format | None = None
    hour: int | None = None
    quiet: str | None = None
    ping: int | None = None

    def change(self, manner: Manner) -> Manner:
        """The manner that is wanted; BadInput for wishes that do not go together."""
        how = self.format or (Format.DAILY if self.hour is not None else manner.format)
        daily = how is Format.DAILY
        if self.hour is not None and not daily:
            raise BadInput(
                str(self.hour),
                say("The hour is that of a daily digest; choose the format daily for it."),
            )
        quiet = manner.quiet if self.quiet is None else read_quiet(self.quiet)
        if daily and self.quiet is not None and quiet is not None:
            raise BadInput(
                self.quiet,
                say("A daily digest comes once, at its hour; leave the quiet hours out."),
            )
        return replace(
            manner,
            format=how,
            hour=manner.hour if self.hour is None else self.hour,
            quiet=None if daily else quiet,
            ping=self.ping or manner.ping,
        )


NO_WISHES = Wishes()


def read_quiet(text: str) -> tuple[int, int] | None:
    """Quiet hours as somebody types them; None for none. Raises BadInput."""
    text = text.strip().casefold()
    if text in _NONE:
        return None
    match = _HOURS.fullmatch(text)
    first, last = (int(match[1]), int(match[2]) % 24) if match else (24, 0)
    if first > 23 or (match and int(match[2]) > 24):
        raise BadInput(
            text,
            say("Give the quiet hours as from-to, in full hours, for example 22-7; or “none”."),
        )
    if first == last:
        raise BadInput(
            text,
            say(
                "Quiet hours from {hours} would never end: let them end at another hour, for "
                "example 22-7; or “none”.",
                hours=text,
            ),
        )
    return first, last
