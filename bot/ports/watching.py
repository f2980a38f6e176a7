"""How the bot is: telling operators, and machines that ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.ports.channels import PostOutcome


@dataclass(frozen=True, slots=True)
class Telling:
    """Sentences for operators about troubles that began and that passed, and of what members
    report; Discord drops a repeat of ``nonce`` for a few minutes."""

    began: tuple[str, ...]
    passed: tuple[str, ...]
    nonce: str
    reported: tuple[str, ...] = ()


class Teller(Protocol):
    """Tells operators, in a channel. Never raises for what Discord answers."""

    async def tell(self, channel_id: int, telling: Telling) -> PostOutcome: ...


DiskRoom = Callable[[], Awaitable[int | None]]
"""Bytes that are free on the disk of the record; None where it cannot be told."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number to be watched over time; ``counts`` says that it only grows, from 0 at each
    start. ``values`` are by the values of ``labels``, in their order."""

    name: str
    help: str
    values: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()
    counts: bool = False


class Vitals(Protocol):
    """How the bot is, for machines that ask. Answers at once and from memory."""

    def health(self) -> tuple[bool, Mapping[str, Any]]:
        """Whether it does its work, and a small JSON document that says more."""

    def measures(self) -> list[Measure]: ...
