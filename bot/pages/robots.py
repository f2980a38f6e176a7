"""What a robots.txt allows (RFC 9309). Pure.

Written here because the standard library's parser knows neither ``*`` nor ``$`` in paths and
takes the first rule that fits where the standard wants the longest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

LARGEST = 512_000  # bytes; the standard's own minimum, the rest is not read
MOST_RULES = 5_000
LONGEST_PATH = 2_000
MOST_STARS = 8  # in one rule, each of which may make matching longer


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``Allow`` or ``Disallow`` line."""

    path: str
    allows: bool

    def fits(self, path: str) -> bool:
        if "*" not in self.path and not self.path.endswith("$"):
            return path.startswith(self.path)
        ends = self.path.endswith("$")
        parts = self.path.removesuffix("$").split("*")
        pattern = "(?s:.*?)".join(map(re.escape, parts))
        match = re.fullmatch(pattern, path) if ends else re.match(pattern, path)
        return match is not None


def rules_for(body: bytes, agent: str) -> tuple[Rule, ...]:
    """The rules that are meant for ``agent``, else those for everybody; () allows all."""
    own: list[Rule] = []
    general: list[Rule] = []
    names: list[str] = []
    in_rules = is_named = False
    for line in body[:LARGEST].decode("utf-8-sig", "replace").splitlines():
        name, colon, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        field = name.lower()
        if not colon:
            continue
        if field == "user-agent":
            names = [value.lower()] if in_rules else [*names, value.lower()]
            in_rules = False
            is_named = is_named or agent.lower() in names
        elif field in ("allow", "disallow"):
            in_rules = True
            if value and value.count("*") <= MOST_STARS and len(value) <= LONGEST_PATH:
                rule = Rule(_path(value), field == "allow")
                if agent.lower() in names:
                    own.append(rule)
                elif "*" in names:
                    general.append(rule)
    return tuple((own if is_named else general)[:MOST_RULES])


def allows(rules: Sequence[Rule], url: str) -> bool:
    """Whether the page at ``url`` may be fetched: the longest rule that fits decides."""
    parts = urlsplit(url)
    path = _path((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))[:LONGEST_PATH]
    fitting = [rule for rule in rules if rule.fits(path)]
    return max(fitting, key=lambda rule: (len(rule.path), rule.allows)).allows if fitting else True


def _path(text: str) -> str:
    """With one spelling for escaped characters."""
    return unquote(text, errors="replace")
