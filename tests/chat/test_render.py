"""Whole answers: what stands where, and that any answer is within Discord's limits."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import render
from bot.records import Subscription
from tests.chat.markdown import read
from tests.chat.samples import NOON
from tests.chat.wild import WILD, within_limits


def subscription(topic: str = "Harbour", paused: str | None = None) -> Subscription:
    return Subscription("s", 1, 55, topic, 0, NOON, paused)


def test_subscriptions() -> None:
    shown = render.subscriptions([subscription(), subscription("a*b", "No *rights*.")])
    assert shown.content == (
        "<#55> · **Harbour** · since <t:1773489600:D>\n"
        "<#55> · **a\\*b** · since <t:1773489600:D>\n"
        "Paused: No \\*rights\\*."
    )


def test_no_subscriptions() -> None:
    assert "/subscribe" in (render.subscriptions([]).content or "")


def test_more_subscriptions_than_fit_are_counted() -> None:
    many = [subscription("topic " * 9, "because " * 40)] * 200
    content = render.subscriptions(many).content or ""
    shown = content.count("<#55>")
    assert content.endswith(f"{200 - shown} more than fit here.")


def test_a_notice_does_nothing() -> None:
    shown = render.notice("Nobody called “@everyone [x](http://y.example)” is on record.")
    assert read(shown.content or "").markup == ()


@given(st.lists(st.tuples(WILD, st.none() | WILD), max_size=30), WILD)
@settings(max_examples=60, deadline=None)
def test_any_subscriptions_and_notices_fit(
    found: list[tuple[str, str | None]], sentence: str
) -> None:
    listed = [subscription(topic, paused) for topic, paused in found]
    within_limits(render.subscriptions(listed))
    within_limits(render.notice(sentence))
    for one in listed:
        within_limits(render.subscribed(one))
        within_limits(render.unsubscribed(one))
