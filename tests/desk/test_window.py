"""So many times in so long, for each person."""

from __future__ import annotations

import pytest

from bot.desk import window
from bot.desk.window import Window
from bot.errors import BadInput
from tests.desk.world import HandClock


def test_a_person_waits_and_no_other() -> None:
    clock = HandClock()
    one = Window(2, 600, clock)
    one.take(1)
    clock.advance(300)
    one.take(1)
    one.take(2)
    with pytest.raises(BadInput, match="Try again in 5 min"):
        one.take(1)
    clock.advance(299)
    with pytest.raises(BadInput, match="Try again in 1 min"):
        one.take(1)
    clock.advance(1)
    one.take(1)
    with pytest.raises(BadInput):
        one.take(1)


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    clock = HandClock()
    one = Window(1, 600, clock)
    one.take(1)
    clock.advance(-86_400)
    one.take(1)


def test_people_are_forgotten_after_many_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "MOST_KNOWN", 3)
    one = Window(1, 600, HandClock())
    for user in (1, 2, 3, 4):
        one.take(user)
    one.take(1)
    with pytest.raises(BadInput):
        one.take(4)
