"""What a call costs, in the processor's time of this process alone: other programs on the machine
make it wait, but do not make it more work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time

MUCH = 5.0
"""Seconds. What costs as much as its input is long stays far below; what costs the square of it,
on inputs as long as those of the tests, far above."""


def cost(call: Callable[[], object]) -> float:
    """Seconds of the processor."""
    began = process_time()
    call()
    return process_time() - began


@contextmanager
def at_little_cost() -> Iterator[None]:
    """What is done inside is no work to speak of, whatever the input."""
    began = process_time()
    yield
    assert process_time() - began < MUCH
