"""Whole answers: what stands where, and that any answer is within Discord's limits."""

from __future__ import annotations

from hypothesis import given, settings

from bot.chat.rendering import render
from tests.chat.markdown import read
from tests.chat.wild import WILD, within_limits


def test_a_notice_does_nothing() -> None:
    shown = render.notice("Nobody called “@everyone [x](http://y.example)” is on record.")
    assert read(shown.content or "").markup == ()


@given(WILD)
@settings(max_examples=60, deadline=None)
def test_any_notice_fits(sentence: str) -> None:
    within_limits(render.notice(sentence))
