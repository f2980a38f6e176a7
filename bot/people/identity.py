"""What was concluded about one speaker, and why: the values ``explain_identity`` returns."""

from __future__ import annotations

from dataclasses import dataclass

from bot.records import Span, Speaker


@dataclass(frozen=True, slots=True)
class Rival:
    """A name that was weighed; the higher ``score``, the more spoke for it."""

    name: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """A speaker together with the rule that named it.

    ``evidence`` is where the article gives the fullest name, None where there is none;
    ``why`` says what spoke for the choice; ``lost`` are the names that were weighed and
    not chosen, best first.
    """

    speaker: Speaker
    rule: str
    evidence: Span | None = None
    why: tuple[str, ...] = ()
    lost: tuple[Rival, ...] = ()
